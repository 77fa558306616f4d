// Part 1: the bytes that a visitor downloads, by phase. Ours are the files that
// Chromium requests, before and after the form is touched.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { brotli, bundle, gzip, startSite } from "./site.mjs";
import { dist, here, median, root, save, version } from "./tools.mjs";

const sizes = (bytes) => ({
  raw: bytes.length,
  gzip: gzip(bytes).length,
  brotli: brotli(bytes).length,
});
const add = (a, b) => ({
  raw: a.raw + b.raw,
  gzip: a.gzip + b.gzip,
  brotli: a.brotli + b.brotli,
});
const nothing = { raw: 0, gzip: 0, brotli: 0 };
const modules = (path) => join(here, "node_modules", path);

export default async function bytes() {
  const ours = await downloads();
  const before = ours.before.map(({ sizes }) => sizes).reduce(add, nothing);
  const after = ours.after.map(({ sizes }) => sizes).reduce(add, nothing);
  const wasm = await readFile(join(root, "wasm/form.wasm"));
  save("bytes", {
    ours,
    before,
    after,
    all: add(before, after),
    ...(await tables()),
    wasm: sizes(wasm),
    split: await split(wasm),
    peers: await peers(),
  });
}

async function downloads() {
  const stack = await startSite();
  const browser = await launch();
  try {
    const tab = await browser.newPage();
    const phases = { before: [], after: [] };
    const seen = new Set();
    let phase = "before";
    tab.context().on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      const path = pathname + search;
      if (/^\/(widget|forms)\//.test(path) && !seen.has(path)) phases[phase].push(path);
      seen.add(path);
    });
    await tab.goto(`${stack.url}/examples/ours.html`);
    await tab.waitForSelector("thoughtly-form form");
    await tab.waitForLoadState("networkidle");
    phase = "after";
    await tab.locator("input[type=tel]").focus();
    // The rules fill in an example number once they are there.
    await tab.waitForSelector("input[type=tel][placeholder*='2']");
    await tab.waitForLoadState("networkidle");
    return {
      chromium: browser.version(),
      before: await measured(stack.url, phases.before),
      after: await measured(stack.url, phases.after),
    };
  } finally {
    await browser.close();
    stack.close();
  }
}

// The sizes of the requested files. The definition is an answer of the API, in parts.
function measured(origin, paths) {
  return Promise.all(
    paths.map(async (path) => {
      const response = await fetch(origin + path);
      if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
      const part = /^\/forms\/.*part=(\w+)/.exec(path)?.[1];
      const name = part ? `definition, part=${part}` : path.slice("/widget/".length);
      return { name, sizes: sizes(Buffer.from(await response.arrayBuffer())) };
    }),
  );
}

// The phone tables by form: only the default country's, or several preloaded.
async function tables() {
  const folder = join(
    dist,
    (await readdir(dist)).find((name) => name.startsWith("phone-")),
  );
  const table = (code) => readFile(join(folder, `${code}.bin`));
  const codes = (await readdir(folder)).filter((name) => /^\d/.test(name)).map((n) => parseInt(n));
  const each = await Promise.all(codes.map(async (code) => brotli(await table(code)).length));
  const together = async (list) => brotli(Buffer.concat(await Promise.all(list.map(table)))).length;
  return {
    codes: { median: median(each), largest: Math.max(...each) },
    tables: {
      US: brotli(await table(1)).length,
      DE: brotli(await table(49)).length,
      "EU-27": await together(europe),
      all: brotli(await readFile(join(folder, "all.bin"))).length,
    },
  };
}

// The calling codes of the EU-27.
const europe = [
  30, 31, 32, 33, 34, 36, 39, 40, 43, 45, 46, 48, 49, 351, 352, 353, 356, 357, 358, 359, 370, 371,
  372, 385, 386, 420, 421,
];

// What the module is made of: its sections.
async function split(wasm) {
  const parts = { code: Buffer.alloc(0), data: Buffer.alloc(0) };
  for (let at = 8; at < wasm.length;) {
    const id = wasm[at++];
    let size = 0;
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7)
      size |= ((byte = wasm[at++]) & 0x7f) << shift;
    if (id === 10) parts.code = wasm.subarray(at, at + size);
    if (id === 11) parts.data = wasm.subarray(at, at + size);
    at += size;
  }
  return { code: sizes(parts.code), data: sizes(parts.data) };
}

async function peers() {
  const files = async (...paths) =>
    (await Promise.all(paths.map((path) => readFile(modules(path)))))
      .map(sizes)
      .reduce(add, nothing);
  const bundled = async (contents) => {
    const { outputFiles } = await bundle({
      stdin: { contents, resolveDir: here },
      write: false,
    });
    return sizes(Buffer.from(outputFiles[0].contents));
  };
  const list = {};
  const peer = (name, ...packages) => `${name} ${packages.map(version).join(", ")}`;
  list[peer("intl-tel-input: script, utils, styles, no flags", "intl-tel-input")] = await files(
    "intl-tel-input/dist/js/intlTelInputWithUtils.min.js",
    "intl-tel-input/dist/css/intlTelInput-no-assets.min.css",
  );
  list[peer("libphonenumber-js/max, rules alone", "libphonenumber-js")] = await bundled(
    `export { parsePhoneNumberFromString, AsYouType } from "libphonenumber-js/max";`,
  );
  list[peer("libphonenumber-js/min, fewer rules", "libphonenumber-js")] = await bundled(
    `export { parsePhoneNumberFromString, AsYouType } from "libphonenumber-js/min";`,
  );
  list[peer("google-libphonenumber, rules alone", "google-libphonenumber")] = await bundled(
    `export { default } from "google-libphonenumber";`,
  );
  list[peer("react-phone-number-input/max with React", "react-phone-number-input", "react")] = add(
    await bundled(
      `import { createRoot } from "react-dom/client";
       import { createElement } from "react";
       import PhoneInput, { isValidPhoneNumber } from "react-phone-number-input/max";
       export { createRoot, createElement, PhoneInput, isValidPhoneNumber };`,
    ),
    await files("react-phone-number-input/style.css"),
  );
  list[peer("zod, a schema of six fields", "zod")] = await bundled(
    `import { z } from "zod";
     export const contact = z.object({
       phone_number: z.string().max(20),
       name: z.string().max(200).optional(),
       email: z.email().optional(),
       country_code: z.string().length(2).optional(),
       tags: z.array(z.string().max(50)).max(20).optional(),
       attributes: z.record(z.string(), z.string()).optional(),
     });`,
  );
  list[peer("altcha, proof of work", "altcha")] = await files("altcha/dist/main/altcha.min.js");
  list[peer("@formspree/ajax, sending alone", "@formspree/ajax")] = await bundled(
    `export * from "@formspree/ajax";`,
  );
  return list;
}
