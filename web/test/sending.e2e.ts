// One press creates one lead, with all kinds of pages, libraries and navigation.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, forward, launch, ready, screenshot, until } from "./browser.js";
import { definition, markup, messages } from "./definition.js";
import { created } from "./server.js";
import { page, said, server, setUp } from "./setup.js";

setUp({ viewport: { width: 390, height: 900 } });

async function open(path = "/examples/plain.html"): Promise<void> {
  await page.goto(server.url + path);
  await ready(page);
}

// Clicks without waiting for the navigation, which would wait for the redirect.
const send = () =>
  page.getByRole("button", { name: "Call me" }).first().click({ noWaitAfter: true });
const says = (words: string | undefined) => page.getByText(words!).first().waitFor();
const idOf = (post: any) =>
  typeof post === "string" ? new URLSearchParams(post).get("submission_id") : post.submission_id;
const ids = () => new Set(server.posts.map(idOf)).size;
const idle = () =>
  page.waitForFunction(() => document.querySelector("form")!.getAttribute("aria-busy") !== "true");

/** A response that is held until it is released. */
function held() {
  let answer = () => {};
  const after = new Promise<void>((done) => (answer = done));
  server.answers = [{ ...created, after }];
  return () => answer();
}

test("pressed again while a redirect loads, and after Back from the back/forward cache: one submission", async () => {
  const redirect = "/never";
  server.definitions.contact = definition({ success: { redirect } });
  await open();
  await fill(page);
  // While the redirect loads, which begins with this event. As from the back/forward
  // cache, the page continues in its former state.
  await page.evaluate(() => {
    const pressed = () => {
      for (let i = 0; i < 3; i++) document.querySelector<HTMLFormElement>("form")!.requestSubmit();
      stop();
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      document.body.dataset.pressed = "";
    };
    addEventListener("thoughtly-form:created", () => setTimeout(pressed), { once: true });
  });
  await send();
  await page.waitForSelector("body[data-pressed]");
  await idle();
  assert.equal(server.posts.length, 1);
  assert.equal(await page.getByLabel("Name").isEditable(), true);
  await send();
  await until(() => server.posts.length === 2);
  assert.equal(ids(), 1);
});

test("after Back from the HTTP cache: the form has its values, and one submission", async () => {
  const own = await launch(["--disable-back-forward-cache"]);
  try {
    server.definitions.contact = definition({ success: { redirect: "/thanks" } });
    server.pages["/thanks"] = "<title>Thanks</title><h1>Thanks</h1>";
    // The examples have no-store, and that cache does not store them.
    server.pages["/form"] =
      `<!doctype html><title>Form</title><script type="module" src="/widget/thoughtly-form.js"></script>
       <script>addEventListener("pageshow", (e) => (document.body.dataset.back = e.persisted))</script>
       <thoughtly-form form="contact"></thoughtly-form>`;
    const page = await (await own.newContext()).newPage();
    await page.goto(`${server.url}/form`);
    await ready(page);
    await fill(page);
    for (const posts of [1, 2]) {
      await page.getByRole("button", { name: "Call me" }).click({ noWaitAfter: true });
      await page.getByRole("heading", { name: "Thanks" }).waitFor();
      assert.deepEqual([server.posts.length, ids()], [posts, 1]);
      if (posts === 2) break;
      // A page from the cache fires no load event.
      await page.evaluate(() => void setTimeout(() => history.back()));
      const isBack = () =>
        page.evaluate(() => !!document.querySelector('[data-back="true"] form[aria-busy="false"]'));
      await until(() => isBack().catch(() => false));
    }
  } finally {
    await own.close();
  }
});

test("after Back to a reloaded page with restored values: one submission", async () => {
  const success = { redirect: "/thanks" };
  server.definitions.contact = definition({ success });
  server.pages["/thanks"] = "<title>Thanks</title><h1>Thanks</h1>";
  server.pages["/form"] =
    `<!doctype html><title>Form</title><script type="module" src="/widget/thoughtly-form.js"></script>
     <thoughtly-form form="contact">${markup({ success })}</thoughtly-form>`;
  const isAdopted = () => page.waitForFunction(() => document.forms[0]?.noValidate);
  await page.goto(`${server.url}/form`);
  await isAdopted();
  await fill(page);
  await send();
  await says("Thanks");
  await page.goBack();
  await isAdopted();
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  await send();
  await says("Thanks");
  assert.deepEqual([server.posts.length, ids()], [2, 1]);
  await page.goBack();
  await isAdopted();
  await page.getByLabel("Name").fill("Grace Hopper");
  await send();
  await says("Thanks");
  assert.deepEqual([server.posts.length, ids()], [3, 2]);
});

