// The public definition of a form: what GET /forms/{id} answers.

export interface Definition {
  id: string;
  locale: string;
  dir: "ltr" | "rtl";
  title?: string;
  title_level: number;
  fields: Field[];
  submit: string;
  country?: string;
  countries?: string[];
  number_type_mask: number;
  consent?: {
    version: string;
    text: string;
    /** SHA-256 of the text's words, in hex. */
    text_sha256: string;
    /** Who calls. */
    seller?: string;
    required?: boolean;
  };
  success?: { message?: string; redirect?: string };
  honeypot: boolean;
  messages: Messages;
  /** The form's elements. */
  tree: Tree;
}

/** An element as JsonML: its tag, its attributes, and what is inside. */
export type Tree = [
  tag: string,
  attributes: Record<string, string>,
  ...children: (Tree | string)[],
];

export interface Field {
  name: string;
  type: "text" | "email" | "tel" | "select" | "radio" | "checkbox" | "textarea" | "hidden";
  kind: number;
  pattern?: number;
  label?: string;
  help?: string;
  placeholder?: string;
  autocomplete?: string;
  required?: boolean;
  min?: number;
  max?: number;
  options?: { value: string; label: string }[];
  value?: string;
  prefill?: boolean;
}

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
