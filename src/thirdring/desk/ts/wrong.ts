// The colleague who got the caller says that he should have gone elsewhere, and why (row S62); then he is sent on.
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { personOf } from "./directory";
import { el, icon, renderOnChange } from "./dom";
import type { Call } from "./world";

const REASONS = [
  () => gettext("The question belongs to another department"),
  () => gettext("Level 1 could have answered it"),
  () => gettext("Another insurer's client"),
  () => gettext("The reason on the card is not what the caller wants"),
];
const OWN = REASONS.length + 1;

export class WrongTransfer {
  constructor(
    private readonly place: HTMLElement,
    private readonly commands: Commands,
    private readonly closeButton: () => HTMLElement,
    private readonly sendOn: () => void,
  ) {}

  draw(call: Call, done: () => void): void {
    const by = call.passedOn ? (personOf(call.passedOn.operator)?.person.name ?? "") : "";
    const mark = (reason: string) => void this.mark(reason, done);
    this.place.dataset.step = "wrong";
    renderOnChange(this.place, `wrong|${call.id}`, () => [
      el("h2", { class: "help-title" }, icon("alert-triangle"), gettext("Passed on wrongly"), this.closeButton()),
      el("p", { class: "text-secondary" }, gettext("{name} sees the reason and learns from it. After that you send the caller on.", { name: by })),
      ...REASONS.map((reason, place) =>
        el("button", { type: "button", class: "btn btn-choice w-100", "data-key": String(place + 1), "data-wrong": place + 1, "data-first": place === 0, click: () => mark(reason()) }, el("span", {}, reason()), el("kbd", { class: "key" }, String(place + 1))),
      ),
      this.own(mark),
    ]);
  }

  private own(mark: (reason: string) => void): HTMLElement {
    const field = el("input", { class: "form-control form-control-sm", maxlength: 200, "data-key": String(OWN), placeholder: gettext("Another reason, then Enter"), "aria-label": gettext("Another reason, then Enter") });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && field.value.trim()) mark(field.value.trim());
    });
    return el("div", { class: "phone-own" }, field, el("kbd", { class: "key" }, String(OWN)));
  }

  private async mark(reason: string, done: () => void): Promise<void> {
    if (!(await this.commands.send("TransferMarkedWrong", { reason }))) return;
    done();
    this.sendOn();
  }
}
