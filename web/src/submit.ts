// Delivers one submission: the data stays here until the server has said that
// it has it. Knows nothing of the form or its elements.

import type { FieldError } from "./definition.js";
import { retryDelay, type Attempt } from "./retry.js";

/** How a delivery ended. */
export type Outcome =
  | { status: "created" | "queued" }
  | { status: "invalid"; fields: FieldError[] }
  | { status: "failed"; code: string };

/** What the visitor is told meanwhile. */
export type Progress = "busy" | "waiting" | "offline";

/** What delivery needs of the world; tests bring their own. */
export interface World {
  fetch: typeof fetch;
  /** Resolves after that many milliseconds, or sooner when the connection comes back. */
  pause(ms: number): Promise<void>;
  /** Resolves when the browser says that it is online. */
  online(): Promise<void> | undefined;
  /** Runs the callback if the page is left; the answer stops that. */
  leaving(callback: () => void): () => void;
}

interface Envelope {
  data?: { status?: string } | null;
  error?: { code?: string; fields?: FieldError[] } | null;
}

const ATTEMPT_MS = 35_000; // the server answers or gives up within 30 s

/**
 * Posts the body until the server accepts or refuses it. The body never
 * changes between attempts: its submission_id is what makes many attempts one
 * contact. Success is an envelope that says so and nothing else.
 */
export async function deliver(
  url: string,
  body: string,
  progress: (state: Progress) => void,
  world: World = browser,
): Promise<Outcome> {
  const post = (signal?: AbortSignal) =>
    world.fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      keepalive: true,
      signal,
    });
  const wait = async (ms: number) => {
    // A last try for a page that is left while it waits.
    const stay = world.leaving(() => void post().catch(() => {}));
    const offline = world.online();
    progress(offline ? "offline" : "waiting");
    await (offline ?? world.pause(ms));
    stay();
  };
  if (world.online()) await wait(0);
  else progress("busy");
  for (let done = 1; ; done++) {
    const attempt: Attempt = { status: 0 };
    let envelope: Envelope = {};
    try {
      const response = await post(AbortSignal.timeout?.(ATTEMPT_MS));
      attempt.status = response.status;
      attempt.retryAfter = response.headers.get("retry-after");
      envelope = ((await response.json()) as Envelope | null) ?? {};
    } catch {
      // Nothing came, or something that is not the server's.
    }
    const status = envelope.data?.status;
    const accepted = attempt.status >= 200 && attempt.status < 300 && !envelope.error;
    if (accepted && (status === "created" || status === "queued")) return { status };
    const { code = "unreachable", fields } = envelope.error ?? {};
    if (fields?.length) return { status: "invalid", fields };
    const delay = retryDelay(attempt, done);
    if (delay === undefined) return { status: "failed", code };
    await wait(delay);
  }
}

const browser: World = {
  fetch: (...request) => fetch(...request),
  pause: (ms) =>
    new Promise((done) => {
      const go = () => {
        clearTimeout(timer);
        removeEventListener("online", go);
        done();
      };
      const timer = setTimeout(go, ms);
      addEventListener("online", go);
    }),
  online() {
    if (navigator.onLine !== false) return;
    return new Promise((done) => addEventListener("online", () => done(), { once: true }));
  },
  leaving(callback) {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("pagehide", callback);
    addEventListener("beforeunload", warn);
    return () => {
      removeEventListener("pagehide", callback);
      removeEventListener("beforeunload", warn);
    };
  },
};

/** A version 4 UUID; crypto.randomUUID is missing outside secure contexts. */
export function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+c / 4)))).toString(16),
  );
}
