// A call that is being offered: who, on which line, how long already waited, and the rings that are left.
// Clause 1 of the order speaks of the third ring, so the limit is shown as rings that pass, not as digits.
import { gettext } from "./catalogue";
import { desk, lineName, personOf, queueName } from "./directory";
import { el, icon, type Child } from "./dom";
import { number } from "./numbers";
import type { Call, Offer } from "./world";

export interface OfferKeys {
  answer: () => void;
  refuse: (reason: string) => void;
  ask: () => void; // for the reason of a refusal, or back to the keys
  asking: boolean;
  onDeskPhone: boolean; // the ringing device is not this browser
  ready: boolean; // the network has brought the call to this device
}

/** Why a colleague does not take a caller who is passed on: the likely reasons, and any other. */
const REASONS = [
  () => gettext("Not my question"),
  () => gettext("More must be asked first"),
  () => gettext("I am on another matter that cannot wait"),
];

export function offerView(call: Call, offer: Offer, keys: OfferKeys): Child[] {
  const cycle = offer.ringCycle || desk.ringCycle;
  const rings = offer.rings || Math.max(1, Math.round(offer.limit / cycle));
  const from = call.passedOn && personOf(call.passedOn.operator)?.person;
  return [
    el("div", { class: "phone-kind" }, icon(from ? "arrows-transfer-up" : "phone-incoming"), from ? gettext("A colleague passes a caller to you") : gettext("Incoming call")),
    from && el("div", { class: "phone-from" }, icon("user"), el("span", {}, el("b", {}, from.name), el("small", {}, from.post))),
    el("div", { class: "phone-number" }, number(call.caller)),
    el("div", { class: "phone-line" }, el("b", {}, call.line), " ", lineName(call.line)),
    el("div", { class: "phone-queue" }, queueName(call.queue)),
    el("div", { class: "waited" }, icon("clock"), el("span", {}, gettext("has waited")), el("b", { "data-since": call.queued })),
    el(
      "div",
      { class: "rings", role: "img", "aria-label": gettext("Rings until the call goes on to the next operator") },
      ...Array.from({ length: rings }, (_, ring) =>
        el("i", { "data-from": offer.since + ring * cycle, "data-span": Math.max(1, Math.min(cycle, offer.limit - ring * cycle)), "data-ring": ring + 1 }, el("span", {}, String(ring + 1))),
      ),
    ),
    ...(offer.lifted ? [el("p", { class: "phone-note" }, icon("file-text"), gettext("You have lifted. The voices are joined as soon as the card stands on your screen."))] : keys.asking ? refusal(keys) : answering(keys, Boolean(from))),
  ];
}

function answering(keys: OfferKeys, fromColleague: boolean): Child[] {
  return [
    keys.onDeskPhone
      ? el("p", { class: "phone-hint" }, icon("phone"), gettext("Your desk phone is ringing: lift the receiver there."))
      : el("button", { type: "button", class: "btn btn-success btn-lg w-100", "data-key": "A", id: "answer", disabled: !keys.ready, click: keys.answer }, icon("phone"), gettext("Answer"), el("kbd", { class: "key" }, "A")),
    el("button", { type: "button", class: "btn w-100 mt-2", "data-key": "N", id: "refuse", click: fromColleague ? keys.ask : () => keys.refuse("") }, gettext("Not now"), el("kbd", { class: "key" }, "N")),
  ];
}

/** One who consults is told why not, so that the caller hears more than "nobody". */
function refusal(keys: OfferKeys): Child[] {
  const own = el("input", { class: "form-control form-control-sm", maxlength: 200, "data-key": "4", placeholder: gettext("Another reason, then Enter"), "aria-label": gettext("Another reason, then Enter") });
  own.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && own.value.trim()) keys.refuse(own.value.trim());
    if (event.key === "Escape") keys.ask();
  });
  return [
    el("div", { class: "phone-ask" }, gettext("Why not? Your colleague reads it.")),
    ...REASONS.map((reason, place) => el("button", { type: "button", class: "btn btn-choice w-100", "data-key": String(place + 1), "data-refusal": place + 1, click: () => keys.refuse(reason()) }, el("span", {}, reason()), el("kbd", { class: "key" }, String(place + 1)))),
    el("div", { class: "phone-own" }, own, el("kbd", { class: "key" }, "4")),
    el("button", { type: "button", class: "btn btn-ghost-secondary w-100", "data-key": "Esc", click: keys.ask }, gettext("Back to the call"), el("kbd", { class: "key" }, "Esc")),
  ];
}
