// Asks the server for a form's definition, and says in the console why it
// cannot be had: which setting of the page or of the stack to change.

import type { Definition } from "./definition.js";

const LOAD_MS = 10_000;

/** Why there is no definition; refused: asking again will not help. */
export class Unavailable extends Error {
  constructor(
    message: string,
    readonly refused: boolean,
  ) {
    super(message);
  }
}

/** The definition that the URL answers with. Rejects with Unavailable. */
export async function requestDefinition(
  url: string,
  cache: RequestCache = "default",
): Promise<Definition> {
  const { origin } = new URL(url, location.href);
  let status = 0;
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      cache,
      signal: AbortSignal.timeout(LOAD_MS),
    });
    status = response.status;
    const { data } = (await response.json()) as { data: Definition };
    if (response.ok && data.fields) return data;
  } catch {
    // Explained below.
  }
  const [reason, refused] = await explain(url, origin, status);
  throw new Unavailable(`thoughtly-form: ${reason}`, refused);
}

async function explain(url: string, origin: string, status: number): Promise<[string, boolean]> {
  if (self.origin === "null")
    return ["the frame is sandboxed: add allow-same-origin allow-forms to its sandbox.", true];
  if (status === 404) return [`${url} is no form: check the attribute form, or endpoint.`, true];
  if (status === 403 || (!status && (await answers(url, origin))))
    return [
      `${origin} refuses the origin ${self.origin}: add it to AllowedOrigins of the stack (ORIGINS of make run).`,
      true,
    ];
  return [
    status
      ? `${url} answers ${status} and no definition: check the attribute endpoint.`
      : `${url} cannot be reached: check endpoint, and connect-src of the page's policy.`,
    false,
  ];
}

// A request without CORS succeeds where the server refuses only the origin.
async function answers(url: string, origin: string): Promise<boolean> {
  if (origin === self.origin) return false;
  const signal = AbortSignal.timeout(LOAD_MS);
  return fetch(url, { mode: "no-cors", signal }).then(
    () => true,
    () => false,
  );
}
