// The consent's words in a form that a page's server sent.

import type { Definition } from "./definition.js";

/**
 * Replaces the words of a form's consent with the definition's, not ticked, if
 * they are others. A submission reports the hash of the words shown, so neither
 * a cached page nor a filter of the page's server may show other ones.
 */
export function refreshConsent(form: HTMLFormElement, drawn: HTMLElement, d: Definition): void {
  if (!d.consent) return;
  const both = (selector: string) => [form, drawn].map((of) => of.querySelector(selector));
  const [shown, current] = both(".tf-consent .tf-choice > span");
  const hash = form.querySelector<HTMLInputElement>("[name=consent_text_sha256]")?.value;
  if (hash === d.consent.text_sha256 && shown?.textContent === current!.textContent) return;
  if (shown) {
    shown.replaceChildren(...current!.childNodes);
    form.querySelector<HTMLInputElement>(".tf-consent input")!.checked = false;
  } else {
    form.querySelector("[type=submit]")?.before(drawn.querySelector(".tf-consent")!);
  }
  for (const part of ['[name="page[consent_version]"]', "[name=consent_text_sha256]"]) {
    const [old, now] = both(part);
    if (old) old.replaceWith(now!);
    else form.querySelector(".tf-consent")!.before(now!);
  }
}
