// The phone field's logic, free of the DOM.

/** Of the rules' verdict on a number, what is used here. */
export interface Verdict {
  valid: boolean;
  country: string;
  callingCode: number;
  national: string;
  international: string;
}

/** Reads a number as the rules do. */
export type Reader = (input: string, country: string) => Verdict;

/**
 * The verdict on what a visitor or a browser's autofill most probably meant:
 * the value as it stands, else with what autofill does to numbers undone, else
 * as it stands. Autofill doubles the calling code (+1 +1 415…), and drops the
 * plus.
 */
export function understand(value: string, country: string, read: Reader): Verdict {
  const asIs = read(value, country);
  if (asIs.valid) return asIs;
  const digits = value.replace(/\D/g, "");
  const code = String(asIs.callingCode || read("+" + digits, "").callingCode || "");
  const readings = ["+" + value.split("+").pop()!, "+" + digits];
  if (code && digits.startsWith(code)) readings.push("+" + digits.slice(code.length));
  for (const reading of value.includes("+") ? readings : readings.slice(1)) {
    const verdict = read(reading, country);
    // A national number with a slip in it must not turn into another country's.
    if (verdict.valid && (value.includes("+") || verdict.country === country)) return verdict;
  }
  return asIs;
}
