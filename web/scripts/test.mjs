// Runs the TypeScript tests under a folder: node scripts/test.mjs FOLDER SUFFIX [NAME…]
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const [folder, suffix, ...names] = process.argv.slice(2);
const files = readdirSync(folder)
  .filter(
    (file) => file.endsWith(suffix) && (!names.length || names.some((n) => file.startsWith(n))),
  )
  .map((file) => `${folder}/${file}`);
if (!files.length) throw new Error(`no *${suffix} under ${folder}`);

// Inside node_modules, so that the tests find the packages they import.
const outdir = `node_modules/.cache/${folder}-tests`;
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
await build({
  entryPoints: files,
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
const built = readdirSync(outdir).map((file) => `${outdir}/${file}`);
// The limit, in ms, only ends what hangs; it holds for a whole file too.
const limit = "--test-timeout=1800000";
const { status } = spawnSync(
  process.execPath,
  ["--test", limit, "--enable-source-maps", "--test-concurrency=2", ...built],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
