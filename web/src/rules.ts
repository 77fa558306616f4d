// The rules of shared/ for the form, from the WebAssembly module. The module
// decides which values are valid; this file only calls it.

import { errorCodes, Kind, numberTypes } from "./generated.js";
import { Abi, codeOf, isSame, lengthOf, type Exports } from "./abi.js";

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
  /** National format; computed on access. */
  readonly national: string;
  /** International format; computed on access. */
  readonly international: string;
  extension: string;
  /** The corrections of the input: the bits of phone.Change. */
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

/** The rules of a form for a contact, from GET /forms/{id}. */
export interface Rules {
  fields: readonly FieldRule[];
  /** Default country. */
  country?: string;
  /** Allowed countries; absent, all. */
  countries?: readonly string[];
  /** Allowed number types, one bit each; 0 or absent: the default types. */
  number_type_mask?: number;
  /** "refuse": numbers in no known range cannot be confirmed. */
  unknown_ranges?: string;
}

const NOT_LOADED = /* @__PURE__ */ errorCodes.indexOf("phone_not_loaded");

/** The offsets in output of a number's changes and of a formatted text's caret. */
const changesAt = 48;
const caretAt = 8190;

/** The module, ready for calls. Every call is synchronous. */
export class RulesModule {
  /** Called with a calling code whose table is missing. */
  missing?: (code: number) => void;
  readonly #abi: Abi;
  /** Regions by their number in a result; 0 is none. */
  protected readonly regions = [""];
  protected readonly callingCodes = [0];

  constructor(exports: Exports) {
    const abi = (this.#abi = new Abi(exports));
    const end = lengthOf(exports.countries());
    for (let at = 0; at < end; at += 4) {
      const region = abi.uint16(at);
      this.regions.push(region === 1 ? "001" : abi.country(region));
      this.callingCodes.push(abi.uint16(at + 2));
    }
  }

  /**
   * Loads the tables in a file, one or more, and returns their calling codes.
   * It stops at bytes that are not a table of this version.
   */
  load(file: Uint8Array): number[] {
    const codes: number[] = [];
    for (let at = 0; at < file.length;) {
      const blob = file.subarray(at);
      const length = this.#abi.load(blob);
      if (!length) break;
      codes.push(blob[6]! | (blob[7]! << 8));
      at += length;
    }
    return codes;
  }

  /** Parses and checks a number; a national number belongs to country. */
  phone(input: string, country?: string): PhoneResult {
    const abi = this.#abi;
    const bits = abi.exports.number(abi.write(input), abi.region(country));
    const code = codeOf(bits);
    if (code === NOT_LOADED) this.#missed();
    const place = (bits >>> 22) & 0xff;
    const length = (bits >>> 12) & 31;
    const extension = (bits >>> 17) & 31;
    const changes = length ? abi.uint16(changesAt) : 0;
    const e164 = isSame(bits) ? input : length ? "+" + abi.digits(length - 1, 1) : "";
    return new Phone(
      this,
      input,
      country,
      code === 0,
      (bits & (1 << 30)) !== 0,
      e164,
      this.regions[place]!,
      this.callingCodes[place] || this.#callingCode(e164),
      numberTypes[(bits >>> 8) & 15]!,
      extension ? abi.digits(extension, length) : "",
      changes,
      code ? errorCodes[code]! : "",
    );
  }

  /** Returns a number in national (0) or international format (1), "" if the input is no number. */
  written(input: string, country: string | undefined, how: 0 | 1): string {
    const abi = this.#abi;
    return abi.read(lengthOf(abi.exports.written(abi.write(input), abi.region(country), how)));
  }

  // Of a number whose region is unknown, such as +1 000…
  #callingCode(e164: string): number {
    for (let n = 1; n < 4 && e164; n++) {
      const code = Number(e164.slice(1, 1 + n));
      if (this.callingCodes.includes(code)) return code;
    }
    return 0;
  }

