// The public definition of the canned API, built by cmd/snippet from a definition of
// the tests.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Definition } from "../src/definition.js";

export const messages = JSON.parse(readFileSync("../forms/locales/en.json", "utf8")) as Record<
  string,
  string
>;

const base = {
  id: "contact",
  title: "Talk to us now",
  fields: [
    { name: "name", type: "text", prefill: true },
    { name: "phone_number", type: "tel", required: true },
    { name: "email", type: "email" },
  ],
  countries: { default: "US" },
  limits: { per_day: 1000 },
  open: ["countries"],
  open_reason: "Tests look at every country.",
  consent: {
    version: "2026-11-01",
    required: true,
    seller: "Example Inc.",
    text:
      "I agree that Example Inc. may call and text me at this number, also with an artificial " +
      "voice, about its services. Consent is not a condition of purchase. " +
      "[Privacy](https://example.com/privacy)",
  },
};

let program = "";

/** Returns the output of cmd/snippet. */
export function snippet(...args: string[]): string {
  if (!program) {
    program = resolve("../build/snippet");
    execFileSync("go", ["build", "-o", program, "./cmd/snippet"], { cwd: ".." });
  }
  return execFileSync(program, ["-dir", "../forms", ...args]).toString();
}

function changed(changes: object, ...args: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), "forms-"));
  try {
    symlinkSync(resolve("../forms/locales"), join(directory, "locales"));
    writeFileSync(join(directory, "contact.json"), JSON.stringify({ ...base, ...changes }));
    return snippet(...args, "-dir", directory, "contact");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Returns the public definition of the tests' form with changed members. */
export function definition(changes: object = {}): Definition {
  return JSON.parse(changed(changes, "-json")) as Definition;
}

/** Returns the same form as markup, without stylesheet and script. */
export function markup(changes: object = {}): string {
  return /<form[^]*<\/form>/.exec(changed(changes))![0];
}
