// What the centre answers and what went wrong, in a strip under the bar that has its own place: never over the card.
import { gettext } from "./catalogue";
import { byId, el, icon } from "./dom";

const STAYS_MS = 8_000;

/** Returns the line, to which something may be added. */
export function notice(text: string, kind: "trouble" | "news" = "trouble", staysMs = STAYS_MS): HTMLElement {
  const place = byId("notices");
  const closing = el("button", { type: "button", class: "notice-close", "aria-label": gettext("Close"), click: () => line.remove() }, icon("x"));
  const line = el("div", { class: `notice notice-${kind}`, role: kind === "trouble" ? "alert" : "status" }, icon(kind === "trouble" ? "alert-circle" : "info-circle"), el("span", {}, text), closing);
  place.replaceChildren(line);
  window.setTimeout(() => line.remove(), staysMs);
  return line;
}
