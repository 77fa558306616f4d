// The tarball that npm pack makes: what is in it, that its entries resolve in
// Node and TypeScript, and that the linters of packages find nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const HOSTS = new URL("..", import.meta.url).pathname;
const INSTALLED = join(HOSTS, "node_modules/thoughtly-form");
const bin = (name) => join(HOSTS, "node_modules/.bin", name);

// Bytes that may be sent for the package, as the registry serves it.
const BUDGET = 185_000; // with two modules: the form's, and the one that checks whole contacts

const files = readdirSync(INSTALLED, { recursive: true }).filter((name) =>
  statSync(join(INSTALLED, name)).isFile(),
);

async function passes(command, args) {
  await run(command, args, { cwd: HOSTS, maxBuffer: 1 << 24 }).catch(({ stdout, stderr }) =>
    assert.fail(stdout + stderr),
  );
}

test("the tarball has a readme, the licence and the notices", () => {
  for (const name of ["README.md", "LICENSE", "THIRD_PARTY_NOTICES.md", "dist/thoughtly-form.js"])
    assert.ok(files.includes(name), name);
});

test("the package can be published", () => {
  const manifest = JSON.parse(readFileSync(join(INSTALLED, "package.json"), "utf8"));
  assert.equal(manifest.private, undefined);
  assert.equal(manifest.dependencies, undefined, "it needs no other package");
});

test("no file is in the tarball twice, and none is of no use there", () => {
  const seen = new Map();
  for (const name of files) {
    const hash = createHash("sha256")
      .update(readFileSync(join(INSTALLED, name)))
      .digest("hex");
    assert.equal(seen.get(hash), undefined, `${name} again`);
    seen.set(hash, name);
    assert.doesNotMatch(name, /\.test\.|\.map$|^dist\/(frame|hosted)\./);
  }
});

test("the tarball is within its budget", () => {
  assert.ok(
    statSync(process.env.TARBALL).size <= BUDGET,
    `${statSync(process.env.TARBALL).size} bytes`,
  );
});

test("plain Node: the rules work and the element does nothing", async () => {
  const script = `
    import { ThoughtlyForm } from "thoughtly-form";
    import { load } from "thoughtly-form/validator";
    const rules = await load();
    console.log(typeof ThoughtlyForm, rules.phone("(415) 555-0123", "US").e164, rules.phone("030 901820", "DE").e164);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: HOSTS,
  });
  assert.equal(stdout.trim(), "function +14155550123 +4930901820");
});

for (const resolution of ["bundler", "node16", "nodenext"])
  test(`TypeScript, strict, moduleResolution ${resolution}`, async () => {
    const folder = join(HOSTS, "apps/types");
    const project = join(HOSTS, `build/tsconfig.${resolution}.json`);
    const options = {
      module: resolution === "bundler" ? "esnext" : resolution,
      moduleResolution: resolution,
      target: "es2022",
      lib: ["es2023", "dom", "dom.iterable"],
      types: [],
      strict: true,
      skipLibCheck: false,
      noUncheckedSideEffectImports: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      jsx: "react-jsx",
    };
    writeFileSync(project, JSON.stringify({ compilerOptions: options, include: [folder] }));
    await passes(bin("tsc"), ["-p", project]);
  });

test("publint finds nothing", () => passes(bin("publint"), [process.env.TARBALL, "--strict"]));

test("attw finds nothing", () =>
  passes(bin("attw"), [process.env.TARBALL, "--profile", "esm-only", "--no-emoji", "--no-color"]));
