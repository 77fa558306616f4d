// The rules of shared/, from the WebAssembly module, for browsers and Node. No
// judgement is made here: what is valid, and why not, is the module's word.

import { attributePrefix, Kind, limits, type Contact } from "./generated.js";
import { instantiate, setUp, RulesModule, type FieldRule, type Rules } from "./rules.js";

export type { Country, FieldRule, PhoneResult, Rules } from "./rules.js";

export type { Contact } from "./generated.js";

/** A refused member; code is an ErrorCode of this or a later version. */
export interface FieldError {
  field: string;
  code: string;
}

/** The rules of fields and of whole contacts. Every call is synchronous. */
export class Validator extends RulesModule {
  /** Judges an address; email is the normalised address, "" if refused. */
  email(input: string): { valid: boolean; email: string; error: string } {
    const { value, code } = this.check({ name: "email", kind: Kind.email, required: true }, input);
    const valid = code === "ok";
    return { valid, email: value, error: valid ? "" : code };
  }

  /**
   * Does what shared.Validate does in Go: the contact normalised, and the
   * reasons it is refused in the order of the rules' fields.
   */
  contact(object: Contact, rules: Rules): { contact: Contact; errors: FieldError[] } {
    const errors: FieldError[] = [];
    const refuse = (field: string, code: string) => errors.push({ field, code });
    const contact: Contact = { phone_number: "" };
    const sent = new Set(Object.keys(object.attributes ?? {}));
    if (sent.size > limits.attributes) refuse("attributes", "too_many");
    if ((object.tags?.length ?? 0) > limits.tags) refuse("tags", "too_many");
    if (errors.length) return { contact: object, errors };

    const country = this.#country(object.country_code ?? "");
    if (object.country_code && !country) refuse("country_code", "country_unknown");

    const members = new Set<string>();
    let tags: FieldRule = { name: "tags", kind: Kind.option };
    for (const field of rules.fields) {
      if (field.name === "tags") {
        tags = { ...tags, options: field.options };
        continue;
      }
      const key = field.name.startsWith(attributePrefix)
        ? field.name.slice(attributePrefix.length)
        : "";
      members.add(field.name);
      sent.delete(key);
      const given = key
        ? object.attributes?.[key]
        : (object as unknown as Record<string, string | undefined>)[field.name];
      const { value, code } = this.check(field, given ?? "", rules, country);
      if (code !== "ok") refuse(field.name, code);
      else if (!value) continue;
      else if (key) (contact.attributes ??= {})[key] = value;
      else if (field.name === "phone_number") {
        contact.phone_number = value;
        const region = this.phone(value).country;
        if (region.length === 2) contact.country_code = region;
      } else contact[field.name as "name" | "email"] = value;
    }
    for (const member of ["phone_number", "name", "email"] as const) {
      if (object[member] && !members.has(member)) refuse(member, "unknown_field");
    }
    if (sent.size) refuse("attributes", "unknown_field");
    for (const tag of object.tags ?? []) {
      const { value, code } = this.check(tags, tag);
      if (code !== "ok") {
        refuse("tags", "unknown_field");
        break;
      }
      if (value && !contact.tags?.includes(value)) (contact.tags ??= []).push(value);
    }
    return { contact, errors };
  }

  // Of the countries that share a calling code any will do here: they read
  // national numbers alike, and what leaves is the number's own country.
  #country(code: string): string {
    const wanted = code.replace(/^\+/, "").toUpperCase();
    const known = this.countries().find(
      (c) => wanted === c.country || wanted === `${c.callingCode}`,
    );
    return known?.country ?? "";
  }
}

/**
 * Instantiates the module from its bytes or from where it lies. In Node a
 * file: URL is read from the disk.
 */
export async function load(source: BufferSource | URL | string): Promise<Validator> {
  return new Validator(await setUp(await instantiate(await located(source))));
}

async function located(source: BufferSource | URL | string): Promise<BufferSource | Response> {
  if (typeof source !== "string" && !(source instanceof URL)) return source;
  const url = new URL(source, import.meta.url);
  if (url.protocol !== "file:") return fetch(url);
  const { readFile } = await import(/* @vite-ignore */ "node:" + "fs/promises");
  return readFile(url);
}
