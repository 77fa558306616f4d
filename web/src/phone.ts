// The text that the phone field shows for a number, independent of the DOM. The
// rules read the number; see Read in shared/phone.

/** The members of a PhoneResult that are used here. */
export interface Verdict {
  valid: boolean;
  country: string;
  callingCode: number;
  error?: string;
  national: string;
  international: string;
  extension: string;
}

/** Reads a number by the rules. */
export type Reader = (input: string, country: string) => Verdict;

/**
 * Returns the typed text, formatted if that changes only its punctuation or
 * corrects the mistakes of browsers' autofill, which drops the plus sign and
 * repeats the calling code.
 */
export function formatted(typed: string, v: Verdict): string {
  const text = typed.includes("+") ? v.international : v.national;
  const own = digits(v.international).slice(String(v.callingCode).length);
  const filled = new RegExp(`^(${v.callingCode})+0?${own}$`);
  if (!v.extension && own && !/\p{L}/u.test(typed) && filled.test(digits(typed)))
    return v.international;
  return same(typed, text) ? text : typed;
}

/**
 * Returns the number in international format if it differs from the typed text
 * in more than punctuation, else "".
 */
export function understood(typed: string, v: Verdict): string {
  const own = v.international.replace(`+${v.callingCode}`, "");
  const plain = [v.national, typed.includes("+") ? v.international : own];
  return plain.some((text) => same(typed, text)) ? "" : v.international;
}

/**
 * Returns the number that was probably meant if the chosen country is wrong:
 * one of the given countries, best first, or an international one without its
 * plus sign.
 */
export function otherCountry(
  typed: string,
  chosen: string,
  countries: readonly string[],
  read: Reader,
): Verdict | undefined {
  const national = () => {
    for (const country of countries) {
      if (country === chosen) continue;
      const verdict = read(typed, country);
      if (verdict.valid && verdict.country === country) return verdict;
    }
  };
  const international = () => {
    const verdict = read("+" + digits(typed), chosen);
    if (!typed.includes("+") && verdict.valid && verdict.country !== chosen) return verdict;
  };
  // Shorter digits are a national number that begins with the digits of a calling code.
  return (digits(typed).length > 10 && international()) || national();
}

const digits = (text: string): string => text.replace(/\D/g, "");

const same = (a: string, b: string): boolean => !/\p{L}/u.test(a) && digits(a) === digits(b);
