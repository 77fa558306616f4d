/**
 * Returns a function whose promise resolves once no button is held down on the
 * form: what changes the layout before would move the button from under the
 * pointer, and the click would be lost.
 */
export function watchPointer(form: HTMLFormElement): () => Promise<unknown> {
  let held: Promise<unknown> | undefined;
  form.addEventListener("pointerdown", () => {
    held = new Promise((up) => {
      for (const end of ["pointerup", "pointercancel"])
        addEventListener(end, () => setTimeout(up), { once: true });
    });
  });
  return async () => held;
}
