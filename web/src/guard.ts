// The session of a form: a proof of work, computed while the visitor types, and
// the country that the server derives from the address. A failure does not
// prevent a submission: the proof is then undefined, and the server applies
// stricter limits.

import type { Task } from "./guard-worker.js";
import { solve } from "./solver.js";

export interface Guard {
  country: Promise<string | undefined>;
  /** A proof for one submission. Waits for it up to PATIENCE_MS. */
  proof(): Promise<string | undefined>;
  /** Starts another proof after one was taken, since the form is still in use. */
  renew(): void;
}

/** The guard's interface to network, clock and page; tests replace it. */
export interface World {
  /** The data of GET /session; rejects without an answer. */
  session(url: string): Promise<Session>;
  /** The proof of a challenge; undefined after a failure. */
  solve(challenge: string): Promise<string | undefined>;
  now(): number;
  pause(ms: number): Promise<void>;
  /** Resolves when the visitor next does something on the page. */
  activity(): Promise<void>;
}

export interface Session {
  challenge?: string;
  /** Seconds until a proof is accepted at the earliest. */
  ready_in?: number;
  /** Seconds until it is stale. */
  expires_in?: number;
  country?: string;
}

interface Work {
  country?: string | undefined;
  proof: Promise<string | undefined>;
  /** Returns the milliseconds until it is accepted, at most those of the session. */
  wait(): number;
  staleAt: number;
}

const PATIENCE_MS = 8_000; // how long a submission waits for its proof
const RETRY_MS = 30_000; // between sessions, when the last one failed
const WORKER_MS = 10_000; // how long a worker may take: some 20 times what a slow phone needs
const MARGIN_MS = 500; // for servers whose clocks differ

/** alive returns false once the form has left the page; then no more proofs are made. */
export function startGuard(
  endpoint: string,
  form: string,
  world: World = browser,
  alive = () => true,
): Guard {
  const url = `${endpoint}/session?form=${encodeURIComponent(form)}`;
  let work: Promise<Work> | undefined;

  async function begin(): Promise<Work> {
    try {
      const { challenge, ready_in = 0, expires_in = 0, country } = await world.session(url);
      const now = world.now();
      return {
        country,
        proof: challenge ? world.solve(challenge).catch(() => undefined) : none,
        // A clock that is set back meanwhile must not hold a submission.
        wait: () => Math.min(now - world.now(), 0) + ready_in * 1000 + MARGIN_MS,
        staleAt: challenge ? now + expires_in * 1000 : Infinity,
      };
    } catch {
      return { proof: none, wait: () => 0, staleAt: 0 };
    }
  }

  // Renews at two thirds of a proof's life, but only after an action of the
  // visitor: a page that is hidden or forgotten makes no requests. The old proof
  // is used until the new one can be sent.
  async function keep(): Promise<void> {
    let mine = (work ??= begin());
    for (;;) {
      const { staleAt } = await mine;
      if (staleAt === Infinity) return;
      await world.pause(Math.max((staleAt - world.now()) / 1.5, RETRY_MS));
      await world.activity();
      if (mine !== work) return;
      if (!alive()) {
        work = undefined;
        return;
      }
      const next = begin();
      const { proof, wait } = await next;
      if (!(await proof)) continue;
      await world.pause(wait());
      if (mine !== work) return;
      mine = work = next;
    }
  }

  void keep();
  return {
    country: work!.then((first) => first.country),
    async proof() {
      let mine = await (work ?? begin());
      work = undefined;
      if (world.now() >= mine.staleAt) mine = await begin();
      const proof = await Promise.race([mine.proof, world.pause(PATIENCE_MS)]);
      if (proof) await world.pause(mine.wait());
      return proof || undefined;
    },
    renew() {
      if (!work) void keep();
    },
  };
}

const none = Promise.resolve(undefined);

const browser: World = {
  async session(url) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { cache: "no-store", credentials: "omit", signal });
    return ((await response.json()) as { data: Session }).data;
  },
  solve: (challenge) => inWorker(challenge).catch(() => inSlices(challenge)),
  now: Date.now,
  pause: (ms) => new Promise((done) => setTimeout(done, ms)),
  activity: () =>
    new Promise((done) => {
      for (const event of ["input", "keydown", "pointermove", "focusin"])
        addEventListener(event, () => done(), { once: true, passive: true });
    }),
};

const wasm = (): string => new URL("./form.wasm", import.meta.url).href;

// Rejects if no worker can run: on a page of another origin than this script,
// under a policy that forbids it, or in a bundle without the worker's module. If
// the worker does not answer in time, the page's own thread does the work.
async function inWorker(challenge: string): Promise<string | undefined> {
  workerURL ??= trusted(new URL("./guard-worker.js", import.meta.url));
  const worker = new Worker(workerURL, { type: "module" });
  try {
    return await new Promise((done, fail) => {
      worker.onmessage = ({ data }) => (data ? done(data as string) : fail());
      worker.onerror = fail;
      setTimeout(fail, WORKER_MS);
      worker.postMessage({ challenge, wasm: wasm() } satisfies Task);
    });
  } finally {
    worker.terminate();
  }
}

let workerURL: URL | undefined;

type Policy<Result> = { createScriptURL: (url: string) => Result };
type TrustedTypes = { createPolicy(name: string, rules: Policy<string>): Policy<URL> };

// A page that requires Trusted Types takes a worker's address only from a policy.
// If it lists the policies that it allows, it must list thoughtly-form.
function trusted(url: URL): URL {
  if (url.origin !== location.origin) throw new Error("of another origin");
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  return types
    ? types.createPolicy("thoughtly-form", { createScriptURL: (s) => s }).createScriptURL(url.href)
    : url;
}

// The same work on the page's own thread, a few milliseconds at a time.
const inSlices = (challenge: string) =>
  solve(challenge, wasm(), () => new Promise((go) => setTimeout(go)));
