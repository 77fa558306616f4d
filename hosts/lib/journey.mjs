// The journey that every fixture has to survive.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
    ],
  });

let numbers = 0;

// Area codes, since a range of numbers has limits of its own.
const AREAS = [201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219];

/** A number that no other journey uses, as a visitor types it. */
export function nextNumber() {
  const area = AREAS[numbers % AREAS.length];
  return `(${area}) 555-01${String(numbers++).padStart(2, "0")}`;
}

/** The lead form of a page, which may have other forms. */
export const leadForm = (page) => page.locator("form.tf-form");

/** Opens a page that notes what goes wrong on it. */
export async function open(browser, url) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(120_000);
  page.problems = [];
  page.posts = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  page.on("request", (request) => request.method() === "POST" && page.posts.push(request));
  await page.goto(url);
  return page;
}

/**
 * Waits for the form, which is drawn once, and for its definition: a page from a
 * cache has the form earlier, which the browser then posts by itself.
 */
export async function drawn(page) {
  await leadForm(page).getByLabel("Phone number").waitFor();
  await page.waitForFunction(() => document.querySelector("thoughtly-form")?.definition);
  assert.equal(await leadForm(page).count(), 1, "the form is drawn once");
}

export async function type(page, number) {
  await leadForm(page).getByLabel("Name").fill("Ada Lovelace");
  await leadForm(page).getByLabel("Phone number").fill(number);
}

export async function keeps(page, number) {
  assert.equal(await leadForm(page).getByLabel("Name").inputValue(), "Ada Lovelace");
  assert.equal(
    (await leadForm(page).getByLabel("Phone number").inputValue()).replace(/\D/g, ""),
    number.replace(/\D/g, ""),
  );
}

/** Sends and asserts that one contact with a proof of work arrives. */
export async function send(page, stack, number) {
  await leadForm(page).getByRole("checkbox").check();
  await leadForm(page).getByRole("button", { name: "Call me" }).dblclick();
  await page.locator(".tf-success, .tf-done").first().waitFor();
  assert.equal((await stack.contacts(number)).length, 1, "one contact");
  const posts = page.posts.filter((request) => request.url().endsWith("/contacts"));
  assert.equal(posts.length, 1, "one post");
  const { proof } = posts[0].postDataJSON();
  assert.match(proof ?? "", /\S/, "the submission has a proof of work");
  assert.deepEqual(page.problems, []);
}

/** All of it; disturb is what the framework does while the visitor types. */
export async function journey(page, stack, disturb = async () => {}) {
  const number = nextNumber();
  await drawn(page);
  await type(page, number);
  await disturb(page);
  await keeps(page, number);
  await send(page, stack, number);
}
