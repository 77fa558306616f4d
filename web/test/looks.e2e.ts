// The form with other pages' stylesheets, with its themes, and in all display modes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { ready, screenshot, settled, violations, watch } from "./browser.js";
import { definition } from "./definition.js";
import { hostile } from "./server.js";
import { browser, server, setUp } from "./setup.js";

setUp();

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 900 }, ...options });
  const page = await context.newPage();
  watch(page);
  await page.goto(server.url + path);
  await ready(page);
  return page;
}

/** Sends the empty form, so that all errors are shown. */
async function showErrors(page: Page): Promise<void> {
  server.answers = [
    {
      status: 422,
      body: {
        data: null,
        error: {
          code: "invalid_fields",
          fields: [
            { field: "phone_number", code: "required" },
            { field: "consent", code: "required" },
          ],
        },
      },
    },
  ];
  await page.getByRole("button", { name: /./ }).last().click();
  await page.locator(".tf-summary a").first().waitFor();
}

/** Returns boxes and computed styles by element. */
function measure(page: Page) {
  return page.evaluate(() => {
    const all: Record<string, unknown> = {};
    for (const selector of [
      ".tf-form",
      ".tf-title",
      ".tf-label",
      ".tf-input",
      ".tf-country",
      ".tf-choice input",
      ".tf-submit",
      ".tf-error:not([hidden])",
      ".tf-summary",
    ]) {
      const element = document.querySelector(selector)!;
      const { width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      all[selector] = {
        width: Math.round(width),
        height: Math.round(height),
        padding: style.padding,
        border: style.border,
        background: style.backgroundColor,
        color: style.color,
        display: style.display,
        float: style.float,
        margin: style.margin,
        opacity: style.opacity,
        textTransform: style.textTransform,
        fill: style.webkitTextFillColor,
        clip: style.clipPath,
        turn: [style.translate, style.rotate, style.scale].join(" "),
      };
    }
    return all;
  });
}

test("a page's stylesheet changes only the typeface", async (t) => {
  const narrow = { viewport: { width: 400, height: 900 } };
  const plain = await open("/hostile/none", narrow);
  // The same typeface everywhere, so that the boxes can be compared.
  const type = {
    content: `thoughtly-form { --tf-font: monospace; --tf-size: 16px; --tf-width: 320px }
      :root:root * { line-height: 24px !important; letter-spacing: 0 !important }`,
  };
  await plain.addStyleTag(type);
  await showErrors(plain);
  const expected = await measure(plain);
  for (const host of Object.keys(hostile)) {
    await t.test(host, async () => {
      const page = await open(`/hostile/${host}`, narrow);
      await page.addStyleTag(type);
      await showErrors(page);
      await screenshot(page, `host-${host}`);
      assert.deepEqual(await measure(page), expected);
      assert.deepEqual(await violations(page, "thoughtly-form"), []);
      await page.context().close();
    });
  }
});

for (const theme of ["paper", "bold", "night"]) {
  test(`theme ${theme} is legible`, async () => {
    const page = await open("/examples/themes.html", { viewport: { width: 1280, height: 900 } });
    await page.getByLabel("Theme").selectOption(theme);
    await showErrors(page);
    await settled(page);
    await screenshot(page, `theme-${theme}`);
    assert.deepEqual(await violations(page, "thoughtly-form"), []);
    await page.context().close();
  });
}

test("the theme page prints the CSS of its settings", async () => {
  const page = await open("/examples/themes.html", { viewport: { width: 1280, height: 900 } });
  await page.getByLabel("Accent", { exact: true }).fill("#00695c");
  await page.getByLabel("Roundness").fill("1.5");
  assert.equal(
    await page.getByLabel("Your style sheet").inputValue(),
    "thoughtly-form {\n  --tf-accent: #00695c;\n  --tf-radius: 1.5em;\n}\n",
  );
  assert.equal(
    await page.locator(".tf-submit").evaluate((e) => getComputedStyle(e).backgroundColor),
    "rgb(0, 105, 92)",
  );
  assert.deepEqual(await violations(page), []);
});

test("the form is dark on a dark page", async () => {
  const page = await open("/examples/plain.html", { colorScheme: "dark" });
  const surface = () =>
    page
      .locator(".tf-input")
      .first()
      .evaluate((e) => getComputedStyle(e).backgroundColor);
  assert.equal(await surface(), "rgb(255, 255, 255)", "a page that has no dark scheme");
  await page.addStyleTag({
    content: ":root { color-scheme: light dark } body { background: #0f1115; color: #eee }",
  });
  assert.equal(await surface(), "rgb(30, 41, 59)");
  await showErrors(page);
  await settled(page);
  await screenshot(page, "mode-dark");
  assert.deepEqual(await violations(page, "thoughtly-form"), []);
});

test("forced colours keep all outlines and marks", async () => {
  const options = [{ value: "a", label: "A" }];
  server.definitions.contact = definition({
    fields: [
      { name: "phone_number", type: "tel", required: true },
      { name: "attributes.plan", type: "select", label: "Plan", options },
    ],
  });
  const page = await open("/examples/plain.html", { forcedColors: "active" });
  await showErrors(page);
  await screenshot(page, "mode-forced-colors");
  const width = await page.locator(".tf-tel").evaluate((e) => getComputedStyle(e).borderTopWidth);
  assert.equal(width, "3px");
  // Chromium paints transparent borders, and no background of a select, in these colours.
  const arrows = await page.evaluate(() => [
    getComputedStyle(document.querySelector(".tf-code")!, "::after").borderLeftColor,
    getComputedStyle(document.querySelector("select.tf-input")!).appearance,
  ]);
  assert.deepEqual(arrows, ["rgba(0, 0, 0, 0)", "auto"]);
  assert.deepEqual(await violations(page, "thoughtly-form"), []);
});

test("nothing moves with prefers-reduced-motion", async () => {
  const page = await open("/examples/plain.html", { reducedMotion: "reduce" });
  const moves = await page
    .locator(".tf-input")
    .first()
    .evaluate((e) => getComputedStyle(e).transitionDuration);
  assert.equal(moves, "0s");
});

test("a right-to-left form is mirrored", async () => {
  server.definitions.contact = definition({ locales: ["ar"] });
  const page = await open("/examples/locale.html");
  await showErrors(page);
  await screenshot(page, "mode-rtl");
  const box = (selector: string) => page.locator(selector).first().boundingBox();
  const [tick, words] = [await box(".tf-choice input"), await box(".tf-choice span")];
  assert.ok(tick!.x > words!.x);
  assert.deepEqual(await violations(page, "thoughtly-form"), []);
});

test("at 400% zoom nothing is cut off or scrolls horizontally", async () => {
  const page = await open("/examples/plain.html", { viewport: { width: 320, height: 256 } });
  await showErrors(page);
  await screenshot(page, "mode-zoom");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
});

test("targets have at least 24 px, and text in fields at least 16 px", async () => {
  const page = await open("/examples/plain.html");
  await showErrors(page);
  const sizes = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        "thoughtly-form :is(.tf-input, .tf-country select, button, .tf-choice)",
      ),
    ].map((e) => {
      const { width, height } = e.getBoundingClientRect();
      return [
        e.className,
        Math.min(width, height),
        Number.parseFloat(getComputedStyle(e).fontSize),
      ] as const;
    }),
  );
  for (const [name, size, font] of sizes) {
    assert.ok(size >= 24, `${name}: ${size}`);
    if (name === "tf-input") assert.ok(font >= 16, `${name}: ${font}`);
  }
});

