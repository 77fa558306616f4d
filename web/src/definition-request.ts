// Requests a form's definition from the server.

import type { First } from "./definition.js";
import { soon } from "./soon.js";

const LOAD_MS = 10_000;

/** The HTTP status of an answer without a definition; 0: no answer. */
export type Failure = { status: number };

/** Fetches the definition, or a part of it, from the URL. Rejects with a Failure. */
export async function requestDefinition<Part extends Pick<First, "id">>(
  url: string,
  cache: RequestCache = "default",
): Promise<Part> {
  const failure: Failure = { status: 0 };
  const ask = async () => {
    const response = await fetch(url, { cache });
    failure.status = response.status;
    const { data } = (await response.json()) as { data: Part };
    return response.ok && data.id ? data : undefined;
  };
  const data = await soon(ask(), LOAD_MS);
  if (data) return data;
  throw failure;
}
