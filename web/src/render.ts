// The markup of a form. A page may carry the same markup itself, from its
// server: it is then adopted as it stands. The names of controls are those of
// the plain form post. Twin of forms/snippet.go.

import { parseConsent } from "./consent.js";
import { guessCountry } from "./country.js";
import type { Definition, Field } from "./definition.js";
import { h } from "./dom.js";

/** The name of a field's control: attributes.plan is posted as attributes[plan]. */
export const controlName = (field: string): string =>
  field.replace(/^attributes\.(.*)/, "attributes[$1]");

/** Builds the form of a definition. Ids start with `prefix`; `query` prefills what may be. */
export function renderForm(
  d: Definition,
  endpoint: string,
  prefix: string,
  query: URLSearchParams,
): HTMLFormElement {
  const title = d.title && h("p", { class: "tf-title", id: `${prefix}title` }, d.title);
  return h(
    "form",
    {
      class: "tf-form",
      method: "post",
      action: `${endpoint}/contacts`,
      lang: d.locale,
      dir: d.dir,
      "aria-labelledby": title ? `${prefix}title` : undefined,
    },
    title || undefined,
    hidden("form", d.id),
    hidden("page[locale]", d.locale),
    ...d.fields.map((f) =>
      renderField(d, f, prefix, f.prefill ? query.get(f.name.replace(/^attributes\./, "")) : null),
    ),
    ...(d.consent ? renderConsent(d.consent, prefix) : []),
    d.honeypot ? renderHoneypot(d) : undefined,
    h("button", { class: "tf-submit", type: "submit" }, d.submit),
  );
}

function renderField(
  d: Definition,
  f: Field,
  prefix: string,
  prefilled: string | null,
): HTMLElement {
  const name = controlName(f.name);
  if (f.type === "hidden") return hidden(name, f.value!);
  const id = prefix + f.name;
  const helpId = f.help && `${id}-help`;
  const help = helpId ? h("p", { class: "tf-help", id: helpId }, f.help) : undefined;
  const label = [
    f.label,
    f.required ? undefined : h("span", { class: "tf-optional" }, ` (${d.messages.optional})`),
  ];
  const common = {
    id,
    name,
    required: f.required,
    "aria-describedby": helpId,
    autocomplete: f.autocomplete,
  };
  if (f.type === "radio" || (f.type === "checkbox" && f.options)) {
    return h(
      "fieldset",
      { class: "tf-field", id, "aria-describedby": helpId },
      h("legend", { class: "tf-label" }, ...label),
      help,
      ...f.options!.map((o, i) =>
        choice(
          h("input", {
            type: f.type,
            id: `${id}-${i}`,
            name,
            value: o.value,
            required: f.type === "radio" && f.required,
          }),
          o.label,
        ),
      ),
    );
  }
  if (f.type === "checkbox") {
    return h(
      "div",
      { class: "tf-field" },
      choice(h("input", { ...common, type: "checkbox", value: "true" }), ...label),
      help,
    );
  }
  return h(
    "div",
    { class: "tf-field" },
    h("label", { class: "tf-label", for: id }, ...label),
    help,
    control(d, f, common, prefilled),
  );
}

function control(
  d: Definition,
  f: Field,
  common: Parameters<typeof h>[1],
  prefilled: string | null,
): HTMLElement {
  if (f.type === "select") {
    return h(
      "select",
      { ...common, class: "tf-input" },
      h("option", { value: "" }, f.placeholder),
      ...f.options!.map((o) =>
        h("option", { value: o.value, selected: o.value === prefilled }, o.label),
      ),
    );
  }
  if (f.type === "textarea") {
    return h(
      "textarea",
      { ...common, class: "tf-input", rows: 4, placeholder: f.placeholder },
      prefilled ?? undefined,
    );
  }
  const input = h("input", {
    ...common,
    class: "tf-input",
    type: f.type,
    inputmode: ["", "numeric", "", "", "decimal"][f.pattern ?? 0] || undefined,
    placeholder: f.placeholder,
    value: f.type === "tel" ? undefined : (prefilled ?? undefined),
  });
  if (f.type !== "tel") return input;
  // The other countries come with the first touch.
  const country = guessCountry([...navigator.languages, d.country], d.countries);
  const select = h(
    "select",
    { name: "country_code", "aria-label": d.messages["label.country"], autocomplete: "country" },
    h("option", { value: country }, country || d.messages.choose),
  );
  const code = h("span", { class: "tf-code", "aria-hidden": "true" }, country);
  return h(
    "div",
    { class: "tf-tel", dir: "ltr" },
    h("span", { class: "tf-country" }, code, select),
    input,
  );
}

function renderConsent(consent: NonNullable<Definition["consent"]>, prefix: string): Node[] {
  const words = parseConsent(consent.text).map(({ words, href }) =>
    href ? h("a", { href, target: "_blank", rel: "noopener" }, words) : words,
  );
  const tick = h("input", {
    type: "checkbox",
    id: `${prefix}consent`,
    name: "consent",
    value: "true",
    required: consent.required,
  });
  return [
    hidden("page[consent_version]", consent.version),
    h("div", { class: "tf-field tf-consent" }, choice(tick, ...words)),
  ];
}

const hidden = (name: string, value: string) => h("input", { type: "hidden", name, value });

function choice(input: HTMLInputElement, ...words: (Node | string | undefined)[]): HTMLElement {
  return h("label", { class: "tf-choice", for: input.id }, input, h("span", {}, ...words));
}

// People do not see it; a robot that fills in every field gives itself away.
function renderHoneypot(d: Definition): HTMLElement {
  return h(
    "label",
    { class: "tf-more", "aria-hidden": "true" },
    d.messages["label.website"],
    h("input", { name: "website", tabindex: -1, autocomplete: "off" }),
  );
}
