// Adds the form's styles to the document or shadow root of the form.

import { h } from "./dom.js";
import { soon } from "./soon.js";

const roots = new WeakMap<Node, Promise<unknown>>();

/**
 * Resolves once the styles apply to the element, or after three seconds, since
 * a form also works without styles. Nothing is loaded if the page has the
 * stylesheet, which is detected by a property that it sets.
 */
export function styled(host: HTMLElement): Promise<unknown> {
  const root = host.getRootNode() as Document | ShadowRoot;
  if (root === document && getComputedStyle(host).getPropertyValue("--tf-styled"))
    return Promise.resolve();
  let loading = roots.get(root);
  if (!loading) {
    loading = import("./styles.js")
      .then((styles) => addSheet(root, styles.default))
      .catch(() => roots.delete(root));
    roots.set(root, loading);
  }
  return soon(loading);
}

const sheets = new Map<string, CSSStyleSheet>();

/**
 * Adds a sheet to the element's document or shadow root, once. Neither
 * style-src nor Trusted Types apply to a sheet that a script constructs. If the
 * browser does not support that, the text becomes a style element.
 */
export function addSheet(root: Document | ShadowRoot, text: string): void {
  try {
    let sheet = sheets.get(text);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      sheets.set(text, sheet);
    }
    const { adoptedStyleSheets: adopted } = root;
    if (!adopted.includes(sheet)) root.adoptedStyleSheets = [...adopted, sheet];
  } catch {
    const style = h("style", {}, text);
    ("head" in root ? root.head : root).append(style);
  }
}
