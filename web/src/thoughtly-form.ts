// Registers the element. Import './element.js' for the class without registration.

import { ThoughtlyForm } from "./element.js";

const registry = globalThis.customElements;
if (registry && !registry.get("thoughtly-form")) registry.define("thoughtly-form", ThoughtlyForm);

export { ThoughtlyForm };
export type { Attribution, Page } from "./context.js";
export type { Definition, Field, FieldError, First, Messages } from "./definition.js";
export type { ThoughtlyFormAttributes } from "./properties.js";
export type { EventName, ThoughtlyFormEvents } from "./events.js";
