// What a supervisor has ordered this operator: who, what, why. It stands there as long as it holds.
import { gettext } from "./catalogue";
import { directory, queueName } from "./directory";
import { el, icon, renderOnChange } from "./dom";
import { clockTime } from "./spans";
import type { Me, World } from "./world";

const ORDERS: Record<NonNullable<Me["ordered"]>["order"], () => string> = {
  ready: () => gettext("You have been made ready"),
  pause: () => gettext("You have been given a pause"),
  "log out": () => gettext("Your shift has been ended"),
};

/** The queues whose calls come here: by skills, and as a supervisor has changed it for today. */
export const myQueues = ({ me, queues }: World): string[] => Object.keys(queues).filter((key) => me.today[key]?.serves ?? directory.mine.includes(key));

export function drawOrdered(place: HTMLElement, { ordered, unlimited, today }: Me): void {
  const queues = Object.entries(today);
  place.hidden = !ordered && !unlimited && !queues.length;
  renderOnChange(place, JSON.stringify([ordered, unlimited, today]), () => [
    ordered && line("hand-stop", ORDERS[ordered.order](), ordered.by, ordered.reason),
    unlimited && line("phone-outgoing", gettext("You may call without limit until {time}", { time: clockTime(unlimited.until, Date.now()) }), unlimited.by, unlimited.reason),
    ...queues.map(([key, { serves, by, reason }]) => line("users", serves ? gettext("Today you also take calls of “{queue}”", { queue: queueName(key) }) : gettext("Today you take no calls of “{queue}”", { queue: queueName(key) }), by, reason)),
  ]);
}

const line = (sign: string, said: string, by: string, reason: string): HTMLElement => el("p", {}, icon(sign), el("span", {}, el("b", {}, said), el("small", {}, gettext("{who}: {reason}", { who: by, reason }))));
