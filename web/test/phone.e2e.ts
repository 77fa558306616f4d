// The phone field and the email hint, filled in by visitors and by browsers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { fill, ready, settled, until } from "./browser.js";
import { definition, messages } from "./definition.js";
import { newPage, page, server, setUp } from "./setup.js";

let phone: Locator, country: Locator;
setUp();

async function open(locale = "en-US"): Promise<void> {
  await newPage({ locale });
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
  phone = page.getByLabel("Phone number");
  country = page.getByLabel("Country");
  await phone.focus();
  await page.waitForFunction(() => document.querySelector("select")!.options.length > 1);
}

// Waits, since the country's rules may have to be loaded first.
const chosen = (value: string) =>
  page.waitForFunction((v) => document.querySelector("select")!.value === v, value);

// Replaces digits of any script by ASCII digits.
const digitsIn = (text: string) => text.normalize("NFKC").replace(/\D/g, "");

const digits = async () => (await phone.inputValue()).replace(/[^\d+]/g, "");

test("the country is guessed and shown in the page's language with its calling code", async () => {
  await open("de-AT");
  assert.equal(await country.inputValue(), "AT");
  assert.equal(await page.locator(".tf-code").textContent(), "AT +43");
  await country.selectOption("DE");
  await page.locator(".tf-code", { hasText: "DE +49" }).waitFor();
  assert.equal(await country.locator("option:checked").textContent(), "Germany (+49)");
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>("[type=tel]")!.placeholder === "01512 3456789",
  );
  assert.ok((await country.locator("option").count()) > 200);
});

test("the list has only the form's countries, if it has a list", async () => {
  server.definitions.contact = definition({ countries: { allowed: ["DE", "FR"], default: "FR" } });
  await open("en-US");
  assert.deepEqual(await country.locator("option").allTextContents(), [
    "France (+33)",
    "Germany (+49)",
  ]);
  assert.equal(await country.inputValue(), "FR");
});

test("the server's guess of the country has precedence, and the visitor's choice over all", async () => {
  server.session = { country: "FR" };
  await open("en-US");
  await page.locator(".tf-code", { hasText: "FR +33" }).waitFor();
  await country.selectOption("GB");
  await phone.fill("020 7946 0958");
  await phone.blur();
  assert.equal(await country.inputValue(), "GB");
});

test("if no country can be guessed, the visitor must choose one", async () => {
  server.definitions.contact = definition({ countries: {} });
  await open("eo");
  await phone.fill("4155550123");
  await phone.blur();
  await page.locator(".tf-error", { hasText: messages["error.phone_unknown_country"]! }).waitFor();
  await country.selectOption("US");
  await page.locator("#tf-contact-phone_number-error").waitFor({ state: "hidden" });
});

test("an international number changes the country", async () => {
  await open();
  await page.locator("[type=tel][placeholder]").waitFor(); // the rules are here
  await page.keyboard.type("+44 20 7946 0958");
  await chosen("GB");
  await phone.fill("");
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>("[type=tel]")!;
    input.value = "+33 1 23 45 67 89"; // like a paste or autofill
    input.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
  });
  await chosen("FR");
});

test("autofill: a doubled calling code, a missing plus sign, and no event", async () => {
  await open();
  await page.locator("[type=tel][placeholder]").waitFor(); // the rules are here
  const autofill = async (value: string) => {
    await phone.evaluate((e, v) => {
      (e as HTMLInputElement).value = v;
      e.dispatchEvent(new Event("change", { bubbles: true }));
    }, value);
    return digits();
  };
  assert.equal(await autofill("+1 +1 415 555 0123"), "+14155550123");
  assert.equal(await autofill("1 415 555 0123").then((d) => d.replace(/^\+?1/, "")), "4155550123");
  await country.selectOption("DE");
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>("[type=tel]")!.placeholder === "01512 3456789",
  );
  assert.match(await autofill("4930123456"), /^(\+49|0)?30123456$/);
  assert.equal(await country.inputValue(), "DE");
  await phone.evaluate((e) => ((e as HTMLInputElement).value = "+1 415 555 0123"));
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts[0].country_code, "US");
  assert.equal(server.posts[0].phone_number.replace(/[^\d+]/g, ""), "+14155550123");
});

