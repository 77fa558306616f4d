// What a form gets in the browser before it is touched, whoever made its
// elements: the address to post to, ids of its own, the country and the values
// that the page's URL gives it.

import { refreshConsent } from "./consent.js";
import { guessCountry, showCountry } from "./country.js";
import type { Definition } from "./definition.js";
import { draw } from "./render.js";

/** The name of a field's control: attributes.plan is posted as attributes[plan]. */
export const controlName = (field: string): string =>
  field.replace(/^attributes\.(.*)/, "attributes[$1]");

/** Draws the definition's form, or adopts the one that the page has, and enhances it. */
export function makeForm(
  d: Definition,
  endpoint: string,
  adopted: HTMLFormElement | null,
  query = new URLSearchParams(location.search),
): HTMLFormElement {
  const drawn = draw(d.tree) as HTMLFormElement;
  const form = adopted ?? drawn;
  if (adopted) refreshConsent(adopted, drawn, d);
  form.setAttribute("action", `${endpoint}/contacts`);
  form.querySelector(".tf-stop a")?.setAttribute("href", `${endpoint}/stop?locale=${d.locale}`);
  form.noValidate = true;
  makeIdsUnique(form);
  chooseCountry(form, d);
  prefill(form, d, query);
  return form;
}

const REFERENCES = ["id", "for", "aria-describedby", "aria-labelledby"];
let copies = 1;

/** Renames the ids of a form, and what refers to them, if the page has one of them elsewhere. */
export function makeIdsUnique(form: HTMLFormElement): void {
  const own = [...form.querySelectorAll("[id]")];
  const taken = own.some(({ id }) =>
    [...document.querySelectorAll(`[id="${CSS.escape(id)}"]`)].some((e) => !form.contains(e)),
  );
  if (!taken) return;
  const ids = new Set(own.map(({ id }) => id));
  const suffix = `-${++copies}`;
  const rename = (list: string) => list.replace(/\S+/g, (id) => (ids.has(id) ? id + suffix : id));
  for (const element of [form, ...form.querySelectorAll("*")]) {
    for (const name of REFERENCES) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, rename(value));
    }
    const href = element.getAttribute("href");
    if (href?.startsWith("#")) element.setAttribute("href", `#${rename(href.slice(1))}`);
  }
}

// The visitor's own choice, and what the page's server chose for the visitor, stay.
function chooseCountry(form: HTMLFormElement, d: Definition): void {
  const select = form.elements.namedItem("country_code");
  if (!(select instanceof HTMLSelectElement) || select.value !== (d.country ?? "")) return;
  const country = guessCountry([...navigator.languages, d.country], d.countries);
  const option = [...select.options].find((o) => o.value === country);
  if (!option || select.value === country) return;
  for (const o of select.options) o.defaultSelected = o === option;
  select.value = country;
  showCountry(select);
}

/** Fills in what the URL has for fields that allow it and that are still empty. */
function prefill(form: HTMLFormElement, d: Definition, query: URLSearchParams): void {
  for (const field of d.fields) {
    const values = field.prefill ? query.getAll(field.name.replace(/^attributes\./, "")) : [];
    const found = values.length ? form.elements.namedItem(controlName(field.name)) : null;
    const controls = found instanceof RadioNodeList ? [...found] : [found];
    const boxes = controls.filter(
      (c): c is HTMLInputElement =>
        c instanceof HTMLInputElement && /^(radio|checkbox)$/.test(c.type),
    );
    if (boxes.some((box) => box.checked)) continue;
    for (const box of boxes) box.checked = values.includes(box.value);
    const [control] = controls as (HTMLInputElement | HTMLSelectElement | null)[];
    if (!control || boxes.length || control.value) continue;
    if (control instanceof HTMLSelectElement) {
      if ([...control.options].some((o) => o.value === values[0])) control.value = values[0]!;
    } else control.value = values[0]!;
  }
}
