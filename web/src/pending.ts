// A submission that is not delivered yet. With keep="session" it is kept in
// sessionStorage for the visit. Otherwise it is kept in memory only, so that a
// shared computer does not store what a visitor typed.

const key = (form: string) => `thoughtly-form:${form}`;

/** The submission that an earlier page of this visit could not deliver. */
export function kept(host: HTMLElement, form: string): { submission_id: string } | null {
  try {
    const body = host.getAttribute("keep") === "session" && sessionStorage.getItem(key(form));
    return JSON.parse(body || "null") as { submission_id: string } | null;
  } catch {
    return null; // storage is blocked, or another script wrote there
  }
}

/** Stores a submission; null deletes it. */
export function keep(host: HTMLElement, form: string, body: string | null): void {
  try {
    if (body === null) sessionStorage.removeItem(key(form));
    else if (host.getAttribute("keep") === "session") sessionStorage.setItem(key(form), body);
  } catch {
    // Storage is blocked: it stays in memory.
  }
}
