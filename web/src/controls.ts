// The fields of a form that stands in the page, rendered here or by a server:
// their values, and the places of their errors.

import type { Definition, Field, FieldError } from "./definition.js";
import { h, toggleToken } from "./dom.js";
import { controlName } from "./enhance.js";

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** One field: its rule, its inputs, and what is said below them. */
export class Control {
  readonly rule: Field;
  readonly inputs: Input[];
  readonly error: HTMLElement;
  /** The visitor has put something in. */
  touched = false;

  constructor(rule: Field, inputs: Input[]) {
    this.rule = rule;
    this.inputs = inputs;
    const first = inputs[0]!;
    first.id ||= `tf-${rule.name}`;
    const id = `${this.focus.id}-error`;
    const box = first.closest(".tf-field") ?? first.parentElement!;
    this.error = document.getElementById(id) ?? h("p", { class: "tf-error", id, hidden: true });
    if (!this.error.isConnected) box.append(this.error);
  }

  /** Where an error's link leads. */
  get focus(): Input {
    return this.inputs[0]!;
  }

  /** The value as it is in the page now: autofill changes it without an event. */
  get value(): string {
    const [first] = this.inputs;
    if (!(first instanceof HTMLInputElement) || !/radio|checkbox/.test(first.type))
      return first!.value;
    return this.inputs.find((i) => (i as HTMLInputElement).checked)?.value ?? "";
  }

  /** Says what is wrong in the sentence given, or with '' that nothing is. */
  show(message: string): void {
    this.error.textContent = message;
    this.error.hidden = !message;
    for (const input of this.inputs) {
      toggleToken(input, "aria-describedby", this.error.id, !!message);
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  get invalid(): boolean {
    return !this.error.hidden;
  }
}

const ACCEPT = 6;

/** The controls of a definition's fields that the form has. */
export function findControls(form: HTMLFormElement, d: Definition): Control[] {
  const consent: Field = {
    name: "consent",
    type: "checkbox",
    kind: ACCEPT,
    required: d.consent?.required,
  };
  return [...d.fields, ...(d.consent ? [consent] : [])].flatMap((field) => {
    const found = form.elements.namedItem(controlName(field.name));
    const inputs = (found instanceof RadioNodeList ? [...found] : found ? [found] : []) as Input[];
    if (!inputs.length || field.type === "hidden") return [];
    return new Control(field, inputs);
  });
}

let summaries = 0;

/**
 * The summary of what is to be corrected: a box that takes the focus, with a
 * link to each field in the words that stand beside it.
 */
export class Summary {
  readonly #id = `tf-summary-${++summaries}`;
  readonly #box = h("div", {
    class: "tf-summary",
    tabindex: -1,
    hidden: true,
    role: "group",
    "aria-labelledby": this.#id,
  });

  constructor(form: HTMLFormElement) {
    const title = form.querySelector(".tf-title");
    if (title) title.after(this.#box);
    else form.prepend(this.#box);
  }

  /** Shows a title, with a link to each refused field, and takes the focus. */
  show(title: string, items: { control: Control | undefined; message: string }[] = []): void {
    const list = items.map(({ control, message }) => {
      if (!control) return h("li", {}, message);
      const link = h("a", { href: `#${control.focus.id}` }, message);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        control.focus.focus();
      });
      return h("li", {}, link);
    });
    this.#box.replaceChildren(
      h("p", { id: this.#id }, title),
      ...(list.length ? [h("ul", {}, ...list)] : []),
    );
    this.#box.hidden = false;
    this.#box.focus();
  }

  hide(): void {
    this.#box.hidden = true;
  }
}

/** Which control an error is of: "attributes" and "country_code" name no field of their own. */
export function controlOf(controls: Control[], { field }: FieldError): Control | undefined {
  const name = field === "country_code" ? "phone_number" : field;
  return controls.find((c) => c.rule.name === name);
}
