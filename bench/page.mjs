// Part 3: the page on a slow phone (CPU 4 times slower, slow 4G), ours and one
// with intl-tel-input and zod; and the proof of work.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { startSite } from "./site.mjs";
import { dist, median, quick, root, save } from "./tools.mjs";

const rounds = quick ? 2 : 7;
// DevTools' preset "Slow 4G".
const slow4G = {
  offline: false,
  latency: 562.5,
  downloadThroughput: 180_000,
  uploadThroughput: 84_375,
};
const pages = {
  "ours, one line": "ours",
  "ours, full markup": "markup",
  "intl-tel-input + zod": "peer",
};

export default async function page() {
  const stack = await startSite();
  const browser = await launch();
  try {
    const loads = {};
    for (let round = 0; round < rounds; round++) {
      for (const [name, file] of Object.entries(pages)) {
        const figures = await load(browser, `${stack.url}/examples/${file}.html`);
        for (const [key, value] of Object.entries(figures))
          ((loads[name] ??= {})[key] ??= []).push(value);
      }
    }
    const press = [];
    for (let round = 0; round < rounds; round++)
      press.push(await firstSign(browser, `${stack.url}/examples/ours.html`));
    save("page", {
      loads,
      press,
      instantiate: await instantiate(browser, stack.url),
      work: await work(browser, stack.url),
    });
  } finally {
    await browser.close();
    stack.close();
  }
}

// A visitor who types an invalid number as soon as the phone field exists, and
// goes on to other fields.
function visitor() {
  const seen = (globalThis.seen = {
    longTasks: 0,
    longest: 0,
    blocked: 0,
    shift: 0,
    shiftAfter: 0,
  });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.longTasks++;
      seen.longest = Math.max(seen.longest, duration);
      seen.blocked += duration - 50;
    }
  }).observe({ type: "longtask", buffered: true });
  // Layout shifts before the field is touched, and those of the error.
  new PerformanceObserver((list) => {
    for (const { startTime, value } of list.getEntries()) {
      seen[startTime > seen.field ? "shiftAfter" : "shift"] += value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const field = document.querySelector("input[type=tel]");
    if (!field?.checkVisibility() || document.readyState === "loading")
      return requestAnimationFrame(look);
    seen.field = performance.now();
    field.focus();
    field.value = "123";
    field.dispatchEvent(
      new InputEvent("input", {
        bubbles: true,
        inputType: "insertText",
        data: "3",
      }),
    );
    field.dispatchEvent(new Event("change", { bubbles: true }));
    // Goes on to the other fields and back and forth between them.
    const others = [...field.form.querySelectorAll("input[name=name], input[name=email]")];
    let turn = 0;
    const moving = setInterval(() => others[turn++ % others.length].focus(), 250);
    field.blur();
    const judged = () => {
      if (field.getAttribute("aria-invalid") !== "true") return requestAnimationFrame(judged);
      clearInterval(moving);
      seen.verdict = performance.now();
    };
    judged();
  };
  requestAnimationFrame(look);
}

async function load(browser, url) {
  const context = await browser.newContext({ bypassCSP: true });
  const tab = await context.newPage();
  const devtools = await context.newCDPSession(tab);
  let bytes = 0;
  await devtools.send("Network.enable");
  await devtools.send("Performance.enable");
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await devtools.send("Network.emulateNetworkConditions", slow4G);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await tab.addInitScript(visitor);
  await tab.goto(url, { waitUntil: "commit" });
  await tab.waitForFunction(() => globalThis.seen?.verdict, undefined, {
    timeout: 60_000,
  });
  const painted = await tab.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  );
  await tab.waitForLoadState("networkidle");
  const seen = await tab.evaluate(() => globalThis.seen);
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  await context.close();
  return {
    ...seen,
    painted,
    bytes,
    heap: metrics.find(({ name }) => name === "JSHeapUsedSize").value,
  };
}

