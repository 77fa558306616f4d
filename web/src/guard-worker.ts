// The worker of guard.ts: gets a challenge and the address of the rules' module,
// and answers with the proof. The page passes the module's address, because
// bundlers copy this file unchanged: an address relative to it would not exist.
// After a failure it answers with undefined, and the page solves the challenge.

import { solve } from "./solver.js";

export interface Task {
  challenge: string;
  wasm: string;
}

onmessage = ({ data: { challenge, wasm } }: MessageEvent<Task>) => {
  solve(challenge, wasm).then(postMessage, () => postMessage(undefined));
};
