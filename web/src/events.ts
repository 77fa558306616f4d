import type { FieldError } from "./definition.js";

/** What the element tells its page. None of it holds what the visitor typed. */
export interface ThoughtlyFormEvents {
  /** The form is on the page. */
  "thoughtly-form:ready": { form: string };
  /** A submission was refused, here or by the server. */
  "thoughtly-form:invalid": { form: string; errors: FieldError[] };
  /** A submission is about to be sent; preventDefault() keeps it. */
  "thoughtly-form:submit": { form: string; submission_id: string };
  /** The contact exists at Thoughtly. */
  "thoughtly-form:created": { form: string; submission_id: string };
  /** The submission is stored and will become a contact. */
  "thoughtly-form:queued": { form: string; submission_id: string };
  /** The form could not be loaded, or a submission could not be delivered. */
  "thoughtly-form:error": { form: string; code: string };
}

export type EventName = keyof ThoughtlyFormEvents;

/**
 * Dispatches an event, and pushes it to the page's data layer where the
 * element names one. Answers whether the page let it go on.
 */
export function emit<K extends EventName>(
  element: HTMLElement,
  name: K,
  detail: ThoughtlyFormEvents[K],
): boolean {
  const layer = element.getAttribute("data-layer");
  if (layer) {
    const page = window as unknown as Record<string, unknown[] | undefined>;
    (page[layer] ??= []).push({ event: name, ...detail });
  }
  return element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, cancelable: true }));
}
