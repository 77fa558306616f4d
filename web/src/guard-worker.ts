// The worker of guard.ts: gets a challenge and the address of the rules' module,
// and answers with the proof. The page names the module, because bundlers copy
// this file as it is: an address relative to it would lead nowhere. On a failure
// it answers with undefined, and the page solves the challenge itself.

import { solve } from "./solver.js";

export interface Task {
  challenge: string;
  wasm: string;
}

onmessage = ({ data: { challenge, wasm } }: MessageEvent<Task>) => {
  solve(challenge, wasm).then(postMessage, () => postMessage(undefined));
};
