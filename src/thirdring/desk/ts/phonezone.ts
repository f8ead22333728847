// The left zone: everything that the hand does with the telephone, for the state at this moment. It is rebuilt only
// when something that it shows has changed; clocks, rings and the level of the voice move inside what stands.
import { gettext } from "./catalogue";
import { comingBackView } from "./comingback";
import type { Commands } from "./commands";
import { desk, lineName, personOf, queueName } from "./directory";
import { el, icon, renderOnChange, type Child } from "./dom";
import { number } from "./numbers";
import { offerView } from "./offer";
import { myQueues } from "./ordered";
import type { Phone } from "./phone";
import type { PromisePhone } from "./promisephone";
import { recordingKey, whoHears } from "./recording";
import { awayNote, phoneInWords, type ShiftCheck } from "./shift";
import type { Sound } from "./sound";
import { reasonName } from "./states";
import { supervisingView } from "./supervising";
import { talkLimit, talkTime } from "./talktime";
import type { Call, Offer, World } from "./world";

const KEYPAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export class PhoneZone {
  private keypad = false;
  private asking = ""; // the offer whose refusal is being given a reason

  constructor(
    private readonly place: HTMLElement,
    private readonly phone: Phone | null,
    private readonly sound: Sound,
    private readonly commands: Commands,
    private readonly keeping: PromisePhone,
    private readonly check: ShiftCheck,
    private readonly acts: { transfer: () => void; markWrong: () => void; callBack: () => void; cardShows: (call: string) => boolean; live: () => boolean; changed: () => void },
  ) {}

  draw(world: World): void {
    const { me, call } = world;
    const key = JSON.stringify([
      me.state, me.reason, me.since, me.reachable, this.keypad,
      this.phone && [this.phone.line, this.phone.talk, this.phone.muted, this.phone.microphone, this.phone.problem],
      this.check.key, call && { ...call, queued: undefined },
      me.state === "ready" && myQueues(world).map((queue) => [queue, world.queues[queue]?.waiting]),
      world.promise, this.keeping.key, this.asking, call?.offer && this.acts.cardShows(call.card), this.acts.live(),
    ]);
    this.place.dataset.state = me.state;
    renderOnChange(this.place, key, () => this.view(world));
  }

  /** The height of the voice that comes in, for the level beside the call. */
  level(): void {
    const level = this.place.querySelector<HTMLElement>(".level");
    const loudness = this.phone?.loudness();
    if (level && loudness !== null && loudness !== undefined) level.style.setProperty("--level", loudness.toFixed(2));
  }

  private view(world: World): Child[] {
    const { me, call } = world;
    if (!desk.device) return this.noDevice();
    const keeping = this.keeping.view(world, me.reachable);
    if (keeping) return keeping;
    switch (me.state) {
      case "logged out":
        return this.check.view(this.acts.live());
      case "offered":
        return call?.offer ? this.offered(call, call.offer) : [];
      case "talking":
        return call ? this.talking(call, world) : [];
      case "supervising":
        return call ? supervisingView(call, this.commands) : [];
      case "coming back":
        return call ? comingBackView(call, this.phone, this.commands) : [];
      case "wrap-up":
        return this.wrapUp(world);
      default:
        return this.resting(world);
    }
  }

  private offered(call: Call, offer: Offer): Child[] {
    return offerView(call, offer, {
      answer: () => this.phone?.answer(),
      refuse: (reason) => void this.commands.send("OfferRefused", { reason }),
      ask: () => this.askWhy(offer.leg),
      asking: this.asking === offer.leg,
      onDeskPhone: offer.device !== desk.phone?.user,
      // Clause 6: whom a colleague passes on is spoken with after the card was read.
      ready: this.phone?.talk === "ringing" && (call.passedOn === null || this.acts.cardShows(call.card)),
    });
  }

  private askWhy(leg: string): void {
    this.asking = this.asking === leg ? "" : leg;
    this.acts.changed();
  }

  private noDevice(): Child[] {
    return [
      el("div", { class: "trouble" }, icon("alert-triangle"), el("div", {}, el("b", {}, gettext("You have no phone.")), el("p", {}, gettext("No device is set up for you, so no call can reach you. The administrator adds one under Staff → Operators → Devices.")))),
    ];
  }

  private talking(call: Call, world: World): Child[] {
    const inBrowser = this.phone?.talk === "talking";
    const consulted = call.transfer !== null && call.transfer.operator !== desk.operator; // a colleague asks me
    const key = (letter: string, sign: string, text: string, press: () => void, pressed: boolean | null = null, disabled = false) =>
      el("button", { type: "button", class: "act", "data-key": letter, id: `act-${letter}`, "aria-pressed": pressed === null ? null : String(pressed), disabled, click: press }, icon(sign), el("span", {}, text), el("kbd", { class: "key" }, letter));
    return [
      el("div", { class: `phone-kind${call.held ? " phone-held" : ""}` }, icon(call.held ? "phone-pause" : "phone-call"), consulted ? gettext("A colleague consults you") : call.held ? gettext("On hold: the caller hears music") : gettext("Conversation")),
      call.passedOn ? el("div", { class: "phone-from" }, icon("user"), el("span", {}, el("b", {}, personOf(call.passedOn.operator)?.person.name), el("small", {}, personOf(call.passedOn.operator)?.person.post))) : null,
      el("div", { class: "phone-number" }, number(call.caller)),
      el("div", { class: "phone-line" }, el("b", {}, call.line), " ", lineName(call.line)),
      ...talkTime(call),
      ...whoHears(call),
      call.held ? holdTime(call.held) : inBrowser ? voiceLevel(this.phone?.muted ?? false) : el("p", { class: "phone-hint" }, icon("phone"), gettext("The conversation is on your desk phone.")),
      el(
        "div",
        { class: "acts" },
        inBrowser && key("M", this.phone?.muted ? "microphone-off" : "microphone", this.phone?.muted ? gettext("Microphone is off") : gettext("Microphone"), () => this.phone?.toggleMute(), this.phone?.muted ?? false),
        key("H", call.held ? "player-play" : "player-pause", call.held ? gettext("Back to the caller") : gettext("Hold"), () => void this.commands.send(call.held ? "ResumeRequested" : "HoldRequested"), Boolean(call.held), Boolean(call.transfer)),
        !consulted && recordingKey(call, this.commands),
        key("T", "arrows-transfer-up", gettext("Transfer"), this.acts.transfer, null, Boolean(call.transfer)),
        key("K", "bookmark", gettext("Promise a call"), this.acts.callBack, null, Boolean(call.transfer)),
        call.passedOn && !consulted && key("U", "alert-triangle", call.markedWrong ? gettext("Marked as passed on wrongly") : gettext("Passed on wrongly"), this.acts.markWrong, null, Boolean(call.transfer) || call.markedWrong !== ""),
        this.keeping.machineKey(world),
        inBrowser && key("D", "dialpad", gettext("Keys"), () => this.toggleKeypad(), this.keypad),
        this.keypad && inBrowser && el("div", { class: "keypad" }, ...KEYPAD.map((digit) => el("button", { type: "button", class: "btn", click: () => this.phone?.press(digit) }, digit))),
        el("button", { type: "button", class: "act act-end", "data-key": "X", id: "act-X", disabled: Boolean(call.transfer) && !consulted, click: () => void this.commands.send("HangUpRequested") }, icon("phone-off"), el("span", {}, gettext("End the call")), el("kbd", { class: "key" }, "X")),
      ),
      talkLimit(call),
      inBrowser && this.check.devicesView(),
    ];
  }

  private wrapUp({ me, call }: World): Child[] {
    return [
      el("div", { class: "phone-kind" }, icon("file-text"), gettext("Wrap-up")),
      call && el("div", { class: "phone-number phone-number-past" }, number(call.caller)),
      call && el("div", { class: "phone-line" }, el("b", {}, call.line), " ", lineName(call.line)),
      el("div", { class: "talk-time" }, el("b", { "data-since": me.since })),
      el("p", { class: "phone-hint" }, gettext("The conversation has ended. Fill in what is missing and close the card: the next call comes after that.")),
      me.pause && this.pauseNote(me.pause),
    ];
  }

  private resting(world: World): Child[] {
    const { me } = world;
    const live = this.acts.live();
    const trouble = me.state === "set aside" || me.state === "unreachable";
    const waiting = me.state === "ready";
    const title = waiting ? gettext("Ready for a call") : trouble ? gettext("No calls come to you") : gettext("Pause");
    const why = me.reason && !waiting && me.state !== "unreachable" ? reasonName(me.reason) : "";
    return [
      el("div", { class: "phone-kind" }, icon(trouble ? "alert-triangle" : waiting ? "headset" : "coffee"), title),
      el("div", { class: "talk-time" }, el("b", { "data-since": me.since })),
      me.state === "unreachable" ? el("p", { class: "phone-note" }, this.phone ? phoneInWords(this.phone) : gettext("Your phone is not registered. Check that it is switched on and connected.")) : null,
      why && why !== title ? el("p", { class: "phone-note" }, why) : null, // a pause that is called just that is said once
      me.state === "set aside" && me.misses ? el("p", { class: "phone-note phone-misses" }, gettext("{count} calls missed within {n} minutes: the supervisor was told. Check sound, headset and volume.", { count: me.misses.count, n: me.misses.withinMinutes })) : null,
      waiting ? el("p", { class: "phone-hint" }, gettext("Calls of these queues come to you:")) : null,
      waiting ? el("ul", { class: "my-queues" }, ...this.myQueues(world)) : null,
      me.state !== "ready" && me.state !== "unreachable" && el("button", { type: "button", class: "btn btn-success btn-lg w-100", id: "ready", "data-key": "R", disabled: !live, click: () => void this.ready() }, icon("headset"), me.state === "set aside" ? gettext("Ready again") : gettext("I am ready"), el("kbd", { class: "key" }, "R")),
      live ? null : awayNote(),
      ...this.check.footer(),
    ];
  }

  private myQueues(world: World): Child[] {
    return myQueues(world).map((key) => el("li", {}, el("span", {}, queueName(key)), el("b", { title: gettext("waiting") }, String(world.queues[key]?.waiting ?? 0))));
  }

  private pauseNote(reason: string): HTMLElement {
    return el("p", { class: "phone-note" }, icon("coffee"), gettext("After this: {reason}", { reason: reasonName(reason) }));
  }

  private async ready(): Promise<void> {
    await this.sound.unlock();
    await this.commands.send("OperatorReady");
    this.acts.changed();
  }

  private toggleKeypad(): void {
    this.keypad = !this.keypad;
    this.acts.changed();
  }
}

/** Stands where the level of the voice else stands, so nothing moves: how long the caller has heard music; the seconds are not read out. */
function holdTime(since: number): HTMLElement {
  return el("p", { class: "hold-time" }, icon("player-pause"), el("span", { role: "status" }, gettext("on hold for")), el("b", { "data-since": since }));
}

/** How loud the caller speaks; who has muted herself is told so in the same place. */
function voiceLevel(muted: boolean): HTMLElement {
  return el("div", { class: "level", "data-muted": muted }, el("i"), el("i"), el("i"), el("i"), el("i"), el("span", {}, muted ? gettext("you are not heard") : gettext("heard")));
}
