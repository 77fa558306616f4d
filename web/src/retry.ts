// When to send a submission again: a policy without clock or network.

/** The result of an attempt. Status 0: no answer. */
export interface Attempt {
  status: number;
  /** The Retry-After header. */
  retryAfter?: string | null;
}

/** Attempts before the visitor is asked to act; they span about five minutes. */
export const MAX_ATTEMPTS = 10;

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * Returns the milliseconds to wait before attempt number `done + 1`, or undefined
 * if the same request would get the same answer. The pause grows exponentially;
 * its upper half is random, so that clients spread out. Retry-After (seconds or
 * an HTTP date, RFC 9110 section 10.2.3) is a lower bound, and one of over two
 * minutes is a refusal.
 */
export function retryDelay(
  a: Attempt,
  done: number,
  random = Math.random(),
  now = Date.now(),
): number | undefined {
  if (done >= MAX_ATTEMPTS || !isTransient(a)) return;
  const backoff = Math.min(FIRST_MS * 2 ** (done - 1), LONGEST_MS);
  const asked = retryAfterMs(a.retryAfter, now);
  if (asked > 2 * LONGEST_MS) return;
  return Math.round(asked + (backoff * (1 + random)) / 2);
}

// A 2xx without "accepted" comes from an intermediary between the page and the
// server, such as a hotel's sign-in page.
function isTransient({ status }: Attempt): boolean {
  return status < 300 || [408, 409, 425, 429].includes(status) || status >= 500;
}

function retryAfterMs(header: string | null | undefined, now: number): number {
  if (!header) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return ms > 0 ? ms : 0;
}
