// A conversation with the shape of its voices, the caller above and the operators below: pressed, dragged or by keys
// (space, arrows, Home, End) it is heard from there. Marks say who joined, where a hold was left out, what was not stored.
import { gettext } from "./catalogue";
import { duration } from "./clock";
import { el, icon } from "./dom";

interface Mark {
  at_s: number;
  what: "joined" | "held" | "passed on" | "not recorded" | "left";
  operator: string;
  span_s: number;
}

interface Shape {
  length_s: number;
  voices: number[][];
  marks: Mark[];
}

const STEP_S = 5;
const LOUDEST = 255;
const SHARP = 0.6; // quiet speech is still seen
const NAMES: Record<Mark["what"], (mark: Mark) => string> = {
  joined: ({ operator }) => gettext("{operator} joined", { operator }),
  held: ({ span_s }) => gettext("on hold for {length}, not recorded", { length: duration(span_s * 1_000) }),
  "passed on": ({ span_s }) => gettext("passed on, {length} later joined again", { length: duration(span_s * 1_000) }),
  "not recorded": ({ span_s }) => gettext("{length} were not to be recorded", { length: duration(span_s * 1_000) }),
  left: ({ operator }) => gettext("{operator} left", { operator }),
};

export class Voices {
  private readonly audio: HTMLAudioElement;
  private readonly play = el("button", { type: "button", class: "player-play", click: () => this.toggle() });
  private readonly canvas = el("canvas", { "aria-hidden": "true" });
  private readonly marks = el("div", { class: "voices-marks" });
  private readonly slider: HTMLElement;
  private readonly time = el("span", { class: "player-time" });
  private shape: Shape = { length_s: 0, voices: [], marks: [] };

  /** `place` holds the plain player, which stays when the shape cannot be had. */
  constructor(private readonly place: HTMLElement) {
    const audio = place.querySelector("audio");
    if (!audio) throw new Error("no player to draw for");
    this.audio = audio;
    this.slider = el("div", { class: "voices-shape", role: "slider", tabindex: 0, "aria-label": gettext("Place in the recording") }, this.canvas, this.marks);
    this.slider.addEventListener("pointerdown", (event) => this.drag(event));
    this.slider.addEventListener("pointermove", (event) => event.buttons && this.drag(event));
    this.slider.addEventListener("keydown", (event) => this.pressed(event));
    for (const change of ["play", "pause", "ended", "timeupdate", "durationchange", "seeked"]) audio.addEventListener(change, () => this.show());
    void this.load(place.dataset.shape ?? "");
  }

  private async load(url: string): Promise<void> {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return;
    this.shape = (await answer.json()) as Shape;
    if (!this.shape.length_s) return;
    this.audio.hidden = true;
    this.place.append(
      el("div", { class: "voices-row" }, this.play, this.slider),
      el("div", { class: "voices-row voices-foot" }, el("span", {}, gettext("above: the caller, below: the operators")), this.time),
      el("ol", { class: "voices-list" }, ...this.shape.marks.map((mark) => el("li", {}, el("button", { type: "button", "data-at": mark.at_s.toFixed(2), click: () => this.seek(mark.at_s) }, el("b", {}, duration(mark.at_s * 1_000)), NAMES[mark.what](mark))))),
    );
    this.marks.replaceChildren(...this.shape.marks.map((mark) => this.tick(mark)));
    new ResizeObserver(() => this.draw()).observe(this.slider);
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    this.place.dataset.drawn = "";
    this.show();
  }

  private tick(mark: Mark): HTMLElement {
    const tick = el("i", { "data-mark": mark.what, title: NAMES[mark.what](mark) });
    tick.style.left = `${(100 * mark.at_s) / this.shape.length_s}%`;
    if (mark.what === "not recorded") tick.style.width = `${(100 * mark.span_s) / this.shape.length_s}%`;
    return tick;
  }

  private draw(): void {
    const { clientWidth: width, clientHeight: height } = this.slider;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.scale(scale, scale);
    const style = getComputedStyle(this.slider);
    const heard = this.audio.currentTime / this.shape.length_s;
    this.shape.voices.forEach((peaks, voice) => {
      const bar = width / peaks.length;
      peaks.forEach((peak, n) => {
        const tall = Math.max(0.5, (height / 2 - 2) * (peak / LOUDEST) ** SHARP);
        context.fillStyle = style.getPropertyValue(n / peaks.length < heard ? "--voices-heard" : voice ? "--voices-operator" : "--voices-caller");
        context.fillRect(n * bar, voice ? height / 2 + 1 : height / 2 - 1 - tall, Math.max(0.6, bar - 0.4), tall);
      });
    });
  }

  private toggle(): void {
    if (this.audio.paused) void this.audio.play();
    else this.audio.pause();
  }

  private seek(seconds: number): void {
    this.audio.currentTime = Math.min(this.shape.length_s, Math.max(0, seconds));
    this.show();
  }

  private drag(event: PointerEvent): void {
    const { left, width } = this.slider.getBoundingClientRect();
    this.seek(((event.clientX - left) / width) * this.shape.length_s);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to: Record<string, number> = { ArrowLeft: this.audio.currentTime - STEP_S, ArrowRight: this.audio.currentTime + STEP_S, Home: 0, End: this.shape.length_s };
    const place = to[event.key];
    if (event.key === " ") this.toggle();
    else if (place !== undefined) this.seek(place);
    else return;
    event.preventDefault();
  }

  private show(): void {
    const now = duration(this.audio.currentTime * 1_000);
    const whole = duration(this.shape.length_s * 1_000);
    this.time.textContent = `${now} / ${whole}`;
    this.slider.setAttribute("aria-valuemin", "0");
    this.slider.setAttribute("aria-valuemax", String(Math.round(this.shape.length_s)));
    this.slider.setAttribute("aria-valuenow", String(Math.round(this.audio.currentTime)));
    this.slider.setAttribute("aria-valuetext", gettext("{now} of {whole}", { now, whole }));
    this.play.setAttribute("aria-label", this.audio.paused ? gettext("Play the recording") : gettext("Pause the recording"));
    this.play.replaceChildren(icon(this.audio.paused ? "player-play" : "player-pause"));
    this.draw();
  }
}
