// The sound of an alarm: made, not played from a file. A browser keeps a page silent until somebody has touched it, so
// the sound is switched on by a button; whether it is on is shown, and remembered for the next visit.
import { gettext } from "../../desk/ts/catalogue";
import { byId, icon } from "../../desk/ts/dom";
import type { World } from "./world";

const AGAIN_MS = 20_000; // while nobody takes note
const TONES: [pitch_hz: number, at_s: number][] = [
  [880, 0],
  [660, 0.22],
  [880, 0.44],
];
const KEPT = "alarm-sound";

export class Chime {
  private context: AudioContext | null = null;
  private sounded = new Map<string, number>();
  private readonly button = byId("sound");

  constructor() {
    this.button.addEventListener("click", () => void this.toggle());
    if (localStorage.getItem(KEPT)) void this.unlock();
    // Whatever is touched first gives the page its voice again after a reload.
    document.addEventListener("pointerdown", () => localStorage.getItem(KEPT) && void this.unlock(), { once: true });
    this.show();
  }

  get on(): boolean {
    return this.context?.state === "running";
  }

  /** Sounds for alarms that are new, and again and again for those of which nobody takes note. */
  heed(world: World, now: number): void {
    let due = false;
    const standing = Object.entries(world.alarms).filter(([, alarm]) => !alarm.noted);
    for (const [key, alarm] of standing) {
      const name = `${key} ${alarm.since}`;
      if (now - (this.sounded.get(name) ?? 0) < AGAIN_MS) continue;
      this.sounded.set(name, now);
      due = true;
    }
    if (!standing.length) this.sounded.clear();
    if (due) this.sound();
  }

  private async toggle(): Promise<void> {
    if (this.on) {
      localStorage.removeItem(KEPT);
      await this.context?.suspend();
    } else {
      localStorage.setItem(KEPT, "1");
      await this.unlock();
      this.sound();
    }
    this.show();
  }

  private async unlock(): Promise<void> {
    this.context ??= new AudioContext();
    this.context.addEventListener("statechange", () => this.show());
    await Promise.race([this.context.resume(), new Promise((over) => setTimeout(over, 300))]);
    this.show();
  }

  private show(): void {
    this.button.setAttribute("aria-pressed", String(this.on));
    this.button.title = this.on ? gettext("Alarms are heard") : gettext("Alarms are silent: switch the sound on");
    const words = document.createElement("span");
    words.textContent = this.on ? gettext("Sound on") : gettext("Switch the sound on");
    this.button.replaceChildren(icon(this.on ? "bell-ringing" : "bell-off"), words);
  }

  private sound(): void {
    const context = this.context;
    if (context?.state !== "running") return;
    document.body.dataset.sounded = String(Number(document.body.dataset.sounded ?? 0) + 1);
    for (const [pitch, at] of TONES) {
      const begins = context.currentTime + at;
      const volume = context.createGain();
      volume.gain.setValueAtTime(0, begins);
      volume.gain.linearRampToValueAtTime(0.2, begins + 0.02);
      volume.gain.linearRampToValueAtTime(0, begins + 0.2);
      const voice = context.createOscillator();
      voice.frequency.value = pitch;
      voice.connect(volume).connect(context.destination);
      voice.start(begins);
      voice.stop(begins + 0.2);
    }
  }
}
