import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestEmail } from "./email-suggestion.js";

for (const [address, meant] of [
  ["ada@gmial.com", "ada@gmail.com"],
  ["ada@gmail.con", "ada@gmail.com"],
  ["ada@gamil.com", "ada@gmail.com"],
  ["ada@hotmial.com", "ada@hotmail.com"],
  ["ada@yaho.com", "ada@yahoo.com"],
  ["Ada@Outlok.com", "Ada@outlook.com"],
  ["ada@gmail.com", undefined],
  ["ada@mail.com", undefined],
  ["ada@ymail.com", undefined],
  ["ada@example.com", undefined],
  ["ada@live.fr", undefined],
  ["ada@", undefined],
  ["gmial.com", undefined],
] as const) {
  test(`email typo: ${address}`, () => assert.equal(suggestEmail(address), meant));
}
