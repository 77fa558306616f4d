// The rules of make lint for TypeScript and JavaScript; run from the repository's root.
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";
import { configs } from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "**/node_modules/",
    "**/dist/",
    "**/.next/",
    "build/",
    "bench/out/",
    "hosts/build/",
    ".cache/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{js,mjs,jsx}"],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
    // Without a plugin for React, eslint does not see that JSX uses its components.
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: "^[A-Z]" }] },
  },
  {
    files: ["web/src/**/*.ts", "web/test/**/*.ts"],
    extends: [js.configs.recommended, configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: "web/test/tsconfig.json", tsconfigRootDir: process.cwd() },
    },
    rules: {
      // The element's interface is merged into its class: properties.ts defines
      // the properties on the prototype.
      "@typescript-eslint/no-unsafe-declaration-merging": "off",
      "@typescript-eslint/no-empty-object-type": [
        "error",
        { allowInterfaces: "with-single-extends" },
      ],
      // A form's data may hold files; the fields that are read never are.
      "@typescript-eslint/no-base-to-string": [
        "error",
        { ignoredTypeNames: ["Error", "RegExp", "URL", "URLSearchParams", "File"] },
      ],
      // The request for a definition rejects with the status of its answer.
      "@typescript-eslint/only-throw-error": [
        "error",
        { allow: [{ from: "file", name: "Failure" }] },
      ],
      // The exports of a WebAssembly module are typed as methods and take no this.
      "@typescript-eslint/unbound-method": "off",
      // A worker that fails has no reason to give.
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowEmptyReject: true }],
    },
  },
  {
    files: ["web/src/**/*.test.ts", "web/test/**/*.ts"],
    rules: {
      // The test runner awaits what test() returns.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            {
              from: "package",
              package: "node:test",
              name: ["test", "before", "after", "beforeEach", "afterEach", "describe", "it"],
            },
          ],
        },
      ],
      // Tests read JSON of the system and of vector files; the assertion on a
      // value is the check of its type.
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // A fake may answer at once where the interface has a promise.
      "@typescript-eslint/require-await": "off",
      // A server's listener and a fake timer's callback may be async.
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { arguments: false } },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowArray: true, allowNumber: true },
      ],
    },
  },
);
