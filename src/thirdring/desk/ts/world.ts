// What the desk knows of the centre, and how one change makes the next. Pure: no network, no screen.

export type OperatorState =
  | "logged out"
  | "paused"
  | "ready"
  | "unreachable"
  | "offered"
  | "talking"
  | "coming back"
  | "wrap-up"
  | "promise"
  | "supervising"
  | "set aside";

/** How a supervisor takes part in a conversation. */
export type SupervisionMode = "listen" | "whisper" | "join";

/** The operator who sits here. Moments are milliseconds since the epoch by the server's clock. */
export interface Me {
  state: OperatorState;
  reason: string;
  since: number;
  device: string;
  reachable: boolean;
  pause: string; // asked for, begins after the present call
  misses: { count: number; withinMinutes: number } | null; // missed so often that the supervisor was told
  ordered: { order: "ready" | "pause" | "log out"; by: string; reason: string } | null; // by a supervisor
  unlimited: { until: number; by: string; reason: string } | null; // may dial as often as there is to dial
  today: Record<string, { serves: boolean; by: string; reason: string }>; // queues that a supervisor has changed
}

export interface Offer {
  leg: string;
  device: string;
  since: number;
  limit: number; // milliseconds
  transfer: boolean;
  rings: number; // that may begin, one every `ringCycle` milliseconds
  ringCycle: number;
  lifted: boolean; // and the voices are joined as soon as the card stands on the screen
}

export interface Transfer {
  mode: "consult" | "hand over";
  operator: number; // who passes the caller on
  toOperator: number | null;
  toQueue: string | null;
  stage: "ringing" | "consulting";
  since: number;
  lifted: boolean; // the colleague has lifted and is still reading the card
}

/** What became of my own latest attempt to pass this caller on. */
export interface Tried {
  outcome: "completed" | "queued" | "cancelled" | "busy" | "refused" | "missed" | "failed" | "caller gone";
  reason: string; // of the colleague who refused
  toOperator: number | null;
  toQueue: string | null;
  choice: "" | "wait" | "call back"; // what the caller would rather do, when the line was busy
  since: number;
}

export interface Call {
  id: string;
  line: string;
  caller: string;
  queue: string;
  state: string;
  arrived: number;
  queued: number;
  joined: number | null; // when I was joined with the caller
  ended: boolean;
  held: number | null; // since when the caller is on hold
  comesBack: { since: number; until: number } | null; // my phone was lost, and the caller is mine until then
  offer: Offer | null;
  transfer: Transfer | null;
  tried: Tried | null;
  passedOn: { operator: number; reason: string } | null; // by whom the caller comes to me, and why
  markedWrong: string; // why that was wrong
  card: string; // the call whose card belongs to it: its own, or of a call of ours the one that is called back
  promise: string; // that a call of ours is to keep; "" of a caller's call
  unrecorded: { until: number } | null; // the recording is paused, until then at most
  supervisor: { operator: number; mode: SupervisionMode } | null; // who listens to me, if I may know it
  listening: { operator: number; mode: SupervisionMode } | null; // to whom I listen
  callee: "" | "dialled" | "ringing" | "answered"; // how far a call of ours has come
}

export type PromiseOrigin = "message" | "call-back from the queue" | "missed" | "broken" | "chosen time" | "level 2 busy";

/** The promise that this operator has been given. */
export interface Held {
  id: string;
  origin: PromiseOrigin;
  call: string; // from which it comes: whose card and message it is about
  line: string;
  queue: string; // behind it
  number: string;
  since: number; // the place that is kept
  due: number;
  state: "given" | "in attempt";
  attempt: string; // the call that is to keep it, "" before one is made
  attempts: number; // in vain so far
}

/** What one owner owes: nothing in it says whom. */
export interface OwedFigures {
  open: number;
  overdue: number;
  oldest: number;
  due: number; // the earliest
}

/** State, since when, reason. */
export type Colleague = [state: OperatorState, since: number, reason: string];

export interface QueueFigures {
  waiting: number;
  oldest: number | null; // since when the longest-waiting caller waits
  unservable: string; // why nobody can serve it, "" when somebody can
}

export interface World {
  seq: number;
  now: number;
  me: Me;
  call: Call | null;
  promise: Held | null;
  operators: Record<string, Colleague>;
  queues: Record<string, QueueFigures>;
  owed: Record<string, OwedFigures>; // by owner: "queue:…", "skill:…", "operator:…"
}

/** Parts that are absent have not changed. `after` is the `seq` of the message before this one. */
export interface Change extends Partial<Omit<World, "seq">> {
  after: number;
  seq: number;
}

/** The world after `change`, or null when something between the two was missed. */
export function changed(world: World, change: Change): World | null {
  if (change.after !== world.seq) return null;
  return {
    seq: change.seq,
    now: change.now ?? world.now,
    me: change.me ?? world.me,
    call: change.call === undefined ? world.call : change.call,
    promise: change.promise === undefined ? world.promise : change.promise,
    operators: { ...world.operators, ...change.operators },
    queues: { ...world.queues, ...change.queues },
    owed: { ...world.owed, ...change.owed },
  };
}