test("an id that was used for other data: sent again with a new id", async () => {
  const fields = [{ field: "submission_id", code: "submission_conflict" }];
  const error = { code: "submission_conflict", fields };
  server.answers = [{ status: 422, body: { data: null, error } }, created];
  await open();
  await fill(page);
  await send();
  await says(messages.created);
  assert.equal(ids(), 2);
});

test("a snapshot of the page during sending is restored as a working form with the same submission", async () => {
  const answer = held();
  await open();
  await send(); // a summary of errors
  await fill(page);
  await send();
  await until(() => server.posts.length === 1);
  await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
  await idle();
  assert.equal(await page.getByLabel("Name").isEditable(), true);
  await page.waitForFunction(() => document.querySelector("form")!.noValidate);
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  server.answers = [created];
  await send();
  await says(messages.created);
  answer();
  assert.deepEqual([server.posts.length, ids()], [2, 1]);
  assert.equal(await page.locator(".tf-summary").count(), 1);
});

test("a snapshot of the success is an empty form", async () => {
  await open();
  await fill(page);
  await send();
  await says(messages.created);
  await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
  await page.getByRole("button", { name: "Call me" }).waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "");
  assert.equal(await page.locator(".tf-success:not([hidden])").count(), 0);
});

test("libraries that post all forms of a page do not post this form", async () => {
  await page.addInitScript(() => {
    const post = (event: Event) => {
      event.preventDefault();
      const data = new FormData(event.target as HTMLFormElement);
      void fetch("/contacts", { method: "POST", body: new URLSearchParams(data as never) });
    };
    addEventListener("DOMContentLoaded", () => {
      document.body.addEventListener("submit", post);
      for (const form of document.forms) form.addEventListener("submit", post);
    });
  });
  await open("/examples/full-markup.html");
  await page.waitForFunction(() => document.querySelector("form")!.noValidate);
  await fill(page);
  await send();
  await says(messages.created);
  assert.equal(server.posts.length, 1);
});

test("a script that posts the form sends the same submission", async () => {
  const answer = held();
  await open();
  await fill(page);
  await send();
  await until(() => server.posts.length === 1);
  await page.evaluate(() => document.querySelector("form")!.submit());
  await until(() => server.posts.length === 2);
  answer();
  assert.equal(ids(), 1);
});

test("the first feedback comes at the press, before the code that sends is loaded", async () => {
  let load = () => {};
  const loaded = new Promise<void>((done) => (load = done));
  await page.route("**/controller-*.js", async (route) => {
    await loaded;
    await route.continue();
  });
  await open();
  await fill(page);
  const sign = await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>("[type=submit]")!;
    button.click();
    const now = [
      button.getAttribute("aria-disabled"),
      document.querySelector(".tf-status")!.textContent,
    ];
    button.click();
    return now;
  });
  assert.deepEqual(sign, ["true", messages.busy]);
  load();
  await says(messages.created);
  assert.equal(server.posts.length, 1);
});

for (const part of ["controller-*.js", "*.wasm"]) {
  test(`${part} is never loaded: the form is still sent`, async () => {
    await page.clock.install();
    await page.route(`**/${part}`, () => {});
    await open();
    await fill(page, "+14155550123");
    await send();
    await forward(page, () => server.posts.length > 0);
    assert.equal(server.posts.length, 1);
    assert.match(idOf(server.posts[0]), /^[0-9a-f]{8}-/);
  });
}

test("pressed twice before the definition is loaded: posted once as a form", async () => {
  await page.route("**/forms/contact*", () => {});
  await page.goto(`${server.url}/examples/full-markup.html`);
  await page.waitForFunction(() => customElements.get("thoughtly-form"));
  await fill(page, "+14155550123");
  let answer = () => {};
  const after = new Promise<void>((done) => (answer = done));
  server.answers = [{ status: 200, html: "<h1>Received</h1>", after }];
  await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>("[type=submit]")!;
    button.click();
    button.click();
  });
  await until(() => server.posts.length === 1);
  answer();
  await says("Received");
  assert.equal(server.posts.length, 1);
  assert.match(idOf(server.posts[0]), /^[0-9a-f]{8}-/);
});

test("navigator.onLine is only a hint: a request is tried even if it is false", async () => {
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, "onLine", { get: () => false }),
  );
  await open();
  await fill(page);
  await send();
  await says(messages.created);
});

test("offline at the first press: nothing is lost, and the lead is sent when the browser is online", async () => {
  await open();
  await page.context().setOffline(true);
  await fill(page);
  await send();
  await says(messages.failed);
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  await page.context().setOffline(false);
  await send();
  await page
    .getByText(/Thank you|Received/)
    .first()
    .waitFor();
  assert.equal(server.posts.length, 1);
});

