// The element in pages: enhanced, moved, twice on a page, in frameworks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, ready, violations } from "./browser.js";
import { definition, messages } from "./definition.js";
import { page, server, setUp } from "./setup.js";

setUp();

async function open(example: string, query = ""): Promise<void> {
  await page.goto(`${server.url}/examples/${example}.html${query}`);
  await ready(page);
}

const send = () => page.getByRole("button", { name: "Call me" }).first().click();

test("the server's markup is enhanced, not drawn again", async () => {
  await page.route("**/forms/contact*part=first", async (route) => {
    await page.getByLabel("Name").fill("Typed before the script");
    await page.locator("form").evaluate((e) => ((e as any).mine = true));
    await route.continue();
  });
  await open("full-markup");
  await page.waitForFunction(() => document.querySelector("form")!.noValidate);
  assert.ok(await page.locator("form").evaluate((e) => (e as any).mine));
  await send();
  await page.locator(".tf-summary a").first().waitFor();
  assert.equal(await page.locator(".tf-error:not([hidden])").count(), 2);
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("Phone number").fill("+14155550123");
  await page.getByRole("checkbox").check();
  await send();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts[0].name, "Typed before the script");
  assert.equal(server.posts[0].page.consent_version, "2026-11-01");
});

test("two forms on a page are independent", async () => {
  await open("two-forms");
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((e) => e.id));
  assert.equal(new Set(ids).size, ids.length);
  const second = page.locator("#second");
  await second.getByLabel("Phone number").fill("+14155550123");
  await second.getByRole("checkbox").check();
  await second.getByRole("button", { name: "Call me" }).click();
  await second.getByText(messages.created!).waitFor();
  assert.equal(await page.locator("#first .tf-submit").isVisible(), true);
  assert.equal(server.posts.length, 1);
  assert.deepEqual(await violations(page), []);
});

test("an element that is moved, removed or added again keeps its values; a new element is empty", async () => {
  await open("spa");
  await fill(page);
  for (const name of ["Move", "Take out or put back", "Take out or put back", "Move"]) {
    await page.getByRole("button", { name }).click();
  }
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  await page.getByRole("button", { name: "Make a new one" }).click();
  await ready(page);
  assert.equal(await page.getByLabel("Name").inputValue(), "");
  await fill(page);
  await send();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts.length, 1);
});

for (const framework of ["react", "vue"]) {
  test(`in ${framework}`, async () => {
    await open(framework);
    await fill(page);
    await send();
    await page.getByText(messages.created!).waitFor();
    await page.getByText("created", { exact: true }).waitFor();
  });
}

test("events and the data layer report what happened, without typed values", async () => {
  await open("events");
  await send();
  await page.getByText(messages.summary!).waitFor();
  await fill(page);
  await send();
  await page.getByText(messages.created!).waitFor();
  const { submission_id } = server.posts[0];
  await page.waitForFunction("dataLayer.some((t) => t.event === 'thoughtly-form:view')");
  const told = await page.evaluate<any[]>("dataLayer");
  assert.deepEqual(
    told.map((t) => t.event.split(":")[1]).filter((name) => name !== "view"),
    ["ready", "field-error", "field-error", "invalid", "start", "submit", "created"],
  );
  assert.deepEqual(
    told.find((t) => t.submission_id && t.event.endsWith("created")),
    {
      event: "thoughtly-form:created",
      form: "contact",
      submission_id,
    },
  );
  assert.deepEqual(
    told.filter((t) => t.field).map(({ field, code }) => [field, code]),
    [
      ["phone_number", "required"],
      ["consent", "required"],
    ],
  );
  assert.doesNotMatch(JSON.stringify(told), /Ada|555/);
});

test("methods: submit and reset", async () => {
  await open("plain");
  await fill(page);
  await page.locator("thoughtly-form").evaluate((e) => (e as any).submit());
  await page.getByText(messages.created!).waitFor();
  await page.locator("thoughtly-form").evaluate((e) => (e as any).reset());
  assert.equal(await page.getByLabel("Name").inputValue(), "");
  assert.equal(await page.getByText(messages.created!).isVisible(), false);
});

test("fields are prefilled from the query if the definition allows it, and the number never is", async () => {
  await open("plain", "?name=Grace&phone_number=%2B14155550123");
  assert.equal(await page.getByLabel("Name").inputValue(), "Grace");
  assert.equal(await page.getByLabel("Phone number").inputValue(), "");
  assert.equal(await page.getByRole("checkbox").isChecked(), false);
});

test("the first page of the visit is stored, with listed parameters only", async () => {
  await page.goto(`${server.url}/examples/index.html`);
  await page.goto(`${server.url}/examples/plain.html?utm_source=news&email=ada%40example.com`, {
    referer: "https://search.example/",
  });
  await ready(page);
  await page.goto(`${server.url}/examples/plain.html#below`);
  await ready(page);
  await fill(page);
  await send();
  await page.getByText(messages.created!).waitFor();
  assert.deepEqual(server.posts[0].page, {
    url: `${server.url}/examples/plain.html`,
    referrer: "https://search.example/",
    campaign: { utm_source: "news" },
    locale: "en",
    time_zone: await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    consent_version: "2026-11-01",
  });
});

test("every kind of field is drawn, validated and sent", async () => {
  const options = [
    { value: "a", label: "Option A" },
    { value: "b", label: "Option B" },
  ];
  server.definitions.contact = definition({
    fields: [
      { name: "phone_number", type: "tel", required: true },
      { name: "attributes.plan", type: "select", label: "Plan", options, required: true },
      { name: "attributes.size", type: "radio", label: "Size", options, required: true },
      { name: "tags", type: "checkbox", label: "Topics", options },
      { name: "attributes.customer", type: "checkbox", label: "Customer" },
      {
        name: "attributes.code",
        type: "text",
        pattern: "digits",
        label: "Code",
        help: "Four digits",
        min: 4,
        max: 4,
      },
      { name: "attributes.message", type: "textarea", label: "Message", max: 1000 },
      { name: "attributes.source", type: "hidden", value: "pricing" },
    ],
  });
  await open("plain");
  await page.getByLabel("Code").fill("12");
  await send();
  await page.locator(".tf-summary a").first().waitFor();
  assert.deepEqual(await page.locator(".tf-summary a").allTextContents(), [
    messages["error.required.phone_number"],
    messages["error.required.option"]!.replace("{label}", "Plan"),
    messages["error.required.option"]!.replace("{label}", "Size"),
    messages["error.too_short"]!.replace("{min}", "4"),
    messages["error.required.consent"],
  ]);
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("Phone number").fill("+14155550123");
  await page.getByLabel("Plan").selectOption("b");
  await page.getByRole("radio", { name: "Option A" }).check();
  for (const name of ["Option A", "Option B", "Customer"]) {
    await page.getByRole("checkbox", { name }).check();
  }
  await page.getByLabel("Code").fill("1234");
  await page.getByLabel("Message").fill("One\nTwo");
  await page.locator(".tf-consent input").check();
  await send();
  await page.getByText(messages.created!).waitFor();
  const { tags, attributes } = server.posts[0];
  assert.deepEqual(tags, ["a", "b"]);
  assert.deepEqual(attributes, {
    plan: "b",
    size: "a",
    customer: "true",
    code: "1234",
    message: "One\nTwo",
    source: "pricing",
  });
});
