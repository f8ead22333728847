// The five figures that say how the centre fares, the same on the wall and before the supervisor.
import { gettext } from "../../desk/ts/catalogue";
import { el } from "../../desk/ts/dom";
import { figure, type Figure } from "./shown";
import { longest, type Queue, type World } from "./world";
import { against, count, expected, length, NOTHING, percent } from "./words";

const GOOD = 0.8;
const POOR = 0.6; // service levels below are a matter of colour, too

/** Where the figures lead to: a list of calls, by figure; nothing on the wall. */
export type Links = (figure: string) => string | undefined;

export function bigFigures(world: World, now: number, links: Links = () => undefined): HTMLElement[] {
  return [waiting(world), longestWait(world, now), expectation(world, links), serviceLevel(world, links), free(world)].map(figure);
}

/** What the figures depend on besides time: they are drawn anew when it changes, or when a limit is overrun. */
export function signature(world: World, now: number): string {
  const { oldest, late } = age(world, now);
  return JSON.stringify([world.today.all, world.usual.all, world.states, oldest, late, Object.values(world.queues).map((queue) => [queue.waiting, queue.ringing, queue.expected, queue.shift, queue.free])]);
}

function age(world: World, now: number): { oldest: { since: number; name: string } | null; late: "warn" | "bad" | undefined } {
  const oldest = longest(world.queues);
  const waited = oldest ? now - oldest.since : 0;
  return { oldest, late: waited > world.rules.limit ? "bad" : waited > world.rules.limit / 2 ? "warn" : undefined };
}

function waiting(world: World): Figure {
  const queues = Object.values(world.queues);
  const sum = queues.reduce((all, queue) => all + queue.waiting, 0);
  const ringing = queues.reduce((all, queue) => all + queue.ringing, 0);
  return {
    key: "waiting",
    name: gettext("Waiting now"),
    value: String(sum),
    notes: [ringing ? gettext("a phone rings for {n}", { n: ringing }) : null],
    level: sum === 0 ? "good" : undefined,
  };
}

function longestWait(world: World, now: number): Figure {
  const { oldest, late } = age(world, now);
  return {
    key: "longest",
    name: gettext("Longest wait"),
    value: oldest ? el("span", { "data-since": oldest.since }, length((now - oldest.since) / 1000)) : NOTHING,
    notes: [oldest?.name],
    level: late,
  };
}

function expectation(world: World, links: Links): Figure {
  const worst = worstExpected(Object.values(world.queues));
  const day = world.today.all;
  const hopeless = worst !== null && worst.expected == null;
  return {
    key: "expected",
    name: gettext("Wait to expect"),
    value: worst ? expected(worst.expected) : NOTHING,
    level: hopeless ? "bad" : undefined,
    notes: [
      hopeless ? gettext("nobody can answer: {queue}", { queue: worst.name }) : worst?.expected ? worst.name : null,
      el("span", { title: gettext("Mean of |told − came| over {n} callers who were told how long they would wait, and answered", { n: day?.told ?? 0 }) }, day?.told && !hopeless ? gettext("error ± {length}", { length: length(day.toldError) }) : null),
    ],
    link: links("answered"),
  };
}

/**
 * Where somebody who calls now may have to wait longest: among queues with callers, else those with a line. A queue
 * with callers and nobody on shift has nothing to expect, which is worse than any wait.
 */
function worstExpected(queues: Queue[]): Queue | null {
  const hopeless = queues.find((queue) => queue.waiting && queue.expected == null);
  if (hopeless) return hopeless;
  const known = queues.filter((queue) => queue.expected != null);
  const busy = known.filter((queue) => queue.waiting);
  const among = busy.length ? busy : known.filter((queue) => queue.entry);
  return among.reduce<Queue | null>((worst, queue) => ((queue.expected ?? 0) > (worst?.expected ?? -1) ? queue : worst), null);
}

function serviceLevel({ today, usual, rules }: World, links: Links): Figure {
  const day = today.all;
  const share = day?.negative;
  return {
    key: "level",
    name: gettext("Answered within {n} s", { n: rules.limit / 1000 }),
    value: percent(share),
    notes: [
      day?.offered ? gettext("{answered} of {offered}", { answered: count(day.answeredWithin), offered: count(day.offered) }) : gettext("no calls yet today"),
      usual.all?.negative != null ? gettext("usually {share}", { share: percent(usual.all.negative) }) : null,
    ],
    level: share == null ? undefined : share >= GOOD ? "good" : share < POOR ? "bad" : "warn",
    link: links("answered_within"),
  };
}

function free({ states }: World): Figure {
  const ready = states.ready ?? 0;
  const shift = Object.values(states).reduce((all, n) => all + n, 0);
  return {
    key: "free",
    name: gettext("Operators free"),
    value: shift ? String(ready) : NOTHING,
    notes: [shift ? gettext("of {n} on shift", { n: shift }) : gettext("nobody is on shift")],
    level: shift && !ready ? "warn" : undefined,
  };
}

/** "312, usually 290 (+8 %)" for a figure of today. */
export function compared(world: World, entry: string, name: "arrived" | "answered" | "abandoned"): { today: string; usual: string; change: string } {
  const today = world.today[entry]?.[name] ?? 0;
  const usual = world.usual[entry]?.[name];
  return { today: count(today), usual: usual == null ? "" : count(usual), change: against(today, usual) };
}
