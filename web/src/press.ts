// A press of the button, until the code that sends is there: its first sign,
// its submission id, and the form's own way to the server.

import { h, uuid } from "./dom.js";

const NATIVE_MS = 20_000; // after that a native post that led nowhere may be repeated

/** Shows that a form is being sent, or that it no longer is. */
export function setBusy(form: HTMLFormElement, busy: boolean, words = ""): void {
  form.setAttribute("aria-busy", String(busy));
  for (const element of form.elements) {
    if (element instanceof HTMLButtonElement && element.type === "submit")
      element.setAttribute("aria-disabled", String(busy));
    else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
      element.readOnly = busy;
  }
  status(form).textContent = words;
}

/** The line below the button that says what happens; made where it is missing. */
export function status(form: HTMLFormElement): HTMLElement {
  const old = form.querySelector<HTMLElement>(".tf-status");
  if (old) return old;
  const made = h("p", { class: "tf-status tf-js", role: "status" });
  form.append(made);
  return made;
}

/**
 * The id of the submission that the form holds, in a hidden input: whatever
 * posts the form, and however often, it is one submission. The same data has
 * the same id, also in a copy of the page that a cache brings back.
 */
export function submissionID(form: HTMLFormElement, data?: string): string {
  let input = form.querySelector<HTMLInputElement>("input[name=submission_id]");
  if (!input) form.append((input = h("input", { type: "hidden", name: "submission_id" })));
  const mark = data === undefined ? undefined : hash(data);
  if (mark && input.dataset.of && input.dataset.of !== mark) input.value = "";
  if (mark) input.dataset.of = mark;
  return (input.value ||= uuid());
}

/** Makes what follows another submission. */
export function forgetSubmission(form: HTMLFormElement): void {
  form.querySelector("input[name=submission_id]")?.remove();
}

// FNV-1a twice, with two offsets: 64 bits that say nothing of the data.
function hash(data: string): string {
  const run = (h: number) => {
    for (let i = 0; i < data.length; i++) h = Math.imul(h ^ data.charCodeAt(i), 0x01000193);
    return (h >>> 0).toString(36);
  };
  return `${run(0x811c9dc5)}-${run(0x1b873593)}`;
}

/** Posts the form as a form. If the page is still here later, it may be sent again. */
export function postNatively(form: HTMLFormElement, failed: string): void {
  submissionID(form);
  HTMLFormElement.prototype.submit.call(form);
  setTimeout(() => setBusy(form, false, failed), NATIVE_MS);
}
