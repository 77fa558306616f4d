// Compiled, not run: the element in Svelte's markup.
import type {} from "thoughtly-form/svelte";
import type { SvelteHTMLElements } from "svelte/elements";

type Attributes = SvelteHTMLElements["thoughtly-form"];

export const attributes: Attributes = {
  form: "contact",
  endpoint: "https://forms.example.com",
  attribution: "none",
  "data-layer": "dataLayer",
  class: "lead",
  "onthoughtly-form:created": (event) => {
    const id: string = event.detail.submission_id;
    console.log(id);
  },
};

// @ts-expect-error: there is no such attribution.
export const wrong: Attributes = { attribution: "once" };
