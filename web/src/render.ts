// Draws the tree of a form: JsonML of GET /forms/{id}, which package forms
// builds. It never parses markup, so it works under a strict
// Content-Security-Policy and Trusted Types, and it creates no tag or attribute
// that loads, runs or styles anything.

import type { Tree } from "./definition.js";
import { h } from "./dom.js";

const TAGS =
  /^(form|h[1-6]|div|p|span|bdi|a|ul|li|label|fieldset|legend|input|textarea|select|optgroup|option|button)$/;
const REFUSED = /^(on|style|src|form|action|is$|http-)/; // of those tags' attributes
const LINK = /^(https:\/\/|mailto:|#)/;

/** Creates the element of a tree. Throws on a tag that forms do not use. */
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
