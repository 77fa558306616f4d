// The snippet in pages whose links and forms another script takes over: htmx
// with boost, and Turbo. All of them see the form's submit event.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { drawn, journey, launch, open } from "../lib/journey.mjs";
import { startServer } from "../lib/server.mjs";
import { startStack } from "../lib/stack.mjs";

const require = createRequire(import.meta.url);
const scripts = {
  htmx1: require.resolve("htmx1/dist/htmx.min.js"),
  htmx2: require.resolve("htmx2/dist/htmx.min.js"),
  turbo: require.resolve("@hotwired/turbo/dist/turbo.es2017-esm.js"),
};

let browser, stack, server;
const snippets = {};

// /htmx1/ and the others have a link to /htmx1/form, which has the one tag, and
// to /htmx1/markup, which has the form written out.
function page(req, res) {
  const [, kit, name] = new URL(req.url, "http://localhost").pathname.split("/");
  if (name === "script.js") {
    res.writeHead(200, { "content-type": "text/javascript; charset=utf-8" });
    return res.end(readFileSync(scripts[kit]));
  }
  const body = snippets[name] ?? "<h1>First page</h1>";
  res.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  res.end(`<!doctype html>
<html lang="en"><head><title>${kit} ${name}</title><link rel="icon" href="data:,">
<script ${kit === "turbo" ? 'type="module"' : "defer"} src="/${kit}/script.js"></script>
</head><body ${kit === "turbo" ? "" : 'hx-boost="true"'}>
<nav><a href="/${kit}/first">First</a> <a href="/${kit}/form">Tag</a> <a href="/${kit}/markup">Markup</a></nav>
${body}
</body></html>`);
}

before(async () => {
  server = await startServer(
    Object.fromEntries(Object.keys(scripts).map((kit) => [`/${kit}/`, page])),
  );
  stack = await startStack([server.origin]);
  snippets.markup = await (await fetch(`${stack.site}/forms/contact/markup?locale=en`)).text();
  snippets.form = `<script type="module" src="${stack.site}/widget/thoughtly-form.js"></script>
<thoughtly-form form="contact"></thoughtly-form>`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.stop();
  stack?.stop();
});

for (const kit of Object.keys(scripts))
  for (const [link, name] of [
    ["Tag", "the one tag"],
    ["Markup", "full markup"],
  ]) {
    test(`${kit}, ${name}: loaded with the page`, async () => {
      await journey(
        await open(browser, `${server.origin}/${kit}/${link === "Tag" ? "form" : "markup"}`),
        stack,
      );
    });
    test(`${kit}, ${name}: reached by a link, left, and reached by Back`, async () => {
      const page = await open(browser, `${server.origin}/${kit}/first`);
      // A reload of the page would lose this mark.
      await page.evaluate(() => (window.same = true));
      await page.getByRole("link", { name: link }).click();
      await drawn(page);
      await page.getByRole("link", { name: "First" }).click();
      await page.getByRole("heading", { name: "First page" }).waitFor();
      await page.goBack();
      await journey(page, stack);
      assert.equal(await page.evaluate(() => window.same), true);
    });
  }
