// Pasted markup and a form drawn from the definition's tree must have the same
// elements.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { definition, markup, snippet } from "./definition.js";
import { until } from "./browser.js";
import { page, server, setUp } from "./setup.js";

setUp({ locale: "fr-CH" });

/**
 * Returns the elements of the page's form, one in each line, with attributes,
 * texts and states; without the submission's id.
 */
async function elements(body: string, query = ""): Promise<string[]> {
  server.pages["/page"] = `<!doctype html><meta charset="utf-8">${body}`;
  await page.goto(`${server.url}/page${query}`);
  await page.waitForFunction(() => document.querySelector("form")?.noValidate);
  return page.evaluate(() => {
    const lines: string[] = [];
    const visit = (node: Node, depth: number) => {
      const indent = "  ".repeat(depth);
      if (node instanceof Text) {
        if (node.data.trim()) lines.push(indent + JSON.stringify(node.data));
        return;
      }
      const e = node as HTMLElement & { value?: string; checked?: boolean };
      if (e.matches("[name=submission_id]")) return;
      const attributes = [...e.attributes].map((a) => `${a.name}=${JSON.stringify(a.value)}`);
      const state = [e.localName === "option" ? "" : e.value, e.checked].join(" ");
      lines.push(`${indent}${e.localName} ${attributes.sort().join(" ")} | ${state}`);
      for (const child of e.childNodes) visit(child, depth + 1);
    };
    visit(document.querySelector("form")!, 0);
    return lines;
  });
}

const dirs = ["../forms", "../forms/examples"];
for (const directory of dirs) {
  for (const file of readdirSync(directory)) {
    if (!file.endsWith(".json") || file === "schema.json") continue;
    const id = file.replace(".json", "");
    const { locales = ["en"], fields } = JSON.parse(readFileSync(`${directory}/${file}`, "utf8"));
    const query = new URLSearchParams();
    for (const { name, prefill, options } of fields)
      if (prefill) query.append(name.replace("attributes.", ""), options?.[1].value ?? "12345");
    for (const locale of locales) {
      test(`${id} in ${locale} is the same pasted and drawn`, async () => {
        const pastedForm = snippet("-locale", locale, "-endpoint", server.url, id);
        const data = snippet("-locale", locale, "-json", id);
        server.definitions[id] = JSON.parse(data);
        const bare = pastedForm.replace(/<form[^]*<\/form>/, "");
        for (const search of ["", `?${query}`]) {
          const pasted = await elements(pastedForm, search);
          assert.ok(pasted.length > 20);
          assert.deepEqual(await elements(bare, search), pasted);
        }
      });
    }
  }
}

test("every type of field is prefilled from the URL, in pasted and in drawn forms", async () => {
  const options = [{ value: "a" }, { value: "b" }];
  const fields = [
    { name: "phone_number", type: "tel" },
    { name: "email", type: "email", prefill: true },
    { name: "attributes.plan", type: "select", label: "Plan", options, prefill: true },
    { name: "attributes.size", type: "radio", label: "Size", options, prefill: true },
    { name: "tags", type: "checkbox", label: "Topics", options, prefill: true },
    { name: "attributes.customer", type: "checkbox", label: "Customer", prefill: true },
    { name: "attributes.note", type: "textarea", label: "Note", prefill: true },
    { name: "attributes.city", type: "text", label: "City" },
  ];
  const query =
    "?plan=b&size=a&tags=a&tags=b&customer=true&note=Hi&email=a%40b.example&city=x&phone_number=1&consent=true";
  const contact = (server.definitions.contact = definition({ fields }));
  for (const inner of ["", markup({ fields })]) {
    await elements(
      `<script type="module" src="/widget/thoughtly-form.js"></script>
       <thoughtly-form form="${contact.id}" locale="en">${inner}</thoughtly-form>`,
      query,
    );
    const posted = await page.evaluate(() => {
      const data = new FormData(document.querySelector("form")!);
      return [...data].filter(([name]) => !/form|page|country|sha256|tf_|submission/.test(name));
    });
    assert.deepEqual(posted, [
      ["phone_number", ""],
      ["email", "a@b.example"],
      ["attributes[plan]", "b"],
      ["attributes[size]", "a"],
      ["tags", "a"],
      ["tags", "b"],
      ["attributes[customer]", "true"],
      ["attributes[note]", "Hi"],
      ["attributes[city]", ""],
    ]);
  }
});

test("the link to the do-not-call page leads to the form's server, pasted and drawn", async () => {
  const changes = { privacy: { stop: true } };
  server.definitions.contact = definition(changes);
  for (const inner of ["", markup(changes)]) {
    await elements(
      `<script type="module" src="/widget/thoughtly-form.js"></script>
       <thoughtly-form form="contact" locale="en" endpoint="${server.url}">${inner}</thoughtly-form>`,
    );
    const link = page.locator("form").getByRole("link", { name: "Stop calls to my number" });
    assert.equal(await link.getAttribute("href"), `${server.url}/stop?locale=en`);
  }
});

