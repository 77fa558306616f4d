import type { Definition } from "./definition.js";
import { pageContext, rememberVisit, type Attribution, type Page } from "./context.js";
import { emit, type ThoughtlyFormEvents } from "./events.js";
import { kept } from "./pending.js";
import { makeForm } from "./enhance.js";
import type { FormController } from "./controller.js";

// Absent where a server renders the page: the import must not fail there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * <thoughtly-form form="contact" endpoint="https://…">: fetches the form's
 * definition and renders it as a real <form> in the page's own DOM, or adopts
 * the <form> that is already inside. What judges, formats and sends is loaded
 * at the first touch; if it cannot be, the form posts as forms do.
 */
export class ThoughtlyForm extends Base {
  static observedAttributes = ["form", "endpoint", "locale"];

  /** What the server says of the form, once it has been fetched. */
  definition?: Definition;

  #form?: HTMLFormElement;
  #controller?: Promise<FormController>;
  #loading = "";
  #failures = 0;

  /** Where the API answers, without a slash at the end. */
  get endpoint(): string {
    return (this.getAttribute("endpoint") ?? new URL(import.meta.url).origin).replace(/\/$/, "");
  }

  /** The id of the form's definition. */
  get formId(): string {
    return this.getAttribute("form") ?? "contact";
  }

  connectedCallback(): void {
    rememberVisit();
    void this.#load();
  }

  attributeChangedCallback(): void {
    if (this.#loading && this.isConnected) void this.#load();
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
    const attribution = (this.getAttribute("attribution") ?? "first") as Attribution;
    return {
      ...pageContext(attribution),
      locale,
      ...(consent && { consent_version: consent.version }),
    };
  }

  // An element that is moved, or removed and added again, keeps its form and
  // what was typed into it.
  async #load(): Promise<void> {
    const locale =
      this.getAttribute("locale") ||
      this.closest<HTMLElement>("[lang]")?.lang ||
      navigator.language;
    const url = `${this.endpoint}/forms/${encodeURIComponent(this.formId)}?locale=${encodeURIComponent(locale)}`;
    if (url === this.#loading) return;
    this.#loading = url;
    try {
      const [definition] = await Promise.all([fetchJSON(url), stylesheet()]);
      if (url !== this.#loading) return;
      this.definition = (definition as { data: Definition }).data;
      this.#show(this.definition);
      emit(this, "thoughtly-form:ready", { form: this.formId });
    } catch {
      this.#loading = "";
      emit(this, "thoughtly-form:error", { form: this.formId, code: "definition_unavailable" });
      if (++this.#failures < 5)
        setTimeout(() => this.isConnected && this.#load(), 1000 * 3 ** this.#failures);
    }
  }

  #show(definition: Definition): void {
    const adopted = this.#form ? null : this.querySelector("form");
    this.#form = makeForm(definition, this.endpoint, adopted);
    this.#controller = undefined;
    if (!adopted) this.replaceChildren(this.#form);
    const activate = () => void this.#activate().catch(() => {});
    for (const touch of ["focusin", "pointerover", "touchstart"]) {
      this.#form.addEventListener(touch, activate, { once: true, passive: true });
    }
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#activate().then(
        (live) => live.submit(),
        () => HTMLFormElement.prototype.submit.call(event.target as HTMLFormElement),
      );
    });
    if (kept(this, definition.id)) activate();
    if (this.getAttribute("preload") === "idle")
      (window.requestIdleCallback ?? setTimeout)(activate);
  }

  #activate(): Promise<FormController> {
    const form = this.#form!;
    return (this.#controller ??= this.#loadController(form));
  }

  // The rules' module is asked for beside the code that uses it, not after it:
  // on a slow line that is a round trip.
  async #loadController(form: HTMLFormElement): Promise<FormController> {
    const rules = fetch(new URL("./validator.wasm", import.meta.url));
    rules.catch(() => {}); // FormController awaits it
    const { FormController } = await import("./controller.js");
    return new FormController(this, form, this.definition!, rules);
  }
}

async function fetchJSON(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

let styled: Promise<unknown> | undefined;

// The stylesheet beside this script, unless the page links it already: it is
// waited for, so that nobody sees the form bare, but never depended on.
function stylesheet(): Promise<unknown> {
  return (styled ??= new Promise((done) => {
    if (document.querySelector('link[href*="thoughtly-form"][href$=".css"]')) return done(0);
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./thoughtly-form.css", import.meta.url).href;
    link.onload = link.onerror = done;
    document.head.append(link);
  }));
}

declare global {
  interface HTMLElementTagNameMap {
    "thoughtly-form": ThoughtlyForm;
  }
  interface GlobalEventHandlersEventMap extends Events {}
}

type Events = { [K in keyof ThoughtlyFormEvents]: CustomEvent<ThoughtlyFormEvents[K]> };
