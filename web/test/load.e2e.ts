// The form when one of its parts fails, stalls or is late, and in unusual places:
// shadow roots, strict policies, copies, frameworks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";
import { fill, forward, ready, until } from "./browser.js";
import { definition, messages } from "./definition.js";
import { startServer } from "./server.js";
import { browser, page, said, server, setUp } from "./setup.js";

setUp({ viewport: { width: 390, height: 900 } });

const FALLBACK = "<p>Call us: +1 628 555 0100</p>";
const SCRIPT = '<script type="module" src="/widget/thoughtly-form.js"></script>';
const LINK = '<link rel="stylesheet" href="/widget/thoughtly-form.css">';

/** Opens a page with the given body. */
async function show(body: string, head = SCRIPT, headers: Record<string, string> = {}) {
  await page.route("**/page.html", (route) =>
    route.fulfill({
      headers: { "content-type": "text/html", ...headers },
      body: `<!doctype html><html lang="en"><head><title>Page</title>${head}</head><body>${body}</body></html>`,
    }),
  );
  await page.goto(`${server.url}/page.html`);
}

const tag = (attributes = "", inside = "") =>
  `<thoughtly-form form="contact" ${attributes}>${inside}</thoughtly-form>`;
const radius = () =>
  page
    .locator(".tf-submit")
    .first()
    .evaluate((e) => getComputedStyle(e).borderTopLeftRadius);
async function console_(pattern: RegExp): Promise<void> {
  await until(() => said.some((line) => pattern.test(line)));
}

test("a missing definition is requested again: after a pause, when the browser is online, and when the visitor returns", async () => {
  await page.clock.install();
  server.blocked = /^\/forms\//;
  await show(tag("", FALLBACK));
  await page.getByText("The form cannot be shown right now.").waitFor();
  assert.ok(await page.getByText("Call us").isVisible());
  await page.clock.runFor(200_000); // after all attempts
  server.blocked = undefined;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.getByRole("button", { name: "Call me" }).waitFor();
  assert.equal(await page.getByText("The form cannot be shown right now.").count(), 0);
});

test("a stalled request for the definition is repeated", async () => {
  await page.clock.install();
  let stall = true;
  await page.route("**/forms/contact*", (route) => (stall ? undefined : route.continue()));
  await show(tag());
  await page.waitForRequest("**/forms/contact*").catch(() => {});
  stall = false;
  await forward(page, () => page.getByRole("button", { name: "Call me" }).isVisible());
});

for (const [why, answer, words] of [
  ["no such form", { status: 404, body: "{}" }, /attribute form/],
  ["a page instead of a definition", { status: 200, body: "<h1>Hotel</h1>" }, /attribute endpoint/],
  ["a refused origin", { status: 403, body: "{}" }, /AllowedOrigins.*ORIGINS/],
] as const) {
  test(`the console shows which setting to change: ${why}`, async () => {
    await page.clock.install();
    await page.route("**/forms/contact*", (route) => route.fulfill(answer));
    await show(tag("", FALLBACK));
    await console_(words);
    await page.clock.runFor(30_000);
    await page.getByText("The form cannot be shown right now.").waitFor();
    assert.ok(await page.getByText("Call us").isVisible());
  });
}

test("the console shows the origin that the server refuses", async () => {
  const other = await startServer();
  try {
    other.sameOriginOnly = true;
    // A page that a route answers counts as of the public network; this one does not.
    await page.goto(`${server.url}/examples/plain.html`);
    await page.evaluate((endpoint) => {
      const element = document.createElement("thoughtly-form");
      element.setAttribute("endpoint", endpoint);
      element.textContent = "Call us";
      document.body.replaceChildren(element);
    }, other.url);
    await console_(new RegExp(`${other.url} refuses the origin ${server.url}.*AllowedOrigins`));
    await page.getByText("The form cannot be shown right now.").waitFor();
  } finally {
    other.close();
  }
});

test("a stylesheet stalls or fails: the form is drawn without styles and without a visible honeypot", async () => {
  await page.clock.install();
  await page.route("**/styles-*.js", () => {});
  await show(tag());
  await forward(page, () => page.locator("thoughtly-form form").isVisible());
  assert.equal(await page.locator("[name=tf_leave_empty]").isVisible(), false);
  await fill(page);
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
});

test("the page's stylesheet is used and not loaded twice; another one with a similar name is ignored", async () => {
  const loads: string[] = [];
  page.on("request", (request) => loads.push(new URL(request.url()).pathname));
  await show(tag(), LINK + SCRIPT);
  await ready(page);
  const styled = await radius();
  assert.ok(!loads.some((path) => path.includes("styles-")));
  await page.unroute("**/page.html");
  await show(tag(), '<link rel="stylesheet" href="/my-thoughtly-form-theme.css">' + SCRIPT);
  await ready(page);
  assert.equal(await radius(), styled);
  assert.notEqual(styled, "0px");
});

