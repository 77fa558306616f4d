// Builds the fixtures with the tools that their authors recommend, from the
// package that npm pack makes.
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { BUILT } from "./server.mjs";

const HOSTS = new URL("..", import.meta.url).pathname;
const require = createRequire(import.meta.url);
const at = (...parts) => join(HOSTS, ...parts);

/** Packs the npm package and unpacks it where npm would; returns the tarball's path. */
export function install() {
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--pack-destination", at("build")], {
      cwd: at("../web"),
      encoding: "utf8",
    }),
  );
  const target = at("node_modules/thoughtly-form");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", at("build", filename), "-C", target, "--strip-components=1"]);
  return at("build", filename);
}

export async function buildReact(version) {
  const { build } = await import("vite");
  // React 19 is the folder's own version; 18 has another name.
  const alias =
    version === 18
      ? [
          { find: /^react-dom(?=\/|$)/, replacement: at("node_modules/react-dom18") },
          { find: /^react(?=\/|$)/, replacement: at("node_modules/react18") },
        ]
      : [];
  const common = {
    configFile: false,
    logLevel: "error",
    root: at("apps/react"),
    base: "./",
    resolve: { alias },
  };
  await build({ ...common, build: { outDir: join(BUILT, `react${version}`), emptyOutDir: true } });
  await build({
    ...common,
    ssr: { noExternal: true },
    build: { ssr: "server.jsx", outDir: at(`build/server${version}`), emptyOutDir: true },
  });
  const { render } = await import(at(`build/server${version}/server.js`));
  const page = readFileSync(join(BUILT, `react${version}/index.html`), "utf8");
  return (endpoint) => page.replace("<!--app-->", render(endpoint));
}

export async function buildVite(name) {
  const { build } = await import("vite");
  const isCustomElement = (tag) => tag === "thoughtly-form";
  const plugins = {
    vue: async () =>
      (await import("@vitejs/plugin-vue")).default({
        template: { compilerOptions: { isCustomElement } },
      }),
    svelte: async () =>
      (await import("@sveltejs/vite-plugin-svelte")).svelte({ configFile: false }),
  };
  await build({
    configFile: false,
    logLevel: "error",
    root: at("apps", name),
    base: "./",
    plugins: [await plugins[name]()],
    build: { outDir: join(BUILT, name), emptyOutDir: true },
  });
}

/**
 * Builds with webpack, once for each way of loading styles: "style" for
 * style-loader, "extract" for a file of its own. Returns what each page needs
 * in its head.
 */
export async function buildWebpack(ways) {
  const heads = [];
  for (const css of ways) heads.push(await webpackBuild(css));
  return heads;
}

async function webpackBuild(css) {
  const webpack = require("webpack");
  const Extract = require("mini-css-extract-plugin");
  const compiler = webpack({
    mode: "production",
    context: at("apps/webpack"),
    entry: "./main.js",
    output: { path: join(BUILT, `webpack-${css}`), clean: true },
    module: {
      rules: [
        { test: /\.css$/, use: [css === "style" ? "style-loader" : Extract.loader, "css-loader"] },
      ],
    },
    plugins: css === "style" ? [] : [new Extract()],
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
  return css === "extract" ? '<link rel="stylesheet" href="main.css">' : "";
}

export async function buildNext() {
  const dir = at("apps/next");
  await promisify(execFile)(
    process.execPath,
    [at("node_modules/next/dist/bin/next"), "build", dir],
    {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    },
  );
}

/** Starts the built application. It patches require, so that webpack has to be done before. */
export async function startNext() {
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  const { default: next } = await import("next");
  const app = next({ dir: at("apps/next"), dev: false, quiet: true });
  await app.prepare();
  return app;
}
