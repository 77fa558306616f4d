// Compiled, not run: the element in Vue's templates.
import type {} from "thoughtly-form/vue";
import type { GlobalComponents } from "vue";

type Attributes = InstanceType<GlobalComponents["thoughtly-form"]>["$props"];

export const attributes: Attributes = {
  form: "contact",
  endpoint: "https://forms.example.com",
  attribution: "none",
  "data-layer": "dataLayer",
  class: "lead",
};

// @ts-expect-error: there is no such attribution.
export const wrong: Attributes = { attribution: "once" };
