// How figures, states and alarms are said on the watching screens, in the reader's language.
import { gettext } from "../../desk/ts/catalogue";
import { duration } from "../../desk/ts/clock";
import type { Alarm, AlarmKind, World } from "./world";

const language = document.documentElement.lang || "ru";
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });

export const NOTHING = "–";

export const count = (value: number | null | undefined): string => (value == null ? NOTHING : whole.format(value));
export const percent = (share: number | null | undefined): string => (share == null ? NOTHING : percents.format(share));
export const length = (seconds: number | null | undefined): string => (seconds == null ? NOTHING : duration(seconds * 1000));

/** An expected wait, rounded as one would say it. */
export function expected(seconds: number | null | undefined): string {
  if (seconds == null) return NOTHING;
  if (seconds < 1) return gettext("at once");
  if (seconds < 45) return gettext("{n} s", { n: Math.max(5, Math.round(seconds / 5) * 5) });
  return gettext("{n} min", { n: Math.max(1, Math.round(seconds / 60)) });
}

/** Today against the usual: "+8 %"; nothing where there is no usual. */
export function against(today: number | null | undefined, usual: number | null | undefined): string {
  if (today == null || !usual) return "";
  const change = Math.round(((today - usual) / usual) * 100);
  return `${change > 0 ? "+" : change < 0 ? "−" : "±"}${Math.abs(change)} %`;
}

const STATES: Record<string, () => string> = {
  ready: () => gettext("free"),
  offered: () => gettext("phone rings"),
  talking: () => gettext("talking"),
  "coming back": () => gettext("phone lost, comes back"),
  "wrap-up": () => gettext("wrap-up"),
  promise: () => gettext("keeping a promise"),
  supervising: () => gettext("listening in"),
  paused: () => gettext("on a pause"),
  unreachable: () => gettext("phone lost"),
  "set aside": () => gettext("set aside"),
};

/** In the order in which they are shown. */
export const OPERATOR_STATES = Object.keys(STATES);

export const operatorState = (state: string): string => STATES[state]?.() ?? state;

const CALL_STATES: Record<string, () => string> = {
  announced: () => gettext("hears the announcement"),
  dialling: () => gettext("we call"),
  waiting: () => gettext("waits"),
  offered: () => gettext("a phone rings for them"),
  talking: () => gettext("talks"),
  held: () => gettext("on hold"),
  interrupted: () => gettext("waits for the operator's phone"),
  transferring: () => gettext("is being passed on"),
  consulting: () => gettext("operators consult"),
  "leaving message": () => gettext("leaves a message"),
  farewell: () => gettext("hears the farewell"),
};

export const callState = (state: string): string => CALL_STATES[state]?.() ?? state;

const REASONS: Record<string, () => string> = {
  login: () => gettext("shift begins"),
  missed: () => gettext("missed the rings"),
  refused: () => gettext("refused a call"),
  "phone busy": () => gettext("phone was busy"),
  "phone failed": () => gettext("phone not reached"),
  "phone lost": () => gettext("phone lost in a conversation"),
  "desk gone": () => gettext("desk was closed"),
};

/** Why an operator is in a state: one of the centre's pauses, one that the router gives, or what was typed. */
export const reason = (key: string, pauses: Record<string, string>): string => pauses[key] ?? REASONS[key]?.() ?? key;

const ALARMS: Record<AlarmKind, (alarm: Alarm, world: World, queue: string, operator: string) => string> = {
  "no database": () => gettext("The database does not answer: figures stand still"),
  "no engine": () => gettext("Calls are not distributed: no engine runs"),
  "no asterisk": () => gettext("No telephony: the engine has lost Asterisk"),
  unservable: (_alarm, _world, queue) => gettext("Nobody can serve the queue “{queue}”", { queue }),
  "long wait": ({ count: n }, { rules }, queue) => gettext("Longer than {limit} s: {n} waiting in “{queue}”", { limit: rules.limit / 1000, n, queue }),
  overdue: ({ count: n }, _world, queue) => gettext("Overdue promises: {n}, “{queue}”", { n, queue }),
  misses: ({ count: n }, _world, _queue, operator) => gettext("{operator}: {n} calls missed one after another", { operator, n }),
  dials: ({ count: n, operator: whose }, _world, _queue, operator) => whose === null ? gettext("Outgoing calls within an hour: {n}, no more are allowed", { n }) : gettext("{operator}: {n} outgoing calls within an hour, no more are allowed", { operator, n }),
};

/** Whether something must be done about the telephony itself, before all else. */
const GRAVE: AlarmKind[] = ["no database", "no engine", "no asterisk", "unservable"];
const ORDER = Object.keys(ALARMS) as AlarmKind[];

export const isGrave = ({ kind }: Alarm): boolean => GRAVE.includes(kind);

export function alarmSentence(alarm: Alarm, world: World): string {
  const queue = world.queues[alarm.queue]?.name ?? alarm.queue;
  const operator = alarm.operator === null ? gettext("An operator") : (world.operators[alarm.operator]?.name ?? gettext("An operator"));
  return ALARMS[alarm.kind](alarm, world, queue, operator);
}

/** All alarms, those first of which nobody has taken note, the gravest and the oldest before the others. */
export function alarmsInOrder(world: World): [key: string, alarm: Alarm][] {
  const rank = (alarm: Alarm) => (alarm.noted ? 100 : 0) + ORDER.indexOf(alarm.kind);
  return Object.entries(world.alarms).sort(([, a], [, b]) => rank(a) - rank(b) || a.since - b.since);
}

/** Why a queue cannot be served, in words. */
export function unservable(why: string, lacking: string[]): string {
  if (why === "no operator has the skills") return gettext("no operator has the skills: {skills}", { skills: lacking.join(", ") });
  if (why === "nobody suitable is logged in") return gettext("nobody who could serve it is on shift");
  return why;
}
