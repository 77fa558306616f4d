// The core journey in three browser engines: draw, type, paste, format, errors,
// send, Back, and the same form on a page without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { engines } from "../lib/engines.mjs";
import { until } from "../lib/ports.mjs";
import { startServer } from "../lib/server.mjs";
import { startStack } from "../lib/stack.mjs";

const PHONE = "form.tf-form [name=phone_number]";
const NAME = "form.tf-form [name=name]";
const CONSENT = "form.tf-form [name=consent][type=checkbox]";
const SUBMIT = "form.tf-form [type=submit]";

let stack, server, markup;

before(async () => {
  server = await startServer({
    "/plain": (_req, res) => {
      res.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      res.end(`<!doctype html><html lang="en"><title>Plain</title><body>${markup}</body></html>`);
    },
  });
  stack = await startStack([server.origin]);
  markup = await (await fetch(`${stack.site}/forms/contact/markup?assets=none&locale=en`)).text();
});
after(() => {
  server?.stop();
  stack?.stop();
});

// Numbers of their own, as typed, and as they are shown.
const numbers = {
  chromium: ["2025550143", "(202) 555-0143", "2025550144"],
  firefox: ["2125550145", "(212) 555-0145", "2125550146"],
  webkit: ["3125550147", "(312) 555-0147", "3125550148"],
};

for (const [name, start] of Object.entries(engines))
  test(name, async (t) => {
    const [typed, shown, plain] = numbers[name];
    const engine = await start();
    t.after(() => engine.close());
    const value = (selector) => engine.evaluate((s) => document.querySelector(s).value, selector);
    const exists = (selector) =>
      until(() => engine.evaluate((s) => !!document.querySelector(s), selector), selector);

    await t.test("draws, and shows what is wrong", async () => {
      await engine.goto(`${stack.site}/f/contact`);
      await exists("thoughtly-form:defined form.tf-form");
      await engine.click(SUBMIT);
      await exists(`${PHONE}[aria-invalid=true]`);
      await exists(".tf-summary a");
      const described = await engine.evaluate((s) => {
        const input = document.querySelector(s);
        return input
          .getAttribute("aria-describedby")
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent)
          .join(" ");
      }, PHONE);
      assert.match(described, /phone/i);
    });

    await t.test("takes a pasted number and formats it", async () => {
      await engine.click(NAME);
      await engine.type(NAME, `+1${typed}`);
      await engine.press("a");
      await engine.press("x");
      assert.equal(await value(NAME), "");
      await engine.click(PHONE);
      await engine.press("v");
      await until(
        async () => (await value(PHONE)).replace(/\D/g, "").endsWith(typed),
        "the pasted number",
      );
      await engine.click(NAME);
      await until(async () => /[ ()-]/.test(await value(PHONE)), "a formatted number");
      await engine.click(PHONE);
      await engine.press("a");
      await engine.press("x");
    });

    await t.test("formats a typed number", async () => {
      await engine.type(PHONE, typed);
      await engine.click(NAME);
      await until(async () => (await value(PHONE)) === shown, shown);
      await exists(`${PHONE}:not([aria-invalid=true])`);
    });

    await t.test("sends once", async () => {
      await engine.type(NAME, "Ada");
      await engine.click(CONSENT);
      await engine.click(SUBMIT);
      await until(async () => (await stack.contacts(typed)).length === 1, "a contact");
      await until(
        () => engine.evaluate(() => !!document.querySelector(".tf-success")?.checkVisibility()),
        "the success",
      );
    });

    await t.test("comes back from another page with one contact", async () => {
      await engine.goto(`${stack.site}/forms/`);
      await engine.back();
      await exists("thoughtly-form:defined form.tf-form");
      // Whichever is shown, the form or the success, it can be used.
      await until(
        () =>
          engine.evaluate(() => {
            const shown = (s) => !!document.querySelector(s)?.checkVisibility();
            return (
              shown(".tf-success") ||
              (shown("form.tf-form") && !document.querySelector(".tf-form [readonly]"))
            );
          }),
        "a form that can be used",
      );
      assert.equal((await stack.contacts(typed)).length, 1);
    });

    await t.test("posts without scripts", async () => {
      await engine.tab();
      await engine.goto(`${server.origin}/plain`);
      await engine.type(NAME, "Grace");
      await engine.type(PHONE, plain);
      await engine.click(CONSENT);
      await engine.click(SUBMIT);
      // The address alone says nothing: WebKit shows it from the press on.
      await until(
        () =>
          engine.evaluate(
            (answer) => location.href === answer && document.querySelectorAll("h1").length === 1,
            `${stack.site}/contacts`,
          ),
        "the stack's page",
      );
      assert.equal((await stack.contacts(plain)).length, 1);
    });
  });
