// Reads the contact and the members of its submission from the form's controls.

import { honeypotName } from "./generated.js";

/** Returns the tokens that scripts of consent certificate services put into the form. */
export function readCertificates(form: HTMLFormElement): Record<string, string> {
  const names = ["xxTrustedFormCertUrl", "universal_leadid"];
  const tokens = names.map((name) => [
    name,
    form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value.trim() ?? "",
  ]);
  return Object.fromEntries(tokens.filter(([, token]) => token)) as Record<string, string>;
}

export function readContact(form: HTMLFormElement): Record<string, unknown> {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim() || undefined;
  const attributes: Record<string, string> = {};
  for (const [name, value] of data) {
    const key = /^attributes\[(.+)\]$/.exec(name)?.[1];
    if (key && value) attributes[key] = String(value);
  }
  return {
    phone_number: text("phone_number"),
    name: text("name"),
    email: text("email"),
    country_code: text("phone_number") && text("country_code"),
    call_time: text("call_time"),
    tags: data.has("tags") ? data.getAll("tags") : undefined,
    attributes: Object.keys(attributes).length ? attributes : undefined,
    consent: data.has("consent") || undefined,
    consent_text_sha256: text("consent_text_sha256"),
    [honeypotName]: text(honeypotName),
  };
}
