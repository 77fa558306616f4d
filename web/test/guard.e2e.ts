// The proof of work in a real browser: in a worker, in slices, or not at all.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, test } from "node:test";
import { fill, ready } from "./browser.js";
import { messages } from "./definition.js";
import { page, server, setUp } from "./setup.js";

const BITS = 18; // a form's default difficulty

setUp();
beforeEach(() => {
  server.session = session();
});

/** Returns a session like the function's, with a random signature. */
function session(bits = BITS) {
  const challenge = "1" + String.fromCharCode(97 + bits) + randomBytes(36).toString("base64url");
  return { challenge: challenge.slice(0, 48), ready_in: 0, expires_in: 900 };
}

/** Fails unless the proof solves the session's challenge. */
function check(proof: string): void {
  const { challenge } = server.session as { challenge: string };
  assert.equal(proof.slice(0, 48), challenge);
  assert.match(proof.slice(48), /^[0-9a-f]{8}$/);
  const hash = createHash("sha256")
    .update(challenge)
    .update(Buffer.from(proof.slice(48), "hex"));
  const zeros = Math.clz32(hash.digest().readUInt32BE(0));
  assert.ok(zeros >= challenge.charCodeAt(1) - 97, `${zeros} zero bits`);
}

async function send(): Promise<any> {
  await ready(page);
  await fill(page);
  await page.getByRole("button", { name: "Call me" }).click();
  await page.getByText(messages.created!).waitFor();
  return server.posts[0];
}

test("a worker solves the challenge while the visitor types", async () => {
  const workers: string[] = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  await page.goto(`${server.url}/examples/plain.html`);
  check((await send()).proof);
  assert.equal(workers.length, 1);
  assert.match(workers[0]!, /\/widget\/guard-worker-[A-Z0-9]{8}\.js$/);
});

test("a strict policy reports no violation", async () => {
  server.pageHeaders = {
    "content-security-policy":
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; require-trusted-types-for 'script'",
  };
  const reports: string[] = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy|Trusted/i.test(message.text())) reports.push(message.text());
  });
  await page.goto(`${server.url}/examples/plain.html`);
  check((await send()).proof);
  assert.deepEqual(reports, []);
});

test("on a page of another origin the challenge is solved in short slices", async () => {
  const other = createServer(async (_, response) => {
    const html = await readFile("examples/plain.html", "utf8");
    response.writeHead(200, { "content-type": "text/html" });
    response.end(
      html
        .replaceAll('="/widget/', `="${server.url}/widget/`)
        .replace("page.css", `${server.url}/examples/page.css`)
        .replace('form="contact"', `form="contact" endpoint="${server.url}"`),
    );
  });
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  try {
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    check((await send()).proof);
    assert.equal(page.workers().length, 0);
  } finally {
    other.close();
  }
});

test("a browser without WebAssembly sends without a proof", async () => {
  await page.addInitScript(() => {
    delete (WebAssembly as { instantiate?: unknown }).instantiate;
  });
  server.blocked = /guard-worker/;
  await page.goto(`${server.url}/examples/plain.html`);
  assert.equal((await send()).proof, undefined);
});

test("a submission succeeds without a session", async () => {
  server.blocked = /session/;
  await page.goto(`${server.url}/examples/plain.html`);
  assert.equal((await send()).proof, undefined);
});

test("a refused proof is replaced without a message", async () => {
  const refused = {
    status: 403,
    body: { data: null, error: { code: "proof_refused", message: "" } },
  };
  server.answers = [refused, ...server.answers];
  await page.goto(`${server.url}/examples/plain.html`);
  await send();
  assert.equal(server.posts.length, 2);
  assert.equal(server.posts[0].submission_id, server.posts[1].submission_id);
  check(server.posts[1].proof);
});
