// The rules of shared/, from the WebAssembly module, for browsers and Node.

import { validate, type FieldError, type Sent } from "./contact.js";
import { Kind, type Contact } from "./generated.js";
import { instantiate, setUp, RulesModule, type Rules } from "./rules.js";

export type { FieldRule, PhoneResult, Rules } from "./rules.js";

export type { Contact } from "./generated.js";

export type { FieldError } from "./contact.js";

export interface Country {
  country: string;
  callingCode: number;
  /** A number of the country in national format, for placeholder text. */
  example: string;
}

/** The rules of fields and of whole contacts. Every call is synchronous. */
export class Validator extends RulesModule {
  /** Validates an address; email is the normalised address, "" if refused. */
  email(input: string): { valid: boolean; email: string; error: string } {
    const { value, code } = this.check({ name: "email", kind: Kind.email, required: true }, input);
    const valid = code === "ok";
    return { valid, email: value, error: valid ? "" : code };
  }

  /** Every country with a calling code. */
  countries(): Country[] {
    return this.regions.flatMap((country, i) =>
      country.length === 2 ? [new CountryOf(this, country, this.callingCodes[i]!)] : [],
    );
  }

  /** Returns the normalised contact and its errors, by shared.Validate in the module. */
  contact(object: Sent, rules: Rules): { contact: Contact; errors: FieldError[] } {
    return validate(this.abi, object, rules);
  }
}

class CountryOf implements Country {
  readonly #rules: RulesModule;
  constructor(
    rules: RulesModule,
    readonly country: string,
    readonly callingCode: number,
  ) {
    this.#rules = rules;
  }
  get example(): string {
    return this.#rules.example(this.country);
  }
}

/**
 * Instantiates the module with the phone tables of every region. module and
 * tables are their URLs or bytes; the default is the files beside this one. In
 * Node (20.16 or later) a file: URL is read from the disk.
 */
export async function load(
  module: BufferSource | URL | string = new URL("./validator.wasm", import.meta.url),
  tables: BufferSource | URL | string = new URL("./phone.bin", import.meta.url),
): Promise<Validator> {
  const [wasm, file] = await Promise.all([bytes(module), bytes(tables)]);
  const validator = new Validator(setUp(await instantiate(wasm)));
  const view = ArrayBuffer.isView(file)
    ? new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
    : new Uint8Array(file);
  if (validator.load(view).length < 200) throw new Error("the phone tables are of another version");
  return validator;
}

async function bytes(source: BufferSource | URL | string): Promise<BufferSource> {
  if (typeof source !== "string" && !(source instanceof URL)) return source;
  const url = new URL(source, import.meta.url);
  // Not imported: webpack refuses URLs with node:.
  const { process } = globalThis as unknown as { process?: Node };
  const fs = url.protocol === "file:" && process?.getBuiltinModule?.("node:fs");
  if (fs) return new Uint8Array(await fs.promises.readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.arrayBuffer();
}

/** The members of Node's process that are used here. */
interface Node {
  getBuiltinModule?(id: "node:fs"): { promises: { readFile(url: URL): Promise<Uint8Array> } };
}
