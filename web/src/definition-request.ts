// Asks the server for a form's definition.

import type { First } from "./definition.js";

const LOAD_MS = 10_000;

/** The status of the answer without a definition; 0: no answer. */
export type Failure = { status: number };

/** The definition, or the part of it, that the URL answers with. Rejects with a Failure. */
export async function requestDefinition<Part extends Pick<First, "id">>(
  url: string,
  cache: RequestCache = "default",
): Promise<Part> {
  const failure: Failure = { status: 0 };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LOAD_MS);
  try {
    const response = await fetch(url, { cache, signal: limit.signal });
    failure.status = response.status;
    const { data } = (await response.json()) as { data: Part };
    if (response.ok && data.id) return data;
  } catch {
    // Not JSON, or no answer.
  } finally {
    clearTimeout(timer);
  }
  throw failure;
}
