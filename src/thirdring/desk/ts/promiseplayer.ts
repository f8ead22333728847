// Plays the message that somebody left: space plays and pauses, the arrows go back and forth, the shape of the
// voice shows where somebody speaks. The sound is fetched once, so that one listening is one line in the read log.
import { gettext } from "./catalogue";
import { duration } from "./clock";
import { el, icon } from "./dom";

const STEP_S = 3;
const BARS = 96;
const RATES = [1, 1.5, 2];
const FLOOR = 0.06; // a bar of silence is still seen

export class MessagePlayer {
  private readonly audio = el("audio", { preload: "auto" });
  private readonly button = el("button", { type: "button", class: "player-play", click: () => this.toggle() });
  private readonly shape = el("div", { class: "player-shape", role: "slider", tabindex: 0, "aria-label": gettext("Place in the message") });
  private readonly time = el("span", { class: "player-time" });
  private readonly rate = el("button", { type: "button", class: "player-rate", title: gettext("Speed"), click: () => this.faster() });
  private readonly bars = Array.from({ length: BARS }, () => el("i"));
  private readonly keys = (event: KeyboardEvent) => this.pressed(event);
  private source = "";
  private awaited = false; // to be played as soon as it is there

  constructor(private readonly place: HTMLElement) {
    this.shape.append(...this.bars);
    this.shape.addEventListener("pointerdown", (event) => this.seekTo(event));
    for (const change of ["play", "pause", "ended", "timeupdate", "durationchange", "ratechange"]) this.audio.addEventListener(change, () => this.show());
    this.audio.addEventListener("error", () => this.failed());
    place.replaceChildren(this.audio, this.button, this.shape, this.time, this.rate);
    document.addEventListener("keydown", this.keys);
    this.show();
    void this.load(place.dataset.src ?? "");
  }

  focus(): void {
    this.shape.focus({ preventScroll: true });
  }

  pause(): void {
    this.awaited = false;
    this.audio.pause();
  }

  /** Nothing is heard any more and no key is listened for. */
  remove(): void {
    document.removeEventListener("keydown", this.keys);
    this.audio.pause();
    this.audio.removeAttribute("src");
    URL.revokeObjectURL(this.source);
    this.place.replaceChildren();
  }

  private async load(url: string): Promise<void> {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return this.failed();
    const sound = await answer.blob();
    if (!this.place.isConnected) return;
    this.source = URL.createObjectURL(sound);
    this.audio.src = this.source;
    if (this.awaited) this.toggle();
    void this.draw(await sound.arrayBuffer());
  }

  /** The loudest sample of each of so many parts, as the height of a bar. */
  private async draw(sound: ArrayBuffer): Promise<void> {
    const decoded = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(sound).catch(() => null);
    if (!decoded) return;
    const samples = decoded.getChannelData(0);
    const part = Math.max(1, Math.floor(samples.length / BARS));
    const peaks = this.bars.map((_, bar) => samples.subarray(bar * part, (bar + 1) * part).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
    const loudest = Math.max(...peaks, 0.01);
    this.bars.forEach((bar, n) => bar.style.setProperty("--height", Math.max(FLOOR, (peaks[n] ?? 0) / loudest).toFixed(3)));
  }

  private toggle(): void {
    this.awaited = !this.source && !this.awaited;
    if (!this.source) this.show();
    else if (this.audio.paused) void this.audio.play().catch((problem: DOMException) => problem.name !== "AbortError" && this.failed()); // paused before it began
    else this.audio.pause();
  }

  private faster(): void {
    this.audio.playbackRate = RATES[(RATES.indexOf(this.audio.playbackRate) + 1) % RATES.length] ?? 1;
  }

  private seek(seconds: number): void {
    this.audio.currentTime = Math.min(this.length, Math.max(0, seconds));
  }

  private seekTo(event: PointerEvent): void {
    const { left, width } = this.shape.getBoundingClientRect();
    this.seek(((event.clientX - left) / width) * this.length);
  }

  private get length(): number {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.place.dataset.length ?? 0) / 1_000;
  }

  /** Where nothing else wants these keys: on the player itself, or while no field and no button has the focus. */
  private pressed(event: KeyboardEvent): void {
    const mine = event.target === document.body || event.target === this.shape;
    if (!mine || event.altKey || event.ctrlKey || event.metaKey || !this.place.checkVisibility()) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    if (act === "toggle") {
      if (!event.repeat) this.toggle();
    } else if (act === "start") this.seek(0);
    else if (act === "end") this.seek(this.length);
    else this.seek(this.audio.currentTime + act);
  }

  private show(): void {
    const { audio, length } = this;
    const share = length ? audio.currentTime / length : 0;
    this.bars.forEach((bar, n) => bar.toggleAttribute("data-heard", (n + 0.5) / BARS <= share));
    this.time.textContent = `${duration(audio.currentTime * 1_000)} / ${duration(length * 1_000)}`;
    this.rate.textContent = `${audio.playbackRate}×`;
    this.shape.setAttribute("aria-valuemin", "0");
    this.shape.setAttribute("aria-valuemax", String(Math.round(length)));
    this.shape.setAttribute("aria-valuenow", String(Math.round(audio.currentTime)));
    const stands = audio.paused && !this.awaited;
    const sign = stands ? "player-play" : "player-pause";
    if (this.button.dataset.sign === sign) return;
    this.button.dataset.sign = sign;
    this.button.setAttribute("aria-label", stands ? gettext("Play the message") : gettext("Pause the message"));
    this.button.replaceChildren(icon(sign));
  }

  private failed(): void {
    if (!this.place.isConnected || this.place.dataset.failed !== undefined) return;
    this.place.dataset.failed = "";
    this.place.replaceChildren(icon("alert-triangle"), gettext("The message cannot be played now. Its recording may still be on its way: open the promise again in a moment."));
  }
}

const KEYS: Record<string, "toggle" | "start" | "end" | number> = {
  " ": "toggle",
  ArrowLeft: -STEP_S,
  ArrowRight: STEP_S,
  Home: "start",
  End: "end",
};
