// Detects whether the page around the form is dark. Many dark pages do not
// declare it in color-scheme; the form then selects its dark colours by the
// page's background.

/** Marks the element if the page is dark, now and after each change of the page's theme. */
export function followScheme(host: HTMLElement, signal: AbortSignal): void {
  const mark = () => {
    if (isDark(host)) host.dataset.tfScheme = "dark";
    else delete host.dataset.tfScheme;
  };
  mark();
  const observer = new MutationObserver(mark);
  for (const root of [document.documentElement, document.body])
    observer.observe(root, { attributes: true });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", mark, { signal });
  for (const later of ["thoughtly-form:ready", "pointerover"])
    host.addEventListener(later, mark, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}

// The nearest painted background. Without one, or with an image, the text's
// colour decides: light text implies a dark background.
function isDark(host: HTMLElement): boolean {
  for (let e: Element | undefined = host; e; e = above(e)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(e);
    if (backgroundImage !== "none") break;
    const [light, alpha] = lightness(backgroundColor);
    if (alpha > 0.5) return light < 0.4;
  }
  return lightness(getComputedStyle(host).color)[0] > 0.6;
}

// The parent, or the host of a shadow root.
const above = (e: Element): Element | undefined =>
  e.parentElement ?? (e.getRootNode() as Partial<ShadowRoot>).host;

let canvas: CanvasRenderingContext2D | null;

// A canvas parses every notation of colours. Returns perceived lightness and
// opacity, from 0 to 1.
function lightness(color: string): [number, number] {
  canvas ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) return [1, 0];
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const pixel = canvas.getImageData(0, 0, 1, 1).data;
  const [r, g, b, a] = pixel as unknown as [number, number, number, number];
  return [(0.299 * r + 0.587 * g + 0.114 * b) / 255, a / 255];
}
