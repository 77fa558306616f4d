/**
 * Makes an element. No markup is ever parsed, so a strict Content-Security-Policy
 * and Trusted Types hold.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Adds a token to a space-separated attribute, or takes it out. */
export function toggleToken(element: Element, attribute: string, token: string, on: boolean): void {
  const tokens = new Set((element.getAttribute(attribute) ?? "").split(" ").filter(Boolean));
  if (on) tokens.add(token);
  else tokens.delete(token);
  if (tokens.size) element.setAttribute(attribute, [...tokens].join(" "));
  else element.removeAttribute(attribute);
}

/**
 * A version 4 UUID. crypto.randomUUID is missing outside secure contexts; the
 * URL of a blob ends with one.
 */
export const uuid = (): string =>
  crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

/**
 * JSON of the values as they are. A replacer gets round toJSON, which Prototype
 * before 1.7 puts on arrays and which makes strings of them.
 */
export function json(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key) {
    return this[key];
  });
}
