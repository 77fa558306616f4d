// The texts after a submission, also for a screen reader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { fill, ready, violations } from "./browser.js";
import { messages } from "./definition.js";
import { heard } from "./heard.js";
import { page, server, setUp } from "./setup.js";

setUp({ timezoneId: "America/Los_Angeles" });
beforeEach(async () => {
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
});

const read = (state: string) => readFileSync(`test/fixtures/heard-${state}.txt`, "utf8");
const send = () => page.getByRole("button", { name: "Call me" }).click();
const answer = (status: string, call?: object) =>
  (server.answers = [{ status: 201, body: { data: { status, id: "c", call }, error: null } }]);
const shown = () => page.locator(".tf-success:not([hidden]) p").allInnerTexts();

test("the call: its number, time and caller, and a way to correct the number", async () => {
  answer("created", { status: "placed" });
  await fill(page);
  await send();
  await page.getByText(messages["success.placed"]!).waitFor();
  assert.deepEqual(await shown(), [
    "Your phone rings now.",
    "+1 415-555-0123",
    "Example Inc. calls you, through an AI agent.",
    "Not your number? Change it",
  ]);
  assert.deepEqual(await violations(page), []);
  assert.equal(await heard(page), read("success"));
  await page.getByRole("button", { name: "Change it" }).click();
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  await page.getByLabel("Phone number").fill("+1 415 555 0199");
  await send();
  await page.getByText("+1 415-555-0199").waitFor();
  assert.notEqual(server.posts[0].submission_id, server.posts[1].submission_id);
});

for (const status of ["created", "queued"]) {
  test(`${status}, the call at another hour: in the visitor's zone and language`, async () => {
    answer(status, { status: "scheduled", at: "2026-11-26T11:00:00-05:00" });
    await fill(page);
    await send();
    await page.getByText(/^Your phone rings on Thursday, November 26 at 8:00\sAM PST\.$/).waitFor();
  });
  test(`${status} without a call: no time is shown`, async () => {
    answer(status);
    await fill(page);
    await send();
    await page.getByText(messages[status]!).waitFor();
    assert.doesNotMatch((await shown()).join(" "), /now|ring|AI agent/);
  });
}

test("errors for a screen reader: the summary follows, and the suggestion is described", async () => {
  await page.getByLabel("Email").fill("ada@gmial.com");
  await send();
  await page.locator(".tf-summary a").first().waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal(await heard(page), read("errors"));
  await page.getByLabel("Phone number").fill("+14155550123");
  await page.getByLabel("Phone number").blur();
  await page.waitForFunction(() => document.querySelectorAll(".tf-summary a").length === 1);
  await page.locator(".tf-consent input").check();
  await page.locator(".tf-consent input").blur();
  await page.locator(".tf-summary").waitFor({ state: "hidden" });
});
