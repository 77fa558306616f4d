// The page of a submission: where the visitor came from, and where they are. In
// a single-page app the referrer and the query of the first page are gone by the
// time of the form, so they are kept for the visit.

import { campaignKeys } from "./generated.js";
import type * as generated from "./generated.js";

/** The page of a submission. */
export type Page = generated.Page;

/** Which page of the visit the campaign is taken from; "none" reads and stores nothing. */
export type Attribution = "first" | "last" | "none";

interface Touch {
  referrer?: string;
  campaign?: Record<string, string>;
}

const KEY = "thoughtly-form:visit";
const MAX_VALUE = 200;

/** The campaign in a page's query: UTM parameters and click ids. */
export function campaignOf(query: string): Record<string, string> {
  const campaign: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(query)) {
    if (value && (campaignKeys as readonly string[]).includes(key))
      campaign[key] ??= value.slice(0, MAX_VALUE);
  }
  return campaign;
}

let first: Touch | undefined;

/** Notes the visit's first page. Later calls change nothing. */
export function rememberVisit(): void {
  if (first) return;
  first = touch();
  try {
    const kept = sessionStorage.getItem(KEY);
    if (kept) first = JSON.parse(kept) as Touch;
    else sessionStorage.setItem(KEY, JSON.stringify(first));
  } catch {
    // Storage is blocked: the visit begins at this page.
  }
}

/** The page as it is now, with the campaign as asked. */
export function pageContext(attribution: Attribution): Page {
  const url = location.href.split("#")[0]!;
  const time_zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (attribution === "none") return { url: url.split("?")[0]!, time_zone };
  if (attribution === "first") rememberVisit();
  const from = attribution === "first" ? first! : touch();
  return { url, time_zone, ...from };
}

function touch(): Touch {
  const campaign = campaignOf(location.search);
  return {
    ...(document.referrer && { referrer: document.referrer }),
    ...(Object.keys(campaign).length && { campaign }),
  };
}
