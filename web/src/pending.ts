// A submission that is kept for the visit until the server has it, where the
// page asks for that with keep="session". Otherwise it lives in memory alone:
// what a visitor typed is not to be found on a shared computer.

const key = (form: string) => `thoughtly-form:${form}`;

/** The submission that an earlier page of this visit could not deliver. */
export function kept(host: HTMLElement, form: string): string | null {
  try {
    return host.getAttribute("keep") === "session" ? sessionStorage.getItem(key(form)) : null;
  } catch {
    return null; // storage is refused
  }
}

/** Keeps a submission, or with null forgets it. */
export function keep(host: HTMLElement, form: string, body: string | null): void {
  try {
    if (body === null) sessionStorage.removeItem(key(form));
    else if (host.getAttribute("keep") === "session") sessionStorage.setItem(key(form), body);
  } catch {
    // Storage is refused: memory has it.
  }
}