test("layout does not shift, with the bare tag and with full markup", async () => {
  for (const example of ["plain", "full-markup"]) {
    for (const width of [390, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      await page.addInitScript(() => {
        const shifts: number[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as any).value);
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(`${server.url}/examples/${example}.html`);
      await ready(page);
      await page.waitForFunction(() => document.querySelector("form")!.noValidate);
      await settled(page); // the observer reports after the frame
      assert.deepEqual(await page.evaluate("shifts"), [], `${example} at ${width} px`);
      await context.close();
    }
  }
});

/** Returns the lowest contrast of the form's texts with their background, in all states. */
function contrast(page: Page): Promise<[number, string]> {
  return page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d", {
      willReadFrequently: true,
    })!;
    const rgb = (color: string) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data] as number[];
    };
    const luminance = (color: number[]) => {
      const [r, g, b] = color.map((c) =>
        c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
      ) as [number, number, number];
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let worst: [number, string] = [21, ""];
    for (const element of document.querySelectorAll("thoughtly-form *")) {
      const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent!.trim());
      if (!text || !element.checkVisibility({ opacityProperty: true })) continue;
      if (element.matches(".tf-spoken, .tf-more *, option")) continue;
      let ground: number[] | undefined;
      for (let e: Element | null = element; e && !ground; e = e.parentElement) {
        const found = rgb(getComputedStyle(e).backgroundColor);
        if (found[3] === 255) ground = found;
      }
      const pair = [luminance(rgb(getComputedStyle(element).color)), luminance(ground!)];
      const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      if (ratio < worst[0]) worst = [ratio, element.className + " " + element.textContent];
    }
    return worst;
  });
}

const grounds: Record<string, string> = {
  light: "body { background: #fff; color: #222 }",
  dark: "body { background: #0b0f19; color: #e5e7eb }",
  "dark, text left black": "body { background: #101010 }",
  "dark hero":
    "main { background: linear-gradient(#000, #223); color: #fff } body { background: #fff }",
  "hero, text left black": "main { background: radial-gradient(#000, #334) }",
  "WordPress dark": "body { background: #28303d; color: #d1e4dd }",
  "Tailwind dark": "body { background: oklch(0.21 0.034 264.665); color: oklch(0.985 0 0) }",
  "Bootstrap dark": "body { background-color: #212529; color: #dee2e6 }",
  mid: "body { background: #7f8896; color: #fff }",
};

