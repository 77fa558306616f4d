// The whole system, as `make run` starts it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

export interface Devstack {
  /** The URLs have no trailing slash. */
  site: string;
  sandbox: string;
  stop(): void;
}

/** Starts build/devstack on free ports. */
export async function startDevstack(env: NodeJS.ProcessEnv = {}): Promise<Devstack> {
  if (!existsSync("../build/devstack"))
    throw new Error("build/devstack is missing: make test-browser");
  const stack = spawn("build/devstack", {
    cwd: "..",
    env: { ...process.env, PORT: "0", THOUGHTLY_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let banner = "";
  for await (const chunk of stack.stdout) {
    banner += chunk;
    if (banner.includes("Ctrl-C")) break;
  }
  return {
    site: /demo site +(\S+)\//.exec(banner)![1]!,
    sandbox: /sandbox +(\S+)\//.exec(banner)![1]!,
    stop: () => void stack.kill("SIGINT"),
  };
}
