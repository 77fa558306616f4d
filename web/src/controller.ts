// The controller of a form from the first touch on: checks, formats and sends.

import { sortCallTimes } from "./call-time.js";
import { startChecks, type Checks } from "./checks.js";
import { isTranslated, pageContext, type Attribution, type Page } from "./context.js";
import { findControls, Summary, type Control } from "./controls.js";
import type { Definition, FieldError } from "./definition.js";
import { h, json } from "./dom.js";
import { emit } from "./events.js";
import { startGuard } from "./guard.js";
import { keep, kept } from "./pending.js";
import { watchPointer } from "./pointer.js";
import { setBusy, status } from "./press.js";
import { readCertificates, readContact } from "./read.js";
import { instantiate, setUp, RulesModule } from "./rules.js";
import states from "./states.js";
import { addSheet } from "./styled.js";
import { forgetSubmission, submissionID } from "./submission-id.js";
import { deliver, type Outcome } from "./submit.js";
import { success } from "./success.js";
import { Tables } from "./tables.js";
import { PhoneField } from "./tel.js";
import type { Visit } from "./visit.js";

/** The part of the element that its controller uses. */
export interface Host extends HTMLElement {
  endpoint: string;
  form: string;
  attribution: Attribution;
  /** Loads the definition again and shows its consent text, not ticked. */
  refreshConsent(): Promise<void>;
}

const RULES_MS = 4_000; // how long a submission waits for the rules
const REDIRECT_MS = 20_000; // after that the visitor may send again

export class FormController {
  /** The element; it changes if a framework replaces it. */
  host: Host;
  readonly #form: HTMLFormElement;
  readonly #definition: Definition;
  readonly #controls: Control[];
  readonly #summary: Summary;
  readonly #spoken = h("p", { class: "tf-spoken tf-js", role: "status" });
  /** The success message, which replaces the form. */
  readonly done = h("div", {
    class: "tf-success tf-js",
    role: "status",
    tabindex: "-1",
    hidden: "",
  });
  readonly #phone?: PhoneField;
  #guard;
  readonly #loaded: Promise<void>;
  readonly #checks: Checks;
  #rules?: RulesModule;
  #tables?: Tables;
  readonly #released: () => Promise<unknown>;
  #withoutEmail = false;

  readonly #visit: Visit & { language: string };

  /**
   * rules is the response with the rules' module, home the one with the phone
   * table of the default country; both may fail or never resolve. visit has the
   * page's language at load.
   */
  constructor(
    host: Host,
    form: HTMLFormElement,
    definition: Definition,
    rules: Promise<Response>,
    home: Promise<Response> | undefined,
    visit: Visit & { language: string },
  ) {
    this.#visit = visit;
    this.host = host;
    this.#form = form;
    this.#definition = definition;
    this.style();
    this.#controls = findControls(form, definition);
    this.#summary = new Summary(form);
    this.#released = watchPointer(form);
    status(form);
    form.append(this.#spoken);
    for (const control of this.#controls) {
      if (control.rule.type === "tel") {
        this.#phone = new PhoneField(
          form,
          control.focus as HTMLInputElement,
          definition,
          this.#released,
        );
        this.#phone.select?.addEventListener("change", () => void this.#blur(control));
      }
      if (control.rule.type === "call_time") sortCallTimes(control.focus as HTMLSelectElement);
      this.#listen(control);
    }
    const country = () => this.#phone?.country ?? "";
    this.#checks = startChecks(this, definition, this.#controls, this.#summary, country);
    this.#guard = this.#startGuard();
    this.#loaded = this.#load(rules, home);
    void this.#loaded.then(async () => this.#phone?.suggest(await this.#guard.country));
    void this.#resume();
  }

  #startGuard() {
    const { endpoint } = this.host;
    return startGuard(endpoint, this.#definition.id, undefined, () => this.host.isConnected);
  }

  async #load(rules: Promise<Response>, home?: Promise<Response>): Promise<void> {
    try {
      this.#rules = new RulesModule(setUp(await instantiate(await rules)));
      this.#checks.use(this.#rules);
      this.#tables = new Tables(this.#rules, () => this.#use());
      const { calling_codes: codes, calling_code: code = codes?.[0] } = this.#definition;
      if (this.#phone && code) await this.#tables.preload(code, home, codes);
    } catch {
      // WebAssembly is blocked here: the server checks.
    }
    this.#use();
  }

  // Called when the rules or a phone table are loaded.
  #use(): void {
    this.#phone?.use(this.#rules);
    // Checks what was typed earlier.
    for (const c of this.#controls)
      if (!c.inputs.includes(document.activeElement as never)) void this.#blur(c);
  }

  /** Adds the styles of the form's states to the element's document or shadow root. */
  style(): void {
    addSheet(this.host.getRootNode() as Document | ShadowRoot, states);
  }

