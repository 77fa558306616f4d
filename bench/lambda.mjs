// Part 4: the function.
import { availableParallelism } from "node:os";
import { build, out, quick, run, save } from "./tools.mjs";

export default async function lambda() {
  const command = [build("lambda"), "-out", `${out}/functions`, ...(quick ? ["-quick"] : [])];
  // The harness keeps off the last core, which is the function's.
  const cores = availableParallelism();
  if (cores > 1) command.unshift("taskset", "-c", `0-${cores - 2}`);
  save("lambda", JSON.parse(run(...command)));
}
