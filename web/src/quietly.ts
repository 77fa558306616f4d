/**
 * Runs code on which no lead depends: if the page's browser or scripts make it
 * fail, the form works without it.
 */
export function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // The form works without it.
  }
}