test("call times begin now, in pasted and in drawn forms, and one is sent", async () => {
  const fields = [
    { name: "phone_number", type: "tel", required: true },
    { name: "call_time", type: "call_time" },
  ];
  const changes = { fields, call: { agent: "agent_demo" } };
  server.definitions.contact = definition(changes);
  await page.clock.setFixedTime(new Date(2026, 10, 27, 18, 30)); // a Friday
  for (const inner of ["", markup(changes)]) {
    await elements(
      `<script type="module" src="/widget/thoughtly-form.js"></script>
       <thoughtly-form form="contact" locale="en">${inner}</thoughtly-form>`,
    );
    const select = page.getByLabel("When should we call?");
    await page.locator("form").hover(); // loads what the touched form needs
    await page.waitForFunction(
      () => document.querySelectorAll("[name=call_time] option").length < 73,
    );
    const times = await select.locator("option").allTextContents();
    assert.deepEqual(times.slice(0, 3), [
      "As soon as possible",
      "Friday at 7:00 PM",
      "Saturday at 8:00 AM",
    ]);
    assert.deepEqual([times.length, times.at(-1)], [62, "Thursday at 7:00 PM"]);
    assert.equal(await select.inputValue(), "");
  }
  await page.clock.resume();
  await page.getByLabel("When should we call?").selectOption("Monday at 9:00 AM");
  await page.getByLabel("Phone number").fill("+1 415 555 0123");
  await page.getByLabel(/I agree/).check();
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText("Thank you.").waitFor();
  assert.equal((server.posts[0] as { call_time: string }).call_time, "mon 09:00");
});

test("a cached page gets the current text of the consent, not ticked", async () => {
  const old = markup({
    consent: {
      version: "1",
      required: true,
      seller: "Example Inc.",
      text: "Old words of Example Inc.",
    },
  });
  await elements(
    `<script type="module" src="/widget/thoughtly-form.js"></script>
     <thoughtly-form form="contact" locale="en">${old.replace('value="true"', "$& checked")}</thoughtly-form>`,
  );
  const { consent } = server.definitions.contact!;
  assert.match(await page.locator(".tf-consent").innerText(), /artificial voice/);
  assert.equal(await page.getByRole("checkbox").isChecked(), false);
  const hidden = (name: string) => page.locator(`[name="${name}"]`).inputValue();
  assert.equal(await hidden("consent_text_sha256"), consent!.text_sha256);
  assert.equal(await hidden("page[consent_version]"), consent!.version);
});

test("the same form twice on a page has unique ids", async () => {
  const two = [1, 2].map(() => `<thoughtly-form form="contact" locale="en">`);
  await elements(
    `<script type="module" src="/widget/thoughtly-form.js"></script>
     ${two[0]}${markup()}</thoughtly-form>${two[1]}</thoughtly-form>${two[1]}${markup()}</thoughtly-form>`,
  );
  await page.waitForFunction(
    () => [...document.forms].filter((form) => form.noValidate).length === 3,
  );
  const problems = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    const labels = [...document.querySelectorAll("label")].filter(
      (l) => l.control && l.control.closest("form") !== l.closest("form"),
    );
    return [ids.filter((id, i) => ids.indexOf(id) !== i), labels.length];
  });
  assert.deepEqual(problems, [[], 0]);
});

test("the honeypot is hidden without a stylesheet and under hostile ones", async () => {
  server.pages["/page"] =
    `<!doctype html><style>div,label,input,form *:is(p,span){display:block!important}</style>${markup()}`;
  await page.goto(`${server.url}/page`);
  assert.equal(await page.locator("[name=tf_leave_empty]").isVisible(), false);
});

test("a country is found by typing its other names and its calling code", async () => {
  await elements(
    `<script type="module" src="/widget/thoughtly-form.js"></script>
     <thoughtly-form form="contact" locale="en"></thoughtly-form>`,
  );
  // Waits for the code that is loaded at the first touch.
  await page.evaluate(() => document.querySelector("thoughtly-form")!.context());
  const select = page.locator("[name=country_code]");
  for (const [typed, country] of [
    ["UK", "GB"],
    ["USA", "US"],
    ["+44", "GB"],
    ["+358", "FI"],
    ["7", "RU"],
    ["Fran", "FR"],
    ["Norge", "NO"],
  ] as const) {
    // On a slow machine the pause between two keys can be as long as one between words.
    await until(async () => {
      await select.selectOption("DE");
      await page.locator("[name=email]").focus(); // ends the former word
      await select.focus();
      await page.waitForFunction(() => document.querySelector("select:focus"));
      await page.keyboard.type(typed);
      return (await select.inputValue()) === country;
    });
  }
});

test("tags and attributes that forms do not have are not created", async () => {
  const contact = server.definitions.contact!;
  contact.tree.push(
    ["p", { style: "color: red", onclick: "alert(1)", id: "odd" }, "<b>odd</b>"],
    ["a", { href: "javascript:alert(1)", id: "link" }, "link"],
  );
  await elements(
    `<script type="module" src="/widget/thoughtly-form.js"></script>
     <thoughtly-form form="contact" locale="en"></thoughtly-form>`,
  );
  assert.equal(
    await page.locator("#odd").evaluate((e) => e.outerHTML),
    '<p id="odd">&lt;b&gt;odd&lt;/b&gt;</p>',
  );
  assert.equal(await page.locator("#link").getAttribute("href"), null);
});
