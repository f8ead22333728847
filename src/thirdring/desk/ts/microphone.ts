// Whether the microphone hears anything: opened before the shift, measured, and let go when the shift has begun.

export type Hearing = "off" | "listening" | "heard" | "quiet" | "silent";

const STEP_MS = 100;
const PATIENCE_MS = 1_500; // nothing is said of a microphone before it had so long to deliver something
const SILENT_MS = 4_000; // a busy computer takes its time to open a device, and a false alarm is worse than a wait
const VOICE_DB = -50; // somebody speaks
const DEAD_DB = -85; // even an empty room is louder: switched off, or muted by a key of the headset
const ENOUGH_MS = 60_000; // then the browser's sign that somebody listens goes out; the verdict stays
const FLOOR_DB = -60; // the foot of the level that is shown

export class Microphone {
  hearing: Hearing = "off";
  level = 0; // 0 to 1
  private context: AudioContext | null = null;
  private stream: MediaStream | null = null;
  private timer = 0;
  private starts = 0;

  constructor(private readonly onChange: () => void) {}

  /** Listens to the microphone with this id, "" for the system's own; allowed already, or nothing happens. */
  async start(device: string): Promise<void> {
    this.stop();
    const start = this.starts;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: device ? { deviceId: device } : true }).catch(() => null);
    if (!stream) return;
    if (start !== this.starts) return close(stream); // stopped, or another was chosen meanwhile
    this.stream = stream;
    this.context = new AudioContext();
    void this.context.resume();
    const analyser = this.context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(analyser);
    let [heardFor, loudest] = [0, -Infinity];
    this.turn("listening");
    this.timer = window.setInterval(() => {
      if (this.context?.state !== "running") return; // the page was not touched yet
      analyser.getFloatTimeDomainData(samples);
      const decibels = 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length + 1e-12);
      this.level = Math.min(1, Math.max(0, (decibels - FLOOR_DB) / -FLOOR_DB));
      heardFor += STEP_MS;
      loudest = Math.max(loudest, decibels);
      if (loudest > VOICE_DB) this.turn("heard");
      else if (heardFor >= (loudest > DEAD_DB ? PATIENCE_MS : SILENT_MS)) this.turn(loudest > DEAD_DB ? "quiet" : "silent");
      if (heardFor >= ENOUGH_MS) this.release();
    }, STEP_MS);
  }

  /** Resolves when it is known whether anything is heard, or cannot be known yet. */
  async judged(): Promise<void> {
    const ends = performance.now() + SILENT_MS + 5 * STEP_MS;
    while (this.hearing === "listening" && performance.now() < ends) await new Promise((later) => setTimeout(later, STEP_MS));
  }

  stop(): void {
    this.starts += 1;
    this.release();
    this.hearing = "off";
  }

  private release(): void {
    clearInterval(this.timer);
    if (this.stream) close(this.stream);
    void this.context?.close();
    this.stream = this.context = null;
    this.level = 0;
  }

  private turn(hearing: Hearing): void {
    if (this.hearing === hearing) return;
    this.hearing = hearing;
    this.onChange();
  }
}

function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
