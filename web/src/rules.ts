// The rules of shared/ as the form needs them, from the WebAssembly module. No
// judgement is made here: what is valid, and why not, is the module's word.

import { Kind, numberTypes } from "./generated.js";
import { Abi, type Exports } from "./abi.js";

/** A parsed number. Where error is not "", valid is false. */
export interface PhoneResult {
  valid: boolean;
  possible: boolean;
  /** E.164, "" if the input is no number. */
  e164: string;
  /** ISO 3166-1 alpha-2, "001" for a non-geographic number, "" if unknown. */
  country: string;
  callingCode: number;
  /** libphonenumber's name, such as FIXED_LINE_OR_MOBILE. */
  type: string;
  national: string;
  international: string;
  extension: string;
  /** What was corrected in the input: the bits of phone.Change. */
  changes: number;
  /** A code of shared/form, "" if there is none. */
  error: string;
}

/** The rule of one field: an entry of a public definition's fields. */
export interface FieldRule {
  name: string;
  kind: number;
  pattern?: number;
  required?: boolean;
  min?: number;
  max?: number;
  options?: readonly { value: string }[];
}

/** What a form asks of a contact: the answer of GET /forms/{id}. */
export interface Rules {
  fields: readonly FieldRule[];
  /** Default country. */
  country?: string;
  /** Allowed countries; absent, all. */
  countries?: readonly string[];
  /** Allowed number types, bit by bit; 0 or absent, the callable ones. */
  number_type_mask?: number;
  /** "refuse": numbers in no known range cannot be confirmed. */
  unknown_ranges?: string;
}

export interface Country {
  country: string;
  callingCode: number;
  /** A number of the country in national format, for placeholder text. */
  example: string;
}

/** The module, ready for calls. Every call is synchronous. */
export class RulesModule {
  readonly #abi: Abi;
  readonly #codes: string[] = [];

  constructor(exports: Exports) {
    const abi = (this.#abi = new Abi(exports));
    for (let n; (n = exports.code_name(this.#codes.length));) this.#codes.push(abi.read(n));
  }

  /** Parses and judges a number, national numbers as those of country. */
  phone(input: string, country?: string): PhoneResult {
    const abi = this.#abi;
    const length = abi.exports.number(abi.write(input), abi.region(country));
    const answers = abi.byte(1);
    // The texts of the record, all of them ASCII, each behind its length.
    const texts = length > 8 ? abi.read(length - 8, 8) : "";
    let at = 0;
    const next = () => {
      const start = at + 1;
      at = start + (texts.charCodeAt(at) || 0);
      return texts.slice(start, at);
    };
    return {
      valid: (answers & 1) !== 0,
      possible: (answers & 2) !== 0,
      e164: next(),
      country: abi.country(abi.uint16(4)),
      callingCode: abi.uint16(6),
      type: numberTypes[abi.byte(2)]!,
      national: next(),
      international: next(),
      extension: next(),
      changes: abi.byte(3),
      error: this.#error(abi.byte(0)),
    };
  }

  /** The input as it would be written, digit by digit, in country. */
  formatAsYouType(input: string, country?: string): string {
    return this.formatAsYouTypeAt(input, input.length, country).text;
  }

  /** The same with the place of the caret, in UTF-16 units before and after. */
  formatAsYouTypeAt(
    input: string,
    caret: number,
    country?: string,
  ): { text: string; caret: number } {
    const abi = this.#abi;
    const before = abi.write(input.slice(0, caret));
    const length = before + abi.write(input.slice(caret), before);
    const result = abi.exports.format(length, before, abi.region(country));
    const size = result & 0xffff;
    return { text: abi.read(size), caret: abi.read(result >>> 16).length };
  }

  /**
   * Judges a value by a field's rule. code is "ok" or why it is refused; value
   * is the normalised value, "" if it is refused. rules and country matter to
   * a phone number alone.
   */
  check(
    field: FieldRule,
    value: string,
    rules?: Rules,
    country?: string,
  ): { value: string; code: string } {
    const abi = this.#abi;
    const result = abi.exports.check(...writeRule(abi, field, value, rules, country).args);
    return { code: this.#codes[result & 0xff]!, value: abi.read(result >>> 8) };
  }

  /** Every country with a calling code, by country. */
  countries(): Country[] {
    const abi = this.#abi;
    const end = abi.exports.countries();
    const list: Country[] = [];
    for (let at = 0; at < end;) {
      const size = abi.byte(at + 4);
      list.push({
        country: abi.country(abi.uint16(at)),
        callingCode: abi.uint16(at + 2),
        example: abi.read(size, at + 5),
      });
      at += 5 + size;
    }
    return list;
  }

  /** The module's memory, for the calls of a Validator. */
  protected get abi(): Abi {
    return this.#abi;
  }

  /** The name of a form.Code. */
  protected codeName(code: number): string {
    return this.#codes[code]!;
  }

  #error(code: number): string {
    return code ? this.#codes[code]! : "";
  }
}

/** What check takes of a field. */
export type RuleArguments = Parameters<Exports["check"]>;

/**
 * Writes a value and what its rule needs into input, and returns the arguments
 * of check and the end of what was written.
 */
export function writeRule(
  abi: Abi,
  field: FieldRule,
  value: string,
  rules?: Rules,
  country?: string,
): { args: RuleArguments; end: number } {
  const length = abi.write(field.kind === Kind.email ? foldDomain(value) : value);
  let extra = 0;
  if (field.kind === Kind.tel) extra = abi.write(rules?.countries?.join("") ?? "", length);
  else if (field.kind === Kind.option) {
    extra = abi.write(field.options?.map((o) => o.value + "\0").join("") ?? "", length);
  }
  const args: RuleArguments = [
    field.kind,
    field.pattern ?? 0,
    (field.required ? 1 : 0) | (rules?.unknown_ranges === "refuse" ? 4 : 0),
    field.min ?? 0,
    field.max ?? 0,
    rules?.number_type_mask ?? 0,
    abi.region(country || rules?.country),
    length,
    extra,
  ];
  return { args, end: length + extra };
}

/** Sets an instantiated module up, in slices of a few milliseconds. */
export async function setUp(exports: Exports): Promise<Exports> {
  exports._initialize();
  while (exports.setup()) await new Promise((next) => setTimeout(next));
  return exports;
}

/** Instantiates the module from its bytes or from the answer that has them. */
export async function instantiate(source: BufferSource | Response): Promise<Exports> {
  let bytes = source;
  if (bytes instanceof Response) {
    if (!bytes.ok) throw new Error(`${bytes.url}: HTTP ${bytes.status}`);
    // A server that does not know the type application/wasm must not stop a lead.
    bytes = await bytes.arrayBuffer();
  }
  return (await WebAssembly.instantiate(bytes)).instance.exports as unknown as Exports;
}

// The module turns a domain into ASCII by UTS 46 (nontransitional) without its
// tables, which the browser has: NFKC, and each character in lower case by
// itself, since a final sigma is another letter.
function foldDomain(address: string): string {
  if (!/[^\0-\x7f]/.test(address)) return address;
  const folded = address.normalize("NFKC");
  const at = folded.lastIndexOf("@");
  return folded.slice(0, at) + Array.from(folded.slice(at), (c) => c.toLowerCase()).join("");
}
