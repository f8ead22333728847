// How long I speak, against the limit of clause 8: a bar that fills, a warning before its end, and what to do after it.
// A caller who came from a colleague is not an answer of one's own: then the time is shown alone.
import { gettext } from "./catalogue";
import { desk } from "./directory";
import { el, icon, type Attributes, type Child } from "./dom";
import type { Call } from "./world";

const MINUTE_MS = 60_000;

/** The clock and the bar. */
export function talkTime(call: Call): Child[] {
  const since = call.joined ?? call.queued;
  if (call.passedOn) return [el("div", { class: "talk-time" }, el("b", { "data-since": since }))];
  const limit = desk.talkLimit;
  return [
    el("div", { class: "talk-time" }, el("b", { "data-since": since }), el("span", {}, ` / ${Math.round(limit / MINUTE_MS)}:00`)),
    el("div", { class: "talk-bar", ...limitOf(since), "data-signs": true }, el("i")),
  ];
}

/** What to do when the time runs out: stands under the keys, where nothing moves when it appears. */
export function talkLimit(call: Call): Child {
  if (call.passedOn) return null;
  const left = Math.round((desk.talkLimit - desk.talkWarning) / MINUTE_MS);
  return el(
    "div",
    { class: "talk-limit", role: "status", ...limitOf(call.joined ?? call.queued) },
    el("p", { class: "talk-warning" }, icon("clock"), gettext("{n} minutes are left for an answer of your own.", { n: left })),
    el("p", { class: "talk-over" }, icon("alert-triangle"), gettext("Longer than the rules allow. Pass the caller to a specialist (T), or promise a call (K).")),
  );
}

function limitOf(since: number): Attributes {
  return { "data-from": since, "data-span": desk.talkLimit, "data-warn": desk.talkWarning / desk.talkLimit };
}
