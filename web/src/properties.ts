// The element's attributes as properties: frameworks test `name in element`
// and assign. Setting one sets the attribute; null and undefined remove it.

import type { Attribution } from "./context.js";

export interface Properties {
  /** The id of the form's definition; "contact" by default. */
  form: string;
  /** The URL of the API, without a slash at its end; the script's origin by default. */
  endpoint: string;
  /** A BCP 47 language tag; the page's language by default. */
  locale: string;
  /** The page that the campaign is taken from; "first" by default. */
  attribution: Attribution;
  /** "session" keeps an undelivered submission in sessionStorage. */
  keep: string;
  /** "idle" loads the code that checks and sends when the page is idle. */
  preload: string;
  /** The name of a global array that every event is pushed to. */
  dataLayer: string;
}

/** The attributes in a framework's markup. */
export interface ThoughtlyFormAttributes extends Partial<Omit<Properties, "keep" | "preload">> {
  keep?: "session";
  preload?: "idle";
  "data-layer"?: string;
}

const DEFAULTS = {
  form: "contact",
  endpoint: new URL(import.meta.url).origin,
  locale: "",
  attribution: "first",
  keep: "",
  preload: "",
  dataLayer: "",
};

/** Defines the properties on the prototype of an element. */
export function defineProperties(prototype: HTMLElement): void {
  for (const [name, fallback] of Object.entries(DEFAULTS)) {
    const attribute = name === "dataLayer" ? "data-layer" : name;
    Object.defineProperty(prototype, name, {
      get(this: HTMLElement) {
        return (this.getAttribute(attribute) || fallback).replace(/\/+$/, "");
      },
      set(this: HTMLElement, value: unknown) {
        if (value == null) this.removeAttribute(attribute);
        else this.setAttribute(attribute, value as string);
      },
    });
  }
}

/** Sets again what a page set on the element before it was defined. */
export function upgradeProperties(element: HTMLElement): void {
  const own = element as unknown as Record<string, unknown>;
  for (const name of Object.keys(DEFAULTS)) {
    if (!Object.hasOwn(own, name)) continue;
    const value = own[name];
    delete own[name];
    own[name] = value;
  }
}
