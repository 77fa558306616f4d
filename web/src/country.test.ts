import assert from "node:assert/strict";
import { test } from "node:test";
import { findCountry, guessCountry } from "./country.js";

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

const options = [
  { value: "", text: "Please choose" },
  { value: "US", text: "United States (+1)", names: "USA|America|EE. UU." },
  { value: "CA", text: "Canada (+1)" },
  { value: "GB", text: "United Kingdom (+44)", names: "UK|Great Britain" },
  { value: "UA", text: "Ukraine (+380)" },
  { value: "FR", text: "France (+33)" },
  { value: "AX", text: "Åland Islands (+358)" },
  { value: "FI", text: "Finland (+358)", names: "Suomi|+358|358" },
  { value: "AT", text: "Austria (+43)", names: "Österreich" },
  { value: "JP", text: "Japan (+81)", names: "日本" },
  { value: "CI", text: "Côte d’Ivoire (+225)", names: "Ivory Coast" },
];
for (const [typed, country] of [
  ["uk", "GB"],
  ["ukr", "UA"],
  ["USA", "US"],
  ["eeuu", "US"],
  ["+44", "GB"],
  ["44", "GB"],
  ["+1", "US"],
  ["+4", "GB"],
  ["united k", "GB"],
  ["gb", "GB"],
  ["cote", "CI"],
  ["ivory", "CI"],
  ["+358", "FI"],
  ["358", "FI"],
  ["österr", "AT"],
  ["日本", "JP"],
  ["fr", "FR"],
  ["p", undefined],
  ["", undefined],
  ["xyz", undefined],
] as const)
  test(`country found by ${typed}`, () =>
    assert.equal(options[findCountry(typed, options)]?.value, country));
