// The domains that most consumer addresses have.
const DOMAINS = (
  "gmail.com yahoo.com hotmail.com outlook.com icloud.com aol.com live.com msn.com " +
  "comcast.net googlemail.com yahoo.co.uk hotmail.co.uk gmx.de web.de orange.fr proton.me"
).split(" ");

/**
 * The address that was probably meant where the domain is a slip away from a
 * common one ("ada@gmial.com" → "ada@gmail.com"), else undefined. It is an
 * offer: the address as typed may be right.
 */
export function emailTypo(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).toLowerCase();
  if (at < 1 || domain.length < 5 || DOMAINS.includes(domain)) return;
  // Short domains are near to too many real ones for two slips.
  const meant = DOMAINS.find(
    (d) => slips(domain, d) <= (d.length > 8 ? 2 : 1) && !REAL.test(domain),
  );
  return meant && address.slice(0, at + 1) + meant;
}

// Real providers that are a slip away from one of the above.
const REAL =
  /^(mail\.com|email\.com|ymail\.com|gmx\.(com|net|at|ch|fr)|me\.com|mac\.com|live\.(ca|fr|nl|se|de|it)|pm\.me|yahoo\.(ca|de|fr|it|es|in)|hotmail\.(fr|de|it|es|ca)|outlook\.(fr|de|it|es)|orange\.(es|pl)|fmail\.com|web\.com)$/;

/** Edits between two words: insert, delete, replace, swap of neighbours. */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let last = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
      }
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
