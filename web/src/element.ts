import type { Page } from "./context.js";
import type { FormController } from "./controller.js";
import type { Definition, First } from "./definition.js";
import { requestDefinition, type Failure } from "./definition-request.js";
import { enhance } from "./enhance.js";
import { emit, watchFunnel, type ThoughtlyFormEvents } from "./events.js";
import { markSent, postNatively, setBusy } from "./press.js";
import { defineProperties, upgradeProperties, type Properties } from "./properties.js";
import { quietly } from "./quietly.js";
import { draw } from "./render.js";
import { tableURL } from "./table-url.js";
import { followScheme } from "./scheme.js";
import { soon } from "./soon.js";
import { styled } from "./styled.js";
import { rememberVisit } from "./visit.js";

const CODE_MS = 8_000; // maximum wait of a press for the code that sends
const MAX_FAILURES = 5; // in a row; after that only a change of an attribute starts another attempt

// The page's language before a translation.
const language = globalThis.document?.documentElement.lang;

// The element that was removed in this task, if the page may replace it in the
// same task: see #takeOver.
let removed: ThoughtlyForm | undefined;

// Undefined on a server that renders the page: the import must not fail there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export interface ThoughtlyForm extends Properties {}

/**
 * <thoughtly-form form="contact" endpoint="https://…">: fetches the form's
 * definition and renders it as a real <form> in the page's own DOM, or adopts a
 * <form> that is already inside. The first touch loads the code that checks,
 * formats and sends; without that code the browser posts the form itself.
 */
export class ThoughtlyForm extends Base {
  static observedAttributes = ["form", "endpoint", "locale"];

  /** The form's definition: the first part, and from the first touch on all of it. */
  definition?: First & Partial<Definition>;

  #form?: HTMLFormElement;
  #controller?: Promise<FormController> | undefined;
  /** Resolves once a form that is already in the page is adopted. */
  #adopted?: Promise<unknown>;
  #loading = "";
  #failures = 0;
  #posted = false;
  /** Whether the last press of the button caused a submit event. */
  #submitted = false;
  #connection = new AbortController();
  /** Whether the element was in the page's HTML, not made by a script. */
  readonly #parsed: boolean;

