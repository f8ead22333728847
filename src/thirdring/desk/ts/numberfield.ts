// A telephone number that may be corrected before it is dialled. The server says what number was meant, what time
// it is where that number lives, and when it may be called; until it has said no, nothing is in the way.
import { gettext } from "./catalogue";
import { desk } from "./directory";
import { el, icon } from "./dom";
import { number as shown } from "./numbers";
import { clockTime } from "./spans";

const QUIET_MS = 250;

/** What the server knows of a number; `number` is "" when it is none. */
export interface Verdict {
  number: string;
  sentence: string; // why it is none
  zone: string; // name of the time zone there
  allowed: boolean; // may be called at the moment that was asked about
  earliest: number; // when it may be called next, from that moment on
}

export class NumberField {
  readonly field = el("input", { type: "tel", class: "number-field", autocomplete: "off", maxlength: 32, "data-own": true, "aria-label": gettext("Number to call") });
  readonly note = el("p", { class: "number-note", role: "status" });
  verdict: Verdict | null = null;
  private line = "";
  private original = "";
  private timer = 0;
  private asked = 0;
  private at = 0; // 0: now

  constructor(
    private readonly now: () => number,
    private readonly onVerdict: () => void,
  ) {
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.ask(), QUIET_MS);
    });
  }

  /** Another number, of somebody who called `line`; what was typed is gone. */
  begin(number: string, line: string): void {
    this.line = line;
    this.verdict = null;
    this.original = number;
    this.at = 0;
    this.field.value = number.startsWith("+") ? shown(number) : "";
    this.field.placeholder = number.startsWith("+") ? shown(number) : gettext("Number, for example {example}", { example: "+7 861 200-12-34" });
    void this.ask();
  }

  /** Asks about another moment than the present. */
  askAbout(at: number): void {
    this.at = at;
    void this.ask();
  }

  put(number: string): void {
    this.field.value = shown(number);
    void this.ask();
  }

  /** Whether dialling may be tried: an answer that is still on its way does not hold anybody up. */
  get dialable(): boolean {
    return this.field.value.trim() !== "" && this.verdict?.number !== "" && (this.verdict?.allowed ?? true);
  }

  /** What goes to the centre: nothing when the number is the one that is known already. */
  get changed(): string {
    const wanted = this.verdict?.number || this.field.value;
    return wanted === this.original ? "" : wanted;
  }

  private async ask(): Promise<void> {
    const turn = ++this.asked;
    const text = this.field.value.trim();
    if (!text) return this.show(null);
    const query = new URLSearchParams({ number: text, line: this.line, ...(this.at ? { at: String(Math.round(this.at)) } : {}) });
    const answer = await fetch(`${desk.urls.number}?${query}`).catch(() => null);
    const said = answer?.ok ? ((await answer.json()) as Verdict) : null;
    if (turn === this.asked) this.show(said);
  }

  private show(verdict: Verdict | null): void {
    this.verdict = verdict;
    const none = verdict?.number === "";
    this.field.classList.toggle("is-invalid", none);
    this.note.toggleAttribute("data-trouble", verdict !== null && (none || !verdict.allowed));
    this.note.replaceChildren(...this.words(verdict));
    this.onVerdict();
  }

  private words(verdict: Verdict | null): Node[] {
    if (!verdict) return [];
    if (!verdict.number) return [icon("alert-circle"), el("span", {}, verdict.sentence)];
    const moment = this.at || this.now();
    const time = clockTime(moment, moment, verdict.zone);
    if (verdict.allowed) return [icon("clock"), el("span", {}, gettext("{time} there", { time }))];
    const earliest = clockTime(verdict.earliest, this.now(), verdict.zone);
    return [icon("moon"), el("span", {}, gettext("{time} there: too late or too early to call. From {earliest} on.", { time, earliest }))];
  }
}
