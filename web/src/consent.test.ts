import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConsent } from "./consent.js";

for (const [text, runs] of [
  ["I agree.", [{ words: "I agree." }]],
  [
    "See [Terms](https://a.example/t) and [Privacy](https://a.example/p?x=1#y).",
    [
      { words: "See " },
      { words: "Terms", href: "https://a.example/t" },
      { words: " and " },
      { words: "Privacy", href: "https://a.example/p?x=1#y" },
      { words: "." },
    ],
  ],
  ["[x](javascript:alert(1))", [{ words: "[x](javascript:alert(1))" }]],
  ["[x](http://a.example)", [{ words: "[x](http://a.example)" }]],
  [
    "<b>[x](https://a.example)</b>",
    [{ words: "<b>" }, { words: "x", href: "https://a.example" }, { words: "</b>" }],
  ],
  ["[a] [b](https://b.example)", [{ words: "[a] " }, { words: "b", href: "https://b.example" }]],
  ["", []],
] as const) {
  test(`consent: ${text}`, () => assert.deepEqual(parseConsent(text), runs));
}
