// The public definition of a form: what GET /forms/{id} answers.

import type * as generated from "./generated.js";

export interface Definition extends generated.Public {
  /** The form's elements. */
  tree: Tree;
}

/** An element as JsonML: its tag, its attributes, and what is inside. */
export type Tree = [
  tag: string,
  attributes: Record<string, string>,
  ...children: (Tree | string)[],
];

export type Field = generated.PublicField;

/** The words of one locale, by the keys of forms/locales/en.json. */
export type Messages = Record<string, string>;

/** A refused field. The name is a field's, or "consent". */
export interface FieldError {
  field: string;
  code: string;
  message?: string;
}

/**
 * The sentence for a refused field, as forms.Message in Go: the words of
 * error.<code>.<field>, or else of error.<code>, with the field's limits in
 * place of {min} and {max}.
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
