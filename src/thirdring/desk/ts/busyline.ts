// A colleague could not be had: what happened, and what is next. For a busy line the order has a sentence of its own, and
// the caller's answer is one key: wait in the colleague's queue, or be called back by the colleague (row S70).
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { personOf, queueOf } from "./directory";
import { el, icon, renderOnChange, type Child } from "./dom";
import { notice } from "./notices";
import { NumberField } from "./numberfield";
import type { CardFacts } from "./passing";
import { languageOf, noteOf, said } from "./phrases";
import type { Call, Tried } from "./world";

interface BusyActs {
  card: () => CardFacts;
  note: (what: string) => void;
  now: () => number;
  settle: (since: number) => void; // the outcome has been read
  changed: () => void;
}

const HAPPENED: Record<string, (name: string) => string> = {
  busy: (name) => gettext("{name} is not free at this moment.", { name }),
  refused: (name) => gettext("{name} does not take the call.", { name }),
  missed: (name) => gettext("{name} did not answer within the rings.", { name }),
  failed: (name) => gettext("The phone of {name} could not be reached.", { name }),
};

export class BusyLine {
  private readonly number: NumberField;
  private tried: Tried | null = null;
  private calling = false; // the number is being asked for

  constructor(
    private readonly place: HTMLElement,
    private readonly commands: Commands,
    private readonly acts: BusyActs,
    private readonly another: () => void,
  ) {
    this.number = new NumberField(acts.now, () => undefined);
    this.number.field.classList.add("form-control", "form-control-sm");
    this.number.field.dataset.first = "";
    this.number.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.callBack();
      if (event.key === "Escape") this.ask(false);
    });
  }

  draw(call: Call, tried: Tried): void {
    if (this.tried?.since !== tried.since) {
      this.tried = tried;
      this.calling = false;
      this.number.begin(this.acts.card().phone || call.caller, call.line);
    }
    this.place.dataset.step = tried.outcome;
    renderOnChange(this.place, `tried|${call.id}|${tried.since}|${this.calling}`, () => [
      el("h2", { class: "help-title" }, icon("phone-x"), gettext("The caller is with you again"), el("button", { type: "button", class: "help-close", "data-key": this.calling ? null : "Esc", "aria-label": gettext("Close"), click: () => this.acts.settle(tried.since) }, icon("x"))),
      el("p", { class: "tried" }, el("b", {}, HAPPENED[tried.outcome]?.(nameOf(tried)) ?? ""), tried.reason ? el("span", { class: "tried-reason" }, `«${tried.reason}»`) : null),
      el("div", { class: "say" }, said("busy", languageOf(call.line), call.line, "")),
      ...(this.calling ? this.asksNumber() : this.asksWhich(tried)),
    ]);
  }

  private asksWhich(tried: Tried): Child[] {
    const key = (letter: string, id: string, sign: string, text: string, press: () => void, main = false) =>
      el("button", { type: "button", class: main ? "btn btn-primary" : "btn", "data-key": letter, id, "data-first": main, click: press }, icon(sign), text, el("kbd", { class: "key" }, letter));
    const where = this.queueBehind(tried);
    return [
      el("div", { class: "btn-list flex-column align-items-stretch" },
        key("1", "busy-wait", "users", where ? gettext("Waits: queue “{name}”", { name: where }) : gettext("Waits for this colleague"), () => this.wait(tried), true),
        key("2", "busy-call-back", "phone-call", gettext("Wants to be called back"), () => this.ask(true)),
        key("3", "busy-another", "arrows-transfer-up", gettext("Somebody else"), () => this.another()),
      ),
      el("p", { class: "help-note" }, gettext("The caller hears you. Nothing happens until you press a key.")),
    ];
  }

  private asksNumber(): Child[] {
    return [
      el("label", { class: "small-field" }, el("span", {}, gettext("Number")), this.number.field),
      this.number.note,
      el("div", { class: "btn-list flex-column align-items-stretch" },
        el("button", { type: "button", class: "btn btn-primary", "data-key": "C", id: "busy-promise", click: () => this.callBack() }, icon("bookmark"), gettext("Promise the call"), el("kbd", { class: "key" }, "Enter")),
        el("button", { type: "button", class: "btn", "data-key": "Esc", click: () => this.ask(false) }, icon("chevron-left"), gettext("Back"), el("kbd", { class: "key" }, "Esc")),
      ),
    ];
  }

  private ask(calling: boolean): void {
    this.calling = calling;
    this.acts.changed();
    this.place.querySelector<HTMLElement>("[data-first]")?.focus({ preventScroll: true });
  }

  private queueBehind({ toQueue }: Tried): string {
    return toQueue ? (queueOf(toQueue)?.queue.name ?? "") : "";
  }

  /** A busy line has its own answer; after any other outcome the caller is handed over, and waits where the colleague serves. */
  private wait(tried: Tried): void {
    this.acts.note(noteOf("busy"));
    if (tried.outcome === "busy") void this.commands.send("BusyLineAnswered", { choice: "wait" });
    else void this.commands.send("TransferRequested", { mode: "hand over", to_operator: tried.toOperator, to_queue: tried.toQueue, sentence_said: true, consent: true });
  }

  private callBack(): void {
    if (!this.tried || !this.number.dialable) return;
    this.acts.note(noteOf("busy"));
    void this.promise(this.tried);
  }

  private async promise(tried: Tried): Promise<void> {
    const number = this.number.changed;
    const owner = tried.toOperator !== null ? { operator: tried.toOperator } : { queue: tried.toQueue ?? "" };
    const kept =
      tried.outcome === "busy"
        ? await this.commands.send("BusyLineAnswered", { choice: "call back", number })
        : await this.commands.send("CallBackRequested", { owner, number, why: HAPPENED[tried.outcome]?.(nameOf(tried)), level_2_busy: true });
    if (!kept) return;
    this.acts.settle(tried.since);
    notice(gettext("The call is promised: {name} owes it.", { name: nameOf(tried) }), "news");
  }
}

function nameOf({ toOperator, toQueue }: Tried): string {
  return toOperator !== null ? (personOf(toOperator)?.person.name ?? "") : (queueOf(toQueue ?? "")?.queue.name ?? "");
}
