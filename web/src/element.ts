import { adopt } from "./adopt.js";
import { pageContext, rememberVisit, type Page } from "./context.js";
import { refreshConsent } from "./consent.js";
import type { FormController } from "./controller.js";
import type { Definition } from "./definition.js";
import { requestDefinition, type Failure } from "./definition-request.js";
import { makeForm } from "./enhance.js";
import { emit, watchFunnel, type ThoughtlyFormEvents } from "./events.js";
import { kept } from "./pending.js";
import { postNatively, setBusy, submissionID } from "./press.js";
import { defineProperties, upgradeProperties, type Properties } from "./properties.js";
import { draw } from "./render.js";
import { tableURL } from "./table-url.js";
import { followScheme } from "./scheme.js";
import { styled } from "./styled.js";

const CODE_MS = 8_000; // how long a press waits for the code that sends
const MAX_FAILURES = 5; // tries in a row; after that only a change makes another

// The element that was removed in this task, if its page may put another in its
// place: see #takeOver.
let removed: ThoughtlyForm | undefined;

// Absent where a server renders the page: the import must not fail there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export interface ThoughtlyForm extends Properties {}

/**
 * <thoughtly-form form="contact" endpoint="https://…">: fetches the form's
 * definition and renders it as a real <form> in the page's own DOM, or adopts
 * the <form> that is already inside. The code that checks, formats and sends is
 * loaded at the first touch; without it the form posts as forms do.
 */
export class ThoughtlyForm extends Base {
  static observedAttributes = ["form", "endpoint", "locale"];

  /** The form's definition, once it is loaded. */
  definition?: Definition;

  #form?: HTMLFormElement;
  #controller?: Promise<FormController>;
  #loading = "";
  #failures = 0;
  #posted = false;
  #submitted = false;
  #connection = new AbortController();
  /** The element was in the page before a script could have made it. */
  readonly #parsed: boolean;

