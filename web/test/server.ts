// A server for the widget's files and examples, with a canned API.
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, normalize } from "node:path";
import { build } from "esbuild";
import type { Definition } from "../src/definition.js";
import { definition } from "./definition.js";

/** An answer to POST /contacts; "reset" breaks the connection. */
export type Answer =
  | "reset"
  | {
      status: number;
      headers?: Record<string, string>;
      body?: unknown;
      html?: string;
      /** The response waits for this promise. */
      after?: Promise<unknown>;
    };

export const created = {
  status: 201,
  body: { data: { status: "created", id: "c_1" }, error: null },
};

export interface Server {
  url: string;
  /** The bodies of POST /contacts in order: parsed JSON, or a form post's text. */
  posts: any[];
  /** The next responses; the last one is repeated. */
  answers: Answer[];
  definitions: Record<string, Definition>;
  /** The data of GET /session. */
  session: unknown;
  /** Paths that are refused with 403, like a content blocker does. */
  blocked: RegExp | undefined;
  /** Pages by their path. */
  pages: Record<string, string>;
  /** Responses without the CORS header for pages of other origins. */
  sameOriginOnly: boolean;
  /** Headers of pages. */
  pageHeaders: Record<string, string>;
  reset(): void;
  close(): void;
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

export async function startServer(): Promise<Server> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const state: Server = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts: [],
    answers: [],
    definitions: {},
    session: {},
    blocked: undefined,
    sameOriginOnly: false,
    pageHeaders: {},
    pages: {},
    reset() {
      this.posts = [];
      this.answers = [created];
      this.definitions = { contact: definition() };
      this.session = {};
      this.blocked = undefined;
      this.sameOriginOnly = false;
      this.pageHeaders = {};
      this.pages = {};
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  state.reset();
  return state;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, state.url);
    if (state.blocked?.test(pathname)) return void response.writeHead(403).end();
    if (!state.sameOriginOnly) response.setHeader("access-control-allow-origin", "*");
    if (request.method === "OPTIONS") {
      return void response.writeHead(204, { "access-control-allow-headers": "content-type" }).end();
    }
    if (request.method === "POST" && pathname === "/contacts") return post(request, response);
    if (pathname === "/session") return json(response, 200, { data: state.session, error: null });
    if (pathname === "/never") return; // no answer
    const form = /^\/forms\/([\w-]+)$/.exec(pathname)?.[1];
    if (form) {
      const found = state.definitions[form];
      return found
        ? json(response, 200, { data: partOf(found, searchParams.get("part")), error: null })
        : json(response, 404, {
            data: null,
            error: { code: "no_such_form", message: "No such form." },
          });
    }
    if (state.pages[pathname]) return page(response, state.pages[pathname]);
    const host = /^\/hostile\/(\w+)$/.exec(pathname)?.[1];
    if (host) return page(response, hostilePage(host));
    const bundle = /^\/examples\/(react|vue)\.bundle\.js$/.exec(pathname)?.[1];
    if (bundle) return script(response, bundle);
    const file = normalize(pathname)
      .replace(/^\/+/, "")
      .replace(/^widget\//, "dist/");
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    try {
      const bytes = await readFile(file);
      response.writeHead(200, {
        "content-type": type,
        "cache-control": "no-store",
        ...(type.startsWith("text/html") && state.pageHeaders),
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += chunk;
    const isJSON = request.headers["content-type"] === "application/json";
    state.posts.push(isJSON ? JSON.parse(text) : text);
    const answer = state.answers.length > 1 ? state.answers.shift()! : state.answers[0]!;
    if (answer === "reset") return void request.socket.destroy();
    await answer.after;
    if (answer.html !== undefined || !isJSON) {
      response.writeHead(answer.status, { "content-type": "text/html", ...answer.headers });
      response.end(answer.html ?? "<title>Received</title><h1>Received</h1>");
      return;
    }
    json(response, answer.status, answer.body, answer.headers);
  }
}

// As the function answers GET /forms/{id}?part=….
function partOf(d: Definition, part: string | null): object {
  const { tree, ...rest } = d;
  if (part === "rest") return rest;
  if (part !== "first") return d;
  const { id, locale, country, calling_code, calling_codes, messages, fields } = d;
  const prefill = fields.filter((f) => f.prefill).map((f) => f.name);
  return {
    id,
    locale,
    country,
    calling_code,
    calling_codes,
    prefill,
    busy: messages.busy,
    failed: messages.failed,
    tree,
  };
}

function page(response: ServerResponse, html: string): void {
  response.writeHead(200, { "content-type": "text/html" }).end(html);
}

async function script(response: ServerResponse, name: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [`examples/${name}.${name === "react" ? "jsx" : "js"}`],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  response.writeHead(200, { "content-type": "text/javascript" }).end(outputFiles[0]!.contents);
}

/** Stylesheets of host pages that must not change the form. */
export const hostile: Record<string, string> = {
  bootstrap: "node_modules/bootstrap/dist/css/bootstrap.css",
  tailwind: "node_modules/tailwindcss/preflight.css",
  reset: "node_modules/the-new-css-reset/css/reset.css",
  wordpress: "test/fixtures/wordpress.css",
  shouting: "test/fixtures/shouting.css",
};

// The host's stylesheet comes after the form's, so that it wins at equal specificity.
function hostilePage(host: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${host}</title>
<link rel="stylesheet" href="/widget/thoughtly-form.css">
<link rel="stylesheet" href="/${hostile[host]}">
<script type="module" src="/widget/thoughtly-form.js"></script>
</head>
<body><main><h1>${host}</h1><thoughtly-form form="contact"></thoughtly-form></main></body>
</html>`;
}

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
