// The domains of most consumer addresses, and real domains at a distance of one
// edit from them.
const COMMON = "gmail hotmail outlook icloud yahoo googlemail".split(" ").map((d) => d + ".com");
const REAL = /^[efy]?mail\.com$/;

/**
 * Returns the address that was probably meant if the domain differs from a
 * common one by one edit ("ada@gmial.com" → "ada@gmail.com"), else undefined.
 * Only suggest it: the address as typed may be right.
 */
export function suggestEmail(address: string): string | undefined {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at).toLowerCase();
  if (at < 2 || REAL.test(domain)) return;
  const meant = COMMON.find((common) => isSlip(domain, common));
  return meant && address.slice(0, at) + meant;
}

/** Returns whether one edit turns one text into the other: a letter inserted, deleted or replaced, or two neighbours swapped. */
function isSlip(a: string, b: string): boolean {
  const least = Math.min(a.length, b.length);
  let start = 0;
  let end = 0;
  while (start < least && a[start] === b[start]) start++;
  while (end < least - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const x = a.slice(start, a.length - end);
  const y = b.slice(start, b.length - end);
  return (
    x !== y &&
    ((x.length < 2 && y.length < 2) ||
      (x.length === 2 && x[0] === y[1] && x[1] === y[0] && y.length === 2))
  );
}