  #missed(): void {
    const code = this.#abi.exports.wanted();
    if (code) this.missing?.(code);
  }

  /** Formats a partly typed number of country. */
  formatAsYouType(input: string, country?: string): string {
    return this.formatAsYouTypeAt(input, input.length, country).text;
  }

  /** Formats as above, and returns the new position of the caret; positions count UTF-16 units. */
  formatAsYouTypeAt(
    input: string,
    caret: number,
    country?: string,
  ): { text: string; caret: number } {
    const abi = this.#abi;
    const before = abi.write(input.slice(0, caret));
    const length = before + abi.write(input.slice(caret), before);
    const result = abi.exports.format(length, before, abi.region(country));
    this.#missed();
    return { text: abi.read(lengthOf(result)), caret: abi.read(abi.uint16(caretAt)).length };
  }

  /**
   * Checks a value by a field's rule. code is "ok" or why it is refused; value
   * is the normalised value, "" if it is refused. Only a phone number uses rules
   * and country.
   */
  check(
    field: FieldRule,
    value: string,
    rules?: Rules,
    country?: string,
  ): { value: string; code: string } {
    const abi = this.#abi;
    const result = callWithRule(abi, abi.exports.check, field, value, rules, country);
    const code = codeOf(result);
    if (code === NOT_LOADED) this.#missed();
    if (isSame(result)) return { code: errorCodes[code]!, value };
    const length = lengthOf(result);
    const e164 = length && field.kind === Kind.tel;
    return {
      code: errorCodes[code]!,
      value: e164 ? "+" + abi.digits(length - 1, 1) : abi.read(length),
    };
  }

  /** Returns a mobile number of the country in national format, "" if its table is not loaded. */
  example(country: string): string {
    const abi = this.#abi;
    const result = abi.exports.example(abi.region(country));
    if (codeOf(result)) this.#missed();
    return abi.read(lengthOf(result));
  }

  /** The module's memory, for the calls of a Validator. */
  protected get abi(): Abi {
    return this.#abi;
  }
}

/**
 * Writes a value and the data of its rule into input, and calls an export with
 * the arguments of check.
 */
export function callWithRule(
  abi: Abi,
  call: Exports["check"],
  field: FieldRule,
  value: string,
  rules?: Rules,
  country?: string,
): number {
  const length = abi.write(field.kind === Kind.email ? asciiDomain(value) : value);
  let extra = 0;
  if (field.kind === Kind.tel && rules?.countries) {
    extra = abi.write(rules.countries.join(""), length);
  } else if (field.kind === Kind.name && beyondASCII.test(value)) {
    extra = abi.write(foldName(value), length);
  } else if (field.kind === Kind.option) {
    extra = abi.write(field.options?.map((o) => o.value + "\0").join("") ?? "", length);
  }
  return call(
    field.kind,
    field.pattern ?? 0,
    (field.required ? 1 : 0) | (rules?.unknown_ranges === "refuse" ? 4 : 0),
    field.min ?? 0,
    field.max ?? 0,
    rules?.number_type_mask ?? 0,
    abi.region(country || rules?.country),
    length,
    extra,
  );
}

class Phone implements PhoneResult {
  readonly #rules: RulesModule;
  readonly #input: string;
  readonly #home: string | undefined;
  constructor(
    rules: RulesModule,
    input: string,
    home: string | undefined,
    readonly valid: boolean,
    readonly possible: boolean,
    readonly e164: string,
    readonly country: string,
    readonly callingCode: number,
    readonly type: string,
    readonly extension: string,
    readonly changes: number,
    readonly error: string,
  ) {
    this.#rules = rules;
    this.#input = input;
    this.#home = home;
  }
  get national(): string {
    return this.#rules.written(this.#input, this.#home, 0);
  }
  get international(): string {
    return this.#rules.written(this.#input, this.#home, 1);
  }
  toJSON(): PhoneResult {
    const { national, international } = this;
    return { ...this, national, international };
  }
}

/** Sets up an instantiated module. */
export function setUp(exports: Exports): Exports {
  exports._initialize();
  exports.setup();
  return exports;
}

/** Instantiates the module from its bytes or from a response with them. */
export async function instantiate(source: BufferSource | Response): Promise<Exports> {
  let bytes = source;
  if (bytes instanceof Response) {
    if (!bytes.ok) throw new Error(`${bytes.url}: HTTP ${bytes.status}`);
    // A server may send another type than application/wasm: the form must work all the same.
    bytes = await bytes.arrayBuffer();
  }
  return (await WebAssembly.instantiate(bytes)).instance.exports as unknown as Exports;
}

// The module has no Unicode tables; the browser has them.

const beyondASCII = /[^\0-\x7f]/;

// Replaces each character that NFKC maps to ASCII; keeps the others.
function foldName(name: string): string {
  return name.replace(/[^\0-\x7f]/gu, (c) => {
    const folded = c.normalize("NFKC");
    return beyondASCII.test(folded) ? c : folded;
  });
}

// Converts each label of the domain to ASCII by UTS 46 (nontransitional). An
// invalid label is kept, and the module refuses the address. Quotes are not
// part of a domain, and the dashes of keyboards' autocorrection are hyphens.
function asciiDomain(address: string): string {
  if (!beyondASCII.test(address)) return address;
  const folded = address.normalize("NFKC").replace(/[\u2010-\u2015\u2212]/g, "-");
  const at = folded.lastIndexOf("@");
  const domain = folded
    .slice(at)
    .replace(/[^\0-,./:-@[-`{-\x7f\s\xab\xbb\u2018-\u201f\u3001\u3002]+/g, (label) => {
      try {
        return beyondASCII.test(label) ? new URL(`http://${label}`).hostname : label;
      } catch {
        return label;
      }
    });
  return folded.slice(0, at) + domain;
}
