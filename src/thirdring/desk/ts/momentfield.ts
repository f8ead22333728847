// When to call: as soon as possible, or a chosen moment – offered as a few likely ones and a field for any other. The
// clock of the person is shown beside, and the hours at which nobody may be called there. All is the organisation's time.
import { gettext } from "./catalogue";
import { el, type Child } from "./dom";
import { NumberField } from "./numberfield";
import { clockTime } from "./spans";
import { momentOf, otherZone, wallTime } from "./zones";

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 4 * QUARTER_MS;
const DAY_MS = 24 * HOUR_MS;
const MORNING = "T10:00";

export class MomentField {
  private at = 0; // 0: as soon as possible
  private readonly number: NumberField;
  private readonly field = el("input", { type: "datetime-local", class: "form-control form-control-sm", step: 300, "aria-label": gettext("Moment of the call") });
  private readonly choices = el("div", { class: "moments", role: "radiogroup", "aria-label": gettext("When") });

  /** With `number` a field of the caller's own, the clock follows what is typed there. */
  constructor(
    private readonly now: () => number,
    number: string | NumberField,
    line: string,
    private readonly soon: string,
  ) {
    if (typeof number === "string") {
      this.number = new NumberField(now, () => undefined);
      this.number.begin(number, line);
    } else this.number = number;
    this.field.addEventListener("input", () => this.choose(this.field.value ? momentOf(this.field.value) : 0));
    this.drawChoices();
  }

  /** As the centre counts: microseconds since the epoch, 0 for as soon as possible. */
  get micros(): number {
    return Math.round(this.at) * 1_000;
  }

  view(): Child[] {
    const other = otherZone(this.now());
    return [el("div", { class: "small-field" }, el("span", {}, other ? gettext("When, by the organisation's clock ({zone})", { zone: other }) : gettext("When")), this.choices, this.field), this.number.note];
  }

  private choose(at: number): void {
    this.at = at;
    this.number.askAbout(at);
    this.drawChoices();
    if (document.activeElement !== this.field) this.field.value = at ? wallTime(at) : "";
  }

  private drawChoices(): void {
    const button = (text: string, at: number) =>
      el("button", { type: "button", class: "moment", role: "radio", "aria-checked": String(at === this.at), click: () => this.choose(at) }, text);
    const focused = [...this.choices.children].indexOf(document.activeElement ?? document.body);
    this.choices.replaceChildren(button(this.soon, 0), ...this.likely().map(([text, at]) => button(text, at)));
    (this.choices.children[focused] as HTMLElement | undefined)?.focus();
  }

  /** In an hour, in three, and tomorrow morning, on quarters of an hour. */
  private likely(): [string, number][] {
    const now = Math.ceil(this.now() / QUARTER_MS) * QUARTER_MS;
    const morning = momentOf(wallTime(this.now() + DAY_MS).slice(0, 10) + MORNING);
    return [now + HOUR_MS, now + 3 * HOUR_MS, morning].map((at) => [clockTime(at, this.now()), at]);
  }
}
