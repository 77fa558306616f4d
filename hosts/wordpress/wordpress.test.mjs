// The plugin in Debian's WordPress: written by an administrator, an editor and
// an author, in the block and the classic editor, and visited under a light and
// a dark theme, with and without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { journey, launch, leadForm, nextNumber, open } from "../lib/journey.mjs";
import { freePort } from "../lib/ports.mjs";
import { startStack } from "../lib/stack.mjs";
import { startWordPress } from "../lib/wordpress.mjs";

const THEMES = { light: "twentytwentythree", dark: "twentytwentyone" };
const WORDS = "I agree that Example Inc. may call";

let browser, stack, wordpress;
const pages = {}; // address by role and editor

before(async () => {
  const port = await freePort();
  stack = await startStack([`http://localhost:${port}`]);
  wordpress = await startWordPress(port);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  wordpress?.stop();
  stack?.stop();
});

async function login(user, path) {
  const page = await open(
    browser,
    `${wordpress.site}/wp-login.php?redirect_to=${encodeURIComponent(path)}`,
  );
  await page.locator("#user_login").fill(user);
  await page.locator("#user_pass").fill("test");
  await page.locator("#wp-submit").click();
  await page.waitForURL((url) => url.href.includes(path));
  return page;
}

test("the settings page tests the connection and lists the forms", async () => {
  const page = await login("administrator", "/wp-admin/options-general.php?page=thoughtly-form");
  await page.getByText("The stack cannot be reached.").waitFor();
  await page.getByLabel("Address of your stack").fill(`${stack.site}/some/path`);
  await page.getByRole("button", { name: "Save and test the connection" }).click();
  await page.getByText("Connected. The stack takes submissions of this site.").waitFor();
  await page.getByText('[thoughtly_form id="contact"]').waitFor();
  await page.getByLabel("Address of your stack").fill("http://forms.example.com");
  await page.getByRole("button", { name: "Save and test the connection" }).click();
  await page.getByText("The address must begin with https://").waitFor();
  assert.equal(await page.getByLabel("Address of your stack").inputValue(), stack.site);
  await page.context().close();
});

for (const role of ["administrator", "editor", "author"]) {
  test(`${role}: inserts the block`, async () => {
    const page = await login(role, "/wp-admin/post-new.php");
    await page.waitForFunction(() => window.wp?.blocks?.getBlockType("thoughtly-form/form"));
    const address = await page.evaluate(async (title) => {
      const { dispatch, select } = window.wp.data;
      dispatch("core/editor").editPost({ title, status: "publish" });
      dispatch("core/block-editor").insertBlocks(
        window.wp.blocks.createBlock("thoughtly-form/form", { id: "contact" }),
      );
      await dispatch("core/editor").savePost();
      if (!select("core/editor").didPostSaveRequestSucceed()) throw new Error("not saved");
      return select("core/editor").getPermalink();
    }, `Block of ${role}`);
    // The block's picture in the editor is the form.
    await page.getByText(WORDS).first().waitFor();
    pages[`${role} block`] = address;
    await page.context().close();
  });
  test(`${role}: writes the shortcode in the classic editor`, async () => {
    const page = await login(role, "/wp-admin/post-new.php?classic");
    await page.locator("#content-html").click();
    await page.locator("#title").fill(`Shortcode of ${role}`);
    await page
      .locator("#content")
      .fill(`It's "here":\n\n[thoughtly_form id="contact"]\n\nAnd after.`);
    await page.locator("#publish:not(.disabled)").click();
    pages[`${role} shortcode`] = await page.locator("#message a").first().getAttribute("href");
    await page.context().close();
  });
}

async function useTheme(theme) {
  const page = await login("administrator", "/wp-admin/themes.php");
  const activate = page.locator(`.theme[data-slug=${theme}] a.activate`);
  if (await activate.count()) {
    await page.goto(new URL(await activate.getAttribute("href"), wordpress.site).href);
    await page.locator(`.theme.active[data-slug=${theme}]`).waitFor();
  }
  await page.context().close();
}

// Ratio of the label's colour to the nearest background behind it (WCAG 2.2, 1.4.3).
const contrast = (page) =>
  page
    .locator(".tf-label")
    .first()
    .evaluate((label) => {
      const canvas = document.createElement("canvas").getContext("2d");
      const light = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        const linear = [r, g, b].map(
          (c) => (c /= 255) && (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4),
        );
        return { a, l: 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] };
      };
      let behind = { a: 255, l: 1 };
      for (let node = label; node; node = node.parentElement) {
        const here = light(getComputedStyle(node).backgroundColor);
        if (here.a === 255) {
          behind = here;
          break;
        }
      }
      const { l } = light(getComputedStyle(label).color);
      return (Math.max(l, behind.l) + 0.05) / (Math.min(l, behind.l) + 0.05);
    });

for (const [look, theme] of Object.entries(THEMES)) {
  test(`${look} theme: it is the active one`, () => useTheme(theme));
  for (const role of ["administrator", "editor", "author"])
    for (const way of ["block", "shortcode"]) {
      test(`${look} theme, ${way} of ${role}: one contact`, async () => {
        const page = await open(browser, pages[`${role} ${way}`]);
        assert.equal(
          await page.locator("script[type=module][src$='/widget/thoughtly-form.js']").count(),
          1,
        );
        await journey(page, stack);
        await page.context().close();
      });
      test(`${look} theme, ${way} of ${role}: one contact without scripts`, async () => {
        const context = await browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        await page.goto(pages[`${role} ${way}`]);
        assert.equal(
          await page.locator("thoughtly-form br, thoughtly-form > p").count(),
          0,
          "wpautop changed the form",
        );
        const number = nextNumber();
        const form = leadForm(page);
        await form.getByLabel("Phone number").fill(number);
        await form.getByRole("checkbox").check();
        await form.getByRole("button", { name: "Call me" }).click();
        await page.waitForURL(`${stack.site}/contacts`);
        assert.equal((await stack.contacts(number)).length, 1);
        await context.close();
      });
    }
  test(`${look} theme: labels are legible`, async () => {
    const page = await open(browser, pages["author block"]);
    await page.getByLabel("Phone number").waitFor();
    assert.ok((await contrast(page)) >= 4.5, `${await contrast(page)} : 1`);
    await page.context().close();
  });
}

test("the text of the form is the stack's, letter by letter", async () => {
  const words = await (await fetch(`${stack.site}/forms/contact/markup?locale=en`)).text();
  const consent = /<span>(I agree .*?)<a /.exec(words)[1].trim();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const address of Object.values(pages)) {
    await page.goto(address);
    assert.ok((await page.content()).includes(consent), address);
  }
  await context.close();
});

test("the form stays while the stack is gone", async () => {
  stack.stop();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pages["author block"]);
  await page.getByLabel("Phone number").waitFor();
  await context.close();
});
