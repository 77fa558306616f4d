import assert from "node:assert/strict";
import { test } from "node:test";
import { campaignOf } from "./context.js";
import { campaignKeys } from "./generated.js";
import { campaignIn } from "./visit.js";

test("campaign: UTM parameters and click ids, the first of each, and nothing else", () => {
  const long = "x".repeat(300);
  assert.deepEqual(
    campaignOf(
      `?utm_source=news&utm_source=other&gclid=g1&email=a@b.c&utm_evil=1&utm_term=${long}&fbclid=`,
    ),
    { utm_source: "news", gclid: "g1", utm_term: long.slice(0, 200) },
  );
});

test("campaign: what is kept of a query has every parameter that is reported, and no other", () => {
  const pairs = campaignKeys.map((key) => `${key}=1`).join("&");
  assert.equal(campaignIn(`?${pairs}&email=a@b.c&next=utm_source=x`), pairs);
});