  constructor() {
    super();
    this.#parsed = this.isConnected;
    upgradeProperties(this);
    // In the capture phase on an ancestor: before any listener on the form.
    this.addEventListener("submit", (event) => this.#press(event), true);
    this.addEventListener("click", (event) => this.#click(event), true);
    // A framework that hydrates or morphs the page may remove the children.
    new MutationObserver(() => {
      if (this.isConnected && this.#form && !this.contains(this.#form)) this.append(this.#form);
    }).observe(this, { childList: true });
  }

  connectedCallback(): void {
    if (this.attribution === "first") rememberVisit();
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
    followScheme(this, signal);
    if (document.readyState !== "loading") this.#adopt();
    else document.addEventListener("DOMContentLoaded", () => this.#adopt(), { signal });
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#connection.abort();
    if (!this.#parsed || !this.#form || isReacts(this)) return;
    removed = this;
    queueMicrotask(() => (removed = undefined));
  }

  attributeChangedCallback(): void {
    if (this.#loading || this.#failures) void this.#load();
  }

  /** Validates and sends, as the button does. */
  submit(): void {
    this.#form?.requestSubmit();
  }

  /** Empties the form and shows it again after a success. */
  async reset(): Promise<void> {
    (await this.#controller)?.reset();
    this.#form?.reset();
  }

  /** The page as a submission reports it. */
  context(): Page {
    const { locale, consent } = this.definition!;
    return {
      ...pageContext(this.attribution),
      locale,
      ...(consent && { consent_version: consent.version }),
    };
  }

  /** Loads the definition again and shows its consent text, not ticked. */
  async refreshConsent(): Promise<void> {
    const current = await requestDefinition(this.#loading, "reload");
    Object.assign(this.definition!, { consent: current.consent });
    refreshConsent(this.#form!, draw(current.tree), current);
  }

  // React replaces what it cannot hydrate: the element that a server rendered
  // makes room for a new one in the same task. The form and what was typed go on
  // in the new one.
  #takeOver(): void {
    const old = removed;
    if (!old || this.#form || !isReacts(this) || old.form !== this.form) return;
    removed = undefined;
    this.#form = old.#form;
    old.#form = undefined;
    this.definition = old.definition;
    this.#controller = old.#controller;
    this.#loading = old.#loading;
    this.replaceChildren(...old.childNodes);
    void this.#controller?.then((controller) => (controller.host = this));
  }

  #adopt(): void {
    if (this.#form) return;
    const form = this.querySelector("form");
    if (!form) return;
    adopt(this, form);
    this.#form = form;
    if (this.definition) this.#show(this.definition);
  }

  // An element that is moved, or removed and added again, keeps its form and
  // what was typed into it.
  async #load(): Promise<void> {
    await null; // a framework sets one attribute after the other
    const locale = this.locale || this.closest<HTMLElement>("[lang]")?.lang || navigator.language;
    const url = `${this.endpoint}/forms/${encodeURIComponent(this.form)}?locale=${encodeURIComponent(locale)}`;
    if (!this.isConnected) return;
    const styles = styled(this);
    if (url === this.#loading) return;
    this.#loading = url;
    try {
      const [definition] = await Promise.all([requestDefinition(url), styles]);
      // An older answer than the last question is ignored.
      if (url !== this.#loading) return;
      this.#failures = 0;
      this.#show(definition);
      emit(this, "thoughtly-form:ready", { form: this.form });
    } catch (error) {
      if (url !== this.#loading) return;
      this.#loading = "";
      this.#fail(error as Failure, url, locale).catch(() => {});
    }
  }

  async #fail({ status }: Failure, url: string, locale: string): Promise<void> {
    emit(this, "thoughtly-form:error", { form: this.form, code: "definition_unavailable" });
    const failures = ++this.#failures;
    if (failures < MAX_FAILURES) setTimeout(() => void this.#load(), 1000 * 3 ** (failures - 1));
    const { explain, unavailable } = await import("./trouble.js");
    const [reason, refused] = await explain(url, status);
    if (failures === 1) console.error(`thoughtly-form: ${reason}`);
    if (this.#form || this.querySelector(".tf-failed") || !(refused || failures > 2)) return;
    this.prepend(unavailable(locale));
    this.dataset.tf = "failed";
  }

  #show(definition: Definition): void {
    const switched = this.definition && this.#form;
    this.definition = definition;
    if (!this.#form && document.readyState === "loading") return; // #adopt follows
    const adopted = switched ? null : (this.#form ?? this.querySelector("form"));
    this.#form = makeForm(definition, this.endpoint, adopted);
    this.#controller = undefined;
    const room = this.getBoundingClientRect().height;
    if (!adopted) this.replaceChildren(this.#form);
    this.dataset.tf = "ready";
    // A form that nearly fills the room kept for it moves nothing below it.
    const rest = room - this.#form.getBoundingClientRect().height;
    if (rest > 0 && rest < 96) this.style.setProperty("--tf-height", `${room}px`);
    watchFunnel(this);
    // A reset keeps the country: it is the visitor's, not a value of the form.
    this.#form.addEventListener("reset", ({ target }) => {
      const select = (target as HTMLFormElement).elements.namedItem("country_code");
      if (!(select instanceof HTMLSelectElement)) return;
      const { value, options } = select;
      for (const option of options) option.defaultSelected = option.value === value;
    });
    const activate = () => void this.#activate().catch(() => {});
    for (const touch of ["focusin", "pointerover", "touchstart"]) {
      this.#form.addEventListener(touch, activate, { once: true, passive: true });
    }
    if (kept(this, definition.id)) activate();
    if (this.preload === "idle") (window.requestIdleCallback ?? setTimeout)(activate);
  }

  // Every press comes through here and no further: neither a library that posts
  // all forms of a page nor a second listener sends it again.
  #press(event: Event): void {
    const form = event.target as HTMLFormElement;
    if (form !== this.#form) return;
    this.#submitted = true;
    event.stopImmediatePropagation();
    if (!this.definition) {
      // The form posts as a form, once.
      submissionID(form);
      if (this.#posted) event.preventDefault();
      this.#posted = true;
      return;
    }
    event.preventDefault();
    this.#send(form, this.definition);
  }

  #send(form: HTMLFormElement, { messages }: Definition): void {
    if (form.getAttribute("aria-busy") === "true") return;
    setBusy(form, true, messages.busy);
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      this.#controller = undefined;
      postNatively(form, messages.failed!);
    }, CODE_MS);
    this.#activate().then(
      (controller) => {
        clearTimeout(limit);
        if (!late) void controller.submit();
      },
      () => {
        clearTimeout(limit);
        this.#controller = undefined;
        if (!late) postNatively(form, messages.failed!);
      },
    );
  }

  // In a sandboxed frame without allow-forms a press makes no submit event.
  #click(event: Event): void {
    const button = (event.target as Element).closest?.("[type=submit]");
    const { definition } = this;
    const form = this.#form;
    if (!button || !definition || !form?.contains(button)) return;
    this.#submitted = false;
    setTimeout(() => {
      if (this.#submitted || event.defaultPrevented || form !== this.#form) return;
      console.error("thoughtly-form: the frame is sandboxed: add allow-forms to its sandbox.");
      this.#send(form, definition);
    });
  }

  // Back from the back-forward cache the page is as it was left: while sending,
  // or while a redirect loaded.
  #comeBack(): void {
    this.#posted = false;
    if (this.#form) setBusy(this.#form, false);
    void this.#load();
  }

  #activate(): Promise<FormController> {
    const form = this.#form!;
    return (this.#controller ??= this.#loadController(form));
  }

  // The rules' module and the home country's phone table are asked for beside the
  // code that uses them, not after it: on a slow line that is a round trip.
  async #loadController(form: HTMLFormElement): Promise<FormController> {
    const rules = fetch(new URL("./validator.wasm", import.meta.url));
    const code = this.definition!.calling_code;
    const home = code ? fetch(tableURL(code)) : undefined;
    for (const response of [rules, home]) response?.catch(() => {}); // FormController awaits it
    const { FormController } = await import("./controller.js");
    return new FormController(this, form, this.definition!, rules, home);
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
