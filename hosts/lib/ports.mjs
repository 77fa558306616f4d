// Ports of this machine, and waiting for the servers on them.
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A port that is free now. */
export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** Whether a server accepts connections; where is as for net.connect. */
export const accepts = (where) =>
  new Promise((done) => {
    const socket = connect(where, () => (socket.destroy(), done(true)));
    socket.on("error", () => done(false));
  });

/** Waits for a condition. The limit only ends a test that hangs. */
export async function until(condition, what = condition) {
  const end = Date.now() + 120_000;
  for (;;) {
    // A page that is being left cannot be asked.
    const met = await Promise.resolve(condition()).catch(() => false);
    if (met) return met;
    if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
    await pause(25);
  }
}
