// The suggestion below an email field: the address that was probably meant.

import type { Control } from "./controls.js";
import { h, toggleToken } from "./dom.js";
import { suggestEmail } from "./email-suggestion.js";

/**
 * Shows, changes or removes the suggestion for the field's value. template has
 * {email} in place of the address. Returns the text of the suggestion, or "".
 */
export function emailHint({ focus, error, box, value }: Control, template = ""): string {
  const meant = suggestEmail(value.trim());
  const old = box.querySelector(".tf-hint");
  if (old && old.querySelector("button")?.textContent === meant) return old.textContent;
  const id = `${focus.id}-hint`;
  const [before, after] = template.split("{email}");
  const offered = !!meant && after !== undefined;
  old?.remove();
  toggleToken(focus, "aria-describedby", id, offered);
  if (!offered) return "";
  const offer = h("button", { type: "button", class: "tf-offer" }, meant);
  const hint = h("p", { class: "tf-hint tf-js", id }, before!, offer, after);
  offer.addEventListener("click", () => {
    (focus as HTMLInputElement).value = meant;
    hint.remove();
    toggleToken(focus, "aria-describedby", id, false);
    focus.dispatchEvent(new CustomEvent("input", { bubbles: true }));
    focus.focus();
  });
  error.before(hint);
  return hint.textContent;
}
