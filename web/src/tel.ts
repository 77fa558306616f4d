// The phone field: one input for the number, and a native select for the
// country of numbers written without one.

import { guessCountry, searchByTyping, showCountry } from "./country.js";
import type { Definition } from "./definition.js";
import { understand } from "./phone.js";
import type { RulesModule } from "./rules.js";

export class PhoneField {
  readonly #input: HTMLInputElement;
  /** The choice of the country, if the form has one. */
  readonly select: HTMLSelectElement | null;
  readonly #definition: Definition;
  #rules?: RulesModule;
  #examples = new Map<string, string>();
  #chosen = false;

  constructor(form: HTMLFormElement, input: HTMLInputElement, definition: Definition) {
    this.#input = input;
    this.#definition = definition;
    this.select = form.elements.namedItem("country_code") as HTMLSelectElement | null;
    if (this.select) searchByTyping(this.select);
    this.select?.addEventListener("change", () => {
      this.#chosen = true;
      this.#label();
      this.settle();
    });
    input.addEventListener("input", (event) => {
      this.#withRules((rules) => this.#format(rules, event as InputEvent));
    });
    input.addEventListener("change", () => this.settle());
  }

  get country(): string {
    return this.select?.value || this.#definition.country || "";
  }

  /** A better guess of the country, unless the visitor has chosen or typed. */
  suggest(country: string | undefined): void {
    if (!this.#chosen && !this.#input.value)
      this.#choose(guessCountry([country, this.country], this.#definition.countries));
  }

  /** The rules have come, with calling codes, examples and formatting, or they never will. */
  use(rules: RulesModule | undefined): void {
    this.#rules = rules;
    for (const { country, example } of rules?.countries() ?? [])
      this.#examples.set(country, example);
    this.#label();
    if (document.activeElement !== this.#input) this.settle();
  }

  /** Reads the whole number again, as it must be wherever it may have been filled in. */
  settle(): void {
    this.#withRules((rules) => this.#settle(rules));
  }

  #settle(rules: RulesModule): void {
    const value = this.#input.value;
    if (!value.trim()) return;
    const verdict = understand(value, this.country, (n, c) => rules.phone(n, c));
    if (!verdict.valid) return;
    const international = value.includes("+") || verdict.country !== this.country;
    this.#choose(verdict.country);
    this.#input.value = international ? verdict.international : verdict.national;
  }

  // While the caret is at the end, and only there, typing formats the number;
  // a number with its country code turns the select to its country.
  #format(rules: RulesModule, { inputType = "", isComposing }: InputEvent): void {
    const { value, selectionStart } = this.#input;
    if (isComposing || inputType.startsWith("delete") || selectionStart !== value.length) return;
    if (/^\s*(\+|00)/.test(value)) {
      const verdict = rules.phone(value, this.country);
      if (verdict.valid) this.#choose(verdict.country);
    }
    const formatted = rules.formatAsYouType(value, this.country);
    if (formatted === value || !formatted) return;
    this.#input.value = formatted;
    this.#input.setSelectionRange(formatted.length, formatted.length);
  }

  // A module that traps must not stop a lead: what was typed stays.
  #withRules(use: (rules: RulesModule) => void): void {
    try {
      if (this.#rules) use(this.#rules);
    } catch {
      this.#rules = undefined;
    }
  }

  #choose(country: string): void {
    const select = this.select;
    if (select && country !== select.value) {
      if ([...select.options].some((o) => o.value === country)) select.value = country;
    }
    this.#label();
  }

  // What the closed select shows, and an example of the country's numbers.
  #label(): void {
    if (this.select) showCountry(this.select);
    const example = this.#examples.get(this.country);
    if (example) this.#input.placeholder = example;
  }
}
