// The fields of a form in the page, rendered here or by a server: their values,
// and the places of their errors.

import { controlName, type Definition, type Field, type FieldError } from "./definition.js";
import { h, toggleToken } from "./dom.js";

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** One field: its rule, its inputs, and the message below them. */
export class Control {
  readonly rule: Field;
  readonly inputs: Input[];
  readonly error: HTMLElement;
  /** The field's element: label, inputs and messages. */
  readonly box: HTMLElement;
  /** The visitor has changed the value. */
  touched = false;

  constructor(rule: Field, inputs: Input[]) {
    this.rule = rule;
    this.inputs = inputs;
    const first = inputs[0]!;
    first.id ||= `tf-${rule.name}`;
    const id = `${this.focus.id}-error`;
    this.box = first.closest<HTMLElement>(".tf-field") ?? first.parentElement!;
    const given = this.box.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    this.error = given ?? h("p", { class: "tf-error tf-js", id, hidden: "" });
    if (!given) this.box.append(this.error);
  }

  /** The input to which an error's link points. */
  get focus(): Input {
    return this.inputs[0]!;
  }

  /** The current value in the page: autofill changes it without an event. */
  get value(): string {
    const [first] = this.inputs;
    if (!(first instanceof HTMLInputElement) || !/radio|checkbox/.test(first.type))
      return first!.value;
    return this.inputs.find((i) => (i as HTMLInputElement).checked)?.value ?? "";
  }

  /** Shows an error's message; '' removes it. valid marks an accepted value. */
  show(message: string, valid = false): void {
    this.box.toggleAttribute("data-tf-valid", valid && !message);
    this.error.textContent = message;
    this.error.hidden = !message;
    for (const input of this.inputs) {
      toggleToken(input, "aria-describedby", this.error.id, !!message);
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  get valid(): boolean {
    return this.box.hasAttribute("data-tf-valid");
  }

  get invalid(): boolean {
    return !this.error.hidden;
  }
}

/** Returns the controls of those fields of a definition that the form contains. */
export function findControls(form: HTMLFormElement, d: Definition): Control[] {
  const fields: Field[] = [...d.fields, ...(d.consent ? [d.consent] : [])];
  return fields.flatMap((field) => {
    const found = form.elements.namedItem(controlName(field.name));
    const inputs = (found instanceof RadioNodeList ? [...found] : found ? [found] : []) as Input[];
    if (!inputs.length || field.type === "hidden") return [];
    return new Control(field, inputs);
  });
}

let summaries = 0;

type Item = { control: Control | undefined; message: string };

/**
 * The summary of the errors: a box that takes the focus, with a link to each
 * refused field, with the same message as beside the field.
 */
export class Summary {
  readonly #id = `tf-summary-${++summaries}`;
  #items: Item[] = [];
  readonly #box = h("div", {
    class: "tf-summary tf-js",
    tabindex: "-1",
    hidden: "",
    role: "group",
    "aria-labelledby": this.#id,
  });

  constructor(form: HTMLFormElement) {
    const title = form.querySelector(".tf-title");
    if (title) title.after(this.#box);
    else form.prepend(this.#box);
  }

  /** Shows a title, with a link to each refused field, and takes the focus. */
  show(title: string, items: Item[] = []): void {
    this.#items = items;
    const list = h("ul");
    this.#box.replaceChildren(h("p", { id: this.#id }, title), list);
    this.#list();
    this.#box.hidden = false;
    this.#box.focus();
  }

  /** Updates the entry of a field whose message changed while the summary is shown. */
  follow(control: Control, message: string): void {
    if (this.#box.hidden || !this.#items.length) return;
    const item = this.#items.find((i) => i.control === control);
    if (item?.message === message || (!item && !message)) return;
    if (item) item.message = message;
    else this.#items.push({ control, message });
    this.#items = this.#items.filter((i) => i.message);
    if (this.#items.length) this.#list();
    else this.hide();
  }

  #list(): void {
    const list = this.#box.querySelector("ul")!;
    list.hidden = !this.#items.length;
    list.replaceChildren(
      ...this.#items.map(({ control, message }) => {
        if (!control) return h("li", {}, message);
        const link = h("a", { href: `#${control.focus.id}` }, message);
        link.addEventListener("click", (event) => {
          event.preventDefault();
          control.focus.focus();
        });
        return h("li", {}, link);
      }),
    );
  }

  hide(): void {
    this.#box.hidden = true;
  }
}

/** Returns the control of an error, if the form contains it; the country is part of the phone field. */
export function controlOf(
  controls: readonly Control[],
  { field }: FieldError,
): Control | undefined {
  const name = field === "country_code" ? "phone_number" : field;
  return controls.find((c) => c.rule.name === name);
}
