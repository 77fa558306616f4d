/** Returns a promise's value, or undefined if it fails or takes more than ms milliseconds. */
export const soon = <T>(promise: Promise<T>, ms = 3_000): Promise<T | undefined> =>
  Promise.race([
    promise.catch(() => undefined),
    new Promise<undefined>((late) => setTimeout(late, ms)),
  ]);
