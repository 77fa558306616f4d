import assert from "node:assert/strict";
import { test } from "node:test";
import { campaignOf } from "./context.js";

test("campaign: UTM parameters and click ids, the first of each, and nothing else", () => {
  const long = "x".repeat(300);
  assert.deepEqual(
    campaignOf(
      `?utm_source=news&utm_source=other&gclid=g1&email=a@b.c&utm_evil=1&utm_term=${long}&fbclid=`,
    ),
    { utm_source: "news", gclid: "g1", utm_term: long.slice(0, 200) },
  );
});
