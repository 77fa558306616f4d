// The phone tables of calling codes: which are loaded, and the form without them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { fill, ready, until } from "./browser.js";
import { definition, messages } from "./definition.js";
import { page, server, setUp } from "./setup.js";

let tables: string[], lines: string[];
setUp({ locale: "en-US" });
beforeEach(() => {
  server.definitions.contact = definition({ countries: { default: "US" } });
  tables = [];
  lines = [];
  page.on("console", (m) => m.type() === "warning" && lines.push(m.text()));
  page.on("request", (r) => {
    const file = /\/phone-[0-9A-F]{8}\/([\d-]+\.bin|all\.bin)$/.exec(new URL(r.url()).pathname);
    if (file) tables.push(file[1]!);
  });
});

const phone = () => page.getByLabel("Phone number");
const send = () => page.getByRole("button", { name: "Call me" }).click();

async function open(): Promise<void> {
  await page.goto(`${server.url}/examples/plain.html`);
  await ready(page);
}

test("the default country's table is loaded with the module, another one when its calling code is typed", async () => {
  await open();
  const [table, module] = await Promise.all([
    page.waitForRequest(/\/1\.bin$/),
    page.waitForRequest(/form-\w+\.wasm$/),
    phone().focus(),
  ]);
  await Promise.all([table, module].map(async (r) => (await r.response())!.finished()));
  assert.deepEqual(tables, ["1.bin"]);
  await page.keyboard.type("+493012345");
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>("[type=tel]")!.value === "+49 30 12345",
  );
  assert.deepEqual(tables, ["1.bin", "49.bin"]);
  await page.keyboard.type("678 and more");
  await phone().blur();
  assert.deepEqual(tables, ["1.bin", "49.bin"]);
});

const blobs = readFileSync("../shared/phone/blobs.bin");
const first = blobs.subarray(0, blobs.readUInt16LE(4)); // the table of +1
const outdated = Buffer.from(first);
outdated[0]! ^= 1; // the checksum begins with the edition

for (const [name, answer] of Object.entries({
  "a truncated table": { body: first.subarray(0, 900) },
  "a table of another edition": { body: outdated },
  "an HTML page with status 200": {
    contentType: "text/html",
    body: "<!doctype html><title>Hi</title>",
  },
  "a broken table": { body: Buffer.alloc(400, 7) },
  "an empty file": { body: "" },
  "no file": { status: 404, body: "" },
})) {
  test(`${name} in place of every table: the form works, and the server checks`, async () => {
    await page.route(/\/\w+\.bin$/, (route) => route.fulfill(answer));
    await open();
    await fill(page, "4155550123");
    assert.equal(await phone().inputValue(), "4155550123");
    await send();
    await page.getByText(messages.created!).waitFor();
    assert.equal(server.posts[0].phone_number, "4155550123");
    assert.equal(server.posts.length, 1);
    await until(() => lines.length > 0);
    assert.deepEqual(tables, ["1.bin", "1.bin", "all.bin"]);
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^thoughtly-form: the server checks numbers of \+1: .*all\.bin: /);
  });
}

test("a wrong country's table, and at first no table", async () => {
  let asked = 0;
  await page.route(/\/1\.bin$/, (route) => {
    if (asked++) return route.fulfill({ status: 503 });
    return route.continue({ url: route.request().url().replace("/1.bin", "/44.bin") });
  });
  await open();
  await fill(page, "4155550123");
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>("[type=tel]")!.value === "(415) 555-0123",
  );
  assert.deepEqual(tables, ["1.bin", "1.bin", "all.bin"]);
  assert.deepEqual(lines, []);
});

test("a table that never loads does not delay a submission", async () => {
  await page.route(/\.bin$/, () => {}); // no answer
  await open();
  await fill(page, "4155550123");
  await send();
  await page.getByText(messages.created!).waitFor();
  assert.equal(server.posts[0].phone_number, "4155550123");
});

// A form of the EU-27 that preloads their tables, as forms/examples/quote.json does.
const quote = JSON.parse(readFileSync("../forms/examples/quote.json", "utf8")) as {
  countries: { default: string; allowed: string[]; preload: boolean };
};

test("a form with preload requests one file for all calling codes", async () => {
  server.definitions.contact = definition({
    countries: quote.countries,
    open: undefined,
    open_reason: undefined,
  });
  await open();
  const codes = server.definitions.contact.calling_codes!;
  assert.equal(codes.length, 27);
  assert.deepEqual(
    codes,
    [...codes].sort((a, b) => a - b),
  );
  for (const [typed, shown] of [
    ["+358412345678", "+358 41 2345678"],
    ["+493012345678", "+49 30 12345678"],
    ["+33612345678", "+33 6 12 34 56 78"],
  ]) {
    await phone().fill("");
    await fill(page, typed);
    await page.waitForFunction(
      (text) => document.querySelector<HTMLInputElement>("[type=tel]")!.value === text,
      shown,
    );
  }
  assert.deepEqual(tables, [`${codes.join("-")}.bin`]);
});

for (const [name, answer] of Object.entries({
  "that is missing": { status: 404, body: "" },
  "that is broken": { body: Buffer.alloc(400, 7) },
  "with the home country's table only": undefined,
})) {
  test(`a file of preloaded tables ${name}: each table is loaded separately`, async () => {
    server.definitions.contact = definition({
      countries: quote.countries,
      open: undefined,
      open_reason: undefined,
    });
    const codes = server.definitions.contact.calling_codes!;
    const file = `${codes.join("-")}.bin`;
    await page.route(new RegExp(`/${file}$`), (route) =>
      answer
        ? route.fulfill(answer)
        : route.continue({ url: route.request().url().replace(file, "49.bin") }),
    );
    await open();
    await fill(page, "+33612345678");
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>("[type=tel]")!.value === "+33 6 12 34 56 78",
    );
    assert.deepEqual(tables, answer ? [file, "49.bin", "33.bin"] : [file, "33.bin"]);
    assert.deepEqual(lines, []);
  });
}