/** Milliseconds from the first press of the button to the first sign of it on the form. */
async function firstSign(browser, url) {
  const context = await browser.newContext({ bypassCSP: true });
  const tab = await context.newPage();
  const devtools = await context.newCDPSession(tab);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", slow4G);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await tab.goto(url, { waitUntil: "commit" });
  const button = tab.locator("thoughtly-form button[type=submit]");
  await button.waitFor({ timeout: 60_000 });
  await tab.evaluate(() => {
    const form = document.querySelector("thoughtly-form form");
    globalThis.sign = new Promise((seen) => {
      form.addEventListener("pointerdown", ({ timeStamp }) => {
        const look = () =>
          form.getAttribute("aria-busy") === "true"
            ? requestAnimationFrame((now) => seen(now - timeStamp))
            : requestAnimationFrame(look);
        look();
      });
    });
  });
  await button.click({ noWaitAfter: true });
  const took = await tab.evaluate(() => globalThis.sign);
  await context.close();
  return took;
}

/**
 * Milliseconds to compile, instantiate and set up the module, at full speed and
 * a quarter of it. Each time a custom section makes the module another one:
 * Chromium keeps what it has compiled.
 */
async function instantiate(browser, url) {
  const wasm = [...(await readFile(join(root, "wasm/form.wasm")))];
  const phone = [...(await readFile(join(dist, "phone.bin")))];
  const result = {};
  for (const rate of [1, 4]) {
    result[rate] = await inThrottled(
      browser,
      url,
      rate,
      async ([list, tables, times]) => {
        const bytes = Uint8Array.from(list);
        const blobs = Uint8Array.from(tables);
        const figures = { instantiate: [], setup: [] };
        for (let n = 0; n < times; n++) {
          const name = String(performance.now()).slice(0, 12).padEnd(12, "0");
          const section = [0, 13, 12, ...new TextEncoder().encode(name)];
          const fresh = new Uint8Array([...bytes, ...section]);
          const began = performance.now();
          const { instance } = await WebAssembly.instantiate(fresh);
          const made = performance.now();
          instance.exports._initialize();
          figures.instantiate.push(made - began);
          const { setup, load, input, memory } = instance.exports;
          // The first blob is that of +1. The buffer changes when the memory grows.
          const loadAt = (at) => {
            const size = blobs[at + 4] | (blobs[at + 5] << 8);
            new Uint8Array(memory.buffer).set(blobs.subarray(at, at + size), input());
            return load(size) >>> 8; // the result's length
          };
          const from = performance.now();
          setup();
          let at = loadAt(0);
          figures.setup.push(performance.now() - from);
          figures.memory = memory.buffer.byteLength;
          while (at < blobs.length) at += loadAt(at);
          figures.memoryAll = memory.buffer.byteLength;
          await new Promise((next) => setTimeout(next, 10));
        }
        return figures;
      },
      [wasm, phone, quick ? 5 : 21],
    );
  }
  return result;
}

/** Milliseconds to solve what GET /session asks for. */
async function work(browser, url) {
  const wasm = [...(await readFile(join(root, "wasm/form.wasm")))];
  const result = {};
  for (const rate of [1, 4]) {
    result[rate] = await inThrottled(
      browser,
      url,
      rate,
      async ([list, times]) => {
        const { instance } = await WebAssembly.instantiate(Uint8Array.from(list));
        const { memory, input, solve, _initialize } = instance.exports;
        _initialize();
        const figures = { solve: [], tries: [] };
        for (let n = 0; n < times; n++) {
          const { data } = await (await fetch("/session?form=contact")).json();
          const buffer = new Uint8Array(memory.buffer, input());
          const { written } = new TextEncoder().encodeInto(data.challenge, buffer);
          figures.bits = data.challenge.charCodeAt(1) - 97;
          const began = performance.now();
          const nonce = solve(written, 0, 2 ** 31 - 1);
          figures.solve.push(performance.now() - began);
          figures.tries.push(nonce + 1);
        }
        return figures;
      },
      [wasm, quick ? 3 : 15],
    );
    const { solve, tries, bits } = result[rate];
    const sum = (list) => list.reduce((a, b) => a + b, 0);
    // The number of tries is random; the rate is not.
    const perTry = sum(solve) / sum(tries);
    result[rate] = {
      bits,
      perTry,
      expected: perTry * 2 ** bits,
      typical: perTry * 2 ** bits * Math.LN2,
      measured: median(solve),
    };
  }
  return result;
}

async function inThrottled(browser, url, rate, job, argument) {
  const context = await browser.newContext({ bypassCSP: true });
  const tab = await context.newPage();
  const devtools = await context.newCDPSession(tab);
  await tab.goto(`${url}/examples/peer.html`);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  const result = await tab.evaluate(job, argument);
  await context.close();
  return result;
}