  /** Returns the page as a submission reports it. */
  page(): Page {
    const { locale, consent } = this.#definition;
    const visit = this.#visit;
    return {
      ...pageContext(this.host.attribution, visit),
      locale,
      ...(consent && { consent_version: consent.version }),
      ...(isTranslated(this.#form, consent?.text, visit.language) && { translated: true }),
    };
  }

  /** Checks all fields, and sends the form if there is no error. The form is already busy. */
  async submit(): Promise<void> {
    try {
      const late = new Promise((done) => setTimeout(done, RULES_MS));
      await Promise.race([this.#loaded, late]);
      this.#phone?.settle(); // it may request a table
      await Promise.race([this.#tables?.settled(), late]);
      this.#phone?.settle();
      const errors = this.#checks.refusals();
      if (errors.length) this.#refuse(errors);
      else await this.#send();
    } catch (error) {
      setBusy(this.#form, false, this.#definition.messages.failed);
      throw error;
    }
  }

  /** Removes errors and the success message, and shows the form for another submission. */
  reset(): void {
    forgetSubmission(this.#form);
    this.#showForm();
    for (const control of this.#controls) control.touched = false;
  }

  #showForm(): void {
    this.#clear();
    this.done.hidden = true;
    this.#form.hidden = false;
    this.host.style.removeProperty("--tf-height");
  }

  #listen(control: Control): void {
    for (const input of control.inputs) {
      input.addEventListener("input", () => {
        control.touched = true;
        if (control.invalid) this.#checks.show(control, true);
      });
      input.addEventListener("blur", () => void this.#blur(control));
      input.addEventListener("change", () => void this.#blur(control));
    }
  }

  async #blur(control: Control): Promise<void> {
    await this.#released();
    if (this.#form.getAttribute("aria-busy") === "true") return;
    const words = this.#checks.left(control);
    if (words !== undefined) this.#spoken.textContent = words;
  }

  #refuse(errors: FieldError[]): void {
    this.#clear();
    setBusy(this.#form, false);
    this.#checks.refuse(errors);
  }

  async #send(): Promise<void> {
    this.#clear();
    const { id: form, messages } = this.#definition;
    status(this.#form).textContent = messages.busy!;
    const contact = readContact(this.#form);
    const insisted = this.#checks.insisted();
    const data = { ...contact, form, ...insisted };
    this.#withoutEmail = "email" in insisted;
    const submission_id = submissionID(this.#form, json(data), this.host.attribution !== "none");
    if (!emit(this.host, "submit", { submission_id })) return setBusy(this.#form, false);
    const submission = { ...data, ...readCertificates(this.#form), page: this.page() };
    let outcome = await this.#attempt(submission, submission_id);
    if (outcome.status === "failed" && outcome.code === "proof_refused") {
      this.#guard = this.#startGuard();
      outcome = await this.#attempt(submission, submission_id);
    }
    this.#finish(outcome, submission_id);
  }

  async #attempt(submission: object, submission_id: string): Promise<Outcome> {
    const proof = await this.#guard.proof().catch(() => undefined);
    return this.#deliver(json({ ...submission, submission_id, proof }));
  }

  async #deliver(body: string): Promise<Outcome> {
    const { id, messages } = this.#definition;
    keep(this.host, id, body);
    const outcome = await deliver(`${this.host.endpoint}/contacts`, body, (state) => {
      status(this.#form).textContent = messages[state]!;
    });
    keep(this.host, id, null);
    return outcome;
  }

  // Sends a submission that an earlier page of the visit could not deliver.
  async #resume(): Promise<void> {
    const pending = kept(this.host, this.#definition.id);
    if (!pending) return;
    setBusy(this.#form, true, this.#definition.messages.busy);
    this.#finish(await this.#deliver(json(pending)), pending.submission_id);
  }

  #finish(outcome: Outcome, submission_id: string): void {
    const { messages, success: after } = this.#definition;
    const form = this.#form;
    if (outcome.status === "invalid" || outcome.status === "failed") this.#guard.renew();
    if (outcome.status === "invalid") {
      forgetSubmission(form); // the server stored nothing: the next press is a new submission
      const { fields } = outcome;
      if (fields.some((f) => f.code === "submission_conflict")) return void this.#send();
      if (!fields.some((f) => f.code === "consent_changed")) return this.#refuse(fields);
      return void this.host.refreshConsent().finally(() => this.#refuse(fields));
    }
    if (outcome.status === "failed") {
      setBusy(form, false);
      this.#summary.show(messages[`error.${outcome.code}`] || messages.failed!);
      if (outcome.code === "origin_not_allowed")
        import("./trouble.js").then((t) => t.advise(this.host.endpoint, 403)).catch(() => {});
      emit(this.host, "error", { code: outcome.code });
      return;
    }
    emit(this.host, outcome.status, { submission_id });
    if (after?.redirect) {
      // Busy until the redirect; another press would send the same submission.
      setTimeout(() => setBusy(form, false), REDIRECT_MS);
      // Relative to the page, not to its <base>.
      return location.assign(new URL(after.redirect, location.href));
    }
    setBusy(form, false);
    // The success keeps the form's height, so that the content below does not move.
    this.host.style.setProperty("--tf-height", `${this.host.getBoundingClientRect().height}px`);
    form.hidden = true;
    form.after(this.done);
    this.done.hidden = false;
    const number = this.#phone ? this.#number() : "";
    const parts = success(this.#definition, { ...outcome, number }, () => this.#change());
    if (this.#withoutEmail) parts.push(h("p", {}, messages["success.without_email"]!));
    this.done.replaceChildren(...parts);
    this.done.focus();
  }

  // Shows the form with its values again; changed data makes a new submission.
  #change(): void {
    this.#showForm();
    this.#guard.renew();
    const phone = this.#controls.find((c) => c.rule.type === "tel");
    phone?.focus.focus();
    (phone?.focus as HTMLInputElement | undefined)?.select();
  }

  /** Returns the number in the format for the success message. */
  #number(): string {
    const typed = String(new FormData(this.#form).get("phone_number") ?? "").trim();
    try {
      return this.#rules?.phone(typed, this.#phone?.country ?? "").international || typed;
    } catch {
      return typed;
    }
  }

  #clear(): void {
    this.#summary.hide();
    this.#spoken.textContent = "";
    status(this.#form).textContent = "";
    for (const control of this.#controls) control.show("", control.valid);
  }
}
