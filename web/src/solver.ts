// Solves a challenge with the rules' module, in the worker or, in slices, on
// the page's main thread.

import { instantiate } from "./rules.js";

// Tries in each slice: 0.7 ms in a desktop browser, about 4 ms on an average phone.
const SLICE = 1 << 12;

/**
 * Returns the proof of a challenge, undefined if none of the 2^32 nonces solves it.
 * wasm is the address of the rules' module. pause is awaited between slices.
 */
export async function solve(
  challenge: string,
  wasm: string,
  pause?: () => Promise<void>,
): Promise<string | undefined> {
  const module = await instantiate(await fetch(wasm));
  module._initialize();
  const input = new Uint8Array(module.memory.buffer, module.input());
  const { written } = new TextEncoder().encodeInto(challenge, input);
  for (let from = 0; from < 2 ** 32; from += SLICE) {
    const tried = module.solve(written, from, SLICE);
    if (tried < SLICE) return challenge + (from + tried).toString(16).padStart(8, "0");
    await pause?.();
  }
  return;
}
