// The element's attributes as properties, since frameworks test `name in
// element` and assign. Setting a property sets the attribute; null and
// undefined remove it.

import type { Attribution } from "./context.js";

export interface Properties {
  /** The id of the form's definition. */
  form: string;
  /** The URL of the API, without a slash at its end. Default: the script's origin. */
  endpoint: string;
  /** A BCP 47 language tag. Default: the language of the page, or of the browser. */
  locale: string;
  /**
   * The page of the visit whose referrer, UTM parameters and click ids are sent:
   * the first or the last one. "none" sends none of them and stores nothing.
   */
  attribution: Attribution;
  /**
   * "session" keeps a submission in sessionStorage until the server has it, so
   * that it survives a reload. Default: it is kept in memory only.
   */
  keep: string;
  /** "idle" loads the code that validates and sends when the page is idle. Default: the first touch. */
  preload: string;
  /** The name of a global array, such as dataLayer, that each event is pushed to. Default: none. */
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

/** Applies properties that a page set on the element before it was defined. */
export function upgradeProperties(element: HTMLElement): void {
  const own = element as unknown as Record<string, unknown>;
  for (const name of Object.keys(DEFAULTS)) {
    if (Object.hasOwn(own, name)) {
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }
}
