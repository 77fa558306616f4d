/**
 * Runs what a lead does not depend on: where the page's browser or its scripts
 * make it fail, the form works without it.
 */
export function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // The form works without it.
  }
}