test("removed during sending: the lead arrives without an exception", async () => {
  const answer = held();
  await open();
  await fill(page);
  await send();
  await until(() => server.posts.length === 1);
  await page.evaluate(() => {
    const element = document.querySelector("thoughtly-form")!;
    element.remove();
    element.addEventListener("thoughtly-form:created", () => (document.body.dataset.got = ""));
  });
  answer();
  await page.waitForSelector("body[data-got]");
});

test("Prototype before 1.7 on the page: lists are sent as lists", async () => {
  await page.addInitScript(() => {
    (Array.prototype as any).toJSON = function (this: unknown[]) {
      return `[${this.map((v) => JSON.stringify(v)).join(", ")}]`;
    };
  });
  const options = ["a", "b"].map((value) => ({ value, label: `Option ${value}` }));
  server.definitions.contact = definition({
    fields: [
      { name: "phone_number", type: "tel", required: true },
      { name: "tags", type: "checkbox", options, label: "Topics" },
    ],
  });
  await open();
  await page.getByLabel("Phone number").fill("+14155550123");
  await page.getByRole("checkbox", { name: "Option a" }).check();
  await page.getByRole("checkbox", { name: "Option b" }).check();
  await page.locator(".tf-consent input").check();
  await send();
  await says(messages.created);
  assert.deepEqual(server.posts[0].tags, ["a", "b"]);
});

test("blocked storage does not prevent sending", async () => {
  await page.addInitScript(() => {
    for (const name of ["sessionStorage", "localStorage"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
  });
  await open();
  await page.locator("thoughtly-form").evaluate((e) => e.setAttribute("keep", "session"));
  await fill(page);
  await send();
  await says(messages.created);
});

test("a sandboxed frame without allow-forms: sent, and the console shows what to allow", async () => {
  let load = () => {};
  const pressed = new Promise<void>((done) => (load = done));
  await page.route("**/controller-*.js", async (route) => {
    await pressed;
    await route.continue();
  });
  await page.route("**/framed.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: '<iframe sandbox="allow-scripts allow-same-origin" src="/examples/plain.html" width="380" height="800">',
    }),
  );
  await page.goto(`${server.url}/framed.html`);
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Phone number").fill("+14155550123");
  await frame.getByRole("checkbox").check();
  await frame.getByRole("button", { name: "Call me" }).click();
  await frame.getByText(messages.busy!).waitFor();
  load();
  await frame.getByText(messages.created!).first().waitFor();
  assert.equal(server.posts.length, 1);
  assert.ok(said.some((line) => /thoughtly-form.*allow-forms/.test(line)));
});

test("a number of no known range is confirmed by pressing again", async () => {
  const error = {
    code: "invalid_fields",
    fields: [
      { field: "phone_number", code: "phone_unknown", message: "We do not know this number." },
    ],
  };
  server.answers = [{ status: 422, body: { data: null, error } }, created];
  await open();
  await fill(page);
  await send();
  await page.locator(".tf-summary a").first().waitFor();
  await send();
  await says(messages.created);
  assert.deepEqual(
    server.posts.map((post) => post.confirmed_number),
    [undefined, true],
  );
  assert.equal(ids(), 2);
});

test("another consent text on the server: shown, not ticked, and announced", async () => {
  const error = {
    code: "invalid_fields",
    fields: [{ field: "consent", code: "consent_changed", message: "The words have changed." }],
  };
  server.answers = [{ status: 422, body: { data: null, error } }, created];
  await open();
  await fill(page);
  const { consent } = definition();
  server.definitions.contact = definition({
    consent: {
      version: "2026-12-01",
      seller: "Example Inc.",
      required: true,
      text: "I agree that Example Inc. may call me, also with an artificial voice, about other words.",
    },
  });
  await send();
  await page.locator(".tf-consent", { hasText: "about other words" }).waitFor();
  await page.locator(".tf-summary", { hasText: messages["error.consent_changed"]! }).waitFor();
  await screenshot(page, "form-consent-changed");
  assert.equal(await page.locator(".tf-consent input").isChecked(), false);
  await page.locator(".tf-consent input").check();
  await send();
  await says(messages.created);
  const now = server.definitions.contact.consent!;
  assert.deepEqual(
    server.posts.map((post) => [post.consent_text_sha256, post.page.consent_version]),
    [
      [consent!.text_sha256, "2026-11-01"],
      [now.text_sha256, "2026-12-01"],
    ],
  );
});
