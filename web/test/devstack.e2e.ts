// The whole system: the demo page, the rules in WebAssembly, the function, and the
// contact on the Thoughtly sandbox.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { launch, ready, screenshot, until, violations } from "./browser.js";
import { messages } from "./definition.js";
import { startDevstack, type Devstack } from "./devstack.js";

let browser: Browser, stack: Devstack, site: string, sandbox: string;

before(async () => {
  stack = await startDevstack({ HOURS: "any" });
  ({ site, sandbox } = stack);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  stack?.stop();
});
beforeEach(async () => {
  await fetch(`${sandbox}/_sandbox/contacts`, { method: "DELETE" });
});

async function contacts(): Promise<any[]> {
  return (await fetch(`${sandbox}/_sandbox/contacts`)).json() as Promise<any[]>;
}

async function open(path: string, width: number, javaScriptEnabled = true): Promise<Page> {
  const viewport = { width, height: 900 };
  const page = await (await browser.newContext({ viewport, javaScriptEnabled })).newPage();
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as any[]) {
        if (entry.hadRecentInput) continue;
        const moved = entry.sources.map((s: any) => s.node?.className || s.node?.nodeName);
        shifts.push(`${entry.value}: ${moved}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener("securitypolicyviolation", (e) =>
      refused.push(`${e.violatedDirective} ${e.blockedURI}`),
    );
  });
  await page.goto(site + path);
  return page;
}

// The first test, since an address may send only a few leads without a proof of work.
test("scripts are blocked: the form post arrives, and a refused post shows its values again", async () => {
  const page = await open("/examples/full-markup.html", 390, false);
  await page.getByLabel("Name").fill("Grace Hopper");
  await page.getByLabel("Phone number").fill("+1 415 555");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages["error.phone_too_short"]!).first().waitFor();
  await screenshot(page, "no-script-refused");
  assert.equal(await page.getByLabel("Name").inputValue(), "Grace Hopper");
  await page.getByLabel("Phone number").fill("+1 415 555 0126");
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText("Thank you").first().waitFor();
  await screenshot(page, "no-script-accepted");
  assert.equal((await contacts())[0].contact.phone_number, "+14155550126");
  await page.context().close();
});

test("until the form is touched, it loads at most 6,800 bytes", async () => {
  const page = await (await browser.newContext({ locale: "en" })).newPage();
  const loaded: Promise<[string, number]>[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (!/^\/(widget|forms)\//.test(pathname)) return;
    const size = response.body().then((body) => brotliCompressSync(body).length);
    loaded.push(size.then((bytes) => [pathname, bytes]));
  });
  await page.route(`${site}/page`, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<html lang="en"><script type="module" src="/widget/thoughtly-form.js"></script>
             <thoughtly-form form="contact"></thoughtly-form>`,
    }),
  );
  await page.goto(`${site}/page`);
  await ready(page);
  await page.waitForLoadState("networkidle");
  const sizes = await Promise.all(loaded);
  assert.equal(sizes.length, 3, JSON.stringify(sizes));
  const sum = sizes.reduce((total, [, bytes]) => total + bytes, 0);
  assert.ok(sum <= 6_800, `${sum}: ${JSON.stringify(sizes)}`);
  await page.context().close();
});

for (const [width, phone] of [
  [390, "4155550123"],
  [1280, "4155550124"],
] as const) {
  test(`a visitor sees errors while typing, sends, and the contact arrives, at ${width} px`, async () => {
    const page = await open("/", width);
    await ready(page);
    await screenshot(page, `demo-${width}-empty`);
    await page.getByLabel("Name").fill("Ada Lovelace");
    await page.getByLabel("Phone number").click();
    await page.keyboard.type("41555501");
    await page.keyboard.press("Tab");
    await page.locator(".tf-error", { hasText: messages["error.phone_too_short"]! }).waitFor();
    assert.deepEqual(await violations(page), []);
    await screenshot(page, `demo-${width}-error`);
    await page.getByLabel("Phone number").click({ clickCount: 3 });
    await page.keyboard.type(phone);
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Call me" }).click();
    await page.getByText(messages["success.placed"]!).waitFor();
    assert.deepEqual(await violations(page), []);
    await screenshot(page, `demo-${width}-success`);
    const [{ contact }] = await contacts();
    assert.equal(contact.phone_number, `+1${phone}`);
    assert.equal(contact.name, "Ada Lovelace");
    assert.equal(contact.email, "ada@example.com");
    assert.equal(contact.country_code, "US");
    assert.deepEqual(await page.evaluate("[refused, shifts]"), [[], []]);
    await page.context().close();
  });
}

test("Thoughtly is down: the form shows success, and the contact arrives after the outage", async () => {
  // As many faults as the function makes attempts before it queues the lead.
  const body = JSON.stringify({ mode: "500", count: 3 });
  await fetch(`${sandbox}/_sandbox/faults`, { method: "PUT", body });
  const page = await open("/examples/plain.html", 390);
  await ready(page);
  await page.getByLabel("Phone number").fill("+1 415 555 0125");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages["success.pending"]!).waitFor();
  await until(async () => (await contacts()).length > 0);
  assert.equal((await contacts())[0].contact.phone_number, "+14155550125");
  await page.context().close();
});

test("every locale is drawn in its language and without an accessibility violation", async () => {
  const page = await open("/examples/locale.html", 390);
  await ready(page);
  for (const locale of ["ar", "de", "es", "fr", "ja", "pt"]) {
    await page.locator("thoughtly-form").evaluate((e, l) => e.setAttribute("locale", l), locale);
    await page.locator(`form[lang=${locale}]`).waitFor();
    await page.locator(".tf-submit").click();
    await page.locator(".tf-summary a").first().waitFor();
    assert.deepEqual(await violations(page, "thoughtly-form"), [], locale);
    await screenshot(page, `locale-${locale}`);
  }
  assert.deepEqual(await page.evaluate("refused"), []);
  await page.context().close();
});

test("no example has an accessibility violation", async () => {
  for (const example of readdirSync("examples").filter((f) => f.endsWith(".html"))) {
    const html = readFileSync(`examples/${example}`, "utf8");
    if (html.includes(".bundle.js")) continue; // pages.e2e.ts tests those with frameworks
    const page = await open(`/examples/${example}`, 1280);
    const forms = html.split("</thoughtly-form>").length - 1;
    await page.waitForFunction(
      (n) =>
        [...document.querySelectorAll("form.tf-form")].filter(
          (f) => (f as HTMLFormElement).noValidate,
        ).length === n,
      forms,
    );
    assert.deepEqual(await violations(page), [], example);
    await page.context().close();
  }
});
