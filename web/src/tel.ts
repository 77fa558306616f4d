// The phone field: one input for the number, and a native select for the
// country of numbers without a calling code.

import { callingCode, guessCountry, makeDefault, searchByTyping, showCountry } from "./country.js";
import type { Definition } from "./definition.js";
import { h, toggleToken } from "./dom.js";
import { formatted, otherCountry, understood } from "./phone.js";
import type { RulesModule } from "./rules.js";

export class PhoneField {
  readonly #input: HTMLInputElement;
  /** The choice of the country, if the form has one. */
  readonly select: HTMLSelectElement | null;
  readonly #definition: Definition;
  #rules?: RulesModule;
  #chosen = false;
  /** What the visitor typed, and what the field shows. */
  #typed = "";
  #shown = "";
  #guess?: string;
  readonly #released: () => Promise<unknown>;
  #notes = 0;

  /** released resolves once no button is held down on the form. */
  constructor(
    form: HTMLFormElement,
    input: HTMLInputElement,
    definition: Definition,
    released: () => Promise<unknown>,
  ) {
    this.#released = released;
    this.#input = input;
    this.#definition = definition;
    this.select = form.elements.namedItem("country_code") as HTMLSelectElement | null;
    if (this.select) searchByTyping(this.select, definition.country_names);
    // A reset keeps the country, which is a property of the visitor.
    if (this.select) form.addEventListener("reset", () => makeDefault(this.select!));
    this.select?.addEventListener("change", () => {
      this.#chosen = true;
      this.#label();
      this.settle();
    });
    input.addEventListener("input", (event) => {
      this.#withRules((rules) => this.#format(rules, event));
    });
    // Browsers fire no change event if a script formatted the field after the last key.
    for (const left of ["change", "blur"]) input.addEventListener(left, () => this.settle());
  }

  get country(): string {
    return this.select?.value || this.#definition.country || "";
  }

