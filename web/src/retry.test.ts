import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_ATTEMPTS, retryDelay } from "./retry.js";

const now = Date.parse("2026-11-24T12:00:00Z");

for (const [what, attempt, done, delay] of [
  ["nothing came", { status: 0 }, 1, 500],
  ["a later attempt waits longer", { status: 503 }, 4, 4000],
  ["but never over the longest", { status: 500 }, 9, 30000],
  ["in flight elsewhere", { status: 409, retryAfter: "2" }, 1, 2500],
  ["a date", { status: 503, retryAfter: "Tue, 24 Nov 2026 12:00:10 GMT" }, 1, 10500],
  ["a date that has passed", { status: 503, retryAfter: "Tue, 24 Nov 2026 11:00:00 GMT" }, 1, 500],
  ["nonsense", { status: 503, retryAfter: "soon" }, 1, 500],
  ["a page that is not the server's", { status: 200 }, 1, 500],
  ["a limit for a day is a refusal", { status: 429, retryAfter: "86400" }, 1, undefined],
  ["refused", { status: 403 }, 1, undefined],
  ["malformed", { status: 400 }, 1, undefined],
  ["too often", { status: 503 }, MAX_ATTEMPTS, undefined],
] as const) {
  test(`retry: ${what}`, () => {
    assert.equal(retryDelay(attempt, done, 0, now), delay);
  });
}

test("retry: jitter spreads over half of the backoff", () => {
  assert.equal(retryDelay({ status: 0 }, 3, 0.999), 3998);
});
