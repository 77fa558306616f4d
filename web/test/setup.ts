// The set-up of the browser tests: Chromium, the canned API, and a new page for
// each test.
import { after, afterEach, before, beforeEach } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch, noErrors, watch } from "./browser.js";
import { startServer, type Server } from "./server.js";

// The hooks set these; importers see the current values.
export let browser: Browser, server: Server, page: Page;
/** The page's console messages. */
export let said: string[];

/** Registers the hooks of a test file. Its pages have the given context options. */
export function setUp(options?: BrowserContextOptions): void {
  before(async () => {
    [browser, server] = await Promise.all([launch(), startServer()]);
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });
  beforeEach(async () => {
    server.reset();
    await newPage(options);
  });
  afterEach(noErrors);
}

/** Opens a page in a new context and closes the former one. */
export async function newPage(options?: BrowserContextOptions): Promise<void> {
  await page?.context().close();
  page = await (await browser.newContext(options)).newPage();
  said = [];
  page.on("console", (message) => said.push(message.text()));
  watch(page);
}
