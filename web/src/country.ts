// The choice of the country, a native select.

/**
 * Returns the country that the visitor's numbers probably belong to, as ISO
 * 3166-1 alpha-2: the first hint that the form allows. Hints are countries
 * ("DE") or language tags ("de-AT"), best first; a tag without a region is
 * ignored.
 */
export function guessCountry(hints: (string | undefined)[], allowed: string[] = []): string {
  for (const hint of hints) {
    const region = /^(?:.*[-_])?([A-Z]{2})(?:[-_].*)?$/.exec(hint ?? "")?.[1];
    if (region && (!allowed.length || allowed.includes(region))) return region;
  }
  return allowed[0] ?? "";
}

/** The search keys of a country: its code, names, and calling code. */
export interface Findable {
  value: string;
  text: string;
  names?: string | undefined;
}

/**
 * Returns the index of the first country with a key that begins with the typed
 * text, or -1: "UK" and "USA" are other names of a country, "+44" and "44" its
 * calling code.
 */
export function findCountry(typed: string, options: readonly Findable[]): number {
  const wanted = fold(typed);
  if (!wanted) return -1;
  const matches: ((o: Findable) => boolean)[] = [
    ({ names = "" }) => names.split("|").some((name) => fold(name) === wanted), // UK, not Ukraine
    ({ text }) => fold(text).startsWith(wanted),
    ({ names = "" }) => names.split("|").some((name) => fold(name).startsWith(wanted)),
    ({ value }) => fold(value) === wanted,
    ({ text }) => `+${callingCode(text)}` === wanted || callingCode(text) === wanted,
    ({ text }) => `+${callingCode(text)}`.startsWith(wanted),
  ];
  for (const match of matches) {
    const found = options.findIndex((o) => o.value && match(o));
    if (found >= 0) return found;
  }
  return -1;
}

/**
 * Returns the calling code in an option's text, "United Kingdom (+44)", or "". A
 * translation of the page may have other parentheses.
 */
export const callingCode = (text = ""): string => /\+(\d+)/.exec(text)?.[1] ?? "";

/** Shows the chosen country beside a closed select: "GB +44". */
export function showCountry(select: HTMLSelectElement): void {
  const shown = select.closest(".tf-tel")?.querySelector(".tf-code");
  const code = callingCode(select.selectedOptions[0]?.text);
  if (shown) shown.textContent = select.value + (code && ` +${code}`);
}

/** Makes the chosen country the default to which a reset of the form returns. */
export function makeDefault(select: HTMLSelectElement): void {
  for (const option of select.options) option.defaultSelected = option.selected;
}

// Removes case, accents and dots: "ee. uu." and "EEUU" are equal.
const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{Mn}.\s]/gu, "")
    .toLowerCase();

const PAUSE = 1000; // between two keys of one word, in ms; browsers use the same

/**
 * Selects countries in a closed select by typed text, as browsers do, but also
 * by other names and by the calling code.
 */
export function searchByTyping(
  select: HTMLSelectElement,
  names: Record<string, string> = {},
): void {
  let typed = "";
  let last = 0;
  select.addEventListener("focus", () => (typed = ""));
  select.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, timeStamp } = event;
    if (key.length !== 1 || ctrlKey || metaKey || altKey || event.isComposing) return;
    if (timeStamp - last > PAUSE) typed = "";
    if (key === " " && !typed) return; // opens the list
    typed += key;
    last = timeStamp;
    event.preventDefault();
    const options = [...select.options].map(({ value, text }) => ({
      value,
      text,
      names: names[value],
    }));
    const found = findCountry(typed, options);
    if (found < 0 || found === select.selectedIndex) return;
    select.selectedIndex = found;
    for (const type of ["input", "change"])
      select.dispatchEvent(new CustomEvent(type, { bubbles: true }));
  });
}