  /** Sets a better guess of the country, unless the visitor has chosen or typed. */
  suggest(country: string | undefined): void {
    this.#guess = country;
    if (!this.#chosen && !this.#input.value)
      this.#choose(guessCountry([country, this.country], this.#definition.countries));
  }

  /** Called when the rules or another phone table are loaded, or have failed. */
  use(rules: RulesModule | undefined): void {
    this.#rules = rules;
    this.#label();
    if (document.activeElement !== this.#input) this.settle();
    else
      this.#withRules((rules) => {
        // Formatting for another country would remove the visitor's own spaces.
        if (/^\+?\d+$/.test(this.#input.value)) this.#format(rules);
        else this.#turn(rules);
      });
  }

  /**
   * Reads the typed text again, since it may have been filled in by the browser
   * and for another country. Only its punctuation is changed.
   */
  settle(): void {
    if (this.#input.value !== this.#shown) this.#typed = this.#input.value;
    this.#show(this.#typed);
    this.#withRules((rules) => this.#settle(rules));
  }

  #settle(rules: RulesModule): void {
    const typed = this.#typed;
    if (!typed.trim()) return void this.#note();
    const read = (input: string, country: string) => rules.phone(input, country);
    const verdict = read(typed, this.country);
    // Its table is loading, or only the server checks the number.
    if (verdict.error === "phone_not_loaded") return void this.#note();
    const { valid, national } = verdict;
    if (!valid || (national.startsWith("0") && !/^\D*0/.test(typed))) {
      // Valid digits without the country's 0 may be an international number without its plus sign.
      const other = otherCountry(typed, this.country, valid ? [] : this.#likely(), read);
      if (!valid || (other && this.#serves(other.country))) return this.#offer(other);
    }
    const chosen = callingCode(this.select?.selectedOptions[0]?.text);
    if (typed.includes("+") || String(verdict.callingCode) !== chosen)
      this.#choose(verdict.country);
    this.#show(formatted(typed, verdict));
    const field = this.#definition.fields.find((f) => f.type === "tel");
    if (field && rules.check(field, typed, this.#definition, this.country).code !== "ok")
      return void this.#note();
    const { phone_understood = "", phone_extension = "" } = this.#definition.messages;
    const number = understood(typed, verdict);
    const notes = [
      number && phone_understood.replace("{number}", number.split(/ (ext|x)\b/)[0]!),
      verdict.extension && phone_extension.replace("{extension}", verdict.extension),
    ];
    void this.#note(...notes.filter((note) => note).flatMap((note) => [note, " "]));
  }

  #show(text: string): void {
    this.#shown = text;
    if (this.#input.value !== text) this.#input.value = text;
  }

  // The countries to try if the number is not valid in the chosen one.
  #likely(): string[] {
    const { country, countries = [] } = this.#definition;
    const hints = [
      this.#guess,
      country,
      ...(navigator.languages ?? []).map((l) => guessCountry([l])),
    ];
    const likely = countries.length > 0 && countries.length < 6 ? [...hints, ...countries] : hints;
    return [...new Set(likely)].filter((c): c is string => !!c && this.#serves(c));
  }

  #serves(country: string): boolean {
    const { countries } = this.#definition;
    return !countries?.length || countries.includes(country);
  }

  // Offers the number of another country as a button; only a press changes the field.
  #offer(verdict?: ReturnType<typeof otherCountry>): void {
    const [before, after] = (this.#definition.messages.phone_hint ?? "").split("{number}");
    if (!verdict || after === undefined || !this.#serves(verdict.country)) return void this.#note();
    const option = [...(this.select?.options ?? [])].find((o) => o.value === verdict.country);
    const name = option?.text.replace(/ \(\+\d+\)/, "") ?? verdict.country;
    const text = `${verdict.international} (${name})`;
    const offer = h("button", { type: "button", class: "tf-offer" }, text);
    offer.addEventListener("click", () => {
      this.#chosen = true;
      this.#choose(verdict.country);
      this.#input.value = verdict.international;
      this.settle();
      this.#input.dispatchEvent(new CustomEvent("change", { bubbles: true }));
      this.#input.focus();
    });
    void this.#note(before!, offer, after);
  }

  // Shows content below the field, beside its error, once no button is held
  // down: the layout change would move the button away from the pointer.
  async #note(...content: (Node | string)[]): Promise<void> {
    const turn = ++this.#notes;
    await this.#released();
    if (turn !== this.#notes) return;
    const id = `${this.#input.id}-hint`;
    const box = this.#input.closest(".tf-field") ?? this.#input.parentElement!;
    let note = box.querySelector(".tf-hint");
    const words = content
      .map((part) => (typeof part === "string" ? part : part.textContent))
      .join("");
    if (note?.textContent === words) return;
    toggleToken(this.#input, "aria-describedby", id, content.length > 0);
    note?.remove();
    if (!content.length) return;
    note = h("p", { class: "tf-hint tf-js", id, role: "status" }, ...content);
    const error = box.querySelector(".tf-error");
    if (error) error.before(note);
    else box.append(note);
  }

  // Selects the country of a number with a calling code. Returns false if the
  // code's table is not loaded.
  #turn(rules: RulesModule): boolean {
    const { value } = this.#input;
    if (!/^\s*(\+|00)/.test(value)) return true;
    const verdict = rules.phone(value, this.country);
    if (verdict.valid) this.#choose(verdict.country);
    return verdict.error !== "phone_not_loaded";
  }

  // Typing formats the number only while the caret is at the end.
  #format(rules: RulesModule, { inputType = "", isComposing }: Partial<InputEvent> = {}): void {
    const { value, selectionStart } = this.#input;
    if (isComposing || inputType.startsWith("delete") || selectionStart !== value.length) return;
    if (!this.#turn(rules)) return; // unformatted until the table is loaded
    const text = rules.formatAsYouType(value, this.country);
    if (text === value || !text) return;
    this.#typed = value;
    this.#show(text);
    this.#input.setSelectionRange(text.length, text.length);
  }

  // A module that traps must not stop a lead: the text stays as typed.
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

  // Updates the text of the closed select and the example number.
  #label(): void {
    if (this.select) showCountry(this.select);
    this.#withRules((rules) => {
      const example = rules.example(this.country);
      if (example) this.#input.placeholder = example;
    });
  }
}
