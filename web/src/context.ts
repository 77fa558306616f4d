// The page of a submission and its referrer.

import { campaignKeys } from "./generated.js";
import type * as generated from "./generated.js";
import type { Visit } from "./visit.js";

/** The page of a submission. */
export type Page = generated.Page;

/** Which page of the visit the campaign is taken from; "none" reads and stores nothing. */
export type Attribution = "first" | "last" | "none";

const MAX_VALUE = 200;

/** Returns the campaign in a page's query: UTM parameters and click ids. */
export function campaignOf(query: string): Record<string, string> {
  const campaign: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(query)) {
    if (value && (campaignKeys as readonly string[]).includes(key))
      campaign[key] ??= value.slice(0, MAX_VALUE);
  }
  return campaign;
}

/**
 * Returns whether the browser shows the form in translation. Chromium marks the
 * page and wraps its texts in <font>; other browsers change the page's
 * language, or only the texts. consent is the text of the definition, language
 * that of the page when it was loaded.
 */
export function isTranslated(form: HTMLFormElement, consent = "", language = ""): boolean {
  const { lang, classList } = document.documentElement;
  const base = (tag: string) => tag.split("-")[0]!.toLowerCase();
  const words = (text: string) => text.replace(/\s+/g, "");
  const shown = form.querySelector(".tf-consent .tf-choice > span");
  return (
    /\btranslated-(ltr|rtl)\b/.test(classList.value) ||
    !!form.querySelector("font") ||
    (!!language && lang !== language && base(lang) !== base(form.lang)) ||
    (!!shown &&
      words(shown.textContent) !==
        words(consent.replace(/\[([^\]]*)\]\((https:|mailto:)[^)]*\)/g, "$1")))
  );
}

/** Returns the page as it is now, with the campaign that attribution selects. */
export function pageContext(attribution: Attribution, first: Visit): Page {
  const url = location.href.split("#")[0]!;
  const time_zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (attribution === "none") return { url: url.split("?")[0]!, time_zone };
  const here = { referrer: document.referrer, query: location.search };
  const { referrer, query } = attribution === "first" ? first : here;
  const campaign = campaignOf(query);
  return {
    url,
    time_zone,
    ...(referrer && { referrer }),
    ...(Object.keys(campaign).length && { campaign }),
  };
}
