// Before a shift: what must be proven before a caller may be sent here. The first call of a day that rings silently,
// a microphone that asks its question while somebody says hello, a second tab that takes the call – none of it later.
// One line while all is well; what is not well says what to do, and whoever knows better begins all the same.
import { gettext } from "./catalogue";
import { DevicesPane } from "./devicespane";
import { Devices, goneWords, USES } from "./devices";
import { desk } from "./directory";
import { el, icon, type Child } from "./dom";
import { Microphone } from "./microphone";
import { notice } from "./notices";
import type { Phone } from "./phone";
import type { Sound } from "./sound";
import type { OperatorState } from "./world";

export type Proof = "proven" | "open" | "failed";
type Said = [Proof, string];

const RESTING: readonly OperatorState[] = ["paused", "ready", "set aside", "unreachable"];
const SIGNS: Record<Proof, string> = { proven: "circle-check", open: "circle-dashed", failed: "circle-x" };

export class ShiftCheck {
  readonly devices: Devices;
  private readonly microphone: Microphone;
  private readonly pane: DevicesPane;
  private rang: boolean | null = null; // whether the trial ring was heard on its way to the device
  private insists = false; // has read what is wrong, and begins
  private beginning = false;
  private listening: Promise<void> | null = null;

  constructor(
    private readonly phone: Phone | null,
    private readonly sound: Sound,
    private readonly acts: { logIn: () => Promise<boolean>; changed: () => void },
  ) {
    this.microphone = new Microphone(acts.changed);
    this.devices = new Devices(desk.operator, {
      route: (use, device) => {
        if (use === "ring") void this.ringOn(device);
        else if (use === "speech") this.phone?.hearOn(device);
        else void this.speakInto(device);
      },
      told: (sentence, news) => notice(sentence, news ? "news" : "trouble"),
      changed: acts.changed,
    });
    this.pane = new DevicesPane(this.devices, this.microphone, { tryRing: () => void this.tryRing(), changed: acts.changed });
  }

  /** What the screen depends on. */
  get key(): unknown[] {
    return [this.sound.ready, this.rang, this.insists, this.beginning, this.microphone.hearing, this.pane.key];
  }

  /** What may be known without a hand on the page: the microphone, once it was allowed, and what is plugged in. */
  async prepare(): Promise<void> {
    if (desk.device?.kind !== "browser" || !this.phone) return;
    if (!(await this.phone.proveMicrophone())) return;
    await this.devices.look();
    this.acts.changed();
  }

  /** The microphone is measured while that is of use, and is let go otherwise. */
  attend(state: OperatorState): void {
    const wanted = this.phone?.microphone === "granted" && (state === "logged out" || (this.pane.isOpen && RESTING.includes(state)));
    if (wanted === (this.listening !== null)) return;
    if (!wanted) this.microphone.stop();
    this.listening = wanted ? this.microphone.start(this.devices.of("microphone")) : null;
    if (!wanted) this.insists = false;
  }

  proofs(): Said[] {
    const list: Said[] = [this.ringProof()];
    if (desk.device?.kind === "browser" && this.phone) list.push(this.microphoneProof(this.phone), registration(this.phone));
    for (const use of USES) if (this.devices.missing(use)) list.push(["failed", goneWords(use, this.devices.missing(use))]);
    return list;
  }

  /** The zone before the shift. `live`: the server can be told that it begins. */
  view(live: boolean): Child[] {
    const focused = document.activeElement?.id ?? "";
    queueMicrotask(() => keepFocus(focused));
    const proofs = this.proofs();
    const wrong = proofs.some(([proof]) => proof === "failed");
    // The ring alone may be open: a page that nobody has touched is silent, and the key that begins the shift rings.
    const well = proofs.slice(1).every(([proof]) => proof === "proven") && proofs[0]?.[0] !== "failed";
    return [
      el("div", { class: "phone-kind" }, icon("headset"), gettext("Before the shift")),
      el(
        "div",
        { id: "shift-check", "data-check": wrong ? "failed" : well ? "well" : "open", role: "status" },
        el("ul", { class: "proofs" }, ...(well ? [proof("proven", this.phone ? gettext("Microphone, phone and this only tab are in order. You hear the ring when you begin.") : gettext("All is in order. You hear the ring when you begin."))] : [...proofs, sole()].map(([state, text]) => proof(state, text)))),
      ),
      el(
        "button",
        { type: "button", class: "btn btn-primary btn-lg w-100", id: "start-shift", "data-key": "R", disabled: this.beginning || !live, click: () => void this.begin() },
        icon("headset"),
        this.beginning ? gettext("Trying the ring…") : wrong && this.insists ? gettext("Begin all the same") : gettext("Begin the shift"),
        el("kbd", { class: "key" }, "Enter"),
      ),
      live ? el("p", { class: "phone-hint" }, gettext("Calls come only after you say that you are ready.")) : awayNote(),
      this.pane.view(wrong),
    ];
  }

