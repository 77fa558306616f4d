import assert from "node:assert/strict";
import { test } from "node:test";
import { formatted, otherCountry, understood, type Verdict } from "./phone.js";

const london: Verdict = {
  valid: true,
  country: "GB",
  callingCode: 44,
  national: "020 7946 0958",
  international: "+44 20 7946 0958",
  extension: "",
};

test("phone: punctuation is formatted, other digits stay as typed", () => {
  assert.equal(formatted("02079460958", london), "020 7946 0958");
  assert.equal(formatted("+442079460958", london), "+44 20 7946 0958");
  assert.equal(formatted("0044 2079460958", london), "0044 2079460958");
  assert.equal(formatted("020 SUNSHINE", london), "020 SUNSHINE");
});

test("phone: what autofill does is undone", () => {
  for (const typed of ["442079460958", "+44 +44 020 7946 0958", "+4444 20 7946 0958"])
    assert.equal(formatted(typed, london), "+44 20 7946 0958");
});

test("phone: a number of other digits than were typed is shown", () => {
  for (const typed of ["020-7946-0958", "20 7946 0958", "+44 (20) 7946 0958"])
    assert.equal(understood(typed, london), "");
  for (const typed of ["0044 20 7946 0958", "442079460958", "020 SUNSHINE", "০২০"])
    assert.equal(understood(typed, london), "+44 20 7946 0958");
});

test("phone: another country is offered, and a lost plus sign", () => {
  const none = { ...london, valid: false };
  const read = (input: string, country: string): Verdict =>
    (input === "020 7946 0958" && country === "GB") || input === "+442079460958" ? london : none;
  assert.equal(otherCountry("020 7946 0958", "US", ["US", "DE", "GB"], read), london);
  assert.equal(otherCountry("442079460958", "US", ["DE"], read), london);
  assert.equal(otherCountry("020 7946 0958", "US", ["DE"], read), undefined);
  assert.equal(otherCountry("020 7946 0958", "GB", ["GB"], read), undefined);
});
