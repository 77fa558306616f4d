// Runs the parts of the bench that are named, or all, prints their tables, and
// writes RESULTS.md. A section whose parts were never measured here stays as it
// is there.
import { parts, writeReport } from "./report.mjs";

const named = process.argv.slice(2);
for (const part of named.length ? named : parts) {
  if (!parts.includes(part)) throw new Error(`there is no part ${part}: ${parts.join(", ")}`);
  const began = Date.now();
  const { default: measure } = await import(`./${part}.mjs`);
  await measure();
  console.log(`${part}: ${Math.round((Date.now() - began) / 1000)} s`);
}
await writeReport(named.length ? named : parts);
