// Lengths of time in words, short enough for half a line: what lies hours back or ahead needs no seconds.
import { gettext } from "./catalogue";
import { zone as own } from "./zones";

const MINUTE_MS = 60_000;

/** "12 min", "3 h 05 min", "2 d 4 h". */
function roughly(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS));
  if (minutes < 60) return gettext("{n} min", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return gettext("{h} h {m} min", { h: hours, m: String(minutes % 60).padStart(2, "0") });
  return gettext("{d} d {h} h", { d: Math.floor(hours / 24), h: hours % 24 });
}

/** How long ago; below a minute "just now". */
export function ago(ms: number): string {
  return ms < MINUTE_MS ? gettext("just now") : gettext("{span} ago", { span: roughly(ms) });
}

export type Urgency = "calm" | "near" | "over";

/** What is left until a moment, and whether that is little or nothing any more. */
export function left(ms: number, near: number): [Urgency, string] {
  if (ms < 0) return ["over", gettext("overdue by {span}", { span: roughly(-ms) })];
  return [ms <= near ? "near" : "calm", gettext("{span} left", { span: roughly(ms) })];
}

/** A moment as a clock shows it, the organisation's if no other is named: with the day unless it is today. */
export function clockTime(at: number, now: number, zone = own): string {
  const language = document.documentElement.lang || "ru";
  const day = (moment: number) => new Date(moment).toLocaleDateString(language, { timeZone: zone });
  const time = new Date(at).toLocaleTimeString(language, { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });
  if (day(at) === day(now)) return time;
  return `${new Date(at).toLocaleDateString(language, { timeZone: zone, day: "numeric", month: "short" })}, ${time}`;
}
