// The rules of shared/, from the WebAssembly module, for browsers and Node. No
// judgement is made here: what is valid, and why not, is the module's word.

import { validate, type FieldError, type Sent } from "./contact.js";
import { Kind, type Contact } from "./generated.js";
import { instantiate, setUp, RulesModule, type Rules } from "./rules.js";

export type { Country, FieldRule, PhoneResult, Rules } from "./rules.js";

export type { Contact } from "./generated.js";

export type { FieldError } from "./contact.js";

/** The rules of fields and of whole contacts. Every call is synchronous. */
export class Validator extends RulesModule {
  /** Judges an address; email is the normalised address, "" if refused. */
  email(input: string): { valid: boolean; email: string; error: string } {
    const { value, code } = this.check({ name: "email", kind: Kind.email, required: true }, input);
    const valid = code === "ok";
    return { valid, email: value, error: valid ? "" : code };
  }

  /** The contact normalised, and why it is refused: shared.Validate, in the module. */
  contact(object: Sent, rules: Rules): { contact: Contact; errors: FieldError[] } {
    return validate(this.abi, object, rules, (code) => this.codeName(code));
  }
}

/**
 * Instantiates the module from its bytes or from where it lies. In Node a
 * file: URL is read from the disk.
 */
export async function load(source: BufferSource | URL | string): Promise<Validator> {
  return new Validator(await setUp(await instantiate(await located(source))));
}

async function located(source: BufferSource | URL | string): Promise<BufferSource | Response> {
  if (typeof source !== "string" && !(source instanceof URL)) return source;
  const url = new URL(source, import.meta.url);
  if (url.protocol !== "file:") return fetch(url);
  const { readFile } = await import(/* @vite-ignore */ "node:" + "fs/promises");
  return readFile(url);
}
