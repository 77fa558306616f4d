// What other scripts, styles and settings of a page do to the form: replaced
// globals, a <base>, a translation, foreign storage, a form around it, copies.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fill, ready, until } from "./browser.js";
import { definition, markup, messages } from "./definition.js";
import { page, said, server, setUp } from "./setup.js";

setUp({ viewport: { width: 320, height: 900 } });

const SCRIPT = '<script type="module" src="/widget/thoughtly-form.js"></script>';
const TAG = "<thoughtly-form></thoughtly-form>";

/** Opens a page with a body and a head of its own. */
async function show(body = TAG, head = SCRIPT): Promise<void> {
  server.pages["/page"] =
    `<!doctype html><html lang="en"><head><title>Page</title>${head}</head><body>${body}</body></html>`;
  await page.goto(`${server.url}/page`);
  await ready(page);
}

const phone = () => page.getByLabel("Phone number");
/** Focuses the number, and waits for the rules. */
async function activate(): Promise<void> {
  await phone().focus();
  await page.locator("[name=phone_number][placeholder]").waitFor();
}
const press = () => page.getByRole("button", { name: "Call me" }).click({ noWaitAfter: true });
async function sendsOnce(): Promise<void> {
  await fill(page);
  await press();
  await page.getByText(messages.created!).first().waitFor();
  assert.equal(server.posts.length, 1);
}

test("the script twice, and in another version: one form, one submission", async () => {
  const other = SCRIPT.replace(".js", ".js?ver=2");
  await show(TAG, SCRIPT + SCRIPT + other);
  assert.equal(await page.locator("form").count(), 1);
  await sendsOnce();
});

test("a form of the page around the form, as ASP.NET has it, is not sent with it", async () => {
  await show(
    `<form action="/never" onsubmit="document.body.dataset.sent = ''"><input name="q" aria-label="Search">${TAG}</form>`,
  );
  await sendsOnce();
  await page.getByRole("button", { name: messages["success.change"]! }).click();
  await phone().press("Enter");
  await until(() => server.posts.length === 2);
  assert.equal(await page.locator("body[data-sent]").count(), 0);
});

test("a script that posts the form before the form can: the same submission", async () => {
  await page.addInitScript(() =>
    document.addEventListener("submit", (e) => (e.target as HTMLFormElement).submit(), true),
  );
  await show();
  await page.waitForFunction(() => document.querySelector("form")!.noValidate);
  await fill(page, "+14155550123");
  await press();
  await until(() => server.posts.some((post) => typeof post === "string"));
  await page.getByText("Received").first().waitFor();
  const ids = server.posts.map((post) =>
    typeof post === "string" ? new URLSearchParams(post).get("submission_id") : post.submission_id,
  );
  assert.match(ids[0], /^[0-9a-f]{8}-/);
  assert.equal(new Set(ids).size, 1);
});

test("a page that was rendered once for all visitors: each has a submission of its own", async () => {
  const rendered = markup().replace(
    "</form>",
    '<input type="hidden" name="submission_id" data-of="" value="3f0e8a52-6f0b-4d1e-9a53-0c5f1b7c2d10"></form>',
  );
  await show(TAG.replace("><", `>${rendered}<`));
  await page.waitForFunction(() => document.querySelector("form")!.noValidate);
  await sendsOnce();
  assert.notEqual(server.posts[0].submission_id, "3f0e8a52-6f0b-4d1e-9a53-0c5f1b7c2d10");
});

test("a copy of a page from which the browser posted the form: the same submission", async () => {
  await page.route("**/forms/contact*", () => {});
  await show(TAG.replace("><", `>${markup()}<`));
  await page.waitForFunction(() => customElements.get("thoughtly-form"));
  const copy = await page.evaluate(() => {
    document.querySelector("form")!.noValidate = true;
    document.querySelector<HTMLElement>("[type=submit]")!.click();
    return document.querySelector("form")!.outerHTML;
  });
  await until(() => server.posts.length === 1);
  const [, id] = /name="submission_id" value="([^"]+)/.exec(copy)!;
  assert.equal(new URLSearchParams(server.posts[0]).get("submission_id"), id);
  await page.unroute("**/forms/contact*");
  await show(TAG.replace("><", `>${copy}<`));
  await page.locator("[data-tf=ready]").waitFor();
  await fill(page);
  await press();
  await until(() => server.posts.length === 2);
  assert.equal(server.posts[1].submission_id, id);
});

test("a plugin that wraps every input: the chosen country is shown, and sent", async () => {
  await show();
  await page.evaluate(() => {
    for (const input of document.querySelectorAll("form :is(input:not([type=hidden]), select)")) {
      const wrapper = document.createElement("span");
      input.replaceWith(wrapper);
      wrapper.append(input);
    }
  });
  await activate();
  await page.getByLabel("Country").selectOption("GB");
  assert.equal(await page.locator(".tf-code").textContent(), "GB +44");
  await page.getByLabel("Country").selectOption("US");
  await sendsOnce();
});

test("moved into a frame's document, the form keeps its text and sends", async () => {
  await show();
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.height = "800";
    frame.contentDocument!.body.append(document.querySelector("thoughtly-form")!);
  });
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Phone number").fill("+14155550123");
  await frame.getByRole("checkbox").check();
  await frame.getByRole("button", { name: "Call me" }).click();
  await frame.getByText(messages.created!).first().waitFor();
  assert.deepEqual(
    server.posts.map(({ name }) => name),
    ["Ada Lovelace"],
  );
});

