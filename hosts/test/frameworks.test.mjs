// The package in frameworks and bundlers, in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildNext, buildReact, buildVite, buildWebpack, startNext } from "../lib/build.mjs";
import { drawn, journey, keeps, launch, nextNumber, open, send, type } from "../lib/journey.mjs";
import { startServer } from "../lib/server.mjs";
import { startStack } from "../lib/stack.mjs";

let browser, stack, server, render, next;

const html = (res, body) => {
  res.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  res.end(body);
};
const shell = (more) => (_req, res) =>
  html(
    res,
    `<!doctype html><html lang="en"><head><title>webpack</title><link rel="icon" href="data:,">${more}</head><body><script src="main.js"></script></body></html>`,
  );

before(async () => {
  const [react18, react19, [style, extract]] = await Promise.all([
    buildReact(18),
    buildReact(19),
    buildWebpack(["style", "extract"]),
    buildNext(),
    buildVite("vue"),
    buildVite("svelte"),
  ]);
  render = { react18, react19 };
  next = await startNext();
  const handle = next.getRequestHandler();
  const server_ = (version) => (_req, res) => html(res, render[version](stack.site));
  server = await startServer({
    "/next": handle,
    "/react18/server": server_("react18"),
    "/react19/server": server_("react19"),
    "/webpack-style/index.html": shell(style),
    "/webpack-extract/index.html": shell(extract),
  });
  stack = await startStack([server.origin]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.stop();
  stack?.stop();
  await next?.close();
});

const visit = (path) => {
  const [pathname, query = ""] = path.split("?");
  return open(
    browser,
    `${server.origin}${pathname}?endpoint=${encodeURIComponent(stack.site)}&${query}`,
  );
};
const again = (page) =>
  page
    .locator("#again")
    .click()
    .then(() => page.getByText("again 1 times").waitFor());

for (const version of ["react18", "react19"]) {
  test(`${version}: attributes in JSX, under StrictMode`, async () => {
    await journey(await visit(`/${version}/`), stack, again);
  });
  test(`${version}: properties by a ref`, async () => {
    const page = await visit(`/${version}/?by=ref`);
    await drawn(page);
    // The element asked this server, its own origin, before it had an endpoint.
    for (const problem of page.problems.splice(0)) assert.match(problem, /404|is no form/);
    await journey(page, stack, again);
  });
  test(`${version}: hydration after the form was drawn`, async () => {
    await journey(await visit(`/${version}/server`), stack, async (page) => {
      await page.evaluate(() => window.hydrate());
      await again(page);
    });
  });
}

for (const name of ["vue", "svelte"])
  test(name, async () => {
    await journey(await visit(`/${name}/`), stack, again);
  });

for (const css of ["style", "extract"])
  test(`webpack 5, css-loader with ${css === "style" ? "style-loader" : "a file of its own"}`, async () => {
    const page = await visit(`/webpack-${css}/index.html`);
    await drawn(page);
    // The theme's colour: the import of a stylesheet is kept.
    await page.waitForFunction(
      () =>
        getComputedStyle(document.querySelector("thoughtly-form")).getPropertyValue(
          "--tf-accent",
        ) === "#6d28d9",
    );
    await journey(page, stack);
  });

test("Next.js: rendered on the server", async () => {
  await journey(await visit("/next"), stack, again);
});
test("Next.js: reached on the client, and left and reached again", async () => {
  const page = await visit("/next/second");
  await page.getByRole("link", { name: "To the form" }).click();
  await drawn(page);
  await page.getByRole("link", { name: "Other page" }).click();
  await page.getByRole("heading", { name: "The other page" }).waitFor();
  await page.getByRole("link", { name: "To the form" }).click();
  const number = nextNumber();
  await drawn(page);
  await type(page, number);
  await again(page);
  await keeps(page, number);
  await send(page, stack, number);
});
