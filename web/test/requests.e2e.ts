// The requests and bytes of one visit. tools/stack/cost.py has these numbers for the
// table of costs in docs/deploying.md.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { launch, until } from "./browser.js";
import { startDevstack, type Devstack } from "./devstack.js";

let browser: Browser, stack: Devstack;

before(async () => {
  stack = await startDevstack();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  stack?.stop();
});

function assumed(name: string): number {
  const source = readFileSync("../tools/stack/cost.py", "utf8");
  return Number(new RegExp(`^${name} = (\\d+)`, "m").exec(source)![1]);
}

test("a visit sends the requests that the cost table assumes", async () => {
  const page = await (await browser.newContext()).newPage();
  const files = new Set<string>();
  const bodies = new Map<string, Promise<number>>();
  const api: string[] = [];
  page.on("request", (request) => {
    const { pathname, protocol, search } = new URL(request.url());
    if (!protocol.startsWith("http")) return;
    if (/^\/(contacts|session)$/.test(pathname)) api.push(`${request.method()} ${pathname}`);
    else if (/^\/(widget|forms)\//.test(pathname)) files.add(pathname + search);
  });
  // As a deployment serves them: compressed by brotli, with half a kilobyte of headers.
  page.on("response", (response) => {
    const { pathname, search } = new URL(response.url());
    if (!files.has(pathname + search)) return;
    // Chromium does not keep the body of a worker's script or of the module.
    const body = response
      .body()
      .catch(async () => Buffer.from(await (await fetch(response.url())).arrayBuffer()));
    bodies.set(
      pathname + search,
      body.then((bytes) => brotliCompressSync(bytes).length + 512),
    );
  });
  const kilobytes = async (list: string[]) =>
    (await Promise.all(list.map((file) => bodies.get(file)!))).reduce((a, b) => a + b, 0) / 1024;
  await page.goto(`${stack.site}/`);
  await page.locator("thoughtly-form form").waitFor();
  await page.waitForLoadState("networkidle");
  const view = [...files];
  assert.equal(view.length, assumed("VIEW_REQUESTS"), `before the first touch: ${view.join(" ")}`);
  const viewed = await kilobytes(view);
  assert.ok(viewed > 0 && viewed <= assumed("VIEW_KB"), `before the first touch: ${viewed} KB`);

  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Phone number", { exact: true }).fill("+1 415 555 0123");
  await page.getByRole("checkbox").first().check();
  await until(() => api.length > 0);
  await page.waitForLoadState("networkidle");
  await page.locator("thoughtly-form button[type=submit]").click();
  await until(() => api.includes("POST /contacts"));
  const rest = [...files].filter((file) => !view.includes(file));
  assert.equal(rest.length, assumed("REST_REQUESTS"), `after it: ${rest.join(" ")}`);
  const loaded = await kilobytes(rest);
  assert.ok(loaded > 0 && loaded <= assumed("REST_KB"), `after it: ${loaded} KB`);
  console.log(`${viewed.toFixed(1)} KB before the first touch, ${loaded.toFixed(1)} KB after it`);
  // A page on another host also sends a preflight, which this page does not need.
  assert.equal(api.length, assumed("API_REQUESTS") - 1, api.join(" "));
});
