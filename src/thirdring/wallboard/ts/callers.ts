// Every call in one table: who, where, since when, what was told, with whom; and the supervisor's buttons on it.
import { gettext } from "../../desk/ts/catalogue";
import { duration } from "../../desk/ts/clock";
import { el, icon, type Child } from "../../desk/ts/dom";
import { number } from "../../desk/ts/numbers";
import { cell, type Row } from "./rows";
import type { Call, World } from "./world";
import { callState } from "./words";

const SPOKEN_WITH = ["talking", "held", "transferring", "consulting"];
const MODES = ["listen", "whisper", "join"] as const;
const SIGNS: Record<string, [icon: string, letter: string, name: () => string]> = {
  listen: ["ear", "L", () => gettext("Listen")],
  whisper: ["message-circle", "W", () => gettext("Whisper to the operator")],
  join: ["users-plus", "J", () => gettext("Join the conversation")],
  "take over": ["hand-grab", "T", () => gettext("Take the call over")],
  leave: ["door-exit", "X", () => gettext("Leave")],
};

export interface Listening {
  me: number; // the supervisor as an operator
  wish: (call: string, wish: string) => void;
}

/** Those who wait come first, in their order; then the others as they came. */
export function callRows(world: World, calls: string, now: number, listening: Listening | null): Row[] {
  return Object.entries(world.calls)
    .sort(([, a], [, b]) => Number(a.waiting === null) - Number(b.waiting === null) || (a.waiting ?? a.arrived) - (b.waiting ?? b.arrived))
    .map(([key, call]) => row(key, call, world, calls, now, listening));
}

function row(key: string, call: Call, world: World, calls: string, now: number, listening: Listening | null): Row {
  const operator = name(world, call.operator ?? call.rung);
  const queue = world.queues[call.queue]?.name ?? "";
  const late = call.waiting !== null && now - call.waiting > world.rules.limit;
  const state = callState(call.state);
  return {
    key,
    sign: JSON.stringify([call, operator, queue]),
    search: [number(call.caller), call.caller, call.line, queue, operator, state].join(" "),
    attributes: { "data-call-state": call.state, "data-late": late },
    cells: () => [
      cell(gettext("Caller"), "", el("a", { href: `${calls}${encodeURIComponent(key)}/` }, number(call.caller))),
      cell(gettext("Line"), "", call.line, queue ? el("small", {}, queue) : null),
      cell(gettext("State"), "", state, call.transfer ? el("small", {}, gettext("to {whom}", { whom: call.transfer.to })) : null),
      cell(gettext("Time"), "number", el("span", { "data-since": call.waiting ?? call.since }, duration(now - (call.waiting ?? call.since)))),
      cell(gettext("Place"), "number", call.place === null ? null : String(call.place)),
      cell(gettext("Told to expect"), "", call.told ? duration(call.told[1]) : null, call.choices ? el("small", {}, gettext("choice offered: {n}", { n: call.choices })) : null),
      cell(gettext("Operator"), "", operator, call.rung !== null ? el("small", {}, gettext("phone rings")) : null),
      listening ? cell(gettext("Conversation"), "talk-acts", ...buttons(key, call, world, listening)) : null,
    ],
  };
}

function buttons(key: string, call: Call, world: World, { me, wish }: Listening): Child[] {
  if (!call.mine || !SPOKEN_WITH.includes(call.state) || call.operator === null || call.operator === me) return [];
  const heard = call.supervision;
  if (heard && heard.supervisor !== me) return [el("small", {}, gettext("{who} listens", { who: name(world, heard.supervisor) || gettext("somebody") }))];
  const wishes = heard ? [...MODES, "take over", "leave"] : [...MODES];
  return wishes.map((kind) => {
    const [sign, letter, title] = SIGNS[kind] ?? ["ear", "", () => kind];
    return el("button", { type: "button", class: "talk-act", title: `${title()} (${letter})`, "aria-label": title(), "aria-pressed": heard ? String(heard.mode === kind) : null, "data-letter": letter, "data-wish": kind, click: () => wish(key, kind) }, icon(sign));
  });
}

const name = (world: World, operator: number | null): string => (operator === null ? "" : (world.operators[operator]?.name ?? ""));
