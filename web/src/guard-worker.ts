// The worker of guard.ts: gets a challenge, answers with its proof.

import { solve } from "./solver.js";

onmessage = ({ data }: MessageEvent<string>) => {
  solve(data).then(postMessage, () => postMessage(undefined));
};
