/**
 * Creates an element. It never parses markup, so it works under a strict
 * Content-Security-Policy and Trusted Types.
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

/** Adds a token to a space-separated attribute, or removes it. */
export function toggleToken(element: Element, attribute: string, token: string, on: boolean): void {
  const tokens = new Set((element.getAttribute(attribute) ?? "").split(" ").filter(Boolean));
  if (on) tokens.add(token);
  else tokens.delete(token);
  if (tokens.size) element.setAttribute(attribute, [...tokens].join(" "));
  else element.removeAttribute(attribute);
}

/**
 * Returns a version 4 UUID. crypto.randomUUID is missing outside secure
 * contexts; the URL of a blob ends with a UUID.
 */
export const uuid = (): string =>
  crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

/**
 * Returns the values as JSON. The replacer bypasses toJSON, which Prototype
 * before 1.7 adds to arrays and which returns strings.
 */
export function json(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key) {
    return this[key];
  });
}
