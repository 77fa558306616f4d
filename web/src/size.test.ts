import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const files = readdirSync("dist").filter((f) => /\.(js|css)$/.test(f) && f !== "validator.js");
const bytes = (wanted: RegExp) =>
  files
    .filter((f) => wanted.test(f))
    .reduce((sum, f) => sum + brotliCompressSync(readFileSync(`dist/${f}`)).length, 0);

test("size: before the visitor touches the form", () => {
  const first = bytes(/^thoughtly-form/);
  assert.ok(first > 0 && first <= 7_700, `${first} bytes`);
});

test("size: all but the module", () => {
  const all = bytes(/./);
  assert.ok(all <= 21_500, `${all} bytes`);
});
