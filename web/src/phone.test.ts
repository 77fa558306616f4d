import assert from "node:assert/strict";
import { test } from "node:test";
import { understand, type Verdict } from "./phone.js";

// A reader that knows a few numbers, each in the spellings that the rules take.
const known: Record<string, [country: string, code: number]> = {
  "+14155550123": ["US", 1],
  "+4930123456": ["DE", 49],
  "+33123456789": ["FR", 33],
};
function read(input: string, country: string): Verdict {
  const digits = input.replace(/\D/g, "");
  const own = { US: "+1", DE: "+49", FR: "+33" }[country] ?? "";
  const e164 = input.trim().startsWith("+") ? "+" + digits : own + digits.replace(/^0/, "");
  const [found, callingCode] = known[e164] ?? ["", Number(own.slice(1)) || 0];
  const extra = { possible: !!found, type: "", e164, error: "", extension: "" };
  return {
    valid: !!found,
    country: found,
    callingCode,
    national: e164,
    international: e164,
    ...extra,
  };
}

for (const [what, input, country, e164] of [
  ["as it stands", "+1 415 555 0123", "DE", "+14155550123"],
  ["a national number", "030 123456", "DE", "+4930123456"],
  ["a doubled code", "+1 +1 415 555 0123", "US", "+14155550123"],
  ["a lost plus", "4930123456", "DE", "+4930123456"],
  ["a slip is not another country's number", "33123456789", "US", undefined],
  ["nothing known", "12", "US", undefined],
] as const) {
  test(`phone: ${what}`, () => {
    const verdict = understand(input, country, read);
    assert.equal(verdict.valid ? verdict.international : undefined, e164);
  });
}
