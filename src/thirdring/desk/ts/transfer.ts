// Passing a caller on, one step at a time: whom to, what is said and agreed to, the colleague who is asked, and what
// came of it. Nothing moves before the sentence was said and the caller agrees (clauses 3 to 5 and 7 of 141-П).
import { gettext } from "./catalogue";
import { Colleagues, type Target } from "./colleagues";
import type { Commands } from "./commands";
import { desk, personOf, queueOf } from "./directory";
import { el, icon, renderOnChange } from "./dom";
import { BusyLine } from "./busyline";
import { Passing, type CardFacts } from "./passing";
import { WrongTransfer } from "./wrong";
import type { Call, Tried, World } from "./world";

export interface TransferActs {
  card: () => CardFacts;
  note: (what: string) => void; // what was said, for the card
  saved: () => Promise<void>; // nothing that was typed on the card is still on its way
  toCard: (field: "who" | "reason") => void;
  now: () => number;
  changed: () => void;
}

export class TransferPane {
  private target: Target | null = null;
  private open = false;
  private wrong = false;
  private told = 0; // the transfer whose outcome stands here, or stood
  private settled = 0; // and the one whose outcome has been read
  private readonly colleagues: Colleagues;
  private readonly passing: Passing;
  private readonly busyLine: BusyLine;
  private readonly wrongTransfer: WrongTransfer;

  constructor(
    private readonly place: HTMLElement,
    private readonly commands: Commands,
    private readonly acts: TransferActs,
  ) {
    const close = () => this.closeButton();
    this.colleagues = new Colleagues(place, close, (target) => this.choose(target), acts.changed);
    this.passing = new Passing(place, commands, acts, close, () => this.choose(null));
    this.busyLine = new BusyLine(place, commands, { ...acts, settle: (since) => this.settle(since) }, () => this.toggle());
    this.wrongTransfer = new WrongTransfer(place, commands, close, () => this.sendOn());
  }

  toggle(): void {
    if (this.open) this.shut();
    else this.begin();
    this.acts.changed();
    if (this.open) this.focus();
  }

  /** The colleague who got the caller says that he should have gone elsewhere, and sends him on. */
  markWrong(): void {
    this.begin();
    this.wrong = true;
    this.acts.changed();
    this.focus();
  }

  private sendOn(): void {
    this.begin();
    this.acts.changed();
    this.focus();
  }

  get visible(): boolean {
    return !this.place.hidden;
  }

  shut(): void {
    this.open = this.wrong = false;
    this.target = null;
  }

  draw(world: World): void {
    const call = world.me.state === "talking" ? world.call : null;
    const mine = call?.transfer?.operator === desk.operator;
    const tried = call && this.unread(call);
    if (!call || call.state === "dialling") this.shut();
    if (tried && tried.since !== this.told) {
      this.told = tried.since; // nobody was free: it began and ended at once
      this.shut();
    }
    this.place.hidden = !call || !(mine || tried || (this.open && !call.transfer));
    this.place.dataset.step = "";
    if (this.place.hidden || !call) return;
    if (mine) {
      this.shut();
      this.drawRunning(call);
    } else if (tried && !this.open) this.busyLine.draw(call, tried);
    else if (this.wrong) this.wrongTransfer.draw(call, () => (this.wrong = false));
    else if (this.target) this.passing.draw(world, call, this.target);
    else this.colleagues.draw(world);
  }

  /** The outcome that has to be told now: what was tried last and did not put the caller through. */
  private unread(call: Call): Tried | null {
    const { tried } = call;
    if (!tried || tried.since === this.settled || tried.choice) return null;
    return ["busy", "refused", "missed", "failed"].includes(tried.outcome) ? tried : null;
  }

  private begin(): void {
    this.open = true;
    this.wrong = false;
    this.target = null;
    this.colleagues.begin();
  }

  private choose(target: Target | null): void {
    this.target = target;
    this.passing.begin();
    this.acts.changed();
    this.focus();
  }

  private focus(): void {
    this.place.querySelector<HTMLElement>("[data-first], input, button:not(.help-close, .crumb)")?.focus({ preventScroll: true });
  }

  /** Something has come of it: the next key is at hand, unless the hand is at work on the card. */
  focusOutcome(): void {
    if (!document.activeElement?.closest("#card-zone")) this.focus();
  }

  private drawRunning(call: Call): void {
    const transfer = call.transfer;
    if (!transfer) return;
    const person = transfer.toOperator === null ? undefined : personOf(transfer.toOperator);
    const name = person?.person.name ?? (transfer.toQueue ? (queueOf(transfer.toQueue)?.queue.name ?? "") : "");
    const consulting = transfer.stage === "consulting";
    const sentence = consulting
      ? gettext("The caller hears music. Your colleague has the card on the screen.")
      : transfer.lifted
        ? gettext("Your colleague has lifted and reads the card: you are joined as soon as it is open.")
        : gettext("The caller hears music. The card is already on the colleague's screen.");
    renderOnChange(this.place, `running|${call.id}|${transfer.stage}|${name}|${transfer.mode}|${transfer.lifted}`, () => [
      el("h2", { class: "help-title" }, icon("arrows-transfer-up"), consulting ? gettext("You speak with your colleague") : gettext("Ringing the colleague")),
      el("div", { class: "target-card", "data-state": consulting ? "talking" : "offered" },
        el("b", {}, name),
        el("small", {}, [person?.person.post, person?.department, person?.organisation.name].filter(Boolean).join(" · ")),
        el("span", { class: "target-state" }, el("span", { class: "dot" }), el("span", { "data-since": transfer.since })),
      ),
      el("p", { class: "text-secondary" }, sentence),
      el("div", { class: "btn-list flex-column align-items-stretch" },
        consulting ? el("button", { type: "button", class: "btn btn-primary", "data-key": "Y", id: "complete-transfer", click: () => void this.commands.send("TransferCompleted") }, icon("check"), gettext("Join caller and colleague"), el("kbd", { class: "key" }, "Y")) : null,
        el("button", { type: "button", class: "btn", "data-key": "Z", id: "cancel-transfer", click: () => void this.commands.send("TransferCancelled") }, icon("x"), gettext("Back to the caller"), el("kbd", { class: "key" }, "Z")),
      ),
    ]);
  }

  private closeButton(): HTMLElement {
    return el("button", { type: "button", class: "help-close", "data-key": "Esc", "aria-label": gettext("Close"), click: () => this.toggle() }, icon("x"));
  }

  /** The outcome has been read, and the caller is the operator's own again. */
  private settle(since: number): void {
    this.settled = since;
    this.acts.changed();
  }
}
