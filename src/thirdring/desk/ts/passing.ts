// Before a caller is passed on: whom to, the sentence of clause 4 with everything filled in, and two keys – that it was
// said, and that the caller agrees. Only then can the colleague be called.
import { gettext } from "./catalogue";
import type { Target } from "./colleagues";
import type { Commands } from "./commands";
import { lineOf, personOf, queueOf } from "./directory";
import { el, icon, renderOnChange, type Child } from "./dom";
import { calledOf, languageOf, noteOf, transferSaid } from "./phrases";
import { stateName } from "./states";
import type { Call, OperatorState, World } from "./world";

/** What the card knows already of who calls and why. */
export interface CardFacts {
  who: boolean;
  reason: boolean;
  caller: string; // how to address him, "" when not known
  phone: string; // where he can be called back, as it stands on the card
}

interface PassingActs {
  card: () => CardFacts;
  note: (what: string) => void;
  saved: () => Promise<void>; // nothing that was typed on the card is still on its way
  toCard: (field: "who" | "reason") => void;
  changed: () => void;
}

const LONGEST_NOTE = 160;

export class Passing {
  private said = false;
  private agreed = false;
  private note = "";

  constructor(
    private readonly place: HTMLElement,
    private readonly commands: Commands,
    private readonly acts: PassingActs,
    private readonly closeButton: () => HTMLElement,
    private readonly another: () => void,
  ) {}

  begin(): void {
    this.said = this.agreed = false;
    this.note = "";
  }

  draw(world: World, call: Call, target: Target): void {
    const state: OperatorState = "operator" in target ? (world.operators[target.operator]?.[0] ?? "logged out") : "ready";
    const { who, reason } = this.acts.card();
    this.place.dataset.step = "passing";
    renderOnChange(this.place, `passing|${call.id}|${JSON.stringify(target)}|${state}|${call.line}|${who}|${reason}|${this.said}|${this.agreed}`, () => [
      el("h2", { class: "help-title" }, icon("arrows-transfer-up"), gettext("Pass the caller on"), this.closeButton()),
      el("button", { type: "button", class: "crumb", click: () => this.another() }, icon("chevron-left"), gettext("Choose another")),
      this.card(target, state),
      ...this.missing(who, reason),
      el("div", { class: "say" }, this.sentence(call, target)),
      this.step("1", "said", gettext("I have said so"), this.said, () => (this.said = !this.said)),
      this.step("2", "agreed", gettext("The caller agrees"), this.agreed, () => (this.agreed = !this.agreed)),
      this.noteField(),
      this.ways(state, target, who && reason && this.said && this.agreed),
    ]);
  }

  private card(target: Target, state: OperatorState): HTMLElement {
    const person = "operator" in target ? personOf(target.operator) : undefined;
    const queue = "queue" in target ? queueOf(target.queue) : undefined;
    const organisation = person?.organisation.name ?? queue?.organisation.name ?? "";
    return el(
      "div",
      { class: "target-card", "data-state": state },
      el("b", {}, person?.person.name ?? queue?.queue.name ?? ""),
      el("small", {}, [person?.person.post, person?.department, organisation].filter(Boolean).join(" · ")),
      person ? el("span", { class: "target-state" }, el("span", { class: "dot" }), stateName(state)) : null,
    );
  }

  private sentence(call: Call, target: Target): string {
    const called = calledOf("operator" in target ? target.operator : null, "queue" in target ? target.queue : null);
    return called && lineOf(call.line) ? transferSaid(called, languageOf(call.line)) : "";
  }

  /** Clause 3: nobody is passed on before it is known who calls, and why. */
  private missing(who: boolean, reason: boolean): Child[] {
    const ask = (field: "who" | "reason", text: string) => el("button", { type: "button", class: "missing-field", click: () => this.acts.toCard(field) }, text);
    if (who && reason) return [];
    return [el("div", { class: "passing-missing" }, el("span", {}, gettext("First on the card:")), who ? null : ask("who", gettext("who calls")), reason ? null : ask("reason", gettext("why")))];
  }

  private step(key: string, name: string, text: string, done: boolean, turn: () => void): HTMLElement {
    const press = () => {
      turn();
      this.acts.changed();
      this.place.querySelector<HTMLElement>(this.said && this.agreed ? "#consult:enabled, #hand-over:enabled" : `[data-step-name=${name}]`)?.focus({ preventScroll: true });
    };
    return el("button", { type: "button", class: "passing-step", "data-key": key, "data-step-name": name, "data-first": name === "said", "aria-pressed": String(done), click: press }, icon(done ? "circle-check" : "circle-dashed"), el("span", {}, text), el("kbd", { class: "key" }, key));
  }

  private noteField(): HTMLElement {
    const field = el("input", { class: "form-control form-control-sm passing-note", maxlength: LONGEST_NOTE, value: this.note, placeholder: gettext("A word to the colleague, if needed"), "aria-label": gettext("A word to the colleague, if needed") });
    field.addEventListener("input", () => (this.note = field.value));
    return field;
  }

  private ways(state: OperatorState, target: Target, ready: boolean): HTMLElement {
    const person = "operator" in target;
    const free = state === "ready";
    const there = state !== "logged out";
    const consult = free ? gettext("Speak with the colleague first") : gettext("Not free: offer to wait or to be called back");
    return el(
      "div",
      { class: "btn-list flex-column align-items-stretch" },
      el("button", { type: "button", class: "btn btn-primary", "data-key": "C", id: "consult", disabled: !ready || !there, click: () => void this.go("consult", target) }, icon("message-circle"), consult, el("kbd", { class: "key" }, "C")),
      el("button", { type: "button", class: "btn", "data-key": "G", id: "hand-over", disabled: !ready || !there, click: () => void this.go("hand over", target) }, icon("arrow-forward-up"), person && free ? gettext("Hand over at once") : gettext("Let the caller wait there"), el("kbd", { class: "key" }, "G")),
    );
  }

  private async go(mode: "consult" | "hand over", target: Target): Promise<void> {
    this.acts.note(noteOf("transfer"));
    await this.acts.saved();
    await this.commands.send("TransferRequested", {
      mode,
      to_operator: "operator" in target ? target.operator : null,
      to_queue: "queue" in target ? target.queue : null,
      reason: this.note.trim(),
      sentence_said: this.said,
      consent: this.agreed,
    });
  }
}
