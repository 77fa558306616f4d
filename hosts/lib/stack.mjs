// The system that make run starts, with a form of the suite's own: the demo
// form's fields, without the waiting time and the narrow limits that a single
// address gets.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Starts the stack. origins are the sites that may embed the form. */
export async function startStack(origins) {
  const forms = mkdtempSync(join(tmpdir(), "hosts-forms-"));
  cpSync(join(ROOT, "forms/locales"), join(forms, "locales"), { recursive: true });
  mkdirSync(forms, { recursive: true });
  const form = JSON.parse(readFileSync(join(ROOT, "forms/contact.json"), "utf8"));
  delete form.$schema;
  form.limits = {
    ...form.limits,
    per_address: { count: 1000, seconds: 3600 },
    per_minute: 1000,
  };
  form.guard = { difficulty: 8, min_seconds: 0 };
  writeFileSync(join(forms, "contact.json"), JSON.stringify(form));

  const process_ = spawn("build/devstack", {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: "0",
      THOUGHTLY_PORT: "0",
      HOURS: "any",
      FORMS_DIR: forms,
      ORIGINS: origins.join(","),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let banner = "";
  for await (const chunk of process_.stdout) {
    banner += chunk;
    if (banner.includes("Ctrl-C")) break;
  }
  const url = (pattern) => pattern.exec(banner)[1];
  const sandbox = url(/sandbox +(\S+)\//);
  return {
    site: url(/demo site +(\S+)\//),
    stop: () => process_.kill("SIGINT"),
    /** The contacts of a number, in any spelling, on the Thoughtly sandbox. */
    async contacts(number) {
      const all = await (await fetch(`${sandbox}/_sandbox/contacts`)).json();
      const digits = number.replace(/\D/g, "");
      return all.filter(({ contact }) => contact.phone_number.endsWith(digits));
    },
  };
}
