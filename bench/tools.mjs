// What several parts of the bench need.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(here);
export const out = join(here, "out");
export const dist = join(root, "web/dist");
export const quick = ["1", "yes", "true"].includes(process.env.QUICK ?? "");

mkdirSync(out, { recursive: true });

const began = Date.now();
const file = (name) => join(out, `${name}.json`);

/** Keeps what a part has measured. */
export const save = (name, value) =>
  writeFileSync(file(name), JSON.stringify({ began, quick, value }));

/** What a part measured last. */
export const load = (name) => JSON.parse(readFileSync(file(name), "utf8")).value;

/** Whether a part was ever measured here. */
export const measured = (name) => existsSync(file(name));

/** Whether all parts were measured in one run, and whether any in a short one. */
export function runs(names) {
  const all = names.map((name) => JSON.parse(readFileSync(file(name), "utf8")));
  return {
    one: new Set(all.map(({ began }) => began)).size === 1,
    quick: all.some((r) => r.quick),
  };
}

export const version = (peer) =>
  JSON.parse(readFileSync(join(here, "node_modules", peer, "package.json"), "utf8")).version;

/** Runs a command in this directory and returns what it prints. */
export function run(command, ...args) {
  const { status, error, stdout } = spawnSync(command, args, {
    cwd: here,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(" ")}: ended with ${status}`);
  return stdout;
}

/** Builds a command of this module and returns its path. */
export function build(name) {
  const binary = join(out, name);
  run("go", "build", "-o", binary, `./cmd/${name}`);
  return binary;
}

export function quantile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/** Runs the whole system on free ports; ends it with close. */
export async function startStack(env) {
  run("go", "build", "-C", root, "-o", join(out, "devstack"), "./cmd/devstack");
  const child = spawn(join(out, "devstack"), {
    cwd: root,
    env: { ...process.env, PORT: "0", THOUGHTLY_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const url = await new Promise((resolve, reject) => {
    const listen = (chunk) => {
      said += chunk;
      const found = /demo site\s+(http:\/\/\S+?)\/?\s/.exec(said);
      if (found) resolve(found[1]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", () => reject(new Error(`devstack ended: ${said}`)));
  });
  return { url, close: () => child.kill() };
}
