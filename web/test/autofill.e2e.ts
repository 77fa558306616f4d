// Chromium's autofill with a complete profile. It must leave the hidden field empty,
// since a submission with a value in it is held for review.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ready } from "./browser.js";
import { messages } from "./definition.js";
import { page, server, setUp } from "./setup.js";

setUp();

const PROFILE = {
  NAME_FULL: "Ada Lovelace",
  COMPANY_NAME: "Analytical Engines",
  EMAIL_ADDRESS: "ada@example.com",
  PHONE_HOME_WHOLE_NUMBER: "+14155550123",
  ADDRESS_HOME_LINE1: "1 Main Street",
  ADDRESS_HOME_LINE2: "Floor 2",
  ADDRESS_HOME_CITY: "San Francisco",
  ADDRESS_HOME_STATE: "CA",
  ADDRESS_HOME_ZIP: "94105",
  ADDRESS_HOME_COUNTRY: "US",
};
const HIDDEN = "thoughtly-form .tf-more input";

/** Fills the form like a visitor who selects the profile in the name field. */
async function autofill(): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Autofill.enable");
  await devtools.send("DOM.enable");
  const { root } = await devtools.send("DOM.getDocument", {});
  const { nodeId } = await devtools.send("DOM.querySelector", {
    nodeId: root.nodeId,
    selector: "thoughtly-form input[name=name]",
  });
  const { node } = await devtools.send("DOM.describeNode", { nodeId });
  const fields = Object.entries(PROFILE).map(([name, value]) => ({ name, value }));
  const filled = new Promise((done) => devtools.once("Autofill.addressFormFilled", done));
  await page.getByLabel("Name").click();
  await devtools.send("Autofill.trigger", {
    fieldId: node.backendNodeId,
    address: { fields },
  });
  await filled;
  await page.waitForFunction(
    (name) => document.querySelector<HTMLInputElement>("input[name=name]")!.value === name,
    PROFILE.NAME_FULL,
  );
  await devtools.detach();
}

test("the hidden field stays empty, and the form is sent", async () => {
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
  await autofill();
  assert.equal(await page.locator(HIDDEN).inputValue(), "");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  const sent = server.posts[0];
  assert.equal(sent.name, PROFILE.NAME_FULL);
  assert.match(sent.phone_number.replace(/\D/g, ""), /4155550123$/);
  assert.ok(!sent.tf_leave_empty, "the hidden field is sent with a value");
});

// Shows that the test above is effective: the profile fills a field with an ordinary name.
test("a company field instead of the hidden field is filled in", async () => {
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
  await page.locator(HIDDEN).evaluate((input: HTMLInputElement) => {
    input.name = "company";
    input.autocomplete = "organization";
    const around = input.closest("bdi")!;
    around.hidden = around.inert = false;
    around.className = "";
    input.parentElement!.id = "shown";
  });
  await autofill();
  assert.equal(await page.locator("#shown input").inputValue(), PROFILE.COMPANY_NAME);
});
