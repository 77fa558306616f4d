// Registers the element. Importing './element.js' gives the class alone.

import { ThoughtlyForm } from "./element.js";

if (!customElements.get("thoughtly-form")) customElements.define("thoughtly-form", ThoughtlyForm);

export { ThoughtlyForm };
export type { Attribution, Page } from "./context.js";
export type { Definition, Field, FieldError, Messages } from "./definition.js";
export type { EventName, ThoughtlyFormEvents } from "./events.js";
