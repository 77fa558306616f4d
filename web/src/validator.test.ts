import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Kind, numberTypes, Pattern } from "./generated.js";
import { load, type Contact } from "./validator.js";

// The vectors that shared/ and the bare module run too.
const file = new URL("../../../../shared/testdata/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8"));
const root = new URL("../../../../", import.meta.url);
const validator = await load(
  new URL("wasm/validator.wasm", root),
  new URL("shared/phone/blobs.bin", root),
);

const options = (values: string[] = []) => values.map((value) => ({ value }));

for (const { input, country_hint = "", ...want } of vectors.phone) {
  test(`phone: ${input} in ${country_hint}`, () => {
    const got = validator.phone(input, country_hint);
    const { valid, e164 = "", error = "" } = want;
    assert.deepEqual(
      { valid: got.valid, e164: got.e164, error: got.error },
      { valid, e164, error },
    );
    if (!valid) return;
    const { country, type, national, international, extension } = got;
    assert.deepEqual(
      { valid, e164, country, type, national, international, ...(extension && { extension }) },
      want,
    );
  });
}

// The names of the bits of phone.Change in order.
const changeNames =
  "FromLink TextCut FromLetters ExitCode PlusAdded Undoubled TrunkDropped OldPrefix".split(" ");

const readings = JSON.parse(readFileSync(new URL("shared/testdata/reads.json", root), "utf8"));
for (const { about, reads } of readings) {
  test(`read: ${about}`, () => {
    for (const { input, country = "", e164 = "", extension = "", changes = [] } of reads) {
      const got = validator.phone(input, country);
      const valid = e164 !== "";
      assert.equal(got.valid, valid, `${input} in ${country}`);
      if (!valid) continue;
      assert.deepEqual([got.e164, got.extension], [e164, extension]);
      assert.deepEqual(
        changeNames.filter((_, i) => got.changes & (1 << i)),
        changes,
        input,
      );
    }
  });
}

for (const { input, email = "", error = "" } of vectors.email) {
  test(`email: ${input}`, () => {
    assert.deepEqual(validator.email(input), { valid: !error, email, error });
  });
}

for (const v of vectors.fields) {
  test(`${v.kind}: ${JSON.stringify(v.value)}`, () => {
    const field = {
      ...v,
      name: "",
      kind: Kind[v.kind as keyof typeof Kind],
      pattern: Pattern[(v.pattern ?? "any") as keyof typeof Pattern],
      options: options(v.options),
    };
    const number_type_mask = (v.types ?? []).reduce(
      (set: number, type: string) =>
        set | (1 << numberTypes.indexOf(type as (typeof numberTypes)[number])),
      0,
    );
    const rules = { fields: [field], countries: v.countries, number_type_mask };
    assert.deepEqual(validator.check(field, v.value, rules, v.country_hint), {
      value: v.want ?? "",
      code: v.code ?? "ok",
    });
  });
}

vectors.contacts.forEach((v: any, i: number) => {
  test(`contact ${i}`, () => {
    const fields = v.fields.map((f: any) => ({
      ...f,
      kind: Kind[f.kind as keyof typeof Kind],
      options: options(f.options),
    }));
    if (v.tags) fields.push({ name: "tags", kind: Kind.option, options: options(v.tags) });
    const { contact, errors } = validator.contact(v.contact as Contact, { fields });
    assert.deepEqual(
      errors.map((e) => `${e.field} ${e.code}`),
      v.errors ?? [],
    );
    if (!errors.length) assert.deepEqual(contact, v.want);
  });
});

test("contact: the consent and the confirmed number of a submission count", () => {
  const fields = [
    { name: "phone_number", kind: Kind.tel },
    { name: "consent", kind: Kind.checkbox, required: true },
  ];
  const unknown = { phone_number: "+14362345678", consent: true };
  assert.deepEqual(validator.contact(unknown, { fields }).errors, [
    { field: "phone_number", code: "phone_unknown" },
  ]);
  const confirmed = validator.contact({ ...unknown, confirmed_number: true }, { fields });
  assert.equal(confirmed.contact.attributes?.phone_number_check, "unknown_range");
  assert.deepEqual(confirmed.errors, []);
});

test("formats a number after each key", () => {
  let text = "";
  for (const digit of "4155550123") text = validator.formatAsYouType(text + digit, "US");
  assert.equal(text, "(415) 555-0123");
  const { text: shown, caret } = validator.formatAsYouTypeAt("+44207", 3, "US");
  assert.deepEqual([shown, caret], ["+44 20 7", 3]);
});

test("lists every country with a valid example", () => {
  const countries = validator.countries();
  assert.ok(countries.length > 200);
  for (const { country, callingCode, example } of countries) {
    if (country === "TA" && !example) continue; // Tristan da Cunha has no mobile numbers
    const { valid, callingCode: code } = validator.phone(example, country);
    assert.ok(valid, `${country}: ${example}`);
    assert.equal(code, callingCode, country);
  }
});
