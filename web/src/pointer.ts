/**
 * Returns a function whose promise resolves once no button is held down on the
 * form. A change of the layout before that would move the button away from the
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
