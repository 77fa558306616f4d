// Part 5: how the cost of an operation grows with its input.
import { build, quick, run, save } from "./tools.mjs";

export default async function growth() {
  const curves = JSON.parse(run(build("growth"), ...(quick ? ["-quick"] : [])));
  for (const curve of curves) curve.exponent = exponent(curve.points);
  save("growth", curves);
}

/** The slope of the straight line that fits best where both axes are logarithmic. */
export function exponent(points) {
  const logs = points.map(({ size, nanos }) => [Math.log(size), Math.log(nanos)]);
  const mean = (i) => logs.reduce((sum, log) => sum + log[i], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (term) => logs.reduce((total, log) => total + term(log), 0);
  return sum(([a, b]) => (a - x) * (b - y)) / sum(([a]) => (a - x) ** 2);
}
