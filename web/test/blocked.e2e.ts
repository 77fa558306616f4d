// The form under strict policies, and with blocked parts.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fill, ready, screenshot, violations } from "./browser.js";
import { messages } from "./definition.js";
import { browser, page, server, setUp } from "./setup.js";

setUp({ viewport: { width: 390, height: 900 } });
beforeEach(async () => {
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener("securitypolicyviolation", (e) =>
      refused.push(`${e.violatedDirective} ${e.blockedURI}`),
    );
  });
});

const send = () => page.getByRole("button", { name: "Call me" }).click();
const refused = () => page.evaluate<string[]>("refused");

test("a strict Content-Security-Policy with Trusted Types has no violation", async () => {
  await page.goto(`${server.url}/examples/strict-csp.html`);
  await ready(page);
  await send();
  await page.getByText(messages.summary!).waitFor();
  await fill(page);
  await page.getByLabel("Email").fill("ada@gmial.com");
  await page.getByLabel("Email").blur();
  await page.getByRole("button", { name: "ada@gmail.com" }).click();
  await send();
  await page.getByText(messages.created!).waitFor();
  assert.deepEqual(await refused(), []);
});

test("WebAssembly is blocked: the form shows the server's errors with the same messages", async () => {
  const fields = [{ field: "email", code: "email_invalid" }];
  server.answers = [
    { status: 422, body: { data: null, error: { code: "invalid_fields", fields } } },
    ...server.answers,
  ];
  await page.goto(`${server.url}/examples/no-wasm.html`);
  await ready(page);
  await fill(page);
  await page.getByLabel("Email").fill("ada");
  await send();
  await page.locator(".tf-summary a").first().waitFor();
  assert.equal(
    await page.locator(".tf-summary a").textContent(),
    `${messages["error.email_invalid"]} ${messages.email_insist}`,
  );
  await page.getByLabel("Email").fill("ada@example.com");
  await send();
  await page.getByText(messages.created!).waitFor();
});

test("the module's file is missing: the form shows the server's errors with the same messages", async () => {
  server.blocked = /\.wasm$/;
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
  await fill(page);
  await send();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts[0].phone_number, "4155550123");
  assert.equal(server.posts[0].country_code, "US");
});

test("scripts are blocked: the full markup posts as a form", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${server.url}/examples/full-markup.html`);
  await screenshot(plain, "no-script");
  await fill(plain, "+14155550123");
  await plain.getByRole("button", { name: "Call me" }).click();
  await plain.getByText("Received").first().waitFor();
  const post = new URLSearchParams(server.posts[0]);
  assert.equal(post.get("form"), "contact");
  assert.equal(post.get("phone_number"), "+14155550123");
  assert.equal(post.get("consent"), "true");
  await context.close();
});

test("the code that is loaded at the first touch is blocked: the form posts as a form", async () => {
  server.blocked = /controller-/;
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
  await fill(page, "+14155550123");
  await send();
  await page.getByText("Received").first().waitFor();
  const post = new URLSearchParams(server.posts[0]);
  assert.equal(post.get("form"), "contact");
  assert.equal(post.get("page[consent_version]"), "2026-11-01");
});

test("the stylesheet is blocked: the form validates and sends", async () => {
  server.blocked = /\.css$/;
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
  await screenshot(page, "no-styles");
  await fill(page);
  await send();
  await page.getByText(messages.created!).waitFor();
  assert.deepEqual(await violations(page, "thoughtly-form"), []);
});

test("the API is blocked: the page keeps its fallback content and gets an error event", async () => {
  server.blocked = /^\/forms\//;
  await page.addInitScript(() => {
    document.addEventListener("thoughtly-form:error", (event) =>
      Object.assign(window, { told: (event as CustomEvent).detail }),
    );
  });
  await page.goto(`${server.url}/examples/full-markup.html`);
  await page.waitForFunction("window.told");
  assert.deepEqual(await page.evaluate("told"), {
    form: "contact",
    code: "definition_unavailable",
  });
  await page.getByLabel("Phone number").fill("+14155550123");
  await page.getByRole("checkbox").check();
  await send();
  await page.getByText("Received").first().waitFor();
});
