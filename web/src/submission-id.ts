// The id of a submission by its data: the same data has the same id, also in a
// copy of the page that a cache brings back, and in the page loaded again.

import { uuid } from "./dom.js";
import { submissionInput } from "./press.js";

const KEY = "thoughtly-form:sent";

/**
 * The id of the submission that the form holds, a new one if its data are
 * others. stored keeps it, with a hash of the data, for the visit: Back may load
 * the page again with what was typed.
 */
export function submissionID(form: HTMLFormElement, data: string, stored: boolean): string {
  const input = submissionInput(form);
  const mark = hash(data);
  const { of } = input.dataset;
  const [sent, id] = (stored && session((s) => s.getItem(KEY)?.split(" "))) || [];
  if (of !== mark && sent === mark) input.value = id!;
  else if (of && of !== mark) input.value = uuid();
  input.dataset.of = mark;
  if (stored) session((s) => s.setItem(KEY, `${mark} ${input.value}`));
  return input.value;
}

/** Makes what follows another submission. */
export function forgetSubmission(form: HTMLFormElement): void {
  form.querySelector("input[name=submission_id]")?.remove();
  session((s) => s.removeItem(KEY));
}

// Undefined where storage is refused.
function session<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

// FNV-1a twice, with two offsets: 64 bits that say nothing of the data.
function hash(data: string): string {
  const run = (h: number) => {
    for (let i = 0; i < data.length; i++) h = Math.imul(h ^ data.charCodeAt(i), 0x01000193);
    return (h >>> 0).toString(36);
  };
  return `${run(0x811c9dc5)}-${run(0x1b873593)}`;
}
