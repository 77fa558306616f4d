// The form's states on a plain page, against a canned API.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, ready, screenshot, violations } from "./browser.js";
import { messages } from "./definition.js";
import { created } from "./server.js";
import { page, server, setUp } from "./setup.js";

setUp({ viewport: { width: 390, height: 900 } });

async function open(): Promise<void> {
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
}

for (const width of [390, 1280]) {
  test(`no state has an accessibility violation at ${width} px`, async () => {
    await page.setViewportSize({ width, height: 900 });
    await open();
    const seen = async (state: string) => {
      assert.deepEqual(await violations(page), [], state);
      await screenshot(page, `form-${width}-${state}`);
    };
    await page.getByLabel("Name").focus();
    await page.waitForFunction(() => /\+1/.test(document.querySelector(".tf-code")!.textContent));
    await seen("empty");
    await page.getByRole("button", { name: "Call me" }).click();
    await page.getByText(messages.summary!).waitFor();
    await seen("error");
    let answer = () => {};
    const after = new Promise<void>((done) => (answer = done));
    server.answers = [{ ...created, after }];
    await fill(page);
    await page.getByRole("button", { name: "Call me" }).click();
    await page.getByText(messages.busy!).waitFor();
    await seen("busy");
    answer();
    await page.getByText(messages.created!).waitFor();
    await seen("success");
  });
}

test("a submission contains the contact, the consent and the page's context", async () => {
  await page.goto(`${server.url}/examples/plain.html?utm_source=news&gclid=x1&name=Grace`);
  await ready(page);
  await fill(page);
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  const [{ submission_id, phone_number, ...rest }] = server.posts;
  assert.equal(phone_number.replace(/\D/g, ""), "4155550123");
  assert.match(submission_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.deepEqual(rest, {
    form: "contact",
    name: "Ada Lovelace",
    country_code: "US",
    consent: true,
    consent_text_sha256: server.definitions.contact!.consent!.text_sha256,
    page: {
      url: `${server.url}/examples/plain.html?utm_source=news&gclid=x1&name=Grace`,
      locale: "en",
      time_zone: await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
      consent_version: "2026-11-01",
      campaign: { utm_source: "news", gclid: "x1" },
    },
  });
});

test("a translated page is reported: by the browser's mark, or by a changed consent text", async () => {
  const translations: Record<string, () => void> = {
    class: () => document.documentElement.classList.add("translated-ltr"),
    language: () => (document.documentElement.lang = "nl"),
    font: () => {
      const label = document.querySelector(".tf-label")!;
      const font = document.createElement("font");
      font.append(label.firstChild!);
      label.prepend(font);
    },
    words: () => (document.querySelector(".tf-consent a")!.textContent = "Privacidad"),
    none: () => {},
  };
  for (const [name, translate] of Object.entries(translations)) {
    await open();
    await fill(page);
    await page.evaluate(translate);
    await page.getByRole("button", { name: "Call me" }).click();
    await page.getByText(messages.created!).waitFor();
    assert.equal(server.posts.pop().page.translated, name === "none" ? undefined : true, name);
  }
});

test("the tokens of consent certificates are members of the submission, not attributes", async () => {
  await open();
  await page.evaluate(() => {
    const tokens = {
      xxTrustedFormCertUrl: "https://cert.trustedform.com/0123456789abcdef",
      xxTrustedFormToken: "https://cert.trustedform.com/0123456789abcdef",
      universal_leadid: "6B9A6F2C-0D63-4B0A-8C3B-2D2F5E9B8C11",
    };
    for (const [name, value] of Object.entries(tokens)) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      document.querySelector("form")!.append(input);
    }
  });
  await fill(page);
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  const [post] = server.posts;
  assert.equal(post.xxTrustedFormCertUrl, "https://cert.trustedform.com/0123456789abcdef");
  assert.equal(post.universal_leadid, "6B9A6F2C-0D63-4B0A-8C3B-2D2F5E9B8C11");
  assert.equal(post.attributes, undefined);
  assert.equal(post.xxTrustedFormToken, undefined);
});

test("errors are shown at their fields and in a summary, which gets the focus", async () => {
  await open();
  await page.getByLabel("Email").fill("ada");
  await page.getByLabel("Email").blur();
  await page.getByText(messages["error.email_invalid"]!).first().waitFor();
  await page.getByRole("button", { name: "Call me" }).click();
  const links = page.locator(".tf-summary a");
  await links.first().waitFor();
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("tf-summary")));
  assert.deepEqual(await links.allTextContents(), [
    messages["error.required.phone_number"],
    `${messages["error.email_invalid"]} ${messages.email_insist}`,
    messages["error.required.consent"],
  ]);
  await links.first().click();
  const phone = page.getByLabel("Phone number");
  assert.ok(await phone.evaluate((e) => e === document.activeElement));
  assert.equal(await phone.getAttribute("aria-invalid"), "true");
  const described = await phone.getAttribute("aria-describedby");
  assert.equal(
    await page.evaluate((id) => document.getElementById(id)!.textContent, described!),
    messages["error.required.phone_number"],
  );
  assert.equal(server.posts.length, 0);
});
