// What is owed, always in sight: one line for oneself and one for one's queues at the foot of the left zone; the list
// behind it opens in the right one. Who is called back, and by whom, the centre decides: nobody picks from this list.
import { gettext } from "./catalogue";
import { desk, directory } from "./directory";
import { el, icon, renderOnChange, type Child } from "./dom";
import { clockTime } from "./spans";
import type { OwedFigures, World } from "./world";

const NOTHING: OwedFigures = { open: 0, overdue: 0, oldest: 0, due: 0 };

export class Owed {
  private open = false;
  private listed = "";

  constructor(
    private readonly foot: HTMLElement,
    private readonly list: HTMLElement,
    private readonly now: () => number,
    private readonly acts: { changed: () => void; opened: () => void; tick: () => void },
  ) {
    list.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-away]")) this.shut();
    });
  }

  toggle(): void {
    this.open = !this.open;
    this.acts.changed();
    if (this.open) this.acts.opened();
  }

  shut(): void {
    if (!this.open) return;
    this.open = false;
    this.acts.changed();
  }

  /** `free`: nothing else needs the right zone, so the list stands there by itself. */
  draw(world: World, free: boolean): void {
    const mine = world.owed[`operator:${desk.operator}`] ?? NOTHING;
    const queues = directory.owes.reduce((sum, owner) => together(sum, world.owed[owner] ?? NOTHING), NOTHING);
    const key = JSON.stringify([mine, queues, world.me.state === "logged out", world.promise?.id]);
    this.foot.hidden = world.me.state === "logged out";
    renderOnChange(this.foot, key, () => this.lines(mine, queues));
    const visible = !this.foot.hidden && (this.open || free);
    this.list.hidden = !visible;
    this.foot.querySelector("button")?.setAttribute("aria-expanded", String(visible));
    if (!visible) this.listed = "";
    else if (this.listed !== key) void this.load(key);
  }

  private lines(mine: OwedFigures, queues: OwedFigures): Child[] {
    return [
      el(
        "button",
        { type: "button", class: "owed", "data-key": "O", id: "owed", click: () => this.toggle() },
        el("span", { class: "owed-title" }, icon("bookmark"), gettext("Owed calls"), el("kbd", { class: "key" }, "O")),
        this.line(gettext("by me"), mine),
        this.line(gettext("by my queues"), queues),
      ),
    ];
  }

  private line(who: string, { open, overdue, due }: OwedFigures): HTMLElement {
    return el(
      "span",
      { class: "owed-line", "data-none": !open },
      el("span", {}, who),
      el("b", {}, String(open)),
      overdue
        ? el("em", { "data-urgency": "over" }, icon("alert-triangle"), gettext("overdue: {n}", { n: overdue }))
        : open
          ? el("em", {}, gettext("until {time}", { time: clockTime(due, this.now()) }))
          : el("em", {}),
    );
  }

  private async load(key: string): Promise<void> {
    this.listed = key;
    const answer = await fetch(desk.urls.promises).catch(() => null);
    if (this.listed !== key) return;
    if (answer?.ok) this.list.innerHTML = await answer.text();
    else this.listed = "";
    this.acts.tick();
  }
}

function together(one: OwedFigures, other: OwedFigures): OwedFigures {
  if (!one.open || !other.open) return one.open ? one : other;
  return {
    open: one.open + other.open,
    overdue: one.overdue + other.overdue,
    oldest: Math.min(one.oldest, other.oldest),
    due: Math.min(one.due, other.due),
  };
}
