// The left zone while the desk comes back into a conversation that it has lost: the caller hears music, the phone is
// rung again and answers by itself. Nothing has to be pressed; what could stand in the way is said with what to do.
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { lineName } from "./directory";
import { el, icon, type Child } from "./dom";
import { number } from "./numbers";
import type { Phone } from "./phone";
import { phoneInWords } from "./shift";
import type { Call } from "./world";

export function comingBackView(call: Call, phone: Phone | null, commands: Commands): Child[] {
  const { comesBack } = call;
  return [
    el("div", { class: "phone-kind" }, icon("refresh"), gettext("Connecting you again")),
    el("div", { class: "phone-number" }, number(call.caller)),
    el("div", { class: "phone-line" }, el("b", {}, call.line), " ", lineName(call.line)),
    el("p", { class: "phone-hint", role: "status" }, icon("phone-pause"), gettext("The caller hears music and is still yours. Your phone answers by itself in a moment: there is nothing to press.")),
    comesBack &&
      el(
        "div",
        { class: "take" },
        gettext("A colleague gets the caller in"), " ", el("b", { "data-left": comesBack.until }),
        el("div", { class: "talk-bar", "data-from": comesBack.since, "data-span": comesBack.until - comesBack.since, "data-warn": 0.75 }, el("i")),
      ),
    phone && hindrance(phone),
    el("div", { class: "acts" }, el("button", { type: "button", class: "act act-end", "data-key": "X", id: "act-X", click: () => void commands.send("HangUpRequested") }, icon("phone-off"), el("span", {}, gettext("End the call")), el("kbd", { class: "key" }, "X"))),
  ];
}

function hindrance(phone: Phone): Child {
  if (phone.microphone === "denied" || phone.microphone === "missing")
    return el("p", { class: "phone-note" }, gettext("Without a microphone the phone cannot answer. Allow it by the sign beside the address or connect the headset, then reload the page."));
  return phone.line === "registered" ? null : el("p", { class: "phone-note" }, phoneInWords(phone));
}
