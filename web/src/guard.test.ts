import assert from "node:assert/strict";
import { test } from "node:test";
import { startGuard, type Session, type World } from "./guard.js";

/** A world whose time passes when a test says so. */
class FakeWorld implements World {
  time = 0;
  sessions: (Session | Error)[] = [];
  asked: string[] = [];
  solved: string[] = [];
  unsolvable = false;
  #timers: { at: number; go: () => void }[] = [];
  #active: (() => void)[] = [];

  async session(url: string): Promise<Session> {
    this.asked.push(url);
    const next = this.sessions.shift() ?? new Error("no session");
    if (next instanceof Error) throw next;
    return next;
  }
  async solve(challenge: string): Promise<string | undefined> {
    if (this.unsolvable) return;
    this.solved.push(challenge);
    return `${challenge}-solved`;
  }
  now = (): number => this.time;
  pause = (ms: number): Promise<void> =>
    new Promise((go) => void (ms <= 0 ? go() : this.#timers.push({ at: this.time + ms, go })));
  activity = (): Promise<void> => new Promise((go) => void this.#active.push(go));

  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at);
      if (!this.#timers.length || this.#timers[0]!.at > end) break;
      const { at, go } = this.#timers.shift()!;
      this.time = at;
      go();
      await settled();
    }
    this.time = end;
  }
  async act(): Promise<void> {
    for (const go of this.#active.splice(0)) go();
    await settled();
  }
}

const settled = () => new Promise((done) => setImmediate(done));

const session = (challenge: string): Session => ({
  challenge,
  ready_in: 2,
  expires_in: 900,
  country: "DE",
});

function start(...sessions: (Session | Error)[]) {
  const world = new FakeWorld();
  world.sessions = sessions;
  return { world, guard: startGuard("https://forms.example", "contact", world) };
}

test("solves while the visitor types and guesses the country", async () => {
  const { world, guard } = start(session("a"));
  assert.equal(await guard.country, "DE");
  await world.pass(10_000);
  assert.equal(await guard.proof(), "a-solved");
  assert.deepEqual(world.asked, ["https://forms.example/session?form=contact"]);
});

test("waits until a proof is accepted", async () => {
  const { world, guard } = start(session("a"));
  let proof: string | undefined;
  void guard.proof().then((p) => (proof = p));
  await world.pass(2_400);
  assert.equal(proof, undefined);
  await world.pass(200);
  assert.equal(proof, "a-solved");
});

test("a clock that is set back meanwhile holds no submission", async () => {
  const { world, guard } = start(session("a"));
  await world.pass(1_000);
  const { now } = world;
  world.now = () => now() - 24 * 3600_000;
  const proof = guard.proof();
  await world.pass(2_500);
  assert.equal(await proof, "a-solved");
});

test("uses no proof twice", async () => {
  const { world, guard } = start(session("a"), session("b"), session("c"));
  await world.pass(5_000);
  assert.equal(await guard.proof(), "a-solved");
  guard.renew();
  guard.renew();
  await world.pass(5_000);
  assert.equal(await guard.proof(), "b-solved");
  const third = guard.proof();
  await world.pass(5_000);
  assert.equal(await third, "c-solved");
  assert.equal(world.asked.length, 3);
});

test("renews before a proof is stale, once the visitor is there again", async () => {
  const { world, guard } = start(session("a"), session("b"));
  await world.pass(700_000);
  assert.equal(world.asked.length, 1, "nobody was there");
  await world.act();
  assert.equal(world.asked.length, 2);
  await world.pass(1_000);
  await world.pass(5_000);
  assert.equal(await guard.proof(), "b-solved");
});

test("gives the old proof while the new one cannot be sent yet", async () => {
  const { world, guard } = start(session("a"), session("b"));
  await world.pass(700_000);
  await world.act();
  assert.equal(await guard.proof(), "a-solved");
});

test("starts anew after a night's sleep", async () => {
  const { world, guard } = start(session("a"), session("b"));
  await world.pass(8 * 3600_000);
  const proof = guard.proof();
  await world.pass(3_000);
  assert.equal(await proof, "b-solved");
});

test("is no dead end", async (t) => {
  await t.test("without a session", async () => {
    const { guard } = start(new Error("offline"), new Error("offline"));
    assert.equal(await guard.country, undefined);
    assert.equal(await guard.proof(), undefined);
  });
  await t.test("with a session on the second try", async () => {
    const { world, guard } = start(new Error("offline"), session("a"));
    const proof = guard.proof();
    await world.pass(3_000);
    assert.equal(await proof, "a-solved");
  });
  await t.test("with a server that asks for none", async () => {
    const { world, guard } = start({ country: "DE" });
    assert.equal(await guard.proof(), undefined);
    await world.pass(3600_000);
    await world.act();
    assert.equal(world.asked.length, 1);
  });
  await t.test("with a browser that cannot solve", async () => {
    const { world, guard } = start(session("a"));
    world.unsolvable = true;
    assert.equal(await guard.proof(), undefined);
  });
  await t.test("with a browser that is too slow", async () => {
    const { world, guard } = start(session("a"));
    world.solve = () => new Promise(() => {});
    const proof = guard.proof();
    await world.pass(8_000);
    assert.equal(await proof, undefined);
  });
});
