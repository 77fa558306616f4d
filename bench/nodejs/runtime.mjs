// Lambda's Runtime API, as the Node.js runtime serves it, in a few lines: less
// than AWS's own client does, so the comparison errs in Node's favour.
import http from "node:http";
import { handler } from "./handler.mjs";

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, agent, method, path: `/2018-06-01/runtime/${path}` },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

for (;;) {
  const { headers, body } = await call("GET", "invocation/next");
  const id = headers["lambda-runtime-aws-request-id"];
  try {
    await call(
      "POST",
      `invocation/${id}/response`,
      JSON.stringify(await handler(JSON.parse(body))),
    );
  } catch (error) {
    await call(
      "POST",
      `invocation/${id}/error`,
      JSON.stringify({ errorMessage: String(error.stack) }),
    );
  }
}
