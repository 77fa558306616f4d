// Asks the server for a form's definition.

import type { Definition } from "./definition.js";

const LOAD_MS = 10_000;

/** The status of the answer without a definition; 0: no answer. */
export type Failure = { status: number };

/** The definition that the URL answers with. Rejects with a Failure. */
export async function requestDefinition(
  url: string,
  cache: RequestCache = "default",
): Promise<Definition> {
  const failure: Failure = { status: 0 };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LOAD_MS);
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      cache,
      signal: limit.signal,
    });
    failure.status = response.status;
    const { data } = (await response.json()) as { data: Definition };
    if (response.ok && data.fields) return data;
  } catch {
    // Not JSON, or no answer.
  } finally {
    clearTimeout(timer);
  }
  throw failure;
}
