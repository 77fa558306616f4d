import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

// Runs the example of docs/embedding.md on the built file, each line's comment
// as what the line evaluates to.
test("the example of the validator is true", async () => {
  const docs = readFileSync("../docs/embedding.md", "utf8");
  const example = /```js\n(import \{ load \} from "thoughtly-form\/validator";\n[^`]*)```/.exec(
    docs,
  );
  const validator = pathToFileURL("dist/validator.js").href;
  const lines = example![1]!.replace("thoughtly-form/validator", validator);
  const checked = lines.replace(/^(.+); \/\/ (.+)$/gm, "results.push([$1, $2]);");
  const module = `${checked}\nexport default results;`.replace(/\n/, "\nconst results = [];\n");
  const { default: results } = (await import(
    `data:text/javascript,${encodeURIComponent(module)}`
  )) as { default: [unknown, unknown][] };
  assert.ok(results.length > 0);
  for (const [got, want] of results) assert.equal(got, want);
});
