// Checks the fields of a form by the rules, while the visitor fills them in and
// before they are sent, and shows the errors.

import { controlOf, type Control, type Summary } from "./controls.js";
import { sentence, type Definition, type FieldError } from "./definition.js";
import { emailHint } from "./email-hint.js";
import { emit } from "./events.js";
import type { RulesModule } from "./rules.js";

export interface Checks {
  /** Sets the rules for all later checks; without them only the server checks. */
  use(rules: RulesModule): void;
  /** Checks a field that lost the focus. Returns the text to announce; undefined if nothing was typed. */
  left(control: Control): string | undefined;
  /** Shows or clears a field's error; while the visitor types it shows none. Returns the message. */
  show(control: Control, typing?: boolean): string;
  /** Returns the errors that prevent a submission. */
  refusals(): FieldError[];
  /** Shows errors of the page or of the server beside their fields and in the summary. */
  refuse(errors: FieldError[]): void;
  /** Returns the members of a submission for refused values that the visitor sends again. */
  insisted(): { confirmed_number?: true; email?: undefined };
}

/** of.host is the form's element, which may change; country returns the chosen country. */
export function startChecks(
  of: { readonly host: HTMLElement & { form: string } },
  definition: Definition,
  controls: readonly Control[],
  summary: Summary,
  country: () => string,
): Checks {
  let rules: RulesModule | undefined;
  // An unknown number is then confirmed; an optional address is left out.
  const refused = new Map<Control, string>();
  const insists = (control: Control) => control.value && refused.get(control) === control.value;

  // Returns the normalised value, or the error; undefined without rules.
  function check({
    rule,
    value: typed,
  }: Control): { value: string; error?: FieldError } | undefined {
    if (!rules || rule.name === "tags") return;
    try {
      const { value, code } = rules.check(rule, typed, definition, country());
      const ok = code === "ok" || code === NOT_LOADED;
      return ok ? { value } : { value, error: { field: rule.name, code } };
    } catch {
      rules = undefined; // a module that traps must not stop a lead
    }
  }

  // Writes an address that was read with a correction into its field.
  function correct(control: Control): void {
    const { rule, focus, value } = control;
    if (rule.type !== "email") return;
    const email = check(control)?.value;
    // A domain beyond ASCII stays as it is read, without its Punycode.
    if (email && email !== value && !email.includes("xn--")) focus.value = email;
  }

  function showError(control: Control | undefined, error?: FieldError, typing = false): string {
    let message = error ? sentence(definition, error) : "";
    if (error && control && isOptionalEmail(control))
      message += ` ${definition.messages.email_insist}`;
    if (error && !typing && control?.error.textContent !== message)
      emit(of.host, "field-error", { field: error.field, code: error.code });
    control?.show(message, !!rules && !!control.value && control.inputs.length === 1);
    return message;
  }

  function show(control: Control, typing?: boolean): string {
    const message = showError(control, check(control)?.error, typing);
    summary.follow(control, message);
    return message;
  }

  return {
    use: (module) => (rules = module),
    left(control) {
      correct(control);
      const template = definition.messages.email_hint;
      const hint = control.rule.type === "email" ? emailHint(control, template) : "";
      if (control.touched || control.value) return show(control) || hint;
    },
    show,
    refusals: () =>
      controls.flatMap((control) => {
        correct(control);
        const error = check(control)?.error;
        return error && !(insists(control) && canInsist(control, error)) ? error : [];
      }),
    refuse(errors) {
      const items = errors.map((error) => {
        const control = controlOf(controls, error);
        if (control && canInsist(control, error)) refused.set(control, control.value);
        return { control, message: showError(control, error) };
      });
      summary.show(definition.messages.summary!, items);
      emit(of.host, "invalid", { errors });
    },
    insisted() {
      const data = {};
      for (const control of refused.keys())
        if (insists(control))
          Object.assign(
            data,
            control.rule.type === "tel" ? { confirmed_number: true } : { email: undefined },
          );
      return data;
    },
  };
}

const isOptionalEmail = ({ rule }: Control) => rule.name === "email" && !rule.required;

const canInsist = (control: Control, { code }: FieldError) =>
  code === UNKNOWN || isOptionalEmail(control);

// The code for a number of a possible length in no known range.
const UNKNOWN = "phone_unknown";

// The code for a number whose table is not loaded: only the server checks it.
const NOT_LOADED = "phone_not_loaded";
