// The server of the fixtures: files below build/apps, and handlers by prefix.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

export const BUILT = new URL("../build/apps/", import.meta.url).pathname;

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Starts a server; handlers is an object of path prefix to (req, res) => …. */
export async function startServer(handlers = {}) {
  const server = createServer(async (req, res) => {
    const { pathname } = new URL(req.url, "http://localhost");
    const prefix = Object.keys(handlers).find((p) => pathname.startsWith(p));
    if (prefix) return handlers[prefix](req, res);
    const name = normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    try {
      const body = await readFile(join(BUILT, name));
      res.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" });
      res.end(body);
    } catch {
      res.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://localhost:${server.address().port}`,
    stop: () => (server.closeAllConnections(), server.close()),
  };
}
