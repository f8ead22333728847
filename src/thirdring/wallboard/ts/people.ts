// Every operator on shift in one table: state and since when, phone and desk, call or promise, misses, wrong transfers.
import { gettext } from "../../desk/ts/catalogue";
import { duration } from "../../desk/ts/clock";
import { clockTime } from "../../desk/ts/spans";
import { el, icon } from "../../desk/ts/dom";
import { number } from "../../desk/ts/numbers";
import { cell, type Row } from "./rows";
import type { Operator, World } from "./world";
import { operatorState, percent, reason } from "./words";

const MANY_MISSES = 3;
const MANY_WRONG = 0.1;

export interface Places {
  calls: string;
  pauses: Record<string, string>;
  zone: string;
  direct: ((operator: string) => void) | null; // opens what may be ordered
}

/** In the order of names; `states` leaves only those in one of them, if there are any. */
export function operatorRows(world: World, places: Places, now: number, states: Set<string>): Row[] {
  return Object.entries(world.operators)
    .filter(([, { state }]) => !states.size || states.has(state))
    .sort(([, a], [, b]) => a.name.localeCompare(b.name))
    .map(([key, operator]) => row(key, operator, world, places, now));
}

function row(key: string, operator: Operator, world: World, { calls, pauses, zone, direct }: Places, now: number): Row {
  const person = world.people[key];
  const call = world.calls[operator.call];
  const state = operatorState(operator.state);
  const why = operator.reason ? reason(operator.reason, pauses) : "";
  const wrong = person?.passedOn ? person.wrong / person.passedOn : null;
  const exhausted = operator.exhausted !== null && now < operator.exhausted;
  return {
    key,
    sign: JSON.stringify([operator, person, call?.caller, call?.line, exhausted]),
    search: [operator.name, state, why, call?.caller ?? ""].join(" "),
    attributes: { "data-state": operator.state, "data-operator": key },
    cells: () => [
      cell(gettext("Operator"), "", el("a", { href: `${calls}?operator=${key}` }, operator.name)),
      cell(gettext("State"), "", el("span", { class: "dot" }), el("span", { class: "state-name" }, state, why ? el("small", {}, why) : null, operator.awaits ? el("small", {}, gettext("then: {reason}", { reason: reason(operator.awaits, pauses) })) : null, operator.ordered ? el("small", { class: "ordered-by" }, gettext("{who}: {reason}", { who: operator.ordered.by, reason: operator.ordered.reason })) : null)),
      cell(gettext("Since"), "number", el("span", { "data-since": operator.since }, duration(now - operator.since))),
      cell(gettext("Phone and desk"), "signs", sign("phone", operator.reachable, gettext("phone can be reached"), gettext("phone cannot be reached")), sign("device-desktop", operator.desk, gettext("desk is open"), gettext("desk is closed")), el("small", {}, phoneKind(operator.device))),
      cell(gettext("Call or promise"), "", operator.call ? el("a", { href: `${calls}${encodeURIComponent(operator.call)}/` }, call ? number(call.caller) : gettext("the call that is over")) : operator.promise ? gettext("a promise") : null, exhausted ? el("small", { "data-level": "bad" }, gettext("as many calls within an hour as are allowed")) : null, operator.unlimited ? el("small", { class: "ordered-by", title: gettext("{who}: {reason}", { who: operator.unlimited.by, reason: operator.unlimited.reason }) }, gettext("calls without limit until {time}", { time: clockTime(operator.unlimited.until, now, zone) })) : null),
      cell(gettext("Missed today"), "number", person?.missed ? el("b", { "data-level": person.missed >= MANY_MISSES || operator.misses ? "bad" : null }, String(person.missed)) : null),
      cell(gettext("Wrong transfers"), "number", person?.passedOn ? el("span", { "data-level": wrong !== null && wrong > MANY_WRONG ? "bad" : null, title: gettext("{wrong} of {passed} in 30 days", { wrong: person.wrong, passed: person.passedOn }) }, percent(wrong)) : null),
      direct ? cell("", "directs", el("button", { type: "button", class: "talk-act", title: gettext("State and queues (S)"), "aria-label": gettext("State and queues: {name}", { name: operator.name }), "data-letter": "S", click: () => direct(key) }, icon("adjustments")), Object.keys(operator.changed).length ? el("small", { title: gettext("Queues changed for today") }, icon("users")) : null) : null,
    ],
  };
}

const KINDS: Record<string, () => string> = { web: () => gettext("browser"), desk: () => gettext("desk phone"), mobile: () => gettext("mobile") };

/** What kind of phone a device is: its key ends with that (op17-web). */
const phoneKind = (device: string): string => KINDS[device.split("-").at(-1) ?? ""]?.() ?? "";

const sign = (name: string, good: boolean, yes: string, no: string): HTMLElement => el("span", { class: "sign", "data-good": String(good), title: good ? yes : no, role: "img", "aria-label": good ? yes : no }, icon(name));