test("in a shadow root, styles, labels and the honeypot work", async () => {
  await show('<div id="host"></div>', LINK + SCRIPT);
  await page.evaluate(() => {
    const root = document.querySelector("#host")!.attachShadow({ mode: "open" });
    root.innerHTML = '<thoughtly-form form="contact"></thoughtly-form>';
  });
  await page.getByLabel("Name").waitFor();
  assert.notEqual(await radius(), "0px");
  assert.equal(await page.locator("[name=tf_leave_empty]").isVisible(), false);
  await fill(page);
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
});

test("a page's policy blocks all styles", async () => {
  await show(tag(), SCRIPT, {
    "content-security-policy":
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'none'",
  });
  await ready(page);
  assert.notEqual(await radius(), "0px");
  assert.deepEqual(
    said.filter((line) => /style-src/.test(line)),
    [],
  );
});

test('attribution="none" stores nothing', async () => {
  await show(tag('attribution="none"'));
  await ready(page);
  await fill(page);
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  assert.deepEqual(await page.evaluate(() => [{ ...sessionStorage }, { ...localStorage }]), [
    {},
    {},
  ]);
});

test("an outdated response is ignored after the form was changed and typed into", async () => {
  let refuse = () => {};
  const refused = new Promise<void>((done) => (refuse = done));
  await page.route("**/forms/old*", async (route) => {
    await refused;
    await route.fulfill({ status: 404, body: "{}" });
  });
  await show(tag());
  await ready(page);
  await page.evaluate(async () => {
    const element = document.querySelector("thoughtly-form")!;
    element.setAttribute("form", "old");
    await new Promise((next) => setTimeout(next, 50));
    element.setAttribute("form", "contact");
  });
  await page.getByLabel("Name").fill("Ada Lovelace");
  const answered = page.waitForResponse("**/forms/old*");
  refuse();
  await answered;
  await page.evaluate(() => new Promise((next) => setTimeout(next, 50)));
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
});

test("a form that is drawn again keeps its values, and a consent only if its text is the same", async () => {
  const consent = (text: string) => ({ version: "2", required: true, seller: "Example", text });
  server.definitions.same = definition();
  server.definitions.other = definition({
    fields: [
      { name: "phone_number", type: "tel", required: true },
      { name: "name", type: "text" },
    ],
    consent: consent("Example may call me. [Privacy](https://example.com/privacy)"),
  });
  await show(tag());
  await ready(page);
  await fill(page, "07400 123456");
  await page.getByLabel("Country").selectOption("GB");
  await page.getByLabel("Name").fill("Ada");
  const entered = (form: string) =>
    page.evaluate(async (form) => {
      const element = document.querySelector("thoughtly-form")!;
      const drawn = new Promise((ready) =>
        element.addEventListener("thoughtly-form:ready", ready, { once: true }),
      );
      element.setAttribute("form", form);
      await drawn;
      const form_ = element.querySelector("form")!;
      const value = (name: string) => new FormData(form_).get(name);
      return {
        values: ["name", "phone_number", "country_code"].map(value),
        consent: form_.querySelector<HTMLInputElement>(".tf-consent input")!.checked,
        focused: (document.activeElement as HTMLInputElement).name,
      };
    }, form);
  const values = ["Ada", "07400 123456", "GB"];
  assert.deepEqual(await entered("same"), { values, consent: true, focused: "name" });
  assert.deepEqual(await entered("other"), { values, consent: false, focused: "name" });
});

test("the same markup twice, and a clone of it: labels refer to their own fields", async () => {
  const markup = `<div><form class="tf-form" method="post" action="/contacts"><input type="hidden" name="form" value="contact">
    <label for="tf-n">Name</label><input id="tf-n" name="name" aria-describedby="tf-n-help"><p id="tf-n-help">Help</p>
    <input type="tel" name="phone_number"><button type="submit">Call me</button></form></div>`;
  await show(tag("", markup) + tag("", markup));
  await page.waitForFunction(() => [...document.forms].every((form) => form.noValidate));
  await page.evaluate(() =>
    document.body.prepend(document.querySelector("thoughtly-form")!.cloneNode(true)),
  );
  await page.waitForFunction(() => [...document.forms].every((form) => form.noValidate));
  const own = await page.evaluate(() =>
    [...document.forms].map((form) => {
      const { control } = form.querySelector("label")!;
      return (
        form.contains(control) &&
        form.contains(document.getElementById(control!.getAttribute("aria-describedby")!))
      );
    }),
  );
  assert.deepEqual(own, [true, true, true]);
});

