// The memory protocol, which wasm/abi.go documents: how values are passed, and
// what the bits of a result mean.

/** Bytes of the input buffer; longer input is cut. */
const inputSize = 12 << 10;

/** The code of a result: an index of errorCodes, 0 without an error. */
export const codeOf = (result: number): number => result & 0xff;

/** The length of the text in output. */
export const lengthOf = (result: number): number => (result >>> 8) & 0x7fffff;

/** Whether the text in output is that of input. */
export const isSame = (result: number): boolean => result < 0;

/** The exports of the form's module, as wasm/exports.txt lists them. */
export interface Exports {
  memory: WebAssembly.Memory;
  /** Starts the Go runtime; must be the first call. */
  _initialize(): void;
  setup(): void;
  input(): number;
  output(): number;
  load(length: number): number;
  /** Returns the calling code whose table was missing, 0 if none was. */
  wanted(): number;
  check(
    kind: number,
    pattern: number,
    required: number,
    min: number,
    max: number,
    types: number,
    region: number,
    length: number,
    extra: number,
  ): number;
  /** Parses a number; wasm/main.go documents the bits of the result. */
  number(length: number, region: number): number;
  written(length: number, region: number, how: number): number;
  format(length: number, caret: number, region: number): number;
  countries(): number;
  example(region: number): number;
  /** Returns the number of nonces tried without a solution. */
  solve(length: number, start: number, budget: number): number;
}

/** The exports of the validator's module: those of the form's, and these. */
export interface ContactExports extends Exports {
  contact_begin(length: number, attributes: number, tags: number, confirmed: number): number;
  contact_field(...rule: [...Parameters<Exports["check"]>, name: number, sent: number]): number;
  contact_end(phoneNumber: number, name: number, email: number): number;
  contact_tag(length: number, extra: number): number;
}

/** A module that is set up, with the conversion of texts to and from its memory. */
export class Abi {
  #input!: Uint8Array;
  #output!: Uint8Array;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor(readonly exports: Exports) {
    this.#view();
  }

  #view(): void {
    const { buffer } = this.exports.memory;
    this.#input = new Uint8Array(buffer, this.exports.input(), inputSize);
    this.#output = new Uint8Array(buffer, this.exports.output());
  }

  /** Loads the blob at the start of bytes and returns its length, 0 if it is refused. */
  load(bytes: Uint8Array): number {
    const blob = bytes.subarray(0, inputSize);
    this.#input.set(blob);
    const result = this.exports.load(blob.length);
    this.#view();
    return lengthOf(result);
  }

  /** Writes text at an offset of input and returns its length in bytes. */
  write(text: string, at = 0): number {
    const input = this.#input;
    const length = text.length;
    // A loop over ASCII is twice as fast as the encoder for short text.
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 0x7f || at + i >= inputSize) {
        return this.#encoder.encodeInto(text, input.subarray(at)).written;
      }
      input[at + i] = c;
    }
    return length;
  }

  /** Reads length bytes of output as text. */
  read(length: number, at = 0): string {
    const bytes = this.#output.subarray(at, at + length);
    // Short ASCII is faster without the decoder.
    if (length > 128) return this.#decoder.decode(bytes);
    const text = String.fromCharCode.apply(null, bytes as unknown as number[]);
    return /[\x80-\xff]/.test(text) ? this.#decoder.decode(bytes) : text;
  }

  /** Reads length ASCII digits of output, three at a time. */
  digits(length: number, at = 0): string {
    const output = this.#output;
    let text = "";
    for (let i = length % 3; i > 0; i--) text += output[at++]! - 48;
    for (let i = (length / 3) | 0; i > 0; i--, at += 3)
      text += triples[output[at]! * 100 + output[at + 1]! * 10 + output[at + 2]! - 5328];
    return text;
  }

  /** Reads a byte of output. */
  byte(at: number): number {
    return this.#output[at]!;
  }

  /** Reads two little-endian bytes of output. */
  uint16(at: number): number {
    return this.#output[at]! | (this.#output[at + 1]! << 8);
  }

  /** Encodes a region for the module; 0 for anything except two ASCII letters. */
  region(country = ""): number {
    const first = country.charCodeAt(0) & ~0x20;
    const second = country.charCodeAt(1) & ~0x20;
    return country.length === 2 && letter(first) && letter(second) ? (first << 8) | second : 0;
  }

  /** Decodes a region to its letters; "" for 0. */
  country(region: number): string {
    return region ? String.fromCharCode(region >> 8, region & 0xff) : "";
  }
}

// "000" to "999": joining them is faster than reading digit by digit.
const triples = Array.from({ length: 1000 }, (_, i) => `${i}`.padStart(3, "0"));

const letter = (c: number) => c >= 0x41 && c <= 0x5a;
