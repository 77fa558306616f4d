import { fileURLToPath } from "node:url";

export default {
  basePath: "/next",
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
};
