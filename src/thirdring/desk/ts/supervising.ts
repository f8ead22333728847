// The telephone of somebody who listens to a colleague's conversation: how to take part in it, and how to leave.
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { lineName, personOf } from "./directory";
import { el, icon, type Child } from "./dom";
import { number } from "./numbers";
import type { Call, SupervisionMode } from "./world";

const MODES: [mode: SupervisionMode, key: string, sign: string, text: () => string, hint: () => string][] = [
  ["listen", "1", "ear", () => gettext("Listen"), () => gettext("nobody hears you")],
  ["whisper", "2", "message-circle", () => gettext("Whisper"), () => gettext("the operator alone hears you")],
  ["join", "3", "users-plus", () => gettext("Join"), () => gettext("all hear you, and you are recorded")],
];

export function supervisingView(call: Call, commands: Commands): Child[] {
  const mine = call.listening;
  const operator = mine && personOf(mine.operator)?.person;
  return [
    el("div", { class: "phone-kind" }, icon("ear"), mine ? gettext("You listen to a conversation") : gettext("Your phone rings: lift it to listen")),
    operator && el("div", { class: "phone-from" }, icon("user"), el("span", {}, el("b", {}, operator.name), el("small", {}, operator.post))),
    el("div", { class: "phone-number" }, number(call.caller)),
    el("div", { class: "phone-line" }, el("b", {}, call.line), " ", lineName(call.line)),
    el(
      "div",
      { class: "acts mt-3" },
      ...(mine ? MODES.map(([mode, key, sign, text, hint]) =>
        el("button", { type: "button", class: "act", "data-key": key, id: `supervise-${mode}`, "aria-pressed": String(mine.mode === mode), click: () => void commands.send("SupervisionChangeRequested", { mode }) }, icon(sign), el("span", {}, text(), el("small", { class: "act-hint" }, hint())), el("kbd", { class: "key" }, key)),
      ) : []),
      mine && el("button", { type: "button", class: "act", "data-key": "Z", id: "supervise-take-over", disabled: Boolean(call.transfer), click: () => void commands.send("TakeOverRequested") }, icon("hand-grab"), el("span", {}, gettext("Take the call over"), el("small", { class: "act-hint" }, gettext("the operator is let go, the card is yours"))), el("kbd", { class: "key" }, "Z")),
      el("button", { type: "button", class: "act act-end", "data-key": "X", id: "supervise-leave", click: () => void commands.send("SupervisionEndRequested") }, icon("phone-off"), el("span", {}, gettext("Leave the conversation")), el("kbd", { class: "key" }, "X")),
    ),
  ];
}
