// Part 6: the goals, each with its measurement. A goal that is not met has a
// reason.
import { load, median } from "./tools.mjs";

const whole = (n) => Math.round(n).toLocaleString("en-US");
const some = (n, digits = 1) => n.toLocaleString("en-US", { maximumFractionDigits: digits });

/** Rows of { goal, measured, met, why }. */
export function goals() {
  const bytes = load("bytes");
  const rules = load("rules");
  const page = load("page");
  const { functions, delivery_zip } = load("lambda");
  const peer = Object.entries(bytes.peers).find(([name]) => name.startsWith("intl-tel-input"))[1];

  const us = bytes.all.brotli;

  const { ours, form: inForm } = rules.node;
  const fastest = (job, ...skip) => fastestOf(rules.node, job, skip);
  const chromium = fastestOf(rules.chromium, "judge", []) / median(rules.chromium.ours.judge);
  const judge = fastest("judge") / median(ours.judge);
  const check = fastest("check", "validator.js") / median(inForm.check);
  const strict = fastest("strict", "validator.js") / median(ours.strict);
  const native = (name) => rules.native.engines[name];
  const parse = "parse, validity";
  const nativeRatio =
    median(native(`nyaruka: ${parse}`).nanos) / median(native(`ours: ${parse}`).nanos);
  const { hello, intake, nodejs } = functions;
  const start = median(intake.first) / median(hello.first);
  const first = median(nodejs.first) / median(intake.first);
  const processor = nodejs.cpu / intake.cpu;
  const form = page.loads["ours, one line"];
  const setup = median(page.instantiate[1].instantiate);
  const peerForm = page.loads["intl-tel-input + zod"];
  const verdict = median(form.verdict) / median(peerForm.verdict);
  const { whole: agreed, corrected } = rules.agree.ours;
  const disagreed = rules.numbers - agreed - corrected;

  const row = (goal, measured, met, why = "") => ({
    goal,
    measured,
    met,
    why: met ? "" : why,
  });
  const most = (goal, value, limit, unit, why) =>
    row(
      `${goal}: at most ${some(limit, 2)}${unit}`,
      `${some(value, 2)}${unit}`,
      value <= limit,
      why,
    );
  const least = (goal, value, limit, why) =>
    row(`${goal}: at least ${limit} times`, `${some(value)} times`, value >= limit, why);
  return [
    most("Everything for a US form, brotli, definition included", us, 29_000, " B", reasons.bytes),
    most(
      "For a form of Germany",
      us - bytes.tables.US + bytes.tables.DE,
      28_000,
      " B",
      reasons.bytes,
    ),
    most(
      "For a form of the EU-27, preloaded",
      us - bytes.tables.US + bytes.tables["EU-27"],
      33_000,
      " B",
      reasons.bytes,
    ),
    most("Of it the module", bytes.wasm.brotli, 14_500, " B", reasons.bytes),
    most("A country's phone table, the largest", bytes.codes.largest, 2_200, " B", reasons.bytes),
    most("A country's phone table, the median", bytes.codes.median, 150, " B", reasons.bytes),
    most(
      "Before the visitor touches the form, definition included",
      bytes.before.brotli,
      6_500,
      " B",
      reasons.bytes,
    ),
    row(
      "Everything, of intl-tel-input without flags: less than half",
      `${Math.round((100 * us) / peer.brotli)}%`,
      us / peer.brotli < 0.5,
      reasons.bytes,
    ),
    least(
      "The module for programs in Node, parse, validity, region and type, faster than the faster peer",
      judge,
      33,
      reasons.judge,
    ),
    least("The same in Chromium", chromium, 24, reasons.judge),
    least("The form's module in Node, a field's verdict", check, 40, reasons.check),
    least("Only a strict check of an E.164 number", strict, 90, reasons.strict),
    least(
      "Native, parse and validity, faster than nyaruka/phonenumbers",
      nativeRatio,
      60,
      reasons.native,
    ),
    row(
      "Native: 0 allocations",
      whole(native(`ours: ${parse}`).allocs),
      native(`ours: ${parse}`).allocs === 0,
    ),
    most("Package initialisation", rules.native.init.thoughtlyform, 0.01, " ms", reasons.native),
    most("WebAssembly.instantiate, Chromium", setup, 3, " ms", reasons.instantiate),
    most("Setup with the table of +1, Chromium", median(page.instantiate[1].setup), 1, " ms"),
    most("The same at a quarter of the speed", median(page.instantiate[4].setup), 3, " ms"),
    most(
      "Memory of the module with the table of +1",
      page.instantiate[1].memory / 1024,
      256,
      " KiB",
    ),
    most("Memory of the module with all tables", page.instantiate[1].memoryAll / 1024, 768, " KiB"),
    most("First verdict on slow 4G, of the peer's time", verdict, 0.5, "", reasons.verdict),
    most(
      "First sign after a press on slow 4G",
      median(page.press) / 1000,
      0.1,
      " s",
      reasons.press,
    ),
    row(
      "No task over 50 ms on the page at a quarter of the speed",
      `${median(form.longTasks)} a load, the longest ${whole(median(form.longest))} ms`,
      median(form.longTasks) === 0,
      reasons.tasks,
    ),
    row(
      "Layout shift 0 before the form is touched",
      some(median(form.shift), 4),
      median(form.shift) === 0,
      reasons.shift,
    ),
    most(
      "Start to the first 201, times hello world's start to its first answer",
      start,
      3,
      "",
      reasons.first,
    ),
    least("Start to the first 201, faster than Node.js", first, 20, reasons.first),
    least("Processor time a submission, less than Node.js", processor, 4, reasons.processor),
    most("Zip of intake", intake.zip / 1e6, 5, " MB", reasons.zip),
    most("Zip of delivery", delivery_zip / 1e6, 5, " MB", reasons.zip),
    row(
      "Phone verdicts, regions, types and E.164: all libphonenumber's",
      `${whole(disagreed)} differ of ${whole(rules.numbers)}; ${whole(corrected)} that it refuses are read with a correction`,
      disagreed === 0,
      reasons.verdicts,
    ),
    row(
      "Email: what type=email refuses is refused or corrected",
      `${rules.email.missed} of ${whole(rules.email.addresses)} addresses are missed; ${rules.email.corrected} are corrected, ${rules.email.added} more are refused`,
      rules.email.missed === 0,
      reasons.email,
    ),
    most("Checking a proof of work", median(rules.native.verify) / 1000, 20, " µs", reasons.verify),
    most(
      "Making it at a quarter of the speed, median",
      page.work[4].typical / 1000,
      1,
      " s",
      reasons.work,
    ),
  ];
}

/** The least median time of a job among the peers. */
function fastestOf(engines, job, skip) {
  const times = Object.entries(engines)
    .filter(([name, e]) => e[job] && !["ours", "form", ...skip].includes(name))
    .map(([, e]) => median(e[job]));
  return Math.min(...times);
}

// Where to look when a goal is not met.
const reasons = {
  bytes: "See the table of bytes.",
  judge: "See the table of the rules.",
  check: "See the table of the rules.",
  strict: "See the table of the rules.",
  native: "See the table of native calls.",
  instantiate: "Chromium compiles the whole module before it runs any of it.",
  verdict: "See the table of the page.",
  press: "See the table of the page.",
  tasks: "Chromium's own work at the first load is in it: see the longest task of the page below.",
  shift: "Something above or within the form moves before it is touched.",
  first: "See the table of the function.",
  processor: "See the table of the function.",
  zip: "The SDK's clients are most of the binary.",
  verdicts: "See the rules below.",
  email: "See the rules below.",
  verify: "See the rules below.",
  work: "See the page below.",
};