  /** Below the state while nobody calls: what is not proven, and the devices. */
  footer(): Child[] {
    const unproven = this.proofs().filter(([state]) => state !== "proven");
    return [unproven.length > 0 && el("ul", { class: "proofs mt-3" }, ...unproven.map(([state, text]) => proof(state, text))), this.pane.view(false)];
  }

  devicesView(): Child {
    return this.pane.view(false);
  }

  /** Plays the ring, proves the microphone, and begins; stays when something is wrong, until it is pressed again. */
  private async begin(): Promise<void> {
    if (!desk.device || this.beginning) return;
    this.beginning = true;
    this.acts.changed();
    try {
      await this.tryRing();
      if (desk.device.kind === "browser" && this.phone) {
        if (this.phone.microphone !== "granted") await this.prepare();
        if (this.phone.microphone !== "granted") return;
        await this.listening;
        await this.microphone.judged();
      }
      if (!this.insists && this.proofs().some(([state]) => state === "failed")) {
        this.insists = true;
        return;
      }
      if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission().then(this.acts.changed);
      await this.acts.logIn();
    } finally {
      this.beginning = false;
      this.acts.changed();
    }
  }

  private async tryRing(): Promise<void> {
    await this.ringOn(this.devices.of("ring"));
    this.rang = await this.sound.tryRing();
    this.acts.changed();
  }

  private async ringOn(device: string): Promise<void> {
    if (!(await this.sound.playOn(device))) this.rang = false;
  }

  private async speakInto(device: string): Promise<void> {
    await this.phone?.speakInto(device);
    if (this.listening) await this.microphone.start(device);
  }

  private ringProof(): Said {
    if (this.rang === false) return ["failed", gettext("The ring does not sound. Look whether this tab is muted (right click on it), and choose another device for the ring (F2).")];
    if (this.sound.ready) return ["proven", gettext("The ring can be heard")];
    return ["open", gettext("The ring is heard when you begin")];
  }

  private microphoneProof(phone: Phone): Said {
    if (phone.microphone === "denied") return ["failed", gettext("The browser blocks the microphone: allow it by the sign beside the address, then try again")];
    if (phone.microphone === "missing") return ["failed", gettext("No microphone found: connect the headset, then try again")];
    if (phone.microphone !== "granted") return ["open", gettext("The browser will ask for the microphone once: allow it")];
    if (this.microphone.hearing === "silent") return ["failed", gettext("The microphone is silent. Is it muted by a key on the headset? Say a word, or choose another microphone (F2).")];
    if (this.microphone.hearing === "quiet") return ["proven", gettext("The microphone works; say a word, and its bars move")];
    return ["proven", gettext("The microphone is heard")];
  }
}

/** The next keystroke belongs to the key that begins the shift, unless the hand is among the devices. */
function keepFocus(before: string): void {
  const stood = before ? document.getElementById(before) : null;
  if (document.activeElement === document.body) (stood ?? document.getElementById("start-shift"))?.focus({ preventScroll: true });
}

function proof(state: Proof, text: string): HTMLElement {
  return el("li", { "data-proof": state }, icon(SIGNS[state]), el("span", {}, text));
}

/** Shown only where this tab has the desk: the others offer to take it over. */
function sole(): Said {
  return ["proven", gettext("The desk is open in this tab alone")];
}

function registration(phone: Phone): Said {
  return phone.line === "registered" ? ["proven", gettext("The phone is registered")] : [phone.line === "connecting" ? "open" : "failed", phoneInWords(phone)];
}

/** Why a key that only the server can obey is not to be pressed. */
export function awayNote(): HTMLElement {
  return el("p", { class: "phone-note", id: "server-away" }, icon("wifi-off"), gettext("No connection to the server: the key works again as soon as it is back."));
}

/** The state of the line to the call server as a sentence with what to do. */
export function phoneInWords(phone: Phone): string {
  if (phone.line === "registered") return gettext("The phone is registered");
  if (phone.line === "refused") return gettext("The call server does not accept this phone ({cause}). Tell the administrator.", { cause: phone.problem });
  if (phone.line === "connecting") return gettext("The phone is being registered…");
  return gettext("The phone is not registered: no connection to the call server. Trying again by itself every few seconds.");
}
