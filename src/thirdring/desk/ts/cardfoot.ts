// What the card says of itself: how far it is saved, what is still to fill in, and how it can be left. It draws; the
// server decides what is missing, and the card when it is saved.
import { gettext } from "./catalogue";
import { el, icon } from "./dom";
import { filled } from "./fields";

export interface Missing {
  field: string;
  label: string;
}

/**
 * How the card can be left now: closed, or left to the colleague who has the caller; not at all while I speak. Closed
 * while a promise is kept ("keep") it says that the matter is answered: this is never done without the hand.
 */
export type Ending = "none" | "close" | "pass-on" | "keep";

export class CardFoot {
  missing: Missing[] = [];
  ending: Ending = "none";

  constructor(private readonly place: HTMLElement) {}

  /** From now on the card can be left in this way. */
  leave(ending: Ending): void {
    this.ending = ending;
    this.place.toggleAttribute("data-wrap-up", ending !== "none");
    this.show();
  }

  /** Draws what is still to fill in, part by part and as a list, and whether the card can be closed. */
  show(): void {
    const wanting = this.wanted();
    const names = new Set(wanting.map(({ field }) => field));
    for (const part of this.place.querySelectorAll<HTMLElement>("[data-part]")) {
      const wanted = (part.dataset.part ?? "").split(" ").some((field) => names.has(field));
      part.toggleAttribute("data-wanted", wanted);
      part.toggleAttribute("data-complete", !wanted && filled(part));
    }
    const list = this.place.querySelector<HTMLElement>("#missing");
    const button = this.place.querySelector<HTMLButtonElement>("#close-card");
    if (!list || !button) return;
    button.disabled = this.ending === "none" || wanting.length > 0;
    const label = button.querySelector("span");
    if (label) label.textContent = this.ending === "pass-on" ? gettext("Leave the card to the colleague") : this.ending === "keep" ? gettext("Kept: close the card") : gettext("Close the card");
    list.replaceChildren(
      ...(wanting.length
        ? [
            el("span", { class: "missing-label" }, gettext("Still to fill in:")),
            ...wanting.map(({ field, label }) => el("button", { type: "button", class: "missing-field", "data-act": "field", "data-value": field }, label)),
          ]
        : [el("span", { class: "missing-none" }, icon("circle-check"), this.ending === "close" || this.ending === "keep" ? gettext("Everything is filled in: Enter closes") : gettext("Everything is filled in"))]),
    );
  }

  /** What must still be filled in here: the result of a caller passed on is the colleague's to say. */
  wanted(): Missing[] {
    return this.ending === "pass-on" ? this.missing.filter(({ field }) => field !== "result") : this.missing;
  }

  /** How far the card is saved. */
  say(sign: string, text: string, trouble = false): void {
    const place = this.place.querySelector<HTMLElement>("#saved");
    place?.replaceChildren(icon(sign), el("span", {}, text));
    place?.toggleAttribute("data-trouble", trouble);
  }
}
