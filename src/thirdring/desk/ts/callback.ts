// "We will call you back": promised during a conversation – to which number, when, by whom, and why. The sentence to
// say stands above; nothing is sent before it can be kept (a number that is one, an hour at which people are awake).
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { lineOf } from "./directory";
import { el, icon } from "./dom";
import { MomentField } from "./momentfield";
import { NumberField } from "./numberfield";
import { chosenOwner, ownerField } from "./ownerchoice";
import { labelled } from "./promiseending";
import type { Call, World } from "./world";

const LONGEST_WHY = 200;

export class CallBackPane {
  private call = ""; // for which it is open

  constructor(
    private readonly place: HTMLElement,
    private readonly commands: Commands,
    private readonly now: () => number,
    private readonly acts: { changed: () => void; promised: () => void },
  ) {}

  get visible(): boolean {
    return this.call !== "";
  }

  toggle(world: World | null): void {
    const call = world?.call;
    if (this.call || !call) return this.shut();
    this.call = call.id;
    this.place.replaceChildren(...this.view(call, call.queue || (world.promise?.queue ?? "")));
    this.acts.changed();
    this.place.querySelector<HTMLElement>(".number-field")?.focus({ preventScroll: true });
  }

  shut(): void {
    if (!this.call) return;
    this.call = "";
    this.place.replaceChildren();
    this.acts.changed();
  }

  draw(world: World): void {
    if (this.call && (world.me.state !== "talking" || world.call?.id !== this.call)) this.shut();
    this.place.hidden = !this.call;
  }

  private view(call: Call, queue: string): Node[] {
    const number = new NumberField(this.now, () => undefined);
    number.field.classList.add("form-control", "form-control-sm");
    number.begin(call.caller, call.line);
    const moment = new MomentField(this.now, number, call.line, gettext("as soon as possible"));
    const owner = ownerField(queue, null);
    const why = el("input", { class: "form-control form-control-sm", maxlength: LONGEST_WHY, required: true, placeholder: gettext("What the caller still has to be told"), "aria-label": gettext("Why") });
    const form = el(
      "form",
      { class: "callback-form" },
      labelled(gettext("Number"), number.field),
      ...moment.view(),
      labelled(gettext("Who calls"), owner),
      labelled(gettext("Why"), why),
      el("button", { type: "submit", class: "btn btn-primary w-100", id: "promise-call" }, icon("bookmark"), gettext("Promise the call"), el("kbd", { class: "key" }, "Enter")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.promise({ number: number.changed, not_before: moment.micros, owner: chosenOwner(owner), why: why.value.trim() });
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && this.shut());
    return [
      el("h2", { class: "help-title" }, icon("bookmark"), gettext("Promise a call"), el("button", { type: "button", class: "help-close", "data-key": "Esc", "aria-label": gettext("Close"), click: () => this.shut() }, icon("x"))),
      el("div", { class: "say" }, lineOf(call.line)?.callBack ?? ""),
      form,
    ];
  }

  private async promise(fields: Record<string, unknown>): Promise<void> {
    if (!(await this.commands.send("CallBackRequested", fields))) return;
    this.shut();
    this.acts.promised();
  }
}
