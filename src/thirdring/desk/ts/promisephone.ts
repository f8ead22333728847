// The left zone while a promise is kept: the number, two ways to dial it, how far the call has come, and after the
// conversation what came of it. The centre decides what follows from each; here stand the keys for it.
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { desk, lineName } from "./directory";
import { el, icon, type Child } from "./dom";
import { number } from "./numbers";
import { NumberField } from "./numberfield";
import { PromiseEnding, type PromiseActs } from "./promiseending";
import { originName, originSign } from "./promisewords";
import type { Call, Held, World } from "./world";

export class PromisePhone {
  private readonly field: NumberField;
  private readonly ending: PromiseEnding;
  private held = "";

  constructor(
    private readonly commands: Commands,
    acts: PromiseActs,
  ) {
    this.field = new NumberField(acts.now, () => this.judge());
    this.field.field.dataset.key = "E";
    this.field.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.field.dialable) this.dial("operator first");
    });
    this.ending = new PromiseEnding(commands, acts);
    window.addEventListener("put-number", (event) => this.field.put((event as CustomEvent<string>).detail));
  }

  /** What a redraw of the zone depends on here. */
  get key(): number {
    return this.ending.key;
  }

  /** The zone for a moment of keeping a promise; null when this moment is none. */
  view({ me, call, promise }: World, phoneReady: boolean): Child[] | null {
    this.begin(promise);
    if (call?.promise && me.state === "offered" && call.offer && !call.offer.transfer) return this.ownPhoneRings(call);
    if (call?.state === "dialling" && (me.state === "talking" || me.state === "promise")) return this.dialling(call, me.state === "promise", promise);
    if (!promise) return null;
    if (me.state === "promise") return this.given(promise, me.since, phoneReady);
    if (me.state === "wrap-up") return this.spoken(promise, me.since);
    return null;
  }

  /** While they speak: an answering machine is left by one key. */
  machineKey(world: World): Child {
    if (!world.promise || world.call?.promise !== world.promise.id) return null;
    return this.ending.machineKey(world.promise);
  }

  private begin(promise: Held | null): void {
    if (this.held === (promise?.id ?? "")) return;
    this.held = promise?.id ?? "";
    this.ending.shut();
    if (promise) this.field.begin(promise.number, promise.line);
  }

  private judge(): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-dial]")) button.disabled = !this.field.dialable;
  }

  private dial(way: "operator first" | "caller first"): void {
    void this.commands.send("AttemptRequested", { promise: this.held, way, number: this.field.changed });
  }

  private head(promise: Held): Child[] {
    return [el("div", { class: "phone-kind" }, icon(originSign(promise.origin)), originName(promise.origin))];
  }

  private given(promise: Held, since: number, phoneReady: boolean): Child[] {
    const dialKey = (letter: string, way: "operator first" | "caller first", text: string, main: boolean) =>
      el(
        "button",
        { type: "button", class: main ? "btn btn-success btn-lg w-100" : "btn w-100 mt-2", id: `dial-${letter}`, "data-key": letter, "data-dial": true, disabled: !this.field.dialable || !phoneReady, click: () => this.dial(way) },
        icon(main ? "phone-outgoing" : "user"),
        text,
        el("kbd", { class: "key" }, letter),
      );
    return [
      ...this.head(promise),
      el("label", { class: "number-edit" }, this.field.field, el("kbd", { class: "key" }, "E")),
      this.field.note,
      el("div", { class: "phone-line" }, gettext("on behalf of"), " ", el("b", {}, promise.line), " ", lineName(promise.line)),
      el("div", { class: "take" }, gettext("to be begun within"), " ", el("b", { "data-left": since + desk.takeLimit }), el("div", { class: "talk-bar", "data-from": since, "data-span": desk.takeLimit, "data-warn": 0.75 }, el("i"))),
      dialKey("D", "operator first", gettext("Call now"), true),
      dialKey("F", "caller first", gettext("The person first"), false),
      phoneReady ? null : el("p", { class: "phone-note" }, gettext("Your phone is not registered, so nobody can be called. Trying again by itself.")),
      ...this.ending.view(promise, "before"),
    ];
  }

  private ownPhoneRings(call: Call): Child[] {
    const here = call.offer?.device === desk.phone?.user;
    return [
      el("div", { class: "phone-kind" }, icon("phone-outgoing"), gettext("Your call to")),
      el("div", { class: "phone-number" }, number(call.caller)),
      el("div", { class: "phone-line" }, el("b", {}, call.line), " ", lineName(call.line)),
      el("p", { class: "phone-hint" }, icon("phone"), here ? gettext("Your phone answers by itself.") : call.callee === "answered" ? gettext("The person has answered: lift the receiver of your phone.") : gettext("Your phone rings: lift the receiver, then the person is called.")),
      el("button", { type: "button", class: "btn w-100 mt-2", "data-key": "N", id: "refuse", click: () => void this.commands.send("OfferRefused") }, gettext("Not now"), el("kbd", { class: "key" }, "N")),
    ];
  }

  private dialling(call: Call, personFirst: boolean, promise: Held | null): Child[] {
    const rings = call.callee === "ringing";
    const stop = () =>
      personFirst && promise
        ? void this.commands.send("PromisePutBack", { promise: promise.id, reason: gettext("the operator stopped dialling") })
        : void this.commands.send("HangUpRequested");
    return [
      el("div", { class: "phone-kind" }, icon("phone-outgoing"), call.callee === "answered" ? gettext("The person has answered") : rings ? gettext("It rings there") : gettext("Dialling")),
      el("div", { class: "phone-number" }, number(call.caller)),
      el("div", { class: "phone-line" }, gettext("on behalf of"), " ", el("b", {}, call.line), " ", lineName(call.line)),
      el("div", { class: "talk-time" }, el("b", { "data-since": call.arrived })),
      el("div", { class: "calling", "data-callee": call.callee, "aria-hidden": "true" }, el("i"), el("i"), el("i")),
      el("p", { class: "phone-hint" }, hintOf(call, personFirst)),
      el("div", { class: "acts" }, el("button", { type: "button", class: "act act-end", "data-key": "X", id: "act-X", click: stop }, icon("phone-off"), el("span", {}, gettext("Hang up")), el("kbd", { class: "key" }, "X"))),
    ];
  }

  private spoken(promise: Held, since: number): Child[] {
    return [
      el("div", { class: "phone-kind" }, icon("file-text"), gettext("What came of it?")),
      el("div", { class: "phone-number phone-number-past" }, number(promise.number)),
      el("div", { class: "talk-time" }, el("b", { "data-since": since })),
      ...this.ending.view(promise, "after"),
    ];
  }
}

function hintOf(call: Call, personFirst: boolean): string {
  if (call.callee === "answered") return gettext("The person hears that the conversation is recorded; then you speak.");
  return personFirst ? gettext("Your own phone joins when the person answers.") : gettext("You hear what the person's phone does.");
}
