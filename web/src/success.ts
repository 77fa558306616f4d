// The content that replaces the form after a submission: the number that will
// be called, the time and the caller, and a way to correct the number.

import type { Definition } from "./definition.js";
import { h } from "./dom.js";
import type { Call } from "./submit.js";

export interface Accepted {
  status: "created" | "queued";
  call?: Call | undefined;
  /** The formatted number; "" if the form has none. */
  number: string;
}

/** Returns the panel's children. change is called when the visitor wants another number. */
export function success(d: Definition, accepted: Accepted, change: () => void): HTMLElement[] {
  const { messages: m, success, consent } = d;
  const { status, call, number } = accepted;
  const title = h(
    "p",
    { class: "tf-done" },
    (!call && success?.message) || headline(d, status, call),
  );
  if (!number) return [title];
  const parts = [title, h("p", { class: "tf-number", dir: "ltr" }, number)];
  if (call && success?.message) parts.push(h("p", {}, success.message));
  if (call && consent?.seller && m["success.caller"])
    parts.push(h("p", {}, m["success.caller"].replace("{seller}", consent.seller)));
  if (m["success.change"]) {
    const button = h("button", { type: "button", class: "tf-offer" }, m["success.change"]);
    button.addEventListener("click", change);
    parts.push(h("p", {}, `${m["success.wrong_number"]} `, button));
  }
  return parts;
}

function headline({ messages, locale }: Definition, status: string, call?: Call): string {
  const at = call?.at ? new Date(call.at) : undefined;
  const words = call && messages[`success.${call.status}`];
  if (!words || (call.status === "scheduled" && !at)) return messages[status]!;
  return words.replace("{time}", at ? timeOf(at, locale) : "");
}

/** Formats a time in the visitor's zone and language, with its day and its zone. */
function timeOf(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(at);
}
