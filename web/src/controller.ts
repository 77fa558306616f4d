// The form once the visitor has touched it: judges, formats, sends.

import type { Page } from "./context.js";
import { controlOf, findControls, Summary, type Control } from "./controls.js";
import { sentence, type Definition, type FieldError } from "./definition.js";
import { h } from "./dom.js";
import { emit } from "./events.js";
import { startGuard } from "./guard.js";
import { instantiate, setUp, RulesModule } from "./rules.js";
import { keep, kept } from "./pending.js";
import { deliver, uuid, type Outcome } from "./submit.js";
import { PhoneField } from "./tel.js";
import { suggestEmail } from "./email-suggestion.js";

/** What the live form needs of its element. */
export interface Host extends HTMLElement {
  endpoint: string;
  context(): Page;
}

/** The honeypot's name: shared.HoneypotName. */
const HONEYPOT = "tf_leave_empty";
const RULES_MS = 4_000; // how long a submission waits for the rules

export class FormController {
  readonly #host: Host;
  readonly #form: HTMLFormElement;
  readonly #definition: Definition;
  readonly #controls: Control[];
  readonly #summary: Summary;
  readonly #status = h("p", { class: "tf-status", role: "status" });
  readonly #spoken = h("p", { class: "tf-spoken", role: "status" });
  readonly #done = h("p", { class: "tf-success", role: "status", tabindex: -1, hidden: true });
  readonly #phone?: PhoneField;
  #guard;
  readonly #loaded: Promise<void>;
  #rules?: RulesModule;
  #busy = false;
  #pointer?: Promise<unknown>;
  #sent = { key: "", id: "" };

  /** rules is the answer with the rules' module, which may never come. */
  constructor(host: Host, form: HTMLFormElement, definition: Definition, rules: Promise<Response>) {
    this.#host = host;
    this.#form = form;
    this.#definition = definition;
    this.#controls = findControls(form, definition);
    this.#summary = new Summary(form);
    form.append(this.#status, this.#spoken);
    form.after(this.#done);
    for (const control of this.#controls) {
      if (control.rule.type === "tel") {
        this.#phone = new PhoneField(form, control.focus as HTMLInputElement, definition);
        this.#phone.select?.addEventListener("change", () => void this.#blur(control));
      }
      this.#listen(control);
    }
    form.addEventListener("pointerdown", () => {
      this.#pointer = new Promise((up) => {
        for (const end of ["pointerup", "pointercancel"])
          addEventListener(end, () => setTimeout(up), { once: true });
      });
    });
    this.#guard = startGuard(host.endpoint, definition.id);
    this.#loaded = this.#load(rules);
    void this.#loaded.then(async () => this.#phone?.suggest(await this.#guard.country));
    void this.#resume();
  }

  // In parts, so that none holds up a slow phone.
  async #load(rules: Promise<Response>): Promise<void> {
    const next = () => new Promise((go) => setTimeout(go));
    const module = rules.then(instantiate).then(setUp);
    module.catch(() => {}); // it is awaited below
    await next();
    try {
      this.#rules = new RulesModule(await module);
    } catch {
      // WebAssembly is refused here: the server's verdicts serve.
    }
    await next();
    this.#phone?.use(this.#rules);
    // What was typed before the rules were here.
    for (const c of this.#controls)
      if (!c.inputs.includes(document.activeElement as never)) void this.#blur(c);
  }

