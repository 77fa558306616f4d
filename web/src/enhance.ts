// Sets up every form in the browser before the first touch, whether rendered by
// the element or by a server: the URL to post to, and the visitor's country.

import { makeDefault, showCountry } from "./country.js";
import type { First } from "./definition.js";
import { submissionInput } from "./press.js";

export function enhance(form: HTMLFormElement, first: First, endpoint: string): void {
  form.setAttribute("action", `${endpoint}/contacts`);
  form.querySelector(".tf-stop a")?.setAttribute("href", `${endpoint}/stop?locale=${first.locale}`);
  form.noValidate = true;
  submissionInput(form); // before a script of the page can post the form
  chooseCountry(form, first);
}

// Keeps the visitor's own choice, and the choice of the page's server.
function chooseCountry(form: HTMLFormElement, { country = "" }: First): void {
  const select = form.elements.namedItem("country_code");
  if (!(select instanceof HTMLSelectElement) || select.value !== country) return;
  const guess = (navigator.languages ?? [])
    .map(regionOf)
    .find((region) => region && [...select.options].some(({ value }) => value === region));
  if (!guess || guess === country) return;
  select.value = guess;
  makeDefault(select);
  showCountry(select);
}

// Some browsers report an invalid language tag, such as "C".
function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region;
  } catch {
    return undefined;
  }
}
