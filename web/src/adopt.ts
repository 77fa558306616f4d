// Takes over a form that is in the page already: written by a server, cloned by
// a carousel, or brought back by a snapshot of the page in any state.

import { makeIdsUnique } from "./enhance.js";
import { setBusy } from "./press.js";

/** Puts a form into its first state and makes its ids unique in the page. */
export function adopt(host: HTMLElement, form: HTMLFormElement): void {
  if (host.querySelector(".tf-success:not([hidden])")) form.reset();
  for (const made of host.querySelectorAll(".tf-js")) made.remove();
  host.style.removeProperty("--tf-height");
  form.hidden = false;
  if (form.getAttribute("aria-busy") === "true") setBusy(form, false);
  makeIdsUnique(form);
  // Errors that a script showed went with the elements above.
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    const described = input.getAttribute("aria-describedby") ?? "";
    const root = form.getRootNode() as ParentNode;
    if (!described.split(" ").some((id) => id && root.querySelector(`#${CSS.escape(id)}`)))
      input.removeAttribute("aria-invalid");
  }
}
