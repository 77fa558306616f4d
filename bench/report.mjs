// Writes RESULTS.md and its plots from what the parts measured.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { goals } from "./anchors.mjs";
import { bars, curves } from "./plot.mjs";
import { here, load, measured, median, quantile, run, runs, version } from "./tools.mjs";

const whole = (n) => Math.round(n).toLocaleString("en-US");
const some = (n) => n.toLocaleString("en-US", { maximumSignificantDigits: 3 });
const table = (head, rows) =>
  [head, head.map((_, i) => (i ? "---:" : "---")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

export const parts = ["bytes", "rules", "page", "lambda", "growth"];

function plot(name, svg) {
  mkdirSync(join(here, "plots"), { recursive: true });
  writeFileSync(join(here, "plots", `${name}.svg`), svg);
  return `![](plots/${name}.svg)`;
}

/** The sections of RESULTS.md by their headings, with the parts that each needs. */
const sections = {
  Results: [parts, introduction],
  Goals: [parts, goalSection],
  Bytes: [["bytes"], byteSection],
  Rules: [["rules"], ruleSection],
  Page: [["page"], pageSection],
  Function: [["lambda"], lambdaSection],
  Growth: [["growth"], growthSection],
};

/** Writes the sections whose parts were measured here, and prints those of the named parts. */
export async function writeReport(named) {
  const file = join(here, "RESULTS.md");
  const old = existsSync(file) ? readFileSync(file, "utf8").split(/^(?=##? )/m) : [];
  const text = Object.entries(sections).map(([heading, [needs, section]]) => {
    const before = old.find((part) =>
      part.startsWith(`${heading === "Results" ? "#" : "##"} ${heading}\n`),
    );
    if (!needs.every(measured)) return before?.trim();
    const now = section();
    if (needs.length === 1 && named.includes(needs[0])) console.log(`\n${now}\n`);
    return now;
  });
  writeFileSync(file, text.filter(Boolean).join("\n\n") + "\n");
}

function introduction() {
  const { chromium } = load("bytes").ours;
  const { one, quick } = runs(parts);
  const go = run("go", "env", "GOVERSION").trim();
  return `# Results

\`make bench\` measured all of this in ${one ? "one run" : "several runs"}, this project and its peers on the same work, and wrote this page${quick ? " (a short run: too few rounds to quote)" : ""}. The machine: ${availableParallelism()} cores of ${cpus()[0].model}; ${go}, Node.js ${process.version}, Chromium ${chromium}. Times are medians over rounds in which all take turns. Ratios carry over to other machines, times do not.

Peers come from npm and the Go proxy in the versions of [package.json](package.json) and [go.mod](go.mod). \`make bench QUICK=1\` is a short run; \`make bench PARTS="bytes rules"\` runs some of: bytes, rules, page, lambda, growth.`;
}

function goalSection() {
  const rows = goals();
  const unmet = rows.filter(({ met, why }) => !met && why);
  return `## Goals

${table(
  ["Goal", "Measured", "Met"],
  rows.map(({ goal, measured, met }) => [goal, measured, met ? "yes" : "**no**"]),
)}${unmet.length ? "\n\nOf the goals that are not met:\n\n" + whyNot(unmet) : ""}`;
}

/** The reasons, each once, with the goals that it holds. */
function whyNot(unmet) {
  const goals = new Map();
  for (const row of unmet) goals.set(row.why, [...(goals.get(row.why) ?? []), row]);
  return [...goals]
    .map(([why, rows]) => `- *${rows.map(({ goal }) => goal.split(":")[0]).join("; ")}.* ${why}`)
    .join("\n");
}

function byteSection() {
  const b = load("bytes");
  const row = (name, s) => [name, whole(s.raw), whole(s.gzip), whole(s.brotli)];
  const files = (list) =>
    list.map(({ name, sizes }) => row(`\`${name.replace(/-[A-Z0-9]{8}\./, ".")}\``, sizes));
  const all = [
    ["ours, everything", b.all.brotli],
    // Without what a peer's name says at length, and its version.
    ...Object.entries(b.peers).map(([n, s]) => [n.split(/:|,| [\d.]+/)[0], s.brotli]),
  ];
  return `## Bytes

Bytes that a visitor downloads. Each file is compressed for itself, as it is served: gzip at 9, brotli at 11. Ours are what Chromium asked for, for a form whose default country is the United States, with both parts of the form's definition from the API.

${plot(
  "bytes",
  bars(
    "Brotli, bytes",
    all.map(([name, n]) => [name, n, whole(n)]),
  ),
)}

${table(
  ["", "raw", "gzip", "brotli"],
  [
    row(
      "**ours, everything**: element, styles, rules and formats of every region, proof of work",
      b.all,
    ),
    row("**ours, before the form is touched**", b.before),
    ...files(b.ours.before),
    row("**ours, at the first touch**", b.after),
    ...files(b.ours.after),
    ...Object.entries(b.peers).map(([name, s]) => row(name, s)),
  ],
)}

The module: code ${whole(b.split.code.raw)} B (brotli ${whole(b.split.code.brotli)}), data ${whole(b.split.data.raw)} B (brotli ${whole(b.split.data.brotli)}).

By form, brotli: everything but the phone tables is ${whole(b.all.brotli - b.tables.US)} B, the definition included. A country's table is ${whole(b.codes.median)} B in the median and ${whole(b.codes.largest)} B at most.

${table(
  ["a form for", "phone tables", "everything"],
  Object.entries(b.tables).map(([form, n]) => [
    form,
    whole(n),
    whole(b.all.brotli - b.tables.US + n),
  ]),
)}

${plot(
  "forms",
  bars(
    "Everything by form, brotli, bytes",
    [
      ...Object.entries(b.tables).map(([form, n]) => [
        `ours, ${form}`,
        b.all.brotli - b.tables.US + n,
      ]),
      ...Object.entries(b.peers).map(([n, s]) => [n.split(/:|,| [\d.]+/)[0], s.brotli]),
    ].map(([name, n]) => [name, n, whole(n)]),
  ),
)}`;
}

const jobs = {
  judge: "parse, validity, region, type, E.164",
  check: "verdict",
  strict: "E.164 verdict",
  type: "a keystroke",
};

function ruleSection() {
  const r = load("rules");
  const engines = [
    "ours",
    "form",
    "libphonenumber-js/max",
    "google-libphonenumber",
    "validator.js",
  ];
  const packages = {
    "libphonenumber-js/max": "libphonenumber-js",
    "google-libphonenumber": "google-libphonenumber",
    "validator.js": "validator",
  };
  const name = (engine) => (engine === "form" ? "ours, the form's module" : engine);
  const label = (engine) =>
    engine in packages ? `${engine} ${version(packages[engine])}` : `**${name(engine)}**`;
  const percent = (n) => (n === undefined ? "–" : `${some((100 * n) / r.numbers)}%`);
  const cells = (where, engine) =>
    Object.keys(jobs).map((job) =>
      where[engine]?.[job] ? whole(median(where[engine][job])) : "–",
    );
  const side = (where) =>
    table(
      ["ns a call", ...Object.values(jobs), "right verdicts", "and region, type, E.164"],
      engines.map((e) => [
        label(e),
        ...cells(where, e),
        percent(r.agree[e].valid),
        percent(r.agree[e].whole),
      ]),
    );
  const shown = engines.filter((e) => r.node[e].check);
  return `## Rules

${whole(r.numbers)} inputs: an example of every region and number type in three spellings, each with digits changed, added and taken away. Right is what phonenumbers (PyPI) says, of whose metadata ours is made; make oracle compares two million inputs more. The peers' own metadata is of other months, which is part of what they miss. A keystroke of ours formats the whole text anew; the peers keep a state and are given one character. Ours is the module for programs, which is built for speed; the form's has the same rules and is built for size.

In Node.js:

${plot(
  "rules",
  bars(
    "A verdict in Node.js, ns (logarithmic)",
    shown.map((e) => [name(e), median(r.node[e].check), whole(median(r.node[e].check))]),
    { logarithmic: true },
  ),
)}

${side(r.node)}

In Chromium:

${side(r.chromium)}

Native Go:

${table(
  ["", "ns a call", "allocations", "bytes", "right verdicts"],
  Object.entries(r.native.engines)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([n, e]) => [
      n,
      whole(median(e.nanos)),
      whole(e.allocs),
      whole(e.bytes),
      percent(e.agree),
    ]),
)}

Package initialisation: ours ${r.native.init.thoughtlyform} ms, nyaruka ${r.native.init.nyaruka} ms. A proof of work is checked in ${some(median(r.native.verify) / 1000)} µs.`;
}

function pageSection() {
  const p = load("page");
  const names = Object.keys(p.loads);
  const at = (key, show = whole) => names.map((n) => show(median(p.loads[n][key])));
  return `## Page

Chromium with its processor at a quarter of its speed and DevTools' "Slow 4G" (562 ms, 1.44 Mbit/s). A visitor types a number that is none as soon as the phone field is there, and goes on to other fields. The same four fields each time; the peer's are in the page's HTML, as ours are in the full markup. The one-line embed fetches its form.

${table(
  ["", ...names],
  [
    ["first contentful paint, ms", ...at("painted")],
    ["phone field usable, ms", ...at("field")],
    ["first verdict on the screen, ms", ...at("verdict")],
    ["tasks over 50 ms", ...at("longTasks")],
    ["the longest, ms", ...at("longest")],
    ["their time over 50 ms, together", ...at("blocked")],
    ["layout shift before the form is touched", ...at("shift", (n) => n.toFixed(4))],
    ["layout shift by the verdict", ...at("shiftAfter", (n) => n.toFixed(4))],
    ["JavaScript heap, KB", ...at("heap", (n) => whole(n / 1024))],
    ["on the wire, KB", ...at("bytes", (n) => whole(n / 1024))],
  ],
)}

The first press of the button shows on the form after ${whole(median(p.press))} ms. The module's memory is ${whole(p.instantiate[1].memory / 1024)} KiB with the table of +1, and ${whole(p.instantiate[1].memoryAll / 1024)} KiB with all.

${table(
  ["ms", "full speed", "a quarter"],
  [
    ["WebAssembly.instantiate", ...[1, 4].map((k) => some(median(p.instantiate[k].instantiate)))],
    ["setup and the table of +1", ...[1, 4].map((k) => some(median(p.instantiate[k].setup)))],
    [
      `proof of work of ${p.work[1].bits} bits, median`,
      ...[1, 4].map((k) => whole(p.work[k].typical)),
    ],
    ["a try, µs", ...[1, 4].map((k) => some(p.work[k].perTry * 1000))],
  ],
)}`;
}

function lambdaSection() {
  const { functions: f } = load("lambda");
  const names = ["hello", "intake", "nodejs"];
  const shown = {
    hello: "hello world in Go",
    intake: "ours",
    nodejs: "Node.js",
  };
  const at = (pick, show = some) => names.map((n) => show(pick(f[n])));
  const q = (key, p) => (figures) => quantile(figures[key], p);
  return `## Function

Ours, the least that a Go function can be, and the same function for Node.js 20 with AWS SDK v3, ajv and libphonenumber-js, bundled and minified. AWS agrees to everything at once and Thoughtly is the sandbox that holds its published description against each contact, all on loopback, so what is left is the function's own time. Both make ${whole(f.intake.calls)} calls a submission: to DynamoDB, Thoughtly and the queue. Over the calls means without the time in which any of them was being answered.

Against a stand-in of Lambda's Runtime API; the first rows unpinned, the warm ones with the function alone on one core:

${plot(
  "start",
  bars(
    "Process start to the first answer, ms",
    names.map((n) => [shown[n], median(f[n].first), some(median(f[n].first))]),
  ),
)}

${table(
  ["", "hello world in Go", "**ours**", "Node.js"],
  [
    ["start to the first answer, ms", ...at(q("first", 0.5))],
    ["warm, median, ms", ...at(q("latency", 0.5))],
    ["warm, p99, ms", ...at(q("latency", 0.99))],
    ["over the calls, median, ms", ...at(q("overhead", 0.5))],
    ["over the calls, p99, ms", ...at(q("overhead", 0.99))],
    ["submissions a second on one core", ...at(({ throughput }) => throughput, whole)],
    ["processor time a submission, ms", ...at(({ cpu }) => cpu)],
    ["memory, warm, MB", ...at(({ resident }) => resident / 2 ** 20)],
    ["zip, MB", ...at(({ zip }) => zip / 1e6)],
  ],
)}

Under AWS's Runtime Interface Emulator, whose own time is in every row:

${table(
  ["", "hello world in Go", "**ours**", "Node.js"],
  [
    ["first event to its answer, ms", ...at(q("rie_first", 0.5))],
    ["warm, median, ms", ...at(q("rie_latency", 0.5))],
    ["over the calls, median, ms", ...at(q("rie_overhead", 0.5))],
  ],
)}`;
}

function growthSection() {
  const list = load("growth");
  const least = (points) => Math.min(...points.map(({ size }) => size));
  const lines = Object.fromEntries(
    list.map(({ name, points }) => [name, points.map(({ size, nanos }) => [size, nanos / 1000])]),
  );
  const show = ({ nanos, size }) => `${some(nanos / 1000)} at ${whole(size)}`;
  return `## Growth

The handlers with ledger and queue in memory and a Thoughtly that answers at once. The exponent is the slope of the line that fits best on logarithmic axes: 0 is constant, 1 linear. An input that is longer than any number is refused at once.

${plot("growth", curves("Cost by size", "size", "µs", lines))}

${table(
  ["", "of", "exponent", "µs, least", "µs, most"],
  list.map(({ name, unit, per, exponent, points }) => [
    `${name}: ${unit}`,
    per,
    exponent.toFixed(2),
    show(points.find(({ size }) => size === least(points))),
    show(points.at(-1)),
  ]),
)}`;
}
