// Part 2: the rules, per call and per keystroke, in Node, in Chromium and
// natively, on one corpus, with the agreement of their results beside the speed.
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { launch } from "./browser.mjs";
import { agreement, engines, measure } from "./engines.mjs";
import { build, dist, out, quick, root, run, save } from "./tools.mjs";

const formModule = join(root, "wasm/form.wasm");
const rounds = quick ? 2 : 7;
const least = quick ? 20 : 60; // ms a round and engine

export default async function rules() {
  const native = build("rules");
  const file = join(out, "corpus.json");
  run(native, "-corpus", file);
  const corpus = await judged(JSON.parse(await readFile(file, "utf8")));
  await writeFile(file, JSON.stringify(corpus));

  const { load } = await import(pathToFileURL(join(dist, "validator.js")));
  const list = engines(await load(), await load(await readFile(formModule)));
  const agree = {};
  for (const [name, engine] of Object.entries(list)) agree[name] = agreement(engine, corpus);
  const sample = quick ? corpus.slice(0, 2000) : corpus.slice(0, 5000);
  save("rules", {
    numbers: corpus.length,
    agree,
    node: measure(list, sample, rounds, least),
    chromium: await inChromium(sample),
    email: await emails(),
    native: JSON.parse(run(native, "-measure", file, "-rounds", String(quick ? 3 : 9))),
  });
}

// The corpus with the results of the phonenumbers package, which our metadata is
// made from: oracle.py answers as in the tests of the phone engine.
async function judged(inputs) {
  const folder = join(root, "shared/phone/internal/gen");
  const python = join(root, ".cache/phonenumbers/bin/python");
  const questions = inputs.map(({ input, region }) => JSON.stringify([input, region])).join("\n");
  const { stdout, error } = spawnSync(python, [join(folder, "oracle.py")], {
    input: questions,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  const answers = stdout.trim().split("\n").slice(1).map(JSON.parse);
  return inputs.map(({ input, region }, i) => {
    const [e164 = "", , valid = false, , type = "UNKNOWN", country = ""] = Array.isArray(answers[i])
      ? answers[i]
      : [];
    return { input, region, e164, valid, type, country };
  });
}

// Addresses as Chromium validates them and as we do: each address that the HTML
// Standard refuses must be refused, or corrected to one that it accepts; ours may
// refuse more.
async function emails() {
  const { load } = await import(pathToFileURL(join(dist, "validator.js")));
  const validator = await load();
  const locals = [
    "ada",
    "a.b",
    ".a",
    "a.",
    "a..b",
    "a+b",
    "a b",
    "!#$%&'*/=?^_`{|}~-",
    '"a"',
    "(a)",
    "a,b",
    "a@b",
    "",
    "x".repeat(64),
    "x".repeat(65),
  ];
  const domains = [
    "example.com",
    "example",
    "a.b.c.example",
    "-a.example",
    "a-.example",
    "a..example",
    ".example",
    "example.",
    "1.2.3.4",
    "[1.2.3.4]",
    "a_b.example",
    "xn--bcher-kva.example",
    "x".repeat(63) + ".example",
    "x".repeat(64) + ".example",
    "",
    "a b.example",
  ];
  const addresses = locals
    .flatMap((l) => domains.flatMap((d) => [`${l}@${d}`, ` ${l}@${d} `, `${l}${d}`]))
    .filter((a) => a.trim());
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const accepts = (list) =>
      page.evaluate((list) => {
        const input = document.createElement("input");
        input.type = "email";
        return list.map((address) => ((input.value = address), input.checkValidity()));
      }, list);
    const read = addresses.map((address) => validator.email(address));
    const standard = await accepts(addresses);
    const result = await accepts(read.map(({ email }) => email));
    const count = (is) => read.filter(({ valid }, i) => is(valid, standard[i], result[i])).length;
    return {
      addresses: addresses.length,
      accepted: count((ours, theirs) => ours && theirs),
      refused: count((ours, theirs) => !ours && !theirs),
      added: count((ours, theirs) => !ours && theirs),
      corrected: count((ours, theirs, corrected) => ours && !theirs && corrected),
      missed: count((ours, _, corrected) => ours && !corrected),
    };
  } finally {
    await browser.close();
  }
}

async function inChromium(corpus) {
  const { outputFiles } = await bundle({
    stdin: {
      contents: `
        import { engines, measure } from "./engines.mjs";
        import { load } from ${JSON.stringify(join(dist, "validator.js"))};
        const loaded = (wasm, tables) => load(Uint8Array.from(wasm), Uint8Array.from(tables));
        globalThis.bench = async (wasm, form, tables, corpus, rounds, least) =>
          measure(engines(await loaded(wasm, tables), await loaded(form, tables)), corpus, rounds, least);`,
      resolveDir: import.meta.dirname ?? new URL(".", import.meta.url).pathname,
    },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    define: { "import.meta.url": '"https://bench.invalid/"' },
    logLevel: "error",
  });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0].text });
    const files = [join(dist, "validator.wasm"), formModule, join(dist, "phone.bin")];
    const modules = await Promise.all(files.map(async (file) => [...(await readFile(file))]));
    return await page.evaluate(
      ([modules, numbers, n, ms]) => globalThis.bench(...modules, numbers, n, ms),
      [modules, corpus, Math.max(2, rounds - 2), least],
    );
  } finally {
    await browser.close();
  }
}
