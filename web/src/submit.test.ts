import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid } from "./dom.js";
import { deliver, type Progress, type World } from "./submit.js";

type Answer = "down" | [status: number, body: unknown, headers?: Record<string, string>];

const ok: Answer = [201, { data: { status: "created", id: "1" }, error: null }];
const refused: Answer = [
  422,
  { data: null, error: { code: "invalid", fields: [{ field: "email", code: "email_invalid" }] } },
];

async function run(answers: Answer[]) {
  const bodies: string[] = [];
  const told: Progress[] = [];
  const waits: number[] = [];
  const world: World = {
    async fetch(_url, init) {
      bodies.push(init!.body as string);
      const answer = answers[bodies.length - 1] ?? answers.at(-1)!;
      if (answer === "down") throw new TypeError("Failed to fetch");
      const [status, body, headers] = answer;
      return new Response(typeof body === "string" ? body : JSON.stringify(body), {
        status,
        headers,
      });
    },
    pause: async (ms) => void waits.push(ms),
    online: () => true,
    leaving: () => () => {},
  };
  const outcome = await deliver(
    "https://api.example/contacts",
    '{"submission_id":"x"}',
    (p) => told.push(p),
    world,
  );
  return { outcome, bodies, told, waits };
}

test("delivery: an acceptance ends it", async () => {
  const { outcome, bodies, told } = await run([ok]);
  assert.deepEqual(outcome, { status: "created" });
  assert.deepEqual([bodies.length, told], [1, ["busy"]]);
});

test("delivery: what passes is tried again with the same body", async () => {
  const queued: Answer = [202, { data: { status: "queued" }, error: null }];
  const { outcome, bodies, told, waits } = await run([
    "down",
    [503, {}, { "retry-after": "7" }],
    [409, {}],
    queued,
  ]);
  assert.deepEqual(outcome, { status: "queued" });
  assert.equal(bodies.length, 4);
  assert.equal(new Set(bodies).size, 1);
  assert.ok(told.includes("waiting"));
  assert.ok(waits[1]! >= 7000);
});

test("delivery: a page with status 200 is no success", async () => {
  const page: Answer = [200, "<!doctype html><title>Welcome to the hotel</title>"];
  assert.deepEqual((await run([page, ok])).bodies.length, 2);
  for (const body of [
    null,
    {},
    { data: null },
    { data: { status: "other" } },
    { data: { status: "created" }, error: {} },
  ]) {
    assert.equal((await run([[200, body], ok])).bodies.length, 2, JSON.stringify(body));
  }
});

test("delivery: refused fields come back at once", async () => {
  const { outcome, bodies } = await run([refused]);
  assert.deepEqual(outcome, {
    status: "invalid",
    fields: [{ field: "email", code: "email_invalid" }],
  });
  assert.equal(bodies.length, 1);
});

test("delivery: gives up where trying again cannot help, and in the end", async () => {
  const forbidden: Answer = [403, { data: null, error: { code: "origin", message: "No." } }];
  assert.deepEqual((await run([forbidden])).outcome, { status: "failed", code: "origin" });
  const { outcome, bodies } = await run(["down"]);
  assert.deepEqual(outcome, { status: "failed", code: "unreachable" });
  assert.equal(bodies.length, 10);
});

test("uuid: version 4, also without crypto.randomUUID", () => {
  const v4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(uuid(), v4);
  const { randomUUID } = crypto;
  Object.defineProperty(crypto, "randomUUID", {
    value: undefined,
    configurable: true,
    writable: true,
  });
  assert.match(uuid(), v4);
  Object.defineProperty(crypto, "randomUUID", {
    value: randomUUID,
    configurable: true,
    writable: true,
  });
});