test("the typed text is kept, and read again for another country", async () => {
  await open();
  await page.keyboard.type("(415) 555-0123");
  await country.selectOption("DE");
  assert.equal(await phone.inputValue(), "(415) 555-0123");
  await country.selectOption("US");
  assert.equal(await phone.inputValue(), "(415) 555-0123");
  assert.equal(await page.locator("#tf-contact-phone_number-error").isVisible(), false);
});

test("a number with other digits than typed is shown", async () => {
  await open();
  const note = page.locator("#tf-contact-phone_number-hint");
  for (const [typed, meant] of [
    ["0044 20 7946 0958", "+44 20 7946 0958"],
    ["415555HELP", "+1 415-555-4357"],
    ["+52 1 55 1234 5678", "+52 55 1234 5678"],
  ]) {
    await country.selectOption("US");
    await phone.fill(typed!);
    await phone.blur();
    await note.filter({ hasText: meant! }).waitFor();
    assert.equal(await phone.inputValue(), typed);
  }
  await country.selectOption("US");
  await phone.fill("415 555 0123 ext. 12");
  await phone.blur();
  await note.filter({ hasText: messages.phone_extension!.replace("{extension}", "12") }).waitFor();
  await phone.fill("4155550123");
  await phone.blur();
  await note.waitFor({ state: "detached" });
});

test("every way to write a number gives the intended number", async () => {
  await open();
  const file = readFileSync("../shared/testdata/reads.json", "utf8");
  const groups = JSON.parse(file) as { reads: Record<"input" | "country" | "e164", string>[] }[];
  // Toll-free numbers are read, and then refused for their type.
  const sent = (r: { country: string; e164: string }) => r.country && !/^\+1800/.test(r.e164);
  const rows = groups.flatMap(({ reads }) => reads.filter(sent).slice(0, 5));
  assert.ok(rows.length > 40);
  const field = page.locator(".tf-field", { has: phone });
  const error = page.locator("#tf-contact-phone_number-error");
  for (const { input, country: chosen, e164 } of rows) {
    await phone.fill("");
    await country.selectOption(chosen);
    await phone.fill(input);
    await phone.blur();
    // The number is shown in the field or in the note, or it is refused.
    const nsn = e164?.slice(-7);
    await until(async () => {
      if (!nsn) return error.isVisible();
      const shown = [
        await phone.inputValue(),
        ...(await field.locator(".tf-hint").allTextContents()),
      ];
      const valid = (await field.getAttribute("data-tf-valid")) !== null;
      return valid && shown.some((text) => digitsIn(text).includes(nsn));
    });
    if (e164) assert.equal(await error.isVisible(), false, input);
  }
});

test("a number of another country is suggested, and the value does not change before it is chosen", async () => {
  server.definitions.contact = definition({ countries: { allowed: ["US", "GB"], default: "US" } });
  await open();
  await phone.fill("07400 123456");
  await phone.blur();
  const offer = page.getByRole("button", { name: "+44 7400 123456 (United Kingdom)" });
  await offer.waitFor();
  assert.equal(await country.inputValue(), "US");
  await offer.click();
  assert.equal(await country.inputValue(), "GB");
  assert.equal(await phone.inputValue(), "+44 7400 123456");
  await page.locator("#tf-contact-phone_number-error").waitFor({ state: "hidden" });
});

test("digits that are valid with and without a plus sign give both suggestions", async () => {
  server.definitions.contact = definition({ countries: { allowed: ["DE", "GB"], default: "DE" } });
  await open();
  await phone.fill("447400123456");
  await phone.blur();
  await page.getByRole("button", { name: "+44 7400 123456 (United Kingdom)" }).waitFor();
  assert.equal(await country.inputValue(), "DE");
  assert.equal(await phone.inputValue(), "447400123456");
  await phone.fill("0447 400123456");
  await phone.blur();
  await page.locator("#tf-contact-phone_number-hint").waitFor({ state: "detached" });
});

test("a number in no known range is sent after it is confirmed", async () => {
  await open();
  await phone.fill("(436) 234-5678");
  await page.getByRole("checkbox").check();
  const button = page.getByRole("button", { name: "Call me" });
  await button.click();
  await page.locator(".tf-error", { hasText: messages["error.phone_unknown"] }).waitFor();
  assert.equal(server.posts.length, 0);
  await button.click();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts[0].confirmed_number, true);
});

