// What the live screens know of the centre, and how a change makes the next. Pure: no network, no screen.
// Moments are milliseconds since the epoch by the server's clock, shares lie between 0 and 1, lengths are seconds.

interface Waiting {
  name: string;
  waiting: number;
  oldest: number | null; // since when
  ringing: number; // of those who wait: an operator's phone rings for them
  talking: number;
}

export interface Queue extends Waiting {
  organisation: number;
  entry: boolean; // a line leads to it
  expected?: number | null;
  shift: number;
  free: number;
  away: number;
  unservable: string;
  lacking: string[];
}

export interface Line extends Waiting {
  here: number;
}

export interface Figures {
  arrived: number;
  offered: number;
  answered: number;
  answeredWithin: number;
  abandoned: number;
  choices: number;
  message: number;
  callBack: number;
  waitedOn: number;
  told: number;
  toldError: number | null;
  negative: number | null;
  ignored: number | null;
  positive: number | null;
  abandonment: number | null;
  speed: number | null;
  days?: number; // of the usual figures: how many days they are the mean of
}

export type AlarmKind = "no database" | "no engine" | "no asterisk" | "unservable" | "long wait" | "overdue" | "misses" | "dials";

export interface Alarm {
  kind: AlarmKind;
  since: number;
  queue: string;
  count: number;
  operator: number | null;
  noted: { by: string; at: number } | null;
}

/** Who has ordered something, and why. */
export interface Ordered {
  by: string;
  reason: string;
}

export interface Operator {
  name: string;
  organisation: number;
  state: string;
  since: number;
  reason: string;
  awaits: string;
  device: string;
  reachable: boolean;
  desk: boolean;
  call: string;
  promise: string;
  misses: number;
  serves: string[]; // queues
  changed: Record<string, Ordered>; // of the queues, for today
  exhausted: number | null; // has dialled as often as is allowed: until when that is an alarm
  unlimited: (Ordered & { until: number }) | null; // may dial as often as there is to dial
  ordered: Ordered | null; // the state
}

export interface Call {
  line: string;
  caller: string;
  state: string;
  since: number;
  arrived: number;
  queue: string;
  waiting: number | null;
  place: number | null;
  told: [at: number, said: number] | null; // milliseconds
  choices: number;
  operator: number | null;
  rung: number | null;
  transfer: { to: string; consulting: boolean } | null;
  supervision: { supervisor: number; mode: string } | null;
  promise: string;
  mine: boolean;
}

export interface Owed {
  due: number;
  kind: string;
  number: string;
  call: string;
  owner: string;
  operator: number | null;
  attempts: number;
}

export interface Person {
  missed: number;
  passedOn: number;
  wrong: number;
}

export interface Quarter {
  arrived?: number;
  answered?: number;
  abandoned?: number;
  level?: number | null;
  usual?: number;
}

export interface World {
  rules: { limit: number; near: number };
  queues: Record<string, Queue>;
  lines: Record<string, Line>;
  states: Record<string, number>;
  promises: { open: number; near: number; overdue: number; next?: number | null };
  alarms: Record<string, Alarm>;
  today: Record<string, Figures>;
  usual: Record<string, Partial<Figures>>;
  // on the supervisor's page alone
  operators: Record<string, Operator>;
  calls: Record<string, Call>;
  overdue: Record<string, Owed>;
  people: Record<string, Person>;
  quarters: Record<string, Quarter>;
}

type Parts = Record<string, Record<string, unknown>>;

/** The world after a change: entries that are null are gone, parts that are absent have not changed. */
export function changed(world: World, parts: Parts): World {
  const next: Parts = { ...(world as unknown as Parts) };
  for (const [name, entries] of Object.entries(parts)) {
    const part = { ...next[name] };
    for (const [key, entry] of Object.entries(entries))
      if (entry === null) delete part[key];
      else part[key] = entry;
    next[name] = part;
  }
  return next as unknown as World;
}

/** The longest wait of all, and in which entry. */
export function longest<W extends Waiting>(entries: Record<string, W>): { since: number; name: string } | null {
  let found: { since: number; name: string } | null = null;
  for (const { oldest, name } of Object.values(entries))
    if (oldest !== null && (found === null || oldest < found.since)) found = { since: oldest, name };
  return found;
}
