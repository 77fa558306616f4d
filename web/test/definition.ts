// The public definition that the canned API answers.
import { readFileSync } from "node:fs";
import type { Definition } from "../src/definition.js";

export const messages = JSON.parse(readFileSync("../forms/locales/en.json", "utf8")) as Record<
  string,
  string
>;

const CALLABLE = 0b1000111;

export function definition(changes: Partial<Definition> = {}): Definition {
  return {
    id: "contact",
    locale: "en",
    dir: "ltr",
    title: "Talk to us now",
    fields: [
      { name: "name", type: "text", kind: 1, label: "Name", autocomplete: "name", prefill: true },
      {
        name: "phone_number",
        type: "tel",
        kind: 4,
        label: "Phone number",
        autocomplete: "tel",
        required: true,
      },
      { name: "email", type: "email", kind: 3, label: "Email", autocomplete: "email" },
    ],
    submit: "Call me",
    country: "US",
    number_type_mask: CALLABLE,
    consent: {
      version: "2026-11-01",
      required: true,
      text:
        "I agree that Example Inc. may call and text me at this number, also with an artificial " +
        "voice, about its services. Consent is not a condition of purchase. " +
        "[Privacy](https://example.com/privacy)",
    },
    honeypot: true,
    messages,
    ...changes,
  };
}
