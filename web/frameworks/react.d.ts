// The element in JSX, for @types/react 18 and 19:
//   import type {} from "thoughtly-form/react";
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ThoughtlyForm, ThoughtlyFormAttributes } from "./thoughtly-form.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "thoughtly-form": Omit<
        DetailedHTMLProps<HTMLAttributes<ThoughtlyForm>, ThoughtlyForm>,
        keyof ThoughtlyFormAttributes
      > &
        ThoughtlyFormAttributes;
    }
  }
}
