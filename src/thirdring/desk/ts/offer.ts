// A call that is being offered: who, on which line, how long already waited, and the rings that are left.
// Clause 1 of the order speaks of the third ring, so the limit is shown as rings that pass, not as digits.
import { gettext } from "./catalogue";
import { lineName, personOf, queueName } from "./directory";
import { el, icon, type Child } from "./dom";
import { number } from "./numbers";
import type { Call, Offer } from "./world";

export interface OfferKeys {
  answer: () => void;
  refuse: () => void;
  onDeskPhone: boolean; // the ringing device is not this browser
  ready: boolean; // the network has brought the call to this device
}

export function offerView(call: Call, offer: Offer, ringCycle: number, keys: OfferKeys): Child[] {
  const rings = Math.max(1, Math.round(offer.limit / ringCycle));
  return [
    el("div", { class: "phone-kind" }, icon(offer.transfer ? "arrows-transfer-up" : "phone-incoming"), offer.transfer ? gettext("A colleague passes a caller to you") : gettext("Incoming call")),
    call.transfer && el("div", { class: "phone-from" }, icon("user"), personOf(call.transfer.operator)?.person.name ?? ""),
    el("div", { class: "phone-number" }, number(call.caller)),
    el("div", { class: "phone-line" }, el("b", {}, call.line), " ", lineName(call.line)),
    el("div", { class: "phone-queue" }, queueName(call.queue)),
    el("div", { class: "waited" }, icon("clock"), el("span", {}, gettext("has waited")), el("b", { "data-since": call.queued })),
    el(
      "div",
      { class: "rings", role: "img", "aria-label": gettext("Rings until the call goes on to the next operator") },
      ...Array.from({ length: rings }, (_, ring) =>
        el("i", { "data-from": offer.since + ring * ringCycle, "data-span": Math.min(ringCycle, offer.limit - ring * ringCycle) }),
      ),
    ),
    keys.onDeskPhone
      ? el("p", { class: "phone-hint" }, icon("phone"), gettext("Your desk phone is ringing: lift the receiver there."))
      : el("button", { type: "button", class: "btn btn-success btn-lg w-100", "data-key": "A", id: "answer", disabled: !keys.ready, click: keys.answer }, icon("phone"), gettext("Answer"), el("kbd", { class: "key" }, "A")),
    el("button", { type: "button", class: "btn w-100 mt-2", "data-key": "N", id: "refuse", click: keys.refuse }, gettext("Not now"), el("kbd", { class: "key" }, "N")),
  ];
}
