// The id of a submission by its data: the same data has the same id, also in a
// copy of the page that a cache brings back.

import { uuid } from "./dom.js";
import { submissionInput } from "./press.js";

/** The id of the submission that the form holds, a new one if its data are others. */
export function submissionID(form: HTMLFormElement, data: string): string {
  const input = submissionInput(form);
  const mark = hash(data);
  if (input.dataset.of && input.dataset.of !== mark) input.value = uuid();
  input.dataset.of = mark;
  return input.value;
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
