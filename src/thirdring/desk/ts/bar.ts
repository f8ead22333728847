// The bar on top: my state with its clock and the pauses, the figures of my queues.
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { directory } from "./directory";
import { byId, el, icon, renderOnChange } from "./dom";
import { myQueues } from "./ordered";
import { reasonName, stateName } from "./states";
import type { OperatorState, World } from "./world";

const MAY_PAUSE: OperatorState[] = ["ready", "offered", "talking", "wrap-up", "promise", "set aside", "unreachable", "paused"];

export class Bar {
  private readonly state = byId("my-state");
  private readonly figures = byId("figures");

  constructor(private readonly commands: Commands) {}

  draw(world: World): void {
    const { me } = world;
    const shown = this.state.querySelector("details");
    // What comes now and is to be answered must not lie under a menu that was opened before.
    const comes = me.state !== shown?.querySelector("summary")?.dataset.state && (me.state === "offered" || me.state === "promise");
    const open = (shown?.open ?? false) && !comes;
    renderOnChange(this.state, JSON.stringify([me.state, me.reason, me.since, me.pause]), () => [
      el(
        "details",
        { class: "menu menu-start", open },
        el(
          "summary",
          { class: "state-pill", "data-state": me.state, "data-key": "P", title: gettext("Pause and end of shift (P)") },
          el("span", { class: "dot" }),
          el("b", {}, me.state === "paused" && me.reason ? reasonName(me.reason) : stateName(me.state)),
          me.state === "logged out" ? null : el("span", { class: "state-time", "data-since": me.since }),
          me.pause ? el("small", {}, gettext("then: {reason}", { reason: reasonName(me.pause) })) : null,
          icon("chevron-down"),
        ),
        this.menu(me.state),
      ),
    ]);
    const mine = myQueues(world).map((key) => world.queues[key]).filter((queue) => queue !== undefined);
    const waiting = mine.reduce((sum, queue) => sum + queue.waiting, 0);
    const oldest = mine.reduce<number | null>((least, { oldest: since }) => (since !== null && (least === null || since < least) ? since : least), null);
    const unservable = mine.find((queue) => queue.unservable);
    renderOnChange(this.figures, JSON.stringify([waiting, oldest, unservable?.unservable]), () => [
      el("span", { class: "figure", "data-waiting": waiting }, icon("users"), el("span", {}, gettext("in the queue")), el("b", {}, String(waiting))),
      oldest === null ? null : el("span", { class: "figure" }, icon("clock"), el("span", {}, gettext("longest")), el("b", { "data-since": oldest })),
      unservable ? el("span", { class: "figure figure-trouble", title: unservable.unservable }, icon("alert-triangle"), gettext("a queue that nobody can serve")) : null,
    ]);
  }

  private menu(state: OperatorState): HTMLElement {
    const act = (sign: string, name: string, send: () => void, letter = "") =>
      el("button", { type: "button", "data-key": letter || null, click: (event: Event) => this.chosen(event, send) }, icon(sign), name, letter ? el("kbd", { class: "key" }, letter) : null);
    if (!MAY_PAUSE.includes(state)) return el("div", { class: "menu-sheet" }, el("div", { class: "menu-heading" }, gettext("The shift has not begun")));
    return el(
      "div",
      { class: "menu-sheet" },
      el("div", { class: "menu-heading" }, state === "talking" || state === "wrap-up" || state === "offered" ? gettext("Pause after this call") : gettext("Pause")),
      ...directory.pauses.map(({ key, name }, place) => act("coffee", name, () => void this.commands.send("OperatorPaused", { reason: key }), place < 9 ? String(place + 1) : "")),
      el("hr", { class: "my-1" }),
      act("logout", gettext("End the shift"), () => void this.commands.send("OperatorLoggedOut"), "0"),
    );
  }

  private chosen(event: Event, send: () => void): void {
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.closest("details")?.removeAttribute("open");
    send();
  }
}
