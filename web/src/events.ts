import type { FieldError } from "./definition.js";
import { quietly } from "./quietly.js";

/** The element's events. They bubble, and contain nothing that the visitor typed. */
export interface ThoughtlyFormEvents {
  /** The form is drawn. */
  "thoughtly-form:ready": { form: string };
  /** The form was in view for a second; once for each element. */
  "thoughtly-form:view": { form: string };
  /** The visitor's first input; once for each element. */
  "thoughtly-form:start": { form: string };
  /** A field shows an error of the page or of the server. */
  "thoughtly-form:field-error": { form: string; field: string; code: string };
  /** The page or the server refused a submission. */
  "thoughtly-form:invalid": { form: string; errors: FieldError[] };
  /** A submission is about to be sent; preventDefault() stops it. */
  "thoughtly-form:submit": { form: string; submission_id: string };
  /** Thoughtly has the contact. */
  "thoughtly-form:created": { form: string; submission_id: string };
  /** The submission is stored and becomes a contact later. */
  "thoughtly-form:queued": { form: string; submission_id: string };
  /** The form could not be loaded, or a submission could not be delivered. */
  "thoughtly-form:error": { form: string; code: string };
}

export type EventName = keyof ThoughtlyFormEvents;

type Source = HTMLElement & { form: string };

type Name = { [K in EventName]: K extends `thoughtly-form:${infer N}` ? N : never }[EventName];

/**
 * Dispatches the event thoughtly-form:<name>, and pushes it to the page's data
 * layer if the element names one. more has the members of its detail besides
 * the form. Returns false if a listener called preventDefault().
 */
export function emit<N extends Name>(
  element: Source,
  name: N,
  more?: Omit<ThoughtlyFormEvents[`thoughtly-form:${N}`], "form">,
): boolean {
  const event = `thoughtly-form:${name}`;
  const detail = { form: element.form, ...more };
  const layer = element.getAttribute("data-layer");
  if (layer)
    quietly(() => {
      const page = window as unknown as Record<string, unknown[] | undefined>;
      (page[layer] ??= []).push({ event, ...detail });
    });
  return element.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, cancelable: true }));
}

const watched = new WeakSet<HTMLElement>();

/** Reports the first second in view and the first input of a form that is drawn. */
export function watchFunnel(host: Source): void {
  if (watched.has(host)) return;
  watched.add(host);
  host.addEventListener("input", () => emit(host, "start"), { once: true });
  let timer: ReturnType<typeof setTimeout>;
  const observer = new IntersectionObserver(
    ([entry]) => {
      clearTimeout(timer);
      if (!entry!.isIntersecting) return;
      timer = setTimeout(() => {
        observer.disconnect();
        emit(host, "view");
      }, 1000);
    },
    { threshold: 0.25 },
  );
  observer.observe(host);
}
