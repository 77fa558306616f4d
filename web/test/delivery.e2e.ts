// Submissions with a bad connection and a failing server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, ready, until } from "./browser.js";
import { definition, messages } from "./definition.js";
import { created } from "./server.js";
import { page, server, setUp } from "./setup.js";

setUp({ viewport: { width: 390, height: 900 } });

async function open(path = "/examples/plain.html"): Promise<void> {
  await page.goto(server.url + path);
  await ready(page);
}

const send = () => page.getByRole("button", { name: "Call me" }).click();
const says = (words: string | undefined) => page.getByText(words!).first().waitFor();
const ids = () => new Set(server.posts.map((p) => p.submission_id)).size;

test("an unreachable server: the same submission is sent again with the same id until it is accepted", async () => {
  server.answers = ["reset", { status: 503, headers: { "retry-after": "1" }, body: {} }, created];
  await open();
  await fill(page);
  await send();
  await says(messages.waiting);
  await says(messages.created);
  assert.equal(server.posts.length, 3);
  assert.equal(ids(), 1);
  assert.deepEqual(server.posts[0], server.posts[2]);
});

test("a page with status 200 from a proxy is not a success", async () => {
  server.answers = [{ status: 200, html: "<h1>Welcome to the hotel</h1>" }, created];
  await open();
  await fill(page);
  await send();
  await says(messages.waiting);
  await says(messages.created);
  assert.equal(server.posts.length, 2);
});

test("offline: the lead is kept, the form shows this, and the lead is sent when the network is back", async () => {
  await open();
  await fill(page);
  await page.context().setOffline(true);
  await send();
  await says(messages.offline);
  assert.equal(server.posts.length, 0);
  await page.context().setOffline(false);
  await says(messages.created);
  assert.equal(server.posts.length, 1);
});

test("a queued submission is a success", async () => {
  server.answers = [{ status: 202, body: { data: { status: "queued" }, error: null } }];
  await open();
  await fill(page);
  await send();
  await says(messages.queued);
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("tf-success")));
});

test("refused fields show the form's messages; an edit starts a new submission", async () => {
  const error = {
    code: "invalid_fields",
    fields: [{ field: "phone_number", code: "phone_invalid" }],
  };
  server.answers = [{ status: 422, body: { data: null, error } }, created];
  await open();
  await fill(page);
  await send();
  await says(messages["error.phone_invalid"]);
  await page.getByLabel("Phone number").fill("+1 415 555 0100");
  await send();
  await says(messages.created);
  assert.equal(ids(), 2);
});

test("a rate limit is shown as an error, and another press sends the same submission", async () => {
  const body = { data: null, error: { code: "rate_limited", message: "…" } };
  server.answers = [{ status: 429, headers: { "retry-after": "3600" }, body }, created];
  await open();
  await fill(page);
  await send();
  await says(messages["error.rate_limited"]);
  await send();
  await says(messages.created);
  assert.equal(ids(), 1);
});

test("a refused proof is replaced by a new one for the same submission", async () => {
  const body = { data: null, error: { code: "proof_refused", message: "…" } };
  server.answers = [{ status: 403, body }, created];
  await open();
  await fill(page);
  await send();
  await says(messages.created);
  assert.deepEqual([server.posts.length, ids()], [2, 1]);
});

test("a second tap while sending does nothing", async () => {
  let answer = () => {};
  const after = new Promise<void>((done) => (answer = done));
  server.answers = [{ ...created, after }];
  await open();
  await fill(page);
  await send();
  await says(messages.busy);
  await page.getByRole("button", { name: "Call me" }).dispatchEvent("click");
  answer();
  await says(messages.created);
  assert.equal(server.posts.length, 1);
});

test("a page that the visitor leaves while a submission waits sends it once more", async () => {
  server.answers = ["reset"];
  await open();
  await fill(page);
  page.on("dialog", (dialog) => void dialog.accept());
  await send();
  await says(messages.waiting);
  const before = server.posts.length;
  server.answers = [created];
  await page.goto("about:blank");
  await until(() => server.posts.length > before);
  assert.equal(server.posts.length, before + 1);
  assert.equal(ids(), 1);
});

test("a success can redirect to another page", async () => {
  const redirect = `${server.url}/examples/index.html`;
  server.definitions.contact = Object.assign(definition(), { success: { redirect } });
  await open();
  await fill(page);
  await send();
  await page.waitForURL(redirect);
  assert.equal(server.posts.length, 1);
});

test("a page can prevent a submission", async () => {
  await open();
  await page.evaluate(() => {
    document.addEventListener("thoughtly-form:submit", (event) => event.preventDefault(), {
      once: true,
    });
  });
  await fill(page);
  await send();
  await page.waitForFunction(
    () => document.querySelector("form")!.getAttribute("aria-busy") === "false",
  );
  assert.equal(server.posts.length, 0);
  await send();
  await says(messages.created);
});

test("with keep='session' a submission is kept and sent after a reload", async () => {
  server.answers = ["reset"];
  await open();
  await page.locator("thoughtly-form").evaluate((e) => e.setAttribute("keep", "session"));
  await fill(page);
  page.on("dialog", (dialog) => void dialog.accept());
  await send();
  await says(messages.waiting);
  const stored = () => page.evaluate(() => Object.keys(sessionStorage).join());
  assert.match(await stored(), /thoughtly-form:contact/);
  await page.route("**/examples/plain.html", async (route) => {
    server.answers = [created]; // only now, since the former page also tries to send
    const response = await route.fetch();
    const body = (await response.text()).replace(
      "<thoughtly-form ",
      '<thoughtly-form keep="session" ',
    );
    await route.fulfill({ response, body });
  });
  await page.reload();
  await says(messages.created);
  assert.equal(ids(), 1);
  assert.doesNotMatch(await stored(), /thoughtly-form:contact/);
});

test("without keep, no typed value is stored in the browser", async () => {
  await open();
  await fill(page);
  await send();
  await says(messages.created);
  const kept = await page.evaluate(() =>
    JSON.stringify([sessionStorage, localStorage, document.cookie]),
  );
  assert.doesNotMatch(kept, /Ada|4155550123/);
});
