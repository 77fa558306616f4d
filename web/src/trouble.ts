// Loaded if a form's definition cannot be loaded, or its origin is refused.
// Reports in the console which setting of the page or of the stack to change, and
// shows the visitor that the form is missing. It has its own texts, since the
// definition has all others.

import { h } from "./dom.js";

const PROBE_MS = 10_000;

/** Reports that the element has no definition: in the console, and finally in the page. */
export async function report(
  host: HTMLElement,
  url: string,
  status: number,
  locale: string,
  failures: number,
): Promise<void> {
  const [reason, refused] = await explain(url, status);
  if (failures === 1) log(reason);
  if (host.querySelector("form, .tf-failed") || !(refused || failures > 2)) return;
  host.prepend(unavailable(locale));
  host.dataset.tf = "failed";
}

/** Reports in the console why a request was refused. */
export async function advise(url: string, status: number): Promise<void> {
  const [reason] = await explain(url, status);
  log(reason);
}

const log = (reason: string) => console.error(`thoughtly-form: ${reason}`);

/** Returns the cause, and whether another request would fail too. */
async function explain(url: string, status: number): Promise<[string, boolean]> {
  const { origin } = new URL(url, location.href);
  if (location.protocol === "file:")
    return ["a file has no origin that a stack can allow: open the page on a web server.", true];
  if (self.origin === "null")
    return ["the frame is sandboxed: add allow-same-origin allow-forms to its sandbox.", true];
  if (status === 404) return [`${url} is no form: check the attribute form, or endpoint.`, true];
  if (status === 403 || (!status && (await answers(url, origin))))
    return [
      `${origin} refuses the origin ${self.origin}: add it to AllowedOrigins of the stack (ORIGINS of make run), and to origins of the form if it has any.`,
      true,
    ];
  return [
    status
      ? `${url} answers ${status} and no definition: check the attribute endpoint.`
      : `${url} cannot be reached: check endpoint, and connect-src of the page's policy.`,
    false,
  ];
}

// If a request without CORS succeeds, the server refuses only the origin.
async function answers(url: string, origin: string): Promise<boolean> {
  if (origin === self.origin) return false;
  const signal = AbortSignal.timeout(PROBE_MS);
  return fetch(url, { mode: "no-cors", signal }).then(
    () => true,
    () => false,
  );
}

const WORDS: Record<string, string> = {
  en: "The form cannot be shown right now.",
  es: "El formulario no se puede mostrar ahora.",
  fr: "Le formulaire ne peut pas s’afficher pour le moment.",
  de: "Das Formular kann gerade nicht angezeigt werden.",
  pt: "O formulário não pode ser exibido agora.",
  ar: "يتعذر عرض النموذج الآن.",
  ja: "現在フォームを表示できません。",
};

/** Returns the message in the language of a tag, or in English. */
function unavailable(locale: string): HTMLElement {
  const lang = locale.slice(0, 2).toLowerCase();
  const known = lang in WORDS ? lang : "en";
  return h(
    "p",
    { class: "tf-js tf-failed", role: "status", lang: known, dir: "auto" },
    WORDS[known]!,
  );
}