test("form.reset() keeps the country", async () => {
  await show(tag());
  await ready(page);
  await page.getByLabel("Phone number").focus();
  await page.locator("[name=phone_number][placeholder]").waitFor();
  await page.getByLabel("Country").selectOption("GB");
  await page.evaluate(() => document.forms[0]!.reset());
  assert.equal(await page.getByLabel("Country").inputValue(), "GB");
});

test("properties reflect, also those set before the element was defined", async () => {
  await show(
    '<thoughtly-form></thoughtly-form><script>document.querySelector("thoughtly-form").endpoint = location.origin + "/";</script>',
  );
  await ready(page);
  const got = await page.evaluate(() => {
    const element = document.querySelector("thoughtly-form")!;
    const early = [element.endpoint, element.getAttribute("endpoint")];
    Object.assign(element, {
      form: "quote",
      locale: "de",
      attribution: "last",
      keep: "session",
      preload: "idle",
      dataLayer: "layer",
    });
    const attributes = element.getAttributeNames().map((n) => `${n}=${element.getAttribute(n)}`);
    (element as any).form = null;
    return { early, attributes, removed: element.hasAttribute("form"), form: element.form };
  });
  assert.deepEqual(got.early, [server.url, `${server.url}/`]);
  for (const wanted of [
    "form=quote",
    "locale=de",
    "attribution=last",
    "keep=session",
    "preload=idle",
    "data-layer=layer",
  ])
    assert.ok(got.attributes.includes(wanted), wanted);
  assert.deepEqual([got.removed, got.form], [false, "contact"]);
});

test("React hydrates after the form was drawn: typed values stay and are sent once", async () => {
  const { outputFiles } = await build({
    stdin: {
      resolveDir: ".",
      contents: `import { createElement as e } from "react";
        import { hydrateRoot } from "react-dom/client";
        window.hydrate = () => hydrateRoot(document.querySelector("#app"),
          e("main", null, e("h1", null, "Page"), e("thoughtly-form", { form: "contact", endpoint: location.origin })),
          { onRecoverableError() {} });`,
    },
    bundle: true,
    write: false,
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  await show(
    `<div id="app"><main><h1>Page</h1><thoughtly-form form="contact" endpoint="${server.url}"></thoughtly-form></main></div>`,
  );
  await ready(page);
  await fill(page);
  await page.addScriptTag({ content: outputFiles[0]!.text });
  await page.evaluate("hydrate()");
  await page.waitForFunction(() =>
    Object.keys(document.querySelector("thoughtly-form")!).some((k) => k.startsWith("__react")),
  );
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts.length, 1);
});

test("a library empties the element: typed values and the success stay", async () => {
  const empty = () =>
    page.evaluate(() => {
      const element = document.querySelector("thoughtly-form")!;
      element.replaceChildren();
      element.removeAttribute("data-tf");
    });
  await show(tag());
  await ready(page);
  await fill(page);
  await empty();
  await ready(page);
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  await empty();
  await page.getByText(messages.created!).waitFor();
  assert.equal(await page.locator("thoughtly-form").getAttribute("data-tf"), "ready");
});

test("a browser with invalid language tags, or without any, draws the form", async () => {
  for (const languages of [{ language: "C", languages: ["C", "c-u"] }, {}]) {
    const page = await (await browser.newContext()).newPage();
    await page.addInitScript((of: { language?: string; languages?: string[] }) => {
      for (const name of ["language", "languages"] as const)
        Object.defineProperty(navigator, name, { get: () => of[name] });
    }, languages);
    await page.goto(`${server.url}/examples/plain.html`);
    await page.locator("form.tf-form [name=phone_number]").focus();
    await page.locator("form.tf-form [name=phone_number][placeholder]").waitFor();
    await page.context().close();
  }
});

test("without optional browser features the form is drawn, styled and sent", async () => {
  await page.addInitScript(() => {
    const page = window as unknown as Record<string, unknown>;
    page.IntersectionObserver = page.CSSStyleSheet = page.Worker = undefined;
    page.matchMedia = () => ({ matches: false });
    page.dataLayer = {};
    CanvasRenderingContext2D.prototype.getImageData = () => {
      throw new DOMException("denied", "SecurityError");
    };
  });
  await show(tag('data-layer="dataLayer"'));
  await ready(page);
  assert.notEqual(await radius(), "0px");
  await fill(page);
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts.length, 1);
});
