// Runs the suite on the packed package: node run.mjs [NAME…]
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { install } from "./lib/build.mjs";

process.chdir(new URL(".", import.meta.url).pathname);
mkdirSync("build", { recursive: true });
process.env.TARBALL = install();
const names = process.argv.slice(2);
const files = readdirSync("test")
  .filter(
    (file) =>
      file.endsWith(".test.mjs") && (!names.length || names.some((name) => file.startsWith(name))),
  )
  .map((file) => `test/${file}`);
if (!files.length) throw new Error("no such test");
// The limit, in ms, only ends what hangs; it holds for a whole file too.
const options = ["--test", "--test-timeout=1800000", "--test-concurrency=1"];
const { status } = spawnSync(process.execPath, [...options, ...files], { stdio: "inherit" });
process.exit(status ?? 1);
