// Calls shared.Validate in the module and reads its findings, as wasm/contact.go
// documents them.

import { lengthOf, type Abi, type ContactExports, type Exports } from "./abi.js";
import { attributePrefix, errorCodes, Kind, type Contact, type Submission } from "./generated.js";
import { callWithRule, type FieldRule, type Rules } from "./rules.js";

/** A refused member; code is an ErrorCode of this or a later version. */
export interface FieldError {
  field: string;
  code: string;
}

/** A contact as it was sent, with the members of its submission that the rules need. */
export type Sent = Contact & Partial<Pick<Submission, "consent" | "confirmed_number">>;

/**
 * Returns the normalised contact, and an error for each refused member in the
 * order of the rules' fields.
 */
export function validate(
  abi: Abi,
  sent: Sent,
  rules: Rules,
): { contact: Contact; errors: FieldError[] } {
  const { contact_begin, contact_field, contact_end, contact_tag } = abi.exports as ContactExports;
  const contact: Contact = { phone_number: "" };
  const errors: FieldError[] = [];
  // Reads the findings of a call; returns true if none is an error.
  const read = (result: number): boolean => {
    const before = errors.length;
    for (let at = 0; at < lengthOf(result);) {
      const refused = abi.byte(at);
      const nameLength = abi.byte(at + 1);
      const valueLength = abi.uint16(at + 2);
      const name = abi.read(nameLength, at + 4);
      const value = abi.read(valueLength, at + 4 + nameLength);
      at += 4 + nameLength + valueLength;
      if (refused) errors.push({ field: name, code: errorCodes[refused]! });
      else set(contact, name, value);
    }
    return errors.length === before;
  };

  const { attributes = {}, tags = [] } = sent;
  const length = abi.write(sent.country_code ?? "");
  const count = Object.keys(attributes).length;
  read(contact_begin(length, count, tags.length, +!!sent.confirmed_number));
  if (errors.some((e) => e.field !== "country_code")) return { contact: sent, errors };
  let allowed: FieldRule = { name: "tags", kind: Kind.option };
  for (const rule of rules.fields) {
    if (rule.name === "tags") {
      allowed = rule;
      continue;
    }
    const value = valueOf(sent, rule.name);
    const call: Exports["check"] = (...args) => {
      const name = abi.write(rule.name, args[7] + args[8]);
      return contact_field(...args, name, +(value !== undefined));
    };
    read(callWithRule(abi, call, rule, value ?? "", rules));
  }
  read(contact_end(+!!sent.phone_number, +!!sent.name, +!!sent.email));
  for (const value of tags) {
    const call: Exports["check"] = (...args) => contact_tag(args[7], args[8]);
    if (!read(callWithRule(abi, call, allowed, value, rules))) break;
  }
  return { contact, errors };
}

function valueOf(sent: Sent, name: string): string | undefined {
  if (name === "consent") return sent.consent ? "true" : undefined;
  if (!name.startsWith(attributePrefix)) return sent[name as "name"];
  const key = name.slice(attributePrefix.length);
  return Object.hasOwn(sent.attributes ?? {}, key) ? sent.attributes![key] : undefined;
}

function set(contact: Contact, name: string, value: string): void {
  if (name === "tags") {
    if (!contact.tags?.includes(value)) (contact.tags ??= []).push(value);
  } else if (name.startsWith(attributePrefix)) {
    (contact.attributes ??= {})[name.slice(attributePrefix.length)] = value;
  } else contact[name as "name"] = value;
}
