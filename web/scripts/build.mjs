// Builds dist: the element, what it loads later, the rules' module and the styles.
import { copyFile, readFile, rm, writeFile, readdir, mkdir } from "node:fs/promises";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { build, transform } from "esbuild";
import { minify } from "terser";

const target = ["es2022", "chrome111", "firefox111", "safari16.4"];

await rm("dist", { recursive: true, force: true });
const options = {
  outdir: "dist",
  bundle: true,
  external: ["node:*"],
  format: "esm",
  target,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
// What the element loads later is named by its content, so that a cache never
// pairs an element with the module or the worker of another build.
const wasm = await readFile("../wasm/validator.wasm");
const form = await readFile("../wasm/form.wasm");
const blobs = await readFile("../shared/phone/blobs.bin");
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
const names = {
  "validator.wasm": `validator-${hash(wasm)}.wasm`,
  "form.wasm": `form-${hash(form)}.wasm`,
  "phone/all.bin": `phone-${hash(blobs)}/all.bin`,
  "phone.bin": `phone-${hash(blobs)}/all.bin`,
};
// Only the rules, for other programs; the element has its own copy.
await build({ ...options, entryPoints: ["src/validator.ts"], plugins: [renaming(names)] });
// For measurements; the package has them once, under the names below.
await copyFile("../wasm/validator.wasm", "dist/validator.wasm");
await copyFile("../shared/phone/blobs.bin", "dist/phone.bin");

await phoneTables(`dist/phone-${hash(blobs)}`);
for (const name of ["validator.wasm", "form.wasm"])
  await copyFile(`../wasm/${name}`, `dist/${names[name]}`);
names["guard-worker.js"] = await later("guard-worker");
const states = makeImportant(await minified("src/states.css"));
await writeFile("dist/states.css", states);
names["adopt.js"] = await later("adopt");
names["trouble.js"] = await later("trouble");
names["controller.js"] = await later("controller", { STATES: JSON.stringify(states.trim()) });
const css = makeImportant(await minified("src/thoughtly-form.css"));
await writeFile("dist/thoughtly-form.css", css);
names["styles.js"] = await later("styles", { STYLES: JSON.stringify(css.trim()) });
// The element is one file, though it shares some lines with the live form: a
// chunk for both would cost a round trip before the form can be fetched.
await build({
  ...options,
  entryPoints: ["src/thoughtly-form.ts"],
  external: [
    ...options.external,
    ...["controller.js", "adopt.js", "trouble.js", "styles.js"].map((name) => `./${names[name]}`),
  ],
  plugins: [renaming(names)],
});

// For the pages of the API.
await build({ ...options, entryPoints: ["src/frame.ts"] });
await writeFile("dist/hosted.css", await minified("src/hosted.css"));

await mkdir("dist/themes", { recursive: true });
for (const theme of await readdir("src/themes"))
  await writeFile(`dist/themes/${theme}`, await minified(`src/themes/${theme}`));

// What visitors download loses some more percent.
for (const file of await readdir("dist")) if (file.endsWith(".js")) await shrink(`dist/${file}`);

// For the package: types of the style sheets, and the licences.
await mkdir("dist/types", { recursive: true });
await writeFile("dist/types/stylesheet.d.ts", "export {};\n");
for (const file of ["LICENSE", "THIRD_PARTY_NOTICES.md"]) await copyFile(`../${file}`, file);

await mkdir("dist/types", { recursive: true });
for (const file of await readdir("frameworks"))
  await copyFile(`frameworks/${file}`, `dist/types/${file}`);

// Writes the phone tables: one file for each calling code, and all in one. The
// layout is that of package table: the length is at byte 4, the code at byte 6.
async function phoneTables(folder) {
  await mkdir(folder);
  await writeFile(`${folder}/all.bin`, blobs);
  const tables = new Map();
  for (let at = 0; at < blobs.length;) {
    const end = at + blobs.readUInt16LE(at + 4);
    tables.set(blobs.readUInt16LE(at + 6), blobs.subarray(at, end));
    at = end;
  }
  for (const [code, table] of tables) await writeFile(`${folder}/${code}.bin`, table);
  for (const codes of await preloaded()) {
    const file = Buffer.concat(codes.map((code) => tables.get(code)));
    await writeFile(`${folder}/${codes.join("-")}.bin`, file);
  }
}

// The calling codes of each form that preloads their tables, as its public
// definition has them.
async function preloaded() {
  const { instance } = await WebAssembly.instantiate(wasm);
  const { _initialize, setup, countries, output, memory } = instance.exports;
  _initialize();
  setup();
  const length = countries() >>> 8;
  const list = Buffer.from(memory.buffer, output(), length);
  const codes = new Map();
  for (let at = 0; at < list.length; at += 4) {
    const region = String.fromCharCode(list[at + 1], list[at]);
    codes.set(region, list.readUInt16LE(at + 2));
  }
  const all = [];
  for (const folder of ["../forms", "../forms/examples"]) {
    for (const file of await readdir(folder)) {
      if (!file.endsWith(".json") || file === "schema.json") continue;
      const { countries } = JSON.parse(await readFile(`${folder}/${file}`, "utf8"));
      if (!countries?.preload) continue;
      // Neighbours share the calling code of an allowed country.
      const own = new Set(countries.allowed.map((country) => codes.get(country)));
      all.push([...own].sort((a, b) => a - b));
    }
  }
  return all;
}

// Builds what is loaded later and returns its file's name.
async function later(name, define = {}) {
  const { metafile } = await build({
    ...options,
    define,
    external: [...options.external, "./trouble-*.js"],
    entryPoints: [`src/${name}.ts`],
    entryNames: "[name]-[hash]",
    plugins: [renaming(names)],
    metafile: true,
  });
  return basename(Object.keys(metafile.outputs)[0]);
}

async function shrink(path) {
  const { code } = await minify(await readFile(path, "utf8"), {
    module: true,
    ecma: 2022,
    compress: {
      passes: 3,
      hoist_funs: true,
      keep_fargs: false,
      unsafe: true, // assumes that the page does not replace String, Object and the like
      unsafe_arrows: true,
      unsafe_methods: true,
    },
  });
  await writeFile(path, code);
}

// An esbuild plugin that replaces the names of files in the sources.
function renaming(names) {
  const setup = ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [from, to] of Object.entries(names))
        contents = contents.replaceAll(`"./${from}"`, `"./${to}"`);
      return { contents, loader: "ts" };
    });
  return { name: "renaming", setup };
}

async function minified(path) {
  const { code } = await transform(await readFile(path, "utf8"), {
    loader: "css",
    minify: true,
    target,
  });
  return code;
}

// Marks the declarations of the minified sheet as important, except those of the
// element itself, which the page may change, the spacing of text, which a reader
// may change, and keyframes, where !important is invalid.
function makeImportant(css) {
  const [layer, ...keyframes] = css.split(/(?=@keyframes)/);
  const marked = layer.replace(/([^{};]+)\{([^{}]+)\}/g, (rule, selector, declarations) =>
    selector.startsWith(":where(thoughtly-form")
      ? rule
      : `${selector}{${declarations
          .split(";")
          .map((d) => (/^(line-height|(letter|word)-spacing):/.test(d) ? d : `${d}!important`))
          .join(";")}}`,
  );
  return [marked, ...keyframes].join("");
}
