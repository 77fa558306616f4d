// The form's styles, in the document or the shadow root that the form is in.

const LOAD_MS = 3_000;

const roots = new WeakMap<Node, Promise<unknown>>();
let sheet: CSSStyleSheet | undefined;

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
    loading = add(root).catch(() => roots.delete(root));
    roots.set(root, loading);
  }
  return Promise.race([loading, new Promise((late) => setTimeout(late, LOAD_MS))]);
}

// Neither style-src nor Trusted Types apply to a sheet that a script constructs.
async function add(root: Document | ShadowRoot): Promise<void> {
  const { default: text } = await import("./styles.js");
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