test("the caret stays at its position", async () => {
  await open();
  await page.keyboard.type("4155550123");
  await phone.evaluate((e) => (e as HTMLInputElement).setSelectionRange(2, 2));
  await page.keyboard.type("9");
  assert.equal(await phone.evaluate((e) => (e as HTMLInputElement).selectionStart), 3);
  await page.keyboard.press("Backspace");
  assert.equal(await phone.evaluate((e) => (e as HTMLInputElement).selectionStart), 2);
});

test("numbers that cannot be called are refused with the reason", async () => {
  await open();
  for (const [number, code] of [
    ["+1 900 555 0123", "phone_type_not_allowed"],
    ["+1 415 555 01", "phone_too_short"],
    ["hello", "phone_not_a_number"],
  ]) {
    await phone.fill(number!);
    await phone.blur();
    await page.locator(".tf-error", { hasText: messages[`error.${code}`] }).waitFor();
  }
});

test("an error is shown after the pointer is released, so that no click is lost", async () => {
  await open();
  await page.locator("[type=tel][placeholder]").waitFor(); // the rules and styles are here
  await page.getByLabel("Email").fill("nonsense");
  await settled(page);
  const button = page.getByRole("button", { name: "Call me" });
  const box = (await button.boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + 5);
  await page.mouse.down();
  await settled(page);
  assert.equal((await button.boundingBox())!.y, box.y);
  await page.mouse.up();
  await page.locator(".tf-summary a").first().waitFor();
});

test("an address with a typing error gets a suggestion, which can be ignored", async () => {
  await open();
  const email = page.getByLabel("Email");
  await email.fill("ada@gmial.com");
  await email.blur();
  const offer = page.getByRole("button", { name: "ada@gmail.com" });
  await page.locator(".tf-spoken", { hasText: "ada@gmail.com" }).waitFor({ state: "attached" });
  await email.focus();
  await page.keyboard.press("Tab"); // to the suggestion, which must stay when the field loses the focus
  await page.keyboard.press("Enter");
  assert.equal(await email.inputValue(), "ada@gmail.com");
  assert.equal(await offer.count(), 0);
});

test("an address with one possible meaning is corrected in its field", async () => {
  await open();
  const email = page.getByLabel("Email");
  await email.fill("ada@münchen.de");
  await email.blur();
  await page.locator(".tf-field[data-tf-valid]", { has: email }).waitFor();
  assert.equal(await email.inputValue(), "ada@münchen.de");
  for (const typed of ["ada@example.com,", "mailto:ada@example.com", "ada＠example。com"]) {
    await email.fill(typed);
    await email.blur();
    await until(async () => (await email.inputValue()) === "ada@example.com");
  }
});

test("an invalid optional address is omitted at the second press", async () => {
  await open();
  await fill(page);
  const email = page.getByLabel("Email");
  const button = page.getByRole("button", { name: "Call me" });
  await email.fill("ada@example");
  await button.click();
  await page.locator(".tf-summary a", { hasText: messages.email_insist! }).waitFor();
  await email.fill("ada@exampel"); // not the address that was refused
  await button.click();
  await page.locator(".tf-summary a", { hasText: messages.email_insist! }).waitFor();
  assert.equal(server.posts.length, 0);
  await button.click();
  await page.getByText(messages["success.without_email"]!).waitFor();
  assert.equal(server.posts.length, 1);
  assert.equal(server.posts[0].email, undefined);
  assert.match(server.posts[0].phone_number, /415/);
});

test("names of all cultures are accepted, and links in a name are refused", async () => {
  await open();
  const file = readFileSync("../shared/testdata/vectors.json", "utf8");
  const { fields } = JSON.parse(file) as { fields: Record<"kind" | "value" | "code", string>[] };
  const names = fields.filter(
    ({ kind, value }) => kind === "name" && value.trim() && !/\0/.test(value),
  );
  assert.ok(names.length > 15);
  const name = page.getByLabel("Name", { exact: false }).first();
  const error = page.locator("#tf-contact-name-error");
  for (const { value, code } of names) {
    if (code === "required") continue; // the form does not require a name
    await name.fill("");
    await name.fill(value);
    await name.blur();
    await until(async () => (await error.isVisible()) === Boolean(code));
    assert.equal(await name.inputValue(), value.replace(/[\r\n]/g, ""), "what was typed stays");
  }
});
