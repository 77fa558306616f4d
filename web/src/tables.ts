// The phone tables of calling codes, fetched when they are needed. The server
// validates a number whose table cannot be loaded.

import type { RulesModule } from "./rules.js";
import { allTables, tableURL } from "./table-url.js";

const PATIENCE_MS = 8_000;
const RETRY_MS = 1_000;

export class Tables {
  readonly #rules: RulesModule;
  readonly #loaded: () => void;
  readonly #wanted = new Map<number, Promise<void>>();
  readonly #here = new Set<number>();

  /** loaded is called after each table that was loaded. */
  constructor(rules: RulesModule, loaded: () => void) {
    this.#rules = rules;
    this.#loaded = loaded;
    rules.missing = (code) => void this.want(code);
  }

  /**
   * Loads the home country's table; first is the response if it was already
   * requested. It may contain the tables of codes too; those that are missing
   * in it are loaded on demand.
   */
  async preload(home: number, first?: Promise<Response>, codes: number[] = []): Promise<void> {
    const loading = this.#load(home, first);
    for (const code of [home, ...codes]) this.#wanted.set(code, loading);
    await loading;
    const lacking = codes.filter((code) => code !== home && !this.#here.has(code));
    for (const code of lacking) this.#wanted.delete(code);
    if (lacking.length) this.#loaded();
  }

  /** Loads a calling code's table, once. */
  want(code: number): Promise<void> {
    let wanted = this.#wanted.get(code);
    if (!wanted) this.#wanted.set(code, (wanted = this.#load(code)));
    return wanted;
  }

  /** Resolves when every table requested so far is loaded or has failed. */
  async settled(): Promise<void> {
    await Promise.all(this.#wanted.values());
  }

  // Tries twice, and then the file of all tables, in case the host has no copy of the others.
  async #load(code: number, first?: Promise<Response>): Promise<void> {
    let reason = "";
    for (const url of [tableURL(code), tableURL(code), allTables()]) {
      if (reason) await new Promise((again) => setTimeout(again, RETRY_MS));
      try {
        const response = await (first ?? fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }));
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        const file = new Uint8Array(await response.arrayBuffer());
        for (const loaded of this.#rules.load(file)) this.#here.add(loaded);
        if (!this.#here.has(code)) throw new Error("no table of this version");
        this.#loaded();
        return;
      } catch (error) {
        reason = `${url.pathname}: ${(error as Error).message}`;
      }
      first = undefined;
    }
    console.warn(`thoughtly-form: the server checks numbers of +${code}: ${reason}`);
  }
}
