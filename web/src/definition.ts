// The public definition of a form: the answer of GET /forms/{id}. The element
// requests it in two parts: ?part=first to draw the form, and at the visitor's
// first touch ?part=rest.

import type * as generated from "./generated.js";

export interface Definition extends generated.Public {
  /** The form's elements. */
  tree: Tree;
}

/** The data that draws a form: the answer to ?part=first. */
export interface First {
  id: string;
  locale: string;
  /** The default country, as ISO 3166-1 alpha-2. */
  country?: string;
  /** Of the default country. */
  calling_code?: number;
  /** Those with phone tables that are loaded in one file, ascending. */
  calling_codes?: number[];
  /** Names of the fields that the page's URL may fill in. */
  prefill?: string[];
  /** The texts during a submission and after its failure. */
  busy: string;
  failed: string;
  tree: Tree;
}

/** The name of a field's control: attributes.plan is posted as attributes[plan]. */
export const controlName = (field: string): string =>
  field.replace(/^attributes\.(.*)/, "attributes[$1]");

/** An element as JsonML: its tag, its attributes, and its children. */
export type Tree = [
  tag: string,
  attributes: Record<string, string>,
  ...children: (Tree | string)[],
];

export type Field = generated.PublicField;

/** The texts of one locale, by the keys of forms/locales/en.json. */
export type Messages = Record<string, string>;

/** A refused field. name is the name of a field, or "consent". */
export interface FieldError {
  field: string;
  code: string;
  message?: string;
}

/**
 * Returns the message for a refused field, as forms.Message does in Go: the
 * text of error.<code>.<field>, or else of error.<code>, with the field's
 * limits for {min} and {max}.
 */
export function sentence(d: Definition, { field, code, message }: FieldError): string {
  const { messages, fields } = d;
  const key = `error.${code}`;
  const rule = fields.find((f) => f.name === field);
  return (messages[`${key}.${field}`] ?? messages[key] ?? message ?? messages.failed!).replace(
    /{(min|max)}/g,
    (_, limit: "min" | "max") => String(rule?.[limit] ?? 0),
  );
}
