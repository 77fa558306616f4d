// The pages that are measured, compressed as a deployment compresses them, on
// the system that make run starts.
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { dist, here, out, root, run, startStack } from "./tools.mjs";

export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
export const gzip = (bytes) => gzipSync(bytes, { level: 9 });

const site = join(out, "site");
const widget = join(site, "widget");
const pages = join(site, "pages");

/** Starts it; pages lie under /examples/. */
export async function startSite(env) {
  await rm(site, { recursive: true, force: true });
  await cp(dist, widget, { recursive: true });
  await mkdir(pages, { recursive: true });
  for (const page of ["ours.html", "peer.html"]) {
    await copyFile(join(here, "page", page), join(pages, page));
  }
  await writeFile(join(pages, "markup.html"), markup());
  const css = join(here, "node_modules/intl-tel-input/dist/css/intlTelInput-no-assets.min.css");
  await copyFile(css, join(pages, "peer.css"));
  await bundle({
    entryPoints: { peer: join(here, "page/peer.js") },
    outdir: pages,
    splitting: true,
  });
  await compress(site);
  return startStack({ WEB_DIST: widget, EXAMPLES: pages, ...env });
}

/** Bundles and minifies for a browser, as one would for production. */
export function bundle(options) {
  return build({
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: "esm",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
    ...options,
  });
}

// The form as markup, which an element adopts.
function markup() {
  const form = run("go", "run", "-C", root, "./cmd/snippet", "contact");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>The full markup</title><h1>Talk to us</h1>${form}</html>`;
}

async function compress(directory) {
  for (const entry of await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!/\.(js|css|wasm|html)$/.test(entry.name)) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    await writeFile(`${path}.br`, brotli(await readFile(path)));
  }
}
