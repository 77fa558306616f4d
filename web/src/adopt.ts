// What only some forms need before the first touch: forms that are already in
// the page (written by a server, cloned by a carousel, or restored from a
// snapshot of the page in any state), forms whose ids occur elsewhere in the
// page, forms that are prefilled from the page's URL, and forms that are drawn
// again in another language or from another definition.

import { showCountry } from "./country.js";
import { controlName } from "./definition.js";
import { setBusy } from "./press.js";

/** Resets a form to its initial state and makes its ids unique in the page. */
export function adopt(host: HTMLElement, form: HTMLFormElement): void {
  if (host.querySelector(".tf-success:not([hidden])")) form.reset();
  // The id that a script gave a form which was not sent: a page that a build or a
  // proxy rendered with scripts has the same for every visitor.
  form.querySelector('input[name=submission_id][data-of=""]')?.remove();
  for (const made of host.querySelectorAll(".tf-js")) made.remove();
  host.style.removeProperty("--tf-height");
  form.hidden = false;
  if (form.getAttribute("aria-busy") === "true") setBusy(form, false);
  makeIdsUnique(form);
  // Errors that a script showed were removed with the elements above.
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    const described = input.getAttribute("aria-describedby") ?? "";
    const root = form.getRootNode() as ParentNode;
    if (!described.split(" ").some((id) => id && root.querySelector(`#${CSS.escape(id)}`)))
      input.removeAttribute("aria-invalid");
  }
}

const REFERENCES = ["id", "for", "aria-describedby", "aria-labelledby"];
let copies = 1;

/** Renames the ids of a form, and the references to them, if one of them occurs elsewhere in the page. */
function makeIdsUnique(form: HTMLElement): void {
  const ids = new Set([...form.querySelectorAll("[id]")].map(({ id }) => id));
  const taken = [...ids].some((id) =>
    [...document.querySelectorAll(`[id="${CSS.escape(id)}"]`)].some((e) => !form.contains(e)),
  );
  if (!taken) return;
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

/**
 * Replaces the text of a form's consent with the one from the definition, not
 * ticked, if they differ. A submission reports the hash of the text shown, so a
 * cached page or a filter of the page's server must not show another text.
 */
export function refreshConsent(form: HTMLFormElement, drawn: HTMLElement): void {
  const both = (selector: string) =>
    [form, drawn].map((of) => of.querySelector<HTMLInputElement>(selector));
  const HASH = "[name=consent_text_sha256]";
  const [hash, currentHash] = both(HASH);
  if (!currentHash) return;
  const [shown, current] = both(".tf-consent .tf-choice > span");
  if (hash?.value === currentHash.value && shown?.textContent === current!.textContent) return;
  if (shown) {
    shown.replaceChildren(...current!.childNodes);
    form.querySelector<HTMLInputElement>(".tf-consent input")!.checked = false;
  } else {
    form.querySelector("[type=submit]")?.before(drawn.querySelector(".tf-consent")!);
  }
  for (const part of ['[name="page[consent_version]"]', HASH]) {
    const [old, now] = both(part);
    if (old) old.replaceWith(now!);
    else form.querySelector(".tf-consent")!.before(now!);
  }
}

/**
 * Prepares the form that the element is about to show: the drawn one, which may
 * follow a former one, or the adopted one. taken is set if the drawn form's ids
 * occur elsewhere in the page; fields may be filled from the URL's query.
 */
export function prepare(
  drawn: HTMLFormElement,
  former: HTMLFormElement | undefined,
  adopted: HTMLFormElement | undefined,
  taken: unknown,
  fields: string[] = [],
): void {
  if (adopted) refreshConsent(adopted, drawn);
  else if (taken) makeIdsUnique(drawn);
  if (!adopted && former) carryOver(former, drawn);
  prefill(adopted ?? drawn, fields);
}

/** Fills the named fields from the URL's query, if they are empty. */
function prefill(
  form: HTMLFormElement,
  fields: string[],
  query = new URLSearchParams(location.search),
): void {
  for (const field of fields) {
    const values = query.getAll(field.replace(/^attributes\./, ""));
    const found = values.length ? form.elements.namedItem(controlName(field)) : null;
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

/**
 * Copies what the visitor entered into the fields of the same name and type of
 * a form that is drawn again. Consent is given to a text, so it is copied only
 * if the text is the same. The focus moves once the caller has inserted the form,
 * synchronously.
 */
function carryOver(from: HTMLFormElement, to: HTMLFormElement): void {
  const entries = (form: HTMLFormElement) => [...form.elements] as HTMLInputElement[];
  const textHash = (form: HTMLFormElement) =>
    form.querySelector<HTMLInputElement>("[name=consent_text_sha256]")?.value;
  const active = (from.getRootNode() as Document).activeElement;
  const sameText = textHash(from) === textHash(to);
  const drawn = entries(to);
  for (const old of entries(from)) {
    const box = /^(radio|checkbox)$/.test(old.type);
    const now = drawn.find(
      ({ name, type, value }) =>
        name && name === old.name && type === old.type && (!box || value === old.value),
    );
    if (!now || old.type === "hidden") continue;
    if (old === active) queueMicrotask(() => now.focus());
    if (box) {
      if (sameText || !old.closest(".tf-consent")) now.checked = old.checked;
    } else if (now instanceof HTMLSelectElement) {
      if (![...now.options].some(({ value }) => value === old.value)) continue;
      now.value = old.value;
      if (now.name === "country_code") showCountry(now);
    } else if (old.value !== old.defaultValue) now.value = old.value;
  }
}
