// A press of the button, until the code that sends is there: its first sign,
// its submission id, and the form's own way to the server.

import { h, uuid } from "./dom.js";

const PROBE_MS = 8_000; // how long the server may take to show that it can be reached
const NATIVE_MS = 20_000; // after that a native post that led nowhere may be repeated

/** Shows that a form is being sent, or that it no longer is. */
export function setBusy(form: HTMLFormElement, busy: boolean, words = ""): void {
  form.setAttribute("aria-busy", String(busy));
  for (const element of form.elements as Iterable<Element> as Iterable<HTMLInputElement>) {
    if (element.type === "submit") element.setAttribute("aria-disabled", String(busy));
    else element.readOnly = busy;
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
 * The hidden input with the id of the submission that the form holds: whatever
 * posts the form, and however often, it is one submission.
 */
export function submissionInput(form: HTMLFormElement): HTMLInputElement {
  let input = form.querySelector<HTMLInputElement>("input[name=submission_id]");
  if (!input) form.append((input = h("input", { type: "hidden", name: "submission_id" })));
  input.value ||= uuid();
  return input;
}

/**
 * Posts the form as a form, unless its server is out of reach: the browser's own
 * error page would take what was typed with it. If the page is still here later,
 * the form may be sent again.
 */
export async function postNatively(form: HTMLFormElement, failed: string): Promise<void> {
  submissionInput(form);
  try {
    const signal = AbortSignal.timeout(PROBE_MS);
    const server = `${form.getAttribute("action")}/../healthz`;
    await fetch(server, { mode: "no-cors", signal });
    HTMLFormElement.prototype.submit.call(form);
    await new Promise((late) => setTimeout(late, NATIVE_MS));
  } catch {
    // No server: the visitor may press again.
  }
  setBusy(form, false, failed);
}
