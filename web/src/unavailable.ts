// What the visitor reads where no form can be shown. The definition, which has
// all other words, is what is missing.

import { h } from "./dom.js";

const WORDS: Record<string, string> = {
  en: "The form cannot be shown right now.",
  es: "El formulario no se puede mostrar ahora.",
  fr: "Le formulaire ne peut pas s’afficher pour le moment.",
  de: "Das Formular kann gerade nicht angezeigt werden.",
  pt: "O formulário não pode ser exibido agora.",
  ar: "يتعذر عرض النموذج الآن.",
  ja: "現在フォームを表示できません。",
};

/** The sentence in the language of a tag, or in English. */
export function unavailable(locale: string): HTMLElement {
  const lang = locale.slice(0, 2).toLowerCase();
  const known = lang in WORDS ? lang : "en";
  return h(
    "p",
    { class: "tf-js tf-failed", role: "status", lang: known, dir: "auto" },
    WORDS[known],
  );
}
