// What every form gets in the browser before it is touched, whoever made its
// elements: the address to post to, and the visitor's country.

import { showCountry } from "./country.js";
import type { First } from "./definition.js";

export function enhance(form: HTMLFormElement, first: First, endpoint: string): void {
  form.setAttribute("action", `${endpoint}/contacts`);
  form.querySelector(".tf-stop a")?.setAttribute("href", `${endpoint}/stop?locale=${first.locale}`);
  form.noValidate = true;
  // A reset keeps the country: it is the visitor's, not a value of the form.
  form.addEventListener("reset", () => {
    const select = countryOf(form);
    if (select) setDefault(select, select.value);
  });
  chooseCountry(form, first);
}

// The visitor's own choice, and what the page's server chose for the visitor, stay.
function chooseCountry(form: HTMLFormElement, { country = "" }: First): void {
  const select = countryOf(form);
  if (select?.value !== country) return;
  const guess = (navigator.languages ?? [])
    .map(regionOf)
    .find((region) => region && [...select.options].some(({ value }) => value === region));
  if (!guess || guess === country) return;
  setDefault(select, guess);
  select.value = guess;
  showCountry(select);
}

function countryOf(form: HTMLFormElement): HTMLSelectElement | undefined {
  const select = form.elements.namedItem("country_code");
  return select instanceof HTMLSelectElement ? select : undefined;
}

function setDefault({ options }: HTMLSelectElement, country: string): void {
  for (const option of options) option.defaultSelected = option.value === country;
}

// A browser may name a language by what is no language tag, such as "C".
function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region;
  } catch {
    return undefined;
  }
}
