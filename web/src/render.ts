// Draws the tree of a form: JsonML of GET /forms/{id}, which package forms
// builds. Nothing is parsed as markup, so a strict Content-Security-Policy and
// Trusted Types hold, and only the tags and attributes of forms are made.

import type { Tree } from "./definition.js";
import { h } from "./dom.js";

const TAGS =
  /^(form|h[1-6]|div|p|span|bdi|a|ul|li|label|fieldset|legend|input|textarea|select|optgroup|option|button)$/;
const ATTRIBUTES =
  /^(id|class|for|name|value|type|href|target|rel|lang|dir|title|label|method|accept-charset|novalidate|required|checked|selected|hidden|inert|tabindex|role|rows|placeholder|minlength|maxlength|pattern|inputmode|enterkeyhint|auto(complete|capitalize)|spellcheck|(aria|data)-[a-z0-9-]+)$/;
const LINK = /^(https:\/\/|mailto:|#)/;

/** Makes the element of a tree. Throws on a tag that forms do not have. */
export function draw([tag, attributes, ...children]: Tree): HTMLElement {
  if (!TAGS.test(tag)) throw new TypeError(`tag ${tag}`);
  const allowed = Object.entries(attributes).filter(
    ([name, value]) => ATTRIBUTES.test(name) && (name !== "href" || LINK.test(value)),
  );
  return h(
    tag as "div",
    Object.fromEntries(allowed),
    ...children.map((child) => (typeof child === "string" ? child : draw(child))),
  );
}
