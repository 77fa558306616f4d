// The session of a form: proof of work and guessed country.

export interface Guard {
  country: Promise<string | undefined>;
  proof(): Promise<string | undefined>;
}

export function startGuard(endpoint: string, form: string): Guard {
  const session = fetch(`${endpoint}/session?form=${encodeURIComponent(form)}`)
    .then((r) => (r.ok ? r.json() : undefined))
    .catch(() => undefined) as Promise<{ data?: { country?: string } } | undefined>;
  return { country: session.then((s) => s?.data?.country), proof: async () => undefined };
}
