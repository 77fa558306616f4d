// A press of the button before the code that sends is loaded: its first
// feedback, its submission id, and the browser's own post of the form.

import { h, uuid } from "./dom.js";

const PROBE_MS = 8_000; // time limit for an answer that proves that the server is reachable
const NATIVE_MS = 20_000; // after that a native post without a result may be repeated

/** Shows whether a form is being sent. */
export function setBusy(form: HTMLFormElement, busy: boolean, words = ""): void {
  form.setAttribute("aria-busy", String(busy));
  for (const element of form.elements as Iterable<Element> as Iterable<HTMLInputElement>) {
    if (element.type === "submit") element.setAttribute("aria-disabled", String(busy));
    else element.readOnly = busy;
  }
  status(form).textContent = words;
}

/** Returns the status line below the button; creates it if it is missing. */
export function status(form: HTMLFormElement): HTMLElement {
  const old = form.querySelector<HTMLElement>(".tf-status");
  if (old) return old;
  const made = h("p", { class: "tf-status tf-js", role: "status" });
  form.append(made);
  return made;
}

/**
 * Returns the hidden input with the submission id of the form, so that every
 * post of the form, by any code, is the same submission. Its data-of is "" until
 * the form is sent.
 */
export function submissionInput(form: HTMLFormElement): HTMLInputElement {
  let input = form.querySelector<HTMLInputElement>("input[name=submission_id]");
  if (!input)
    form.append((input = h("input", { type: "hidden", name: "submission_id", "data-of": "" })));
  input.value ||= uuid();
  return input;
}

/** Marks the submission id as sent: a copy of the page from a cache keeps it. */
export function markSent(form: HTMLFormElement): void {
  delete submissionInput(form).dataset.of;
}

/**
 * Lets the browser post the form unless its server is unreachable: the
 * browser's error page would discard what was typed. If the page is still open
 * after NATIVE_MS, the form may be sent again.
 */
export async function postNatively(form: HTMLFormElement, failed: string): Promise<void> {
  markSent(form);
  try {
    const signal = AbortSignal.timeout(PROBE_MS);
    const server = `${form.getAttribute("action")}/../healthz`;
    await fetch(server, { mode: "no-cors", signal });
    HTMLFormElement.prototype.submit.call(form);
    await new Promise((late) => setTimeout(late, NATIVE_MS));
  } catch {
    // The server is unreachable: the visitor may press again.
  }
  setBusy(form, false, failed);
}
