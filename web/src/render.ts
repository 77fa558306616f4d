// Draws the tree of a form: JsonML of GET /forms/{id}, which package forms
// builds. Nothing is parsed as markup, so a strict Content-Security-Policy and
// Trusted Types hold, and no tag or attribute that loads, runs or styles anything is made.

import type { Tree } from "./definition.js";
import { h } from "./dom.js";

const TAGS =
  /^(form|h[1-6]|div|p|span|bdi|a|ul|li|label|fieldset|legend|input|textarea|select|optgroup|option|button)$/;
const REFUSED = /^(on|style|src|form|action|is$|http-)/; // of those tags' attributes
const LINK = /^(https:\/\/|mailto:|#)/;

/** Makes the element of a tree. Throws on a tag that forms do not have. */
export function draw([tag, attributes, ...children]: Tree): HTMLElement {
  if (!TAGS.test(tag)) throw new TypeError(`tag ${tag}`);
  const allowed = Object.entries(attributes).filter(
    ([name, value]) => !REFUSED.test(name) && (name !== "href" || LINK.test(value)),
  );
  return h(
    tag as "div",
    Object.fromEntries(allowed),
    ...children.map((child) => (typeof child === "string" ? child : draw(child))),
  );
}
