/**
 * The country that a visitor's numbers are probably of, as ISO 3166-1 alpha-2:
 * the first hint that the form allows. Hints are countries ("DE") or language
 * tags ("de-AT"), best first; a tag without a region says nothing.
 */
export function guessCountry(hints: (string | undefined)[], allowed: string[] = []): string {
  for (const hint of hints) {
    const region = /^(?:.*[-_])?([A-Z]{2})(?:[-_].*)?$/.exec(hint ?? "")?.[1];
    if (region && (!allowed.length || allowed.includes(region))) return region;
  }
  return allowed[0] ?? "";
}

export interface Country {
  country: string;
  name: string;
}

const known = new Map<string, Intl.DisplayNames>();

/** The browser's names of regions. The first call takes a slow phone 50 ms. */
export function regionNames(locale: string): Intl.DisplayNames {
  let names = known.get(locale);
  if (!names) {
    names = new Intl.DisplayNames([locale, "en"], { type: "region", fallback: "none" });
    known.set(locale, names);
  }
  return names;
}

/**
 * Every country with its name in a locale, in that locale's order. Which codes
 * are countries is the browser's own knowledge: a code that has a name and is
 * not an alias of another (DD, UK) or of a group of countries (EU, UN).
 */
export function countryNames(locale: string, only?: string[]): Country[] {
  const names = regionNames(locale);
  const codes = only?.length ? only : allCodes();
  return codes
    .map((country) => ({ country, name: names.of(country) ?? "" }))
    .filter((c) => c.name)
    .sort(byName(locale));
}

function byName(locale: string): (a: Country, b: Country) => number {
  const { compare } = new Intl.Collator(locale);
  return (a, b) => compare(a.name, b.name);
}

function allCodes(): string[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters
    .flatMap((a) => letters.map((b) => a + b))
    .filter(
      (c) =>
        !/EU|EZ|UN|QO|CQ|X[ABD-J]|ZZ/.test(c) &&
        Intl.getCanonicalLocales(`und-${c}`)[0] === `und-${c}`,
    );
}
