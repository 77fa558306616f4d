type Attributes = Record<string, string | number | boolean | undefined>;

/**
 * Makes an element with attributes; undefined and false are left out. No
 * markup is ever parsed, so a strict Content-Security-Policy and Trusted Types
 * hold.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((c) => c !== undefined));
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