test("every text has a contrast of at least 4.5 on every background", async (t) => {
  for (const [name, content] of Object.entries(grounds)) {
    await t.test(name, async () => {
      const page = await open("/examples/plain.html", { reducedMotion: "reduce" });
      await page.addStyleTag({ content });
      await page.getByLabel("Email").fill("ada@gmial.com");
      await showErrors(page);
      await screenshot(page, `ground-${name.replace(/\W+/g, "-")}`);
      const [ratio, where] = await contrast(page);
      assert.ok(ratio >= 4.5, `${where}: ${ratio}`);
      const dark = /dark/.test(name);
      const scheme = await page
        .locator(".tf-submit")
        .evaluate((e) => getComputedStyle(e).colorScheme);
      if (dark && name !== "dark, text left black") assert.equal(scheme, "dark");
      await page.context().close();
    });
  }
});

test("a dark form is printed black on white, in any theme", async (t) => {
  for (const [name, content] of Object.entries({
    "a dark page": grounds.dark!,
    "a dark theme": readFileSync("src/themes/night.css", "utf8"),
    "colours of the page": `${grounds.dark} thoughtly-form { --tf-card: transparent; --tf-surface: #0000; --tf-text: #fff; --tf-muted: #eee; --tf-accent: #ff0; --tf-error: #fcc }`,
  })) {
    await t.test(name, async () => {
      const page = await open("/examples/plain.html", { reducedMotion: "reduce" });
      await page.addStyleTag({ content });
      await showErrors(page);
      await page.emulateMedia({ media: "print" });
      const [ratio, where] = await contrast(page);
      assert.ok(ratio >= 7, `${where}: ${ratio}`);
      const typed = await page.getByLabel("Name").evaluate((e) => getComputedStyle(e).color);
      assert.equal(typed, "rgb(0, 0, 0)");
      const card = await page
        .locator(".tf-form")
        .evaluate((e) => getComputedStyle(e).backgroundColor);
      assert.equal(card, "rgb(255, 255, 255)");
      await page.context().close();
    });
  }
});

test("from 200 to 1,200 px wide nothing is cut off, and a narrow column stacks the number", async () => {
  const page = await open("/examples/plain.html", { viewport: { width: 1280, height: 900 } });
  await showErrors(page);
  for (const width of [200, 240, 320, 600, 900, 1200]) {
    await page.evaluate((w) => {
      const main = document.querySelector<HTMLElement>("main")!;
      main.style.cssText = `width: ${w}px; max-width: none; padding: 0`;
      document
        .querySelector<HTMLElement>("thoughtly-form")!
        .style.setProperty("--tf-width", "80em");
    }, width);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll("thoughtly-form *")]
        .filter((e) => e.checkVisibility() && !e.matches(".tf-spoken, .tf-more *, .tf-country *"))
        .filter((e) => {
          const form = document.querySelector(".tf-form")!.getBoundingClientRect();
          const box = e.getBoundingClientRect();
          return box.width && (box.right > form.right + 1 || box.left < form.left - 1);
        })
        .map((e) => e.className),
    );
    assert.deepEqual(cut, [], `${width}px`);
    const number = (await page.getByLabel("Phone number").boundingBox())!;
    assert.ok(number.width >= 120, `${width}px: ${number.width}`);
    const tops = await page.evaluate(() =>
      ["name", "phone_number"].map(
        (n) =>
          document.querySelector(`[name=${n}]`)!.closest(".tf-field")!.getBoundingClientRect().top,
      ),
    );
    assert.equal(tops[0] === tops[1], width >= 900, `columns at ${width}px`);
  }
});

test("a root of 62.5% leaves the form legible", async () => {
  const page = await open("/examples/plain.html");
  await page.addStyleTag({ content: ":root { font-size: 62.5% } body { font-size: 1rem }" });
  const sizes = await page.evaluate(() =>
    [".tf-label", ".tf-input", ".tf-consent span", ".tf-submit"].map((s) =>
      Number.parseFloat(getComputedStyle(document.querySelector(s)!).fontSize),
    ),
  );
  assert.deepEqual(sizes, [16, 16, 13, 16]);
  assert.ok((await page.locator("thoughtly-form").boundingBox())!.width > 300);
});

test("a reader's text spacing applies without loss of content (WCAG 1.4.12)", async () => {
  const page = await open("/examples/plain.html");
  await showErrors(page);
  await page.addStyleTag({
    content:
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
  });
  const spacing = await page
    .locator(".tf-label")
    .first()
    .evaluate((e) => [getComputedStyle(e).letterSpacing, getComputedStyle(e).wordSpacing]);
  assert.deepEqual(spacing, ["1.92px", "2.56px"]);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
});

test("a short form has no empty space below", async () => {
  server.definitions.contact = definition({
    fields: [{ name: "phone_number", type: "tel", required: true }],
    title: undefined,
  });
  const page = await open("/examples/plain.html");
  const [host, form] = await page.evaluate(() =>
    ["thoughtly-form", ".tf-form"].map((s) => document.querySelector(s)!.clientHeight),
  );
  assert.equal(host, form);
});
