// The element in Svelte's markup:
//   import type {} from "thoughtly-form/svelte";
import type { HTMLAttributes } from "svelte/elements";
import type {
  ThoughtlyForm,
  ThoughtlyFormAttributes,
  ThoughtlyFormEvents,
} from "./thoughtly-form.js";

type Handlers = {
  [K in keyof ThoughtlyFormEvents as `on${K}`]?: (
    event: CustomEvent<ThoughtlyFormEvents[K]>,
  ) => void;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "thoughtly-form": Omit<HTMLAttributes<ThoughtlyForm>, keyof ThoughtlyFormAttributes> &
      ThoughtlyFormAttributes &
      Handlers;
  }
}
