// Two people have changed the same field: both texts stand below it, and a hand chooses. Until then neither is lost
// and nothing of that field is saved; a choice can be taken back. What to do with a choice is the card's to know.
import { gettext } from "./catalogue";
import { el, icon } from "./dom";
import { readable } from "./fields";

export type Verdict = "theirs" | "mine" | "clash";

/** What becomes of a field: `base` stood there when both began, `mine` is not saved yet, `sent` may have been. */
export function verdict(base: string | undefined, mine: string | undefined, theirs: string, sent: readonly string[]): Verdict {
  const same = (text: string | undefined) => text?.trim() === theirs.trim(); // the server keeps no outer spaces
  if (mine === undefined || same(mine)) return "theirs";
  if (same(base) || sent.some(same)) return "mine";
  return "clash";
}

interface Clash {
  mine: string;
  theirs: string;
  by: string;
  open: boolean;
}

export class Clashes {
  private readonly all = new Map<string, Clash>();

  constructor(
    private readonly place: HTMLElement,
    private readonly choose: (field: string, value: string) => void,
    private readonly reopened: () => void,
  ) {}

  /** Whether the field waits for a choice. */
  open(field: string): boolean {
    return this.all.get(field)?.open ?? false;
  }

  get waiting(): string[] {
    return [...this.all].filter(([, clash]) => clash.open).map(([field]) => field);
  }

  /** Both have changed `field`; once more when the other one goes on writing. */
  meet(field: string, mine: string, theirs: string, by: string): void {
    this.all.set(field, { mine, theirs, by, open: true });
    this.draw(field);
  }

  /** The hand goes on writing: while a choice is due, that is its text; afterwards the choice stands. */
  typed(field: string, mine: string): void {
    const clash = this.all.get(field);
    if (!clash) return;
    if (!clash.open) return this.forget(field);
    clash.mine = mine;
    this.draw(field);
  }

  focus(): void {
    const [field] = this.waiting;
    if (field) this.box(field)?.querySelector<HTMLElement>("button")?.focus({ preventScroll: false });
  }

  clear(): void {
    for (const field of [...this.all.keys()]) this.forget(field);
  }

  private forget(field: string): void {
    this.all.delete(field);
    this.box(field)?.remove();
  }

  private box(field: string): HTMLElement | null {
    return this.place.querySelector<HTMLElement>(`[data-clash="${CSS.escape(field)}"]`);
  }

  /** In a box that stands there already only the texts change: a button that is being pressed must stay. */
  private draw(field: string): void {
    const clash = this.all.get(field);
    const below = this.place.querySelector<HTMLElement>(`[data-error="${CSS.escape(field)}"]`);
    if (!clash || !below) return;
    let box = this.box(field);
    if (!box) {
      box = el("div", { class: "clash", "data-clash": field, role: "group", "aria-live": "polite" });
      below.after(box);
    }
    if (!clash.open) {
      box.replaceChildren(
        el("span", { class: "clash-done" }, icon("check"), gettext("Chosen.")),
        el("button", { type: "button", class: "btn btn-sm btn-ghost-secondary", click: () => this.undo(field) }, gettext("Take the choice back")),
      );
      return;
    }
    const asked = box.querySelector<HTMLElement>(".clash-texts");
    if (asked) {
      for (const kind of ["mine", "theirs"] as const) {
        const words = asked.querySelector<HTMLElement>(`[data-clash-text=${kind}] p`);
        if (words) words.textContent = readable(this.place, field, clash[kind]);
      }
      return;
    }
    const text = this.place.querySelector(`textarea[name="${CSS.escape(field)}"]`) !== null;
    const option = (kind: "mine" | "theirs", whose: string, words: string) =>
      el(
        "div",
        { class: "clash-text", "data-clash-text": kind },
        el("small", {}, whose),
        el("p", {}, readable(this.place, field, clash[kind])),
        el("button", { type: "button", class: "btn btn-sm", "data-choose": kind, click: () => this.chosen(field, kind) }, words),
      );
    box.replaceChildren(
      el("b", { class: "clash-title" }, icon("alert-triangle"), clash.by ? gettext("You and {who} have both changed this. Which shall stand?", { who: clash.by }) : gettext("This was changed elsewhere, too. Which shall stand?")),
      el("div", { class: "clash-texts" }, option("mine", gettext("here"), gettext("Keep mine")), option("theirs", clash.by || gettext("elsewhere"), gettext("Take theirs"))),
      text ? el("button", { type: "button", class: "btn btn-sm btn-ghost-secondary", "data-choose": "both", click: () => this.chosen(field, "both") }, gettext("Keep both texts")) : "",
    );
  }

  private chosen(field: string, which: "mine" | "theirs" | "both"): void {
    const clash = this.all.get(field);
    if (!clash) return;
    clash.open = false;
    this.choose(field, which === "both" ? `${clash.theirs}\n${clash.mine}` : clash[which]);
    this.draw(field);
  }

  private undo(field: string): void {
    const clash = this.all.get(field);
    if (!clash) return;
    clash.open = true;
    this.draw(field);
    this.reopened();
    this.box(field)?.querySelector<HTMLElement>("button")?.focus();
  }
}
