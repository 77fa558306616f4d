// The consent's words in a form that a page's server sent.

import type { Definition } from "./definition.js";

/**
 * Replaces the consent of an adopted form with the definition's, not ticked, if
 * its words are not the current ones. A submission reports the hash of the
 * words shown, so a page that was cached must not keep older ones.
 */
export function refreshConsent(form: HTMLFormElement, drawn: HTMLElement, d: Definition): void {
  const hash = form.querySelector<HTMLInputElement>("[name=consent_text_sha256]");
  if (!d.consent || hash?.value === d.consent.text_sha256) return;
  for (const part of [
    ".tf-consent",
    '[name="page[consent_version]"]',
    "[name=consent_text_sha256]",
  ]) {
    const [shown, current] = [form, drawn].map((of) => of.querySelector(part));
    if (shown) shown.replaceWith(current!);
    else if (current) form.querySelector(".tf-consent")?.before(current);
  }
}
