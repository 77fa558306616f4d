// Delivers one submission: the data stays in memory until the server has
// accepted it. Independent of the form and its elements.

import type { FieldError } from "./definition.js";
import { MAX_ATTEMPTS, retryDelay, type Attempt } from "./retry.js";

/** The state of the call: data.call of an accepted submission. */
export interface Call {
  status: "placed" | "scheduled" | "pending";
  /** An RFC 3339 time; present where the status is "scheduled". */
  at?: string;
}

/** The result of a delivery. */
export type Outcome =
  | { status: "created" | "queued"; call?: Call | undefined }
  | { status: "invalid"; fields: FieldError[] }
  | { status: "failed"; code: string };

/** The key of the message that the form shows meanwhile. */
export type Progress = "busy" | "waiting" | "offline";

/** The browser's functions for a delivery; tests replace them. */
export interface World {
  fetch: typeof fetch;
  /** Resolves after ms milliseconds, or earlier when the network or the page comes back. */
  pause(ms: number): Promise<void>;
  /** navigator.onLine: a hint that is wrong on some working networks. */
  online(): boolean;
  /** Runs the callback when the visitor leaves the page; the returned function cancels that. */
  leaving(callback: () => void): () => void;
}

interface Envelope {
  data?: { status?: string; call?: Call } | null;
  error?: { code?: string; fields?: FieldError[] } | null;
}

const ATTEMPT_MS = 35_000; // the server answers within 30 s

/**
 * Posts the body until the server accepts or refuses it. The body does not
 * change between attempts: by its submission_id all attempts make one contact.
 * Only an envelope with "accepted" is a success.
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
    // A last try when the visitor leaves the page during a pause.
    const stay = world.leaving(() => void post().catch(() => {}));
    progress(world.online() ? "waiting" : "offline");
    await world.pause(ms);
    stay();
  };
  progress("busy");
  let done = 0;
  for (;;) {
    const attempt: Attempt = { status: 0 };
    let envelope: Envelope = {};
    try {
      const response = await post(AbortSignal.timeout(ATTEMPT_MS));
      attempt.status = response.status;
      attempt.retryAfter = response.headers.get("retry-after");
      envelope = ((await response.json()) as Envelope | null) ?? {};
    } catch {
      // No answer, or one that is not the server's.
    }
    const { status, call } = envelope.data ?? {};
    const accepted = attempt.status >= 200 && attempt.status < 300 && !envelope.error;
    if (accepted && (status === "created" || status === "queued"))
      return { status, ...(call && { call }) };
    const { code = "unreachable", fields } = envelope.error ?? {};
    if (fields?.length) return { status: "invalid", fields };
    // Offline there is no last try: the form sends when the network is back.
    done++;
    if (!attempt.status && !world.online()) done = Math.min(done, MAX_ATTEMPTS - 1);
    const delay = retryDelay(attempt, done);
    if (delay === undefined) return { status: "failed", code };
    await wait(delay);
  }
}

const browser: World = {
  fetch: (...request) => fetch(...request),
  pause: (ms) =>
    new Promise((done) => {
      const waiting = new AbortController();
      const { signal } = waiting;
      const go = () => {
        if (document.hidden) return;
        clearTimeout(timer);
        waiting.abort();
        done();
      };
      const timer = setTimeout(() => {
        waiting.abort();
        done();
      }, ms);
      addEventListener("online", go, { signal });
      document.addEventListener("visibilitychange", go, { signal });
    }),
  online: () => navigator.onLine !== false,
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