  constructor() {
    super();
    this.#parsed = this.isConnected;
    upgradeProperties(this);
    // The capture phase on an ancestor precedes all listeners on the form.
    this.addEventListener("submit", (event) => this.#press(event), true);
    this.addEventListener("click", (event) => this.#watchPress(event));
    new MutationObserver(() => this.#putBack()).observe(this, { childList: true });
  }

  connectedCallback(): void {
    rememberVisit(this.attribution === "first");
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const retry = () => {
      this.#failures = 0;
      if (!document.hidden) void this.#load();
    };
    addEventListener("online", retry, { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#comeBack(), { signal });
    document.addEventListener("visibilitychange", retry, { signal });
    this.#takeOver();
    this.#withController((controller) => controller.style());
    this.#adopted = this.#adopt(signal).catch(() => {});
    void this.#load();
    quietly(() => followScheme(this, signal));
  }

  disconnectedCallback(): void {
    this.#connection.abort();
    if (!this.#parsed || !this.#form || isReacts(this)) return;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- another element may take its form over
    removed = this;
    queueMicrotask(() => (removed = undefined));
  }

  attributeChangedCallback(): void {
    if (this.#loading || this.#failures) void this.#load();
  }

  /** Validates and sends the form, as a press of the button does. */
  submit(): void {
    this.#form?.requestSubmit();
  }

  /** Resets the form, and shows it again after a success. */
  async reset(): Promise<void> {
    (await this.#controller)?.reset();
    this.#form?.reset();
  }

  /** The page as a submission reports it. */
  async context(): Promise<Page> {
    return (await this.#activate()).page();
  }

  /** @internal Loads the definition again and shows its consent text, not ticked. */
  async refreshConsent(): Promise<void> {
    const { consent, tree } = await requestDefinition<Definition>(this.#loading, "reload");
    Object.assign(this.definition!, { consent });
    const { refreshConsent } = await import("./adopt.js");
    refreshConsent(this.#form!, draw(tree));
  }

  // React replaces markup that it cannot hydrate: it removes the
  // server-rendered element and inserts a new one in the same task. The new
  // element takes the form over with what was typed.
  #takeOver(): void {
    const old = removed;
    if (!old || this.#form || !isReacts(this) || old.form !== this.form) return;
    removed = undefined;
    this.#form = old.#form;
    old.#form = undefined;
    this.definition = old.definition;
    this.#controller = old.#controller;
    this.#loading = old.definition ? old.#loading : "";
    this.replaceChildren(...old.childNodes);
    this.#withController((controller) => (controller.host = this));
  }

  // A framework that hydrates or morphs the page may remove the children.
  #putBack(): void {
    const form = this.#form;
    if (!this.isConnected || !form || this.contains(form)) return;
    this.append(form);
    this.dataset.tf = "ready";
    this.#withController((controller) => this.append(controller.done));
  }

  async #adopt(signal: AbortSignal): Promise<void> {
    if (document.readyState === "loading")
      await new Promise((go) => document.addEventListener("DOMContentLoaded", go, { signal }));
    const form = this.#form ? null : this.querySelector("form");
    if (!form) return;
    this.#form = form;
    const { adopt } = await import("./adopt.js");
    adopt(this, form);
  }

  // An element that is moved, or removed and added again, keeps its form and
  // the typed values.
  async #load(): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/await-thenable -- a framework sets one attribute after the other
    await null;
    const locale = this.locale || this.closest<HTMLElement>("[lang]")?.lang || navigator.language;
    const url = `${this.endpoint}/forms/${encodeURIComponent(this.form)}?locale=${encodeURIComponent(locale)}`;
    if (!this.isConnected) return;
    const styles = styled(this);
    if (url === this.#loading) return;
    this.#loading = url;
    try {
      const [first] = await Promise.all([
        requestDefinition<First>(`${url}&part=first`),
        styles,
        soon(this.#adopted!),
      ]);
      // The answer to an outdated request is ignored.
      if (url !== this.#loading) return;
      this.#failures = 0;
      await this.#show(first, url);
      if (url !== this.#loading) return;
      emit(this, "ready");
    } catch (error) {
      if (url !== this.#loading) return;
      this.#loading = "";
      this.#fail(error as Failure, url, locale).catch(() => {});
    }
  }

  async #fail({ status }: Failure, url: string, locale: string): Promise<void> {
    const failures = ++this.#failures;
    if (failures < MAX_FAILURES) setTimeout(() => void this.#load(), 1000 * 3 ** (failures - 1));
    emit(this, "error", { code: "definition_unavailable" });
    const { report } = await import("./trouble.js");
    await report(this, url, status, locale, failures);
  }

  async #show(first: First, url: string): Promise<void> {
    const drawn = draw(first.tree) as HTMLFormElement;
    const query = new URLSearchParams(location.search);
    const former = this.#form;
    const adopted = this.definition ? undefined : former;
    const prefilled = first.prefill?.some((name) => query.has(name.replace(/^.*\./, "")));
    const same = document.getElementById(drawn.querySelector("[id]")?.id ?? "");
    const taken = same && !this.contains(same);
    if (former || prefilled || taken) {
      const more = await soon(import("./adopt.js"));
      if (url !== this.#loading) return;
      more?.prepare(drawn, former, adopted, taken, first.prefill);
    }
    this.definition = first;
    const form = (this.#form = adopted ?? drawn);
    enhance(form, first, this.endpoint);
    this.#controller = undefined;
    const room = this.getBoundingClientRect().height;
    if (!adopted) this.replaceChildren(form);
    this.dataset.tf = "ready";
    // If the form nearly fills the reserved height, the content below does not move.
    const rest = room - form.getBoundingClientRect().height;
    if (rest > 0 && rest < 96) this.style.setProperty("--tf-height", `${room}px`);
    quietly(() => watchFunnel(this));
    const activate = () => void this.#activate().catch(() => {});
    for (const touch of ["focusin", "pointerover", "touchstart"])
      form.addEventListener(touch, activate, { once: touch !== "focusin", passive: true });
    if (this.keep) activate(); // sends a submission that an earlier page could not deliver
    if (this.preload === "idle") (window.requestIdleCallback ?? setTimeout)(activate);
  }

  // Handles every press and stops its propagation, so that neither a library
  // that posts all forms of a page nor a second listener sends it again.
  #press(event: Event): void {
    const form = event.target as HTMLFormElement;
    if (form !== this.#form) return;
    event.stopImmediatePropagation();
    this.#submitted = true;
    if (!this.definition) {
      // Lets the browser post the form, once.
      markSent(form);
      if (this.#posted) event.preventDefault();
      this.#posted = true;
      return;
    }
    event.preventDefault();
    void this.#send(form, this.definition);
  }

  // In a sandboxed frame without allow-forms a press causes no submit event.
  #watchPress(event: Event): void {
    if (!(event.target as Element).closest("[type=submit]") || !this.definition) return;
    this.#submitted = false;
    setTimeout(() => {
      if (this.#submitted || event.defaultPrevented || !this.isConnected) return;
      console.error("thoughtly-form: add allow-forms to the sandbox of the frame.");
      void this.#send(this.#form!, this.definition!);
    });
  }

  async #send(form: HTMLFormElement, { busy, failed }: First): Promise<void> {
    if (form.getAttribute("aria-busy") === "true") return;
    setBusy(form, true, busy);
    const controller = await soon(this.#activate(), CODE_MS);
    if (controller) return controller.submit();
    this.#controller = undefined;
    await postNatively(form, failed);
  }

  // The back-forward cache restores the page in its last state: while it was
  // sending, or during a redirect.
  #comeBack(): void {
    this.#posted = false;
    if (this.#form) setBusy(this.#form, false);
    void this.#load();
  }

  // Before the first touch there is no controller.
  #withController(use: (controller: FormController) => void): void {
    void this.#controller?.then(use).catch(() => {});
  }

  #activate(): Promise<FormController> {
    const form = this.#form!;
    return (this.#controller ??= this.#loadController(form).catch((error) => {
      this.#controller = undefined; // the next touch loads it again
      throw error;
    }));
  }

  // The rules' module, the home country's phone table and the rest of the
  // definition are requested together with the code that uses them, not after
  // it, which saves a round trip.
  async #loadController(form: HTMLFormElement): Promise<FormController> {
    const rules = fetch(new URL("./form.wasm", import.meta.url));
    const { calling_code: code, calling_codes: codes = code ? [code] : [] } = this.definition!;
    const home = codes.length ? fetch(tableURL(...codes)) : undefined;
    for (const response of [rules, home]) response?.catch(() => {}); // FormController awaits it
    const [{ FormController }, rest] = await Promise.all([
      import("./controller.js"),
      requestDefinition<Definition>(`${this.#loading}&part=rest`),
    ]);
    const definition = Object.assign(this.definition!, rest);
    const visit = { ...rememberVisit(false), language };
    return new FormController(this, form, definition, rules, home, visit);
  }
}

// React marks the elements that it makes or hydrates.
const isReacts = (element: HTMLElement) =>
  Object.keys(element).some((key) => key.startsWith("__react"));

if (globalThis.HTMLElement) defineProperties(ThoughtlyForm.prototype);

declare global {
  interface HTMLElementTagNameMap {
    "thoughtly-form": ThoughtlyForm;
  }
  interface GlobalEventHandlersEventMap extends Events {}
}

type Events = { [K in keyof ThoughtlyFormEvents]: CustomEvent<ThoughtlyFormEvents[K]> };
