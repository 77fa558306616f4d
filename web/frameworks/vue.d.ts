// The element in Vue's templates:
//   import type {} from "thoughtly-form/vue";
import type { DefineComponent } from "vue";
import type { ThoughtlyFormAttributes } from "./thoughtly-form.js";

declare module "vue" {
  interface GlobalComponents {
    "thoughtly-form": DefineComponent<ThoughtlyFormAttributes>;
  }
}
