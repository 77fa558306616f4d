// Where the visit began. In a single-page app the referrer and the query of the
// first page are gone by the time of the form, so they are kept for the visit.

/** The page that the visitor came from, and what the page's query says of a campaign. */
export interface Visit {
  referrer: string;
  query: string;
}

const KEY = "thoughtly-form:visit";

let first: Visit | undefined;

/**
 * The visit's first page. Later calls return the same. Storage is used where
 * the page allows it.
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

/** The parts of a query that may be UTM parameters and click ids. */
export const campaignIn = (query: string): string =>
  (query.match(/(?<=[?&])(utm_\w+|li_fat_id|\w*(clk?id|braid))=[^&]*/g) ?? []).join("&");
