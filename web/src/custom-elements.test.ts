import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

interface Named {
  name: string;
  attribute?: string;
  description: string;
}
const manifest = JSON.parse(readFileSync("custom-elements.json", "utf8"));
const { attributes, events, members } = manifest.modules[0].declarations[0] as {
  [list: string]: Named[];
};
const docs = readFileSync("../docs/embedding.md", "utf8");

/** The names in the first column of the table below a heading. */
function documented(heading: string): string[] {
  const section = docs.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!;
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name!);
}
const names = (list: Named[] = []) => list.map(({ name }) => name).sort();

test("custom-elements.json has the attributes and events that the docs have", () => {
  assert.deepEqual(names(attributes), documented("Attributes").sort());
  assert.deepEqual(names(events), documented("Events").sort());
  for (const { name, description } of [...attributes!, ...events!, ...members!])
    assert.ok(description, name);
});

test("custom-elements.json has the element's other members that the docs have", () => {
  const sentence = /Further: (.*)\. TypeScript/.exec(docs)![1]!;
  const further = [...sentence.matchAll(/`([a-z]+)(?:\(\))?`/gi)].map(([, name]) => name!);
  const own = members!.filter(({ attribute }) => attribute === undefined);
  assert.deepEqual(names(own), further.sort());
});
