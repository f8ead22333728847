// Before a shift: what must be proven before a caller may be sent here. The first call of a day that rings silently,
// a microphone that asks its question while somebody says hello, a second tab that takes the call – none of it later.
import { gettext } from "./catalogue";
import { desk } from "./directory";
import { el, icon, type Child } from "./dom";
import type { Phone } from "./phone";
import type { Sound } from "./sound";

type Proof = "proven" | "open" | "failed";

const SIGNS: Record<Proof, string> = { proven: "circle-check", open: "circle-dashed", failed: "circle-x" };

export function proofs(phone: Phone | null, sound: Sound): [Proof, string][] {
  const inBrowser = desk.device?.kind === "browser";
  const list: [Proof, string][] = [[sound.ready ? "proven" : "open", gettext("The ring can be heard")]];
  if (inBrowser && phone) {
    list.push(microphone(phone), registration(phone));
  }
  return list;
}

function microphone(phone: Phone): [Proof, string] {
  if (phone.microphone === "granted") return ["proven", gettext("The microphone is allowed")];
  if (phone.microphone === "denied") return ["failed", gettext("The browser blocks the microphone: allow it by the sign beside the address, then try again")];
  if (phone.microphone === "missing") return ["failed", gettext("No microphone found: connect the headset, then try again")];
  return ["open", gettext("The microphone is allowed")];
}

function registration(phone: Phone): [Proof, string] {
  return phone.line === "registered" ? ["proven", gettext("The phone is registered")] : [phone.line === "refused" ? "failed" : "open", phoneInWords(phone)];
}

/** The state of the line to the call server as a sentence with what to do. */
export function phoneInWords(phone: Phone): string {
  if (phone.line === "registered") return gettext("The phone is registered");
  if (phone.line === "refused") return gettext("The call server does not accept this phone ({cause}). Tell the administrator.", { cause: phone.problem });
  if (phone.line === "connecting") return gettext("The phone is being registered…");
  return gettext("The phone is not registered: no connection to the call server. Trying again by itself every few seconds.");
}

export function shiftView(phone: Phone | null, sound: Sound, start: () => void): Child[] {
  return [
    el("div", { class: "phone-kind" }, icon("headset"), gettext("Before the shift")),
    el("ul", { class: "proofs" }, ...proofs(phone, sound).map(([proof, text]) => el("li", { "data-proof": proof }, icon(SIGNS[proof]), text))),
    el("button", { type: "button", class: "btn btn-primary btn-lg w-100", id: "start-shift", "data-key": "R", click: start }, icon("headset"), gettext("Begin the shift"), el("kbd", { class: "key" }, "R")),
    el("p", { class: "phone-hint" }, gettext("The browser asks for the microphone once. Calls come only after you say that you are ready.")),
  ];
}
