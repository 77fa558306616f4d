import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const files = readdirSync("dist").filter((f) => /\.(js|css)$/.test(f) && f !== "validator.js");
const bytes = (wanted: RegExp) =>
  files
    .filter((f) => wanted.test(f))
    .reduce((sum, f) => sum + brotliCompressSync(readFileSync(`dist/${f}`)).length, 0);

// Beside these the page loads the first part of the definition, about 1,000 bytes.
test("size: before the visitor touches the form", () => {
  const first = bytes(/^(thoughtly-form\.js|styles-.*)$/);
  assert.ok(first > 0 && first <= 5_760, `${first} bytes`);
  const linked = bytes(/^thoughtly-form\.(js|css)$/);
  assert.ok(linked > 0 && linked <= 5_760, `${linked} bytes`);
});

test("size: all but the module", () => {
  const all = bytes(/^(thoughtly-form\.js|(styles|controller|guard-worker)-.*)$/);
  assert.ok(all <= 17_900, `${all} bytes`);
});