  /** Judges everything, and sends it where nothing is wrong. */
  async submit(): Promise<void> {
    if (this.#busy) return;
    this.#setBusy(true);
    try {
      await Promise.race([this.#loaded, new Promise((late) => setTimeout(late, RULES_MS))]);
      this.#phone?.settle();
      const errors = this.#controls.map((c) => this.#check(c)).filter((e) => e !== undefined);
      if (errors.length) this.#refuse(errors);
      else await this.#send();
    } finally {
      this.#setBusy(false);
    }
  }

  /** Forgets errors and success; the form shows again. */
  reset(): void {
    this.#clear();
    this.#done.hidden = true;
    this.#form.hidden = false;
    this.#host.style.removeProperty("--tf-height");
    for (const control of this.#controls) control.touched = false;
    this.#sent.key = "";
  }

  #listen(control: Control): void {
    for (const input of control.inputs) {
      input.addEventListener("input", () => {
        control.touched = true;
        if (control.invalid) this.#decide(control);
      });
      input.addEventListener("blur", () => void this.#blur(control));
      input.addEventListener("change", () => void this.#blur(control));
    }
  }

  // A message that appears while a button is held down would move the button
  // from under the pointer and lose the click, so it waits for the release.
  async #blur(control: Control): Promise<void> {
    await this.#pointer;
    if (this.#busy) return;
    const hint = control.rule.type === "email" ? this.#hint(control) : "";
    if (control.touched || control.value) this.#spoken.textContent = this.#decide(control) || hint;
  }

  #decide(control: Control): string {
    const error = this.#check(control);
    const message = error ? sentence(this.#definition, error) : "";
    control.show(message);
    return message;
  }

  #check({ rule, value }: Control): FieldError | undefined {
    if (!this.#rules || rule.name === "tags") return;
    try {
      const { code } = this.#rules.check(rule, value, this.#definition, this.#phone?.country);
      return code === "ok" ? undefined : { field: rule.name, code };
    } catch {
      this.#rules = undefined; // a module that traps must not stop a lead
    }
  }

  #refuse(errors: FieldError[]): void {
    this.#clear();
    const { messages } = this.#definition;
    const items = errors.map((error) => ({
      control: controlOf(this.#controls, error),
      message: sentence(this.#definition, error),
    }));
    for (const { control, message } of items) control?.show(message);
    this.#setBusy(false);
    this.#summary.show(messages.summary!, items);
    emit(this.#host, "thoughtly-form:invalid", { form: this.#definition.id, errors });
  }

  async #send(): Promise<void> {
    this.#clear(true);
    const { id: form, messages } = this.#definition;
    const submission = { ...this.#read(), form, page: this.#host.context() };
    // The same submission keeps its id however often it is sent.
    const key = JSON.stringify(submission);
    if (this.#sent.key !== key) this.#sent = { key, id: uuid() };
    const detail = { form, submission_id: this.#sent.id };
    if (!emit(this.#host, "thoughtly-form:submit", detail)) return;
    this.#status.textContent = messages.busy!;
    let outcome = await this.#attempt(submission, detail.submission_id);
    if (outcome.status === "failed" && outcome.code === "proof_refused") {
      this.#guard = startGuard(this.#host.endpoint, form);
      outcome = await this.#attempt(submission, detail.submission_id);
    }
    this.#status.textContent = "";
    this.#finish(outcome, detail);
  }

  async #attempt(submission: object, submission_id: string): Promise<Outcome> {
    const proof = await this.#guard.proof().catch(() => undefined);
    return this.#deliver(JSON.stringify({ ...submission, submission_id, proof }));
  }

  async #deliver(body: string): Promise<Outcome> {
    const { id, messages } = this.#definition;
    keep(this.#host, id, body);
    const outcome = await deliver(`${this.#host.endpoint}/contacts`, body, (state) => {
      this.#status.textContent = messages[state]!;
    });
    keep(this.#host, id, null);
    return outcome;
  }

  // Sends what an earlier page of the visit could not.
  async #resume(): Promise<void> {
    const body = kept(this.#host, this.#definition.id);
    if (!body) return;
    this.#setBusy(true);
    const { submission_id } = JSON.parse(body) as { submission_id: string };
    const outcome = await this.#deliver(body);
    this.#setBusy(false);
    this.#finish(outcome, { form: this.#definition.id, submission_id });
  }

  #finish(outcome: Outcome, detail: { form: string; submission_id: string }): void {
    const { messages, success } = this.#definition;
    if (outcome.status === "invalid" || outcome.status === "failed") this.#guard.renew();
    if (outcome.status === "invalid") {
      this.#sent.key = ""; // nothing of it is remembered: what follows is another submission
      return this.#refuse(outcome.fields);
    }
    if (outcome.status === "failed") {
      this.#setBusy(false);
      this.#summary.show(messages[`error.${outcome.code}`] || messages.failed!);
      emit(this.#host, "thoughtly-form:error", { form: detail.form, code: outcome.code });
      return;
    }
    this.#sent.key = "";
    emit(this.#host, `thoughtly-form:${outcome.status}`, detail);
    if (success?.redirect) return location.assign(success.redirect);
    // What stands below the form stays where it is.
    this.#host.style.setProperty("--tf-height", `${this.#host.getBoundingClientRect().height}px`);
    this.#form.hidden = true;
    this.#done.hidden = false;
    this.#done.textContent =
      (outcome.status === "created" && success?.message) || messages[outcome.status]!;
    this.#done.focus();
    this.#form.reset();
  }

  /** The contact and what belongs to it, as the page's controls have it now. */
  #read(): Record<string, unknown> {
    const data = new FormData(this.#form);
    const text = (name: string) => String(data.get(name) ?? "").trim() || undefined;
    const attributes: Record<string, string> = {};
    for (const [name, value] of data) {
      const key = /^attributes\[(.+)\]$/.exec(name)?.[1];
      if (key && value) attributes[key] = String(value);
    }
    return {
      phone_number: text("phone_number"),
      name: text("name"),
      email: text("email"),
      country_code: text("phone_number") && text("country_code"),
      tags: data.has("tags") ? data.getAll("tags") : undefined,
      attributes: Object.keys(attributes).length ? attributes : undefined,
      consent: data.has("consent") || undefined,
      consent_text_sha256: text("consent_text_sha256"),
      [HONEYPOT]: text(HONEYPOT),
    };
  }

  // Offers the address that a slip was probably meant as, and answers the offer.
  #hint({ focus, error, value }: Control): string {
    const meant = suggestEmail(value.trim());
    const old = error.parentElement!.querySelector(".tf-hint");
    if (old && old.querySelector("button")!.textContent === meant) return old.textContent!;
    old?.remove();
    const [before, after] = (this.#definition.messages.email_hint ?? "").split("{email}");
    if (!meant || after === undefined) return "";
    const offer = h("button", { type: "button", class: "tf-offer" }, meant);
    const hint = h("p", { class: "tf-hint" }, before, offer, after);
    offer.addEventListener("click", () => {
      (focus as HTMLInputElement).value = meant;
      hint.remove();
      focus.dispatchEvent(new Event("input", { bubbles: true }));
      focus.focus();
    });
    error.before(hint);
    return hint.textContent!;
  }

  #clear(keepStatus = false): void {
    this.#summary.hide();
    this.#spoken.textContent = "";
    if (!keepStatus) this.#status.textContent = "";
    for (const control of this.#controls) control.show("");
  }

  #setBusy(busy: boolean): void {
    this.#busy = busy;
    this.#form.setAttribute("aria-busy", String(busy));
    for (const element of this.#form.elements) {
      if (element instanceof HTMLButtonElement && element.type === "submit")
        element.setAttribute("aria-disabled", String(busy));
      else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
        element.readOnly = busy;
    }
  }
}
