// Checks the element's TypeScript types; compiled, never run.
import type { Definition, First, ThoughtlyForm } from "../src/thoughtly-form.js";

const element = document.querySelector("thoughtly-form")!;
element satisfies ThoughtlyForm;
element.definition satisfies (First & Partial<Definition>) | undefined;
element.addEventListener("thoughtly-form:created", ({ detail }) => {
  detail.submission_id satisfies string;
});
document.addEventListener("thoughtly-form:invalid", ({ detail }) => {
  detail.errors[0]?.code satisfies string | undefined;
});
document.createElement("thoughtly-form").submit();
