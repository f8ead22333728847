// All keys on one sheet, when they are asked for: "?" opens it, any key of the desk closes it and does what it says.
import { gettext } from "./catalogue";
import { el, icon } from "./dom";
import { allKeys } from "./keylist";

let sheet: HTMLDialogElement | null = null;

export function showKeys(): void {
  if (sheet) return closeKeys();
  const shown = el(
    "dialog",
    { class: "key-sheet", id: "key-sheet", "aria-label": gettext("Keys"), close: () => closeKeys(), click: (event: Event) => event.target === shown && closeKeys() },
    el("h2", { class: "help-title" }, icon("keyboard"), gettext("Keys"), el("button", { type: "button", class: "help-close", "aria-label": gettext("Close"), click: () => closeKeys() }, icon("x"))),
    el("p", { class: "help-note" }, gettext("While you type, hold Alt with the letter. Keys are named by their place: they are the same under every layout.")),
    el("div", { class: "key-groups" }, ...allKeys().map(([title, keys]) => el("section", {}, el("h3", {}, title), el("dl", {}, ...keys.flatMap(([names, what]) => [el("dt", {}, ...names.map((name) => el("kbd", { class: "key" }, name))), el("dd", {}, what)]))))),
  );
  sheet = shown;
  document.body.append(shown);
  shown.showModal();
}

export function closeKeys(): void {
  const shown = sheet;
  sheet = null;
  shown?.remove();
}