test("by the keyboard: Enter sends from a field but not from a composition, and held down it sends once", async () => {
  await show();
  await page.getByLabel("Name").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement!.matches(".tf-summary"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement!.matches("[name=phone_number]"));
  await page.keyboard.type("4155550123");
  await page.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Name").focus();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Input.imeSetComposition", {
    text: "あい",
    selectionStart: 2,
    selectionEnd: 2,
  });
  const key = { windowsVirtualKeyCode: 229, key: "Process", code: "Enter" };
  await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
  assert.equal(await page.locator("form").getAttribute("aria-busy"), "false");
  await devtools.send("Input.insertText", { text: "愛" });
  for (let i = 0; i < 3; i++) await page.keyboard.down("Enter");
  await page.waitForFunction(() => document.activeElement!.matches(".tf-success"));
  assert.deepEqual(
    server.posts.map(({ name }) => name),
    ["愛"],
  );
});

test("a <base> of the page changes neither the links to fields nor the page after a success", async () => {
  server.definitions.contact = definition({ success: { redirect: "/thanks" } });
  server.pages["/thanks"] = "<title>Thanks</title><h1>Thanks</h1>";
  const script = SCRIPT.replace('src="', `src="${server.url}`);
  await show(TAG, `<base href="http://localhost:9/elsewhere/">${script}`);
  await press();
  await page.locator(".tf-summary a").first().click();
  assert.equal(page.url(), `${server.url}/page`);
  await fill(page);
  await press();
  await page.getByRole("heading", { name: "Thanks" }).waitFor();
});

test("libraries that replace Event, as MooTools does, stop no choice and no offer", async () => {
  await page.addInitScript(() => Object.assign(window, { Event: function () {} }));
  await show();
  await activate();
  await page.getByLabel("Country").focus();
  await page.keyboard.type("UK");
  assert.equal(await page.getByLabel("Country").inputValue(), "GB");
  await page.getByLabel("Country").selectOption("US");
  await page.getByLabel("Email").fill("ada@gmial.com");
  await page.getByLabel("Email").blur();
  await page.getByRole("button", { name: "ada@gmail.com" }).click();
  await sendsOnce();
  assert.equal(server.posts[0].email, "ada@gmail.com");
});

test("enumerable members on the prototypes of the page change nothing that is sent", async () => {
  await page.addInitScript(() => {
    for (const { prototype } of [Object, Array, String, Function, Element] as any[])
      for (const name of ["each", "toJSON", "show", "entries"])
        if (prototype !== Object.prototype || name !== "toJSON") prototype[name] = () => "wrong";
  });
  await show();
  await sendsOnce();
  const { name, phone_number, country_code, consent } = server.posts[0];
  assert.deepEqual(
    [name, phone_number.replace(/\D/g, ""), country_code, consent],
    ["Ada Lovelace", "4155550123", "US", true],
  );
});

test("a translation that rewrites every text leaves the calling codes and the errors", async () => {
  await show();
  await activate();
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.forms[0]!, NodeFilter.SHOW_TEXT);
    const texts: Node[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const words = text.textContent!.replace("(", "（").replace(")", "）");
      if (text.parentElement!.matches("option")) text.textContent = words;
      else {
        const font = document.createElement("font");
        font.textContent = words;
        text.parentElement!.replaceChild(font, text);
      }
    }
  });
  await page.getByLabel("Country").selectOption("GB");
  assert.equal(await page.locator(".tf-code").textContent(), "GB +44");
  await page.getByLabel("Country").selectOption("US");
  await press();
  await page.locator(".tf-summary a", { hasText: messages["error.required.consent"] }).waitFor();
  await sendsOnce();
  assert.equal(server.posts[0].page.translated, true);
});

test("what another script left in the place of a kept submission is ignored", async () => {
  await page.addInitScript(() => sessionStorage.setItem("thoughtly-form:contact", "{"));
  await show('<thoughtly-form keep="session"></thoughtly-form>');
  await sendsOnce();
});

test("a page that is opened as a file: the console says to use a web server", async () => {
  const file = join(tmpdir(), `thoughtly-form-${process.pid}.html`);
  writeFileSync(file, TAG + SCRIPT.replace('src="', `src="${server.url}`));
  await page.route("**/forms/contact*", (route) => route.fulfill({ status: 403 }));
  await page.goto(`file://${file}`);
  await until(() => said.some((line) => /thoughtly-form: a file .* web server/.test(line)));
});

test("a submission of an origin that is refused: the console says which settings to change", async () => {
  const error = { code: "origin_not_allowed", message: "Not allowed." };
  server.answers = [{ status: 403, body: { data: null, error } }];
  await show();
  await fill(page);
  await press();
  await until(() => said.some((line) => /AllowedOrigins.*ORIGINS.*origins of the form/.test(line)));
});

test("a long address and its suggestion stay within a narrow column", async () => {
  await show();
  await activate();
  await page.getByLabel("Email").fill(`${"ada".repeat(20)}@gmial.com`);
  await page.getByLabel("Email").blur();
  await page.locator(".tf-offer").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
});

test("a page without selectable text leaves the fields editable", async () => {
  await show(TAG, `${SCRIPT}<style>* { user-select: none !important }</style>`);
  await activate();
  const select = await phone().evaluate((e) => getComputedStyle(e).userSelect);
  assert.equal(select, "text");
});
