// The first page of the visit. In a single-page app its referrer and query are
// no longer available when the form is shown, so they are stored for the visit.

/** The referrer, and the campaign in the page's query. */
export interface Visit {
  referrer: string;
  query: string;
}

const KEY = "thoughtly-form:visit";

let first: Visit | undefined;

/**
 * Returns the visit's first page; later calls return the same. It is stored
 * unless the page forbids that.
 */
export function rememberVisit(stored: boolean): Visit {
  if (first) return first;
  first = { referrer: document.referrer, query: campaignIn(location.search) };
  try {
    const kept = stored && sessionStorage.getItem(KEY);
    if (kept) first = JSON.parse(kept) as Visit;
    else if (stored) sessionStorage.setItem(KEY, JSON.stringify(first));
  } catch {
    // Storage is blocked: the visit begins at this page.
  }
  return first;
}

/** Returns the parts of a query that may be UTM parameters and click ids. */
export const campaignIn = (query: string): string =>
  (query.match(/(?<=[?&])(utm_\w+|li_fat_id|\w*(clk?id|braid))=[^&]*/g) ?? []).join("&");
