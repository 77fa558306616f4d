// The id of a submission, derived from its data: the same data has the same id,
// also in a copy of the page from a cache and in a reloaded page.

import { uuid } from "./dom.js";
import { submissionInput } from "./press.js";

const KEY = "thoughtly-form:sent";

/**
 * Returns the id of the form's submission, a new one if its data changed.
 * stored saves it, with a hash of the data, for the visit: Back may reload the
 * page with what was typed.
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

/** Makes the next submission a new one. */
export function forgetSubmission(form: HTMLFormElement): void {
  form.querySelector("input[name=submission_id]")?.remove();
  session((s) => s.removeItem(KEY));
}

// Undefined if storage is blocked.
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
