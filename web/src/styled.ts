// The form's styles, in the document or the shadow root that the form is in.

import { h } from "./dom.js";
import { soon } from "./soon.js";

const roots = new WeakMap<Node, Promise<unknown>>();

/**
 * Resolves once the styles apply to the element, or after three seconds: a form
 * without styles works. Nothing is loaded where the page has the stylesheet,
 * which shows in a property that it sets.
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
 * Adds a sheet to the element's document or shadow root, once. Neither style-src
 * nor Trusted Types apply to a sheet that a script constructs. Where a script may
 * not construct one, the text becomes a style element.
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
    (root instanceof Document ? root.head : root).append(style);
  }
}
