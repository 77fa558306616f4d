// Chromium, Firefox and WebKitGTK behind one small interface, each driven by
// the driver that its own project keeps.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { launch } from "./journey.mjs";
import { accepts, freePort, until } from "./ports.mjs";

/**
 * An engine: tab opens a new tab; goto resolves once the page is loaded, back at
 * once; evaluate returns what a function of the page returns; click and type act
 * on the element of a selector; press presses a key with Control held.
 */
export const engines = { chromium, firefox, webkit };

async function chromium() {
  const browser = await launch();
  const context = await browser.newContext();
  context.setDefaultTimeout(120_000);
  let page = await context.newPage();
  return {
    tab: async () => (page = await context.newPage()),
    goto: (url) => page.goto(url),
    back: () => page.goBack(),
    evaluate: (run, ...args) => page.evaluate(run, ...args),
    click: (selector) => page.locator(selector).click(),
    type: (selector, text) => page.locator(selector).pressSequentially(text),
    press: (key) => page.keyboard.press(`Control+${key}`),
    close: () => browser.close(),
  };
}

async function firefox() {
  const { default: puppeteer } = await import("puppeteer-core");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr",
    headless: true,
  });
  let page = await browser.newPage();
  return {
    tab: async () => (page = await browser.newPage()),
    goto: (url) => page.goto(url),
    // The protocol reports no load where the page comes from the back-forward cache.
    back: () => page.evaluate(() => void setTimeout(() => history.back())),
    evaluate: (run, ...args) => page.evaluate(run, ...args),
    click: (selector) => page.click(selector),
    type: (selector, text) => page.type(selector, text),
    async press(key) {
      await page.keyboard.down("Control");
      await page.keyboard.press(key);
      await page.keyboard.up("Control");
    },
    close: () => browser.close(),
  };
}

async function webkit() {
  const { Builder, By, Key } = await import("selenium-webdriver");
  const display = `:${(process.pid % 10_000) + 100}`;
  const children = [
    spawn("Xvfb", [display, "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
      stdio: "ignore",
    }),
  ];
  const end = () => children.forEach((child) => child.kill());
  try {
    await until(() => existsSync(`/tmp/.X11-unix/X${display.slice(1)}`));
    const port = await freePort();
    children.push(
      spawn("WebKitWebDriver", [`--port=${port}`], {
        env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
        stdio: "ignore",
      }),
    );
    await until(() => accepts({ port, host: "127.0.0.1" }));
    const driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities({
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
      })
      .build();
    const find = (selector) => driver.findElement(By.css(selector));
    return {
      tab: () => driver.switchTo().newWindow("tab"),
      goto: (url) => driver.get(url),
      back: () => driver.navigate().back(),
      evaluate: (run, ...args) => driver.executeScript(run, ...args),
      async click(selector) {
        await driver.executeScript(
          (s) => document.querySelector(s).scrollIntoView({ block: "center" }),
          selector,
        );
        await find(selector).click();
      },
      type: (selector, text) => find(selector).sendKeys(text),
      press: (key) =>
        driver.actions().keyDown(Key.CONTROL).sendKeys(key).keyUp(Key.CONTROL).perform(),
      async close() {
        await driver.quit().catch(() => {});
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

function miniBrowser() {
  for (const machine of readdirSync("/usr/lib").filter((name) => name.endsWith("-linux-gnu")))
    for (const version of ["4.1", "4.0", "6.0"]) {
      const file = `/usr/lib/${machine}/webkit2gtk-${version}/MiniBrowser`;
      if (existsSync(file)) return file;
    }
  throw new Error("MiniBrowser of WebKitGTK is missing: make test-hosts installs it");
}
