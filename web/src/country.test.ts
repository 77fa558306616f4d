import assert from "node:assert/strict";
import { test } from "node:test";
import { countryNames, guessCountry } from "./country.js";

for (const [hints, allowed, country] of [
  [["DE", "en-US"], [], "DE"],
  [[undefined, "de-AT"], [], "AT"],
  [["zh-Hant-TW"], [], "TW"],
  [["de", "fr", "GB"], [], "GB"],
  [["FR", "de-AT"], ["AT", "DE"], "AT"],
  [["FR"], ["AT", "DE"], "AT"],
  [["es-419"], [], ""],
  [[], [], ""],
] as [string[], string[], string][]) {
  test(`country: ${hints} of ${allowed} is ${country}`, () => {
    assert.equal(guessCountry(hints, allowed), country);
  });
}

test("country names are every country's, in the locale and its order", () => {
  const names = countryNames("de");
  const of = (country: string) => names.findIndex((c) => c.country === country);
  assert.equal(names[of("DE")]!.name, "Deutschland");
  assert.ok(of("AT") > of("DE") && of("AT") < of("PT"), "Österreich is sorted as O");
  for (const alias of ["DD", "UK", "EU", "UN", "ZZ", "XK "]) assert.equal(of(alias), -1, alias);
  assert.ok(names.length > 240 && names.length < 262, String(names.length));
  assert.deepEqual(
    countryNames("en", ["US", "CA"]).map((c) => c.country),
    ["CA", "US"],
  );
});
