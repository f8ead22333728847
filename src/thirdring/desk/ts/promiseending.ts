// What came of a promise: kept, in vain, to be tried again, or wanted no longer. One key each; where the centre wants
// a reason or a moment, the keys give way to a small form in the same place.
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { el, icon, type Child } from "./dom";
import { chosenOwner, ownerField } from "./ownerchoice";
import { MomentField } from "./momentfield";
import type { Held } from "./world";

type Outcome = "answering machine" | "wrong person";

const LONGEST_REASON = 200;

export interface PromiseActs {
  now: () => number;
  keep: () => void; // the matter is answered: closes the card
  leave: (why: string) => void; // the card waits for the next attempt; whoever speaks hangs up
  changed: () => void;
}

export class PromiseEnding {
  private form: HTMLElement | null = null; // stays the same through redraws: what is typed in it stays too
  private forms = 0;

  constructor(
    private readonly commands: Commands,
    private readonly acts: PromiseActs,
  ) {}

  get key(): number {
    return this.form ? this.forms : 0;
  }

  shut(): void {
    this.form = null;
  }

  /** `when`: before anybody was called, or after a conversation. */
  view(promise: Held, when: "before" | "after"): Child[] {
    if (this.form) return [this.form];
    const spoken = when === "after";
    return [
      spoken ? null : el("h3", { class: "ending-title" }, gettext("Without a call")),
      el(
        "div",
        { class: "acts", role: "group", "aria-label": gettext("What came of it?") },
        this.act("Y", "circle-check", spoken ? gettext("Answered: the promise is kept") : gettext("Answered already"), this.acts.keep, "kept"),
        this.act("U", "calendar-time", spoken ? gettext("Call once more…") : gettext("Put back…"), () => this.open(this.again(promise)), "again"),
        spoken ? this.machineKey(promise) : null,
        spoken ? this.act("Z", "user-x", gettext("Somebody else answered"), () => void this.inVain(promise, "wrong person"), "wrong") : null,
        this.act("N", "ban", gettext("Wanted no longer…"), () => this.open(this.withdrawn(promise)), "withdrawn"),
      ),
      spoken ? el("p", { class: "phone-hint" }, gettext("Closing the card keeps the promise.")) : null,
    ];
  }

  machineKey(promise: Held): Child {
    return this.act("F", "player-record", gettext("Answering machine"), () => void this.inVain(promise, "answering machine"), "machine");
  }

  private act(key: string, sign: string, text: string, press: () => void, id: string): HTMLElement {
    return el("button", { type: "button", class: "act", "data-key": key, id: `ending-${id}`, click: press }, icon(sign), el("span", {}, text), el("kbd", { class: "key" }, key));
  }

  private open(form: HTMLElement): void {
    this.form = form;
    this.forms += 1;
    this.acts.changed();
    form.querySelector("input")?.focus({ preventScroll: true });
  }

  private async inVain(promise: Held, outcome: Outcome): Promise<void> {
    const why = outcome === "answering machine" ? gettext("an answering machine answered") : gettext("somebody else answered");
    if (await this.commands.send("AttemptFailed", { promise: promise.id, outcome })) this.acts.leave(why);
  }

  // --- forms -----------------------------------------------------------------------------------

  private again(promise: Held): HTMLElement {
    const reason = this.reason(gettext("Why not now?"));
    const moment = new MomentField(this.acts.now, promise.number, promise.line, gettext("as soon as possible"));
    const owner = ownerField("", gettext("as before"));
    return this.sheet(gettext("Call once more"), [labelled(gettext("Reason"), reason), ...moment.view(), labelled(gettext("Who"), owner)], gettext("Put back"), async () => {
      const fields = { promise: promise.id, reason: reason.value.trim(), not_before: moment.micros, owner: chosenOwner(owner) };
      return (await this.commands.send("PromisePutBack", fields)) && this.acts.leave(fields.reason);
    });
  }

  private withdrawn(promise: Held): HTMLElement {
    const reason = this.reason(gettext("In the person's words"));
    return this.sheet(gettext("Wanted no longer"), [labelled(gettext("Reason"), reason)], gettext("End the promise"), async () => {
      await this.commands.send("PromiseWithdrawn", { promise: promise.id, reason: reason.value.trim() });
    });
  }

  private reason(placeholder: string): HTMLInputElement {
    return el("input", { class: "form-control form-control-sm", maxlength: LONGEST_REASON, required: true, placeholder, "aria-label": gettext("Reason") });
  }

  private sheet(title: string, fields: Child[], doing: string, act: () => Promise<unknown>): HTMLElement {
    const close = () => {
      this.shut();
      this.acts.changed();
    };
    const form = el(
      "form",
      { class: "ending-form" },
      el("h3", { class: "ending-title" }, title, el("button", { type: "button", class: "help-close", "data-key": "Esc", "aria-label": gettext("Close"), click: close }, icon("x"))),
      ...fields,
      el("button", { type: "submit", class: "btn btn-primary w-100" }, doing, el("kbd", { class: "key" }, "Enter")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void act();
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && close());
    return form;
  }
}

export function labelled(text: string, field: HTMLElement): HTMLElement {
  return el("label", { class: "small-field" }, el("span", {}, text), field);
}
