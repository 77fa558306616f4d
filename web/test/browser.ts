// Chromium for the tests, and helpers for pages.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";

const SCREENSHOTS = "../build/screenshots";

/** The time limit of a wait, in ms. It only ends a test that hangs. */
const PATIENCE = 120_000;

/** The time limit for closing a context, in ms. */
const CLOSING = 20_000;

/** Starts Chromium. without lists default switches of the driver to omit. */
export async function launch(without: string[] = []): Promise<Browser> {
  const browser = await chromium.launch({
    ignoreDefaultArgs: without,
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(PATIENCE);
    // On a busy machine, closing a page with held requests can hang. The end of the
    // browser then closes it.
    const close = context.close.bind(context);
    context.close = (...args) => Promise.race([close(...args), pause(CLOSING)]);
    return context;
  };
  return browser;
}

const pause = (ms: number) => new Promise<void>((later) => void setTimeout(later, ms).unref());

/** Waits until a condition outside the page holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE; !(await holds());) {
    if (Date.now() > end) throw new Error(`not within ${PATIENCE} ms: ${String(holds)}`);
    await new Promise((later) => setTimeout(later, 20));
  }
}

/** Lets the page's clock run fast until a condition holds. */
export async function forward(page: Page, holds: () => boolean | Promise<boolean>): Promise<void> {
  await until(async () => {
    // The driver can get no response from a page that ends meanwhile.
    const forwarded = page.clock.runFor(2000).catch(() => {});
    await Promise.race([forwarded, pause(1000)]);
    return holds();
  });
}

/** Waits until the page is rendered and no transition runs. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** Returns axe's findings on the page, as short lines. */
export async function violations(page: Page, within = "body"): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (selector) => {
    const { axe } = window as unknown as { axe: { run(...args: unknown[]): Promise<any> } };
    const { violations } = await axe.run(selector, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(
      (v: any) =>
        `${v.id}: ${v.nodes.map((n: any) => n.html + " " + n.failureSummary).join(" | ")}`,
    );
  }, within);
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
}

const errors: Error[] = [];

/** Records exceptions of the page's scripts. */
export function watch(page: Page): void {
  page.on("pageerror", (error) => errors.push(error));
}

/** Fails the test if the page's scripts threw an exception. */
export function noErrors(): void {
  assert.deepEqual(errors.splice(0), []);
}

/** Waits until the element has rendered its form. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector("thoughtly-form form");
}

/** Fills in the required fields of the demo form. */
export async function fill(page: Page, phone = "4155550123"): Promise<void> {
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Phone number").click();
  await page.keyboard.type(phone);
  await page.getByRole("checkbox").check();
}
