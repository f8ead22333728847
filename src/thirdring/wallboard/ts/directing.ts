// What a supervisor makes of an operator: state, and queues for today. One reason is typed, then a button pressed; what
// was done can be taken back for some seconds. Alt with a digit presses a button, Escape closes.
import { gettext } from "../../desk/ts/catalogue";
import { post, Refused } from "../../desk/ts/commands";
import { el, icon, renderOnChange, type Child } from "../../desk/ts/dom";
import { notice } from "../../desk/ts/notices";
import { clockTime } from "../../desk/ts/spans";
import type { Operator, World } from "./world";
import { operatorState, reason } from "./words";

export interface DirectingPage {
  states: string; // where orders go
  memberships: string;
  dialLimits: string;
  history: string;
  pauses: Record<string, string>;
  pausesInUse: string[];
  zone: string;
}

interface Order {
  order: "ready" | "pause" | "log out";
  pause?: string;
}

const TAKEN_BACK_WITHIN_MS = 20_000;
const BUSY = ["talking", "coming back", "wrap-up", "supervising"]; // what is ordered begins afterwards
const TAKES_CALLS = ["ready", "offered", "unreachable", "promise"];

export class Directing {
  private readonly dialog = el("dialog", { class: "directing", "aria-labelledby": "directing-name" });
  private readonly head = el("div", { class: "directing-head" });
  private readonly why = el("input", { class: "form-control", id: "directing-why", maxlength: 200, autocomplete: "off", list: "directing-usual", required: true });
  private readonly states = el("div", { class: "directing-states" });
  private readonly queues = el("div", { class: "directing-queues" });
  private readonly dialling = el("div", { class: "directing-dialling" });
  private readonly told = el("p", { class: "directing-told", role: "alert", hidden: true });
  private readonly history = el("div", { class: "directing-history" });
  private operator = "";

  constructor(private readonly page: DirectingPage) {
    this.dialog.append(
      el("button", { type: "button", class: "directing-close", "aria-label": gettext("Close"), click: () => this.dialog.close() }, icon("x")),
      this.head,
      el("label", { class: "directing-why" }, el("span", {}, gettext("Why: the operator reads it")), this.why),
      el("datalist", { id: "directing-usual" }, ...USUAL().map((text) => el("option", { value: text }))),
      this.told,
      el("h3", {}, gettext("State")),
      this.states,
      el("h3", {}, gettext("Queues for today")),
      el("p", { class: "directing-note" }, gettext("Until four in the morning. What is to last is set in the administration.")),
      this.queues,
      el("h3", {}, gettext("Outgoing calls")),
      this.dialling,
      el("h3", {}, gettext("Ordered today")),
      this.history,
    );
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
  }

  open(operator: string, world: World): void {
    this.operator = operator;
    this.why.value = "";
    this.told.hidden = true;
    this.history.replaceChildren();
    this.dialog.showModal();
    this.show(world);
    this.why.focus();
    void this.showHistory();
  }

  /** The open dialog follows what happens meanwhile. */
  show(world: World): void {
    if (!this.dialog.open) return;
    const found = world.operators[this.operator];
    if (!found) return this.dialog.close(); // the shift is over
    renderOnChange(this.head, JSON.stringify([this.operator, found.state, found.reason, found.awaits, found.ordered]), () => this.heading(found));
    renderOnChange(this.states, JSON.stringify([this.operator, found.state, found.reason, found.awaits]), () => this.stateButtons(found));
    renderOnChange(this.dialling, JSON.stringify([this.operator, found.unlimited]), () => this.diallingRow(found));
    const own = Object.entries(world.queues)
      .filter(([, queue]) => queue.organisation === found.organisation)
      .sort(([, a], [, b]) => a.name.localeCompare(b.name));
    renderOnChange(this.queues, JSON.stringify([this.operator, own.map(([key, { name }]) => [key, name]), found.serves, found.changed]), () => own.map(([key, queue]) => this.queueRow(found, key, queue.name)));
  }

  private heading(operator: Operator): Child[] {
    const why = operator.reason ? reason(operator.reason, this.page.pauses) : "";
    return [
      el("h2", { id: "directing-name" }, operator.name),
      el("p", { "data-state": operator.state }, el("span", { class: "dot" }), [operatorState(operator.state), why].filter(Boolean).join(", "), operator.awaits ? ` · ${gettext("then: {reason}", { reason: reason(operator.awaits, this.page.pauses) })}` : null),
      operator.ordered ? el("p", { class: "directing-note" }, gettext("{who}: {reason}", { who: operator.ordered.by, reason: operator.ordered.reason })) : null,
    ];
  }

  private stateButtons(operator: Operator): Child[] {
    const busy = BUSY.includes(operator.state);
    const offers: [text: string, sign: string, order: Order, possible: boolean][] = [
      [busy && operator.awaits ? gettext("Take calls after this one, too") : gettext("Ready for calls"), "player-play", { order: "ready" }, busy ? operator.awaits !== "" : ["paused", "set aside"].includes(operator.state)],
      ...this.page.pausesInUse.map((key): [string, string, Order, boolean] => [gettext("Pause: {reason}", { reason: this.page.pauses[key] ?? key }), "player-pause", { order: "pause", pause: key }, !(operator.state === "paused" && operator.reason === key)]),
      [gettext("End the shift"), "logout", { order: "log out" }, true],
    ];
    return [
      ...offers.map(([text, sign, order, possible], place) =>
        el("button", { type: "button", class: "btn", disabled: !possible, "data-order": order.order, "data-pause": order.pause ?? null, "data-digit": String(place + 1), click: () => void this.order(operator, order, text) }, icon(sign), text, place < 9 ? el("kbd", { class: "key" }, `Alt ${place + 1}`) : null),
      ),
      busy ? el("p", { class: "directing-note" }, gettext("A conversation and its card are finished first.")) : null,
    ];
  }

  private queueRow(operator: Operator, key: string, name: string): HTMLElement {
    const serves = operator.serves.includes(key);
    const change = operator.changed[key];
    const act = change ? gettext("Take back") : serves ? gettext("Take out for today") : gettext("Take in for today");
    return el(
      "div",
      { class: "directing-queue", "data-queue": key, "data-serves": String(serves), "data-changed": Boolean(change) },
      icon(serves ? "check" : "minus"),
      el("span", {}, name, change ? el("small", {}, gettext("{who}: {reason}", { who: change.by, reason: change.reason })) : null),
      el("button", { type: "button", class: "btn btn-sm", "aria-label": `${act}: ${name}`, click: () => void this.member(key, !serves, name) }, act),
    );
  }

  private diallingRow({ unlimited }: Operator): Child[] {
    const until = unlimited && clockTime(unlimited.until, Date.now(), this.page.zone);
    return [
      unlimited ? el("p", { class: "directing-note" }, gettext("calls without limit until {time}", { time: until ?? "" }), " · ", gettext("{who}: {reason}", { who: unlimited.by, reason: unlimited.reason })) : null,
      unlimited
        ? el("button", { type: "button", class: "btn", "data-limits": "", click: () => void this.limit(false) }, icon("arrow-back-up"), gettext("Let the limit hold again"))
        : el("button", { type: "button", class: "btn", "data-lifts": "", click: () => void this.limit(true) }, icon("phone-outgoing"), gettext("Lift the limit for an hour")),
    ];
  }

  private async limit(lifted: boolean): Promise<void> {
    if (!(await this.sent(this.page.dialLimits, { operator: Number(this.operator), lifted, reason: this.said() }))) return;
    notice(lifted ? gettext("For an hour the number of outgoing calls is not limited") : gettext("The number of outgoing calls is limited again"), "news");
    void this.showHistory();
  }

  private async order(operator: Operator, order: Order, text: string): Promise<void> {
    const who = this.operator;
    if (!(await this.sent(this.page.states, { operator: Number(who), order: order.order, pause: order.pause ?? "", reason: this.said() }))) return;
    this.dialog.close();
    this.offerUndo(who, `${operator.name}: ${text}`, undoing(operator, order, this.page.pausesInUse));
  }

  private async member(queue: string, serves: boolean, name: string): Promise<void> {
    if (await this.sent(this.page.memberships, { operator: Number(this.operator), queue, serves, reason: this.said() })) {
      notice(serves ? gettext("In the queue “{queue}” now", { queue: name }) : gettext("Out of the queue “{queue}” now", { queue: name }), "news");
      void this.showHistory();
    }
  }

  private said(): string {
    return this.why.value.trim();
  }

  private async sent(url: string, fields: Record<string, unknown>): Promise<boolean> {
    if (!this.said()) {
      this.tell(gettext("Say why first: the operator reads it."));
      this.why.focus();
      return false;
    }
    return this.attempt(() => post(url, { ...fields, key: crypto.randomUUID() }));
  }

  private async attempt(act: () => Promise<unknown>): Promise<boolean> {
    this.told.hidden = true;
    try {
      await act();
      return true;
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (this.dialog.open) this.tell(problem.message);
      else notice(problem.message);
      return false;
    }
  }

  private tell(text: string): void {
    this.told.textContent = text;
    this.told.hidden = false;
  }

  /** For some seconds the contrary order is one key away; it is an order like any other and stands in the journal. */
  private offerUndo(operator: string, done: string, contrary: Order | null): void {
    const line = notice(done, "news", TAKEN_BACK_WITHIN_MS);
    if (!contrary) return;
    const button = el(
      "button",
      {
        type: "button",
        class: "btn btn-sm notice-undo",
        click: () => {
          line.remove();
          void this.attempt(() => post(this.page.states, { operator: Number(operator), order: contrary.order, pause: contrary.pause ?? "", reason: gettext("taken back"), key: crypto.randomUUID() }));
        },
      },
      gettext("Take back"),
      el("kbd", { class: "key" }, "Z"),
    );
    line.insertBefore(button, line.lastElementChild);
  }

  private async showHistory(): Promise<void> {
    const answer = await fetch(`${this.page.history}?operator=${this.operator}`).catch(() => null);
    if (answer?.ok && !answer.redirected) this.history.innerHTML = await answer.text();
  }

  private pressed(event: KeyboardEvent): void {
    if (!event.altKey || !event.code.startsWith("Digit")) return;
    this.dialog.querySelector<HTMLButtonElement>(`[data-digit="${event.code.slice(5)}"]`)?.click();
    event.preventDefault();
  }
}

/** What brings the operator back to where the order found him; null when only he himself can do that. */
function undoing(operator: Operator, { order }: Order, pauses: string[]): Order | null {
  if (BUSY.includes(operator.state)) return operator.awaits ? null : { order: "ready" };
  if (order === "log out") return null;
  if (operator.state === "paused") return pauses.includes(operator.reason) ? { order: "pause", pause: operator.reason } : null;
  return order === "pause" && TAKES_CALLS.includes(operator.state) ? { order: "ready" } : null;
}

const USUAL = (): string[] => [gettext("many callers wait"), gettext("does not answer"), gettext("has left the place"), gettext("meeting"), gettext("stands in for a colleague")];
