// What the operator hears that is not the caller: the ring, and short signals. Made, not played from files, and sent
// to the device that was chosen for it. Browsers keep a page silent until it is touched; `unlock` in a click or key.

const RING_HZ = [425, 475] as const;
const LOUDNESS = 0.18;
const TRIAL_MS = 600;
// A busy computer takes its time to open a device, and a false alarm before a shift is worse than a wait.
const HEARD_WITHIN_MS = 8000;
const OPENED_WITHIN_MS = 8000;
const HEARD = LOUDNESS / 10; // of the trial ring, on its way to the device
const REMEMBERED = 32768; // samples, two thirds of a second: a page that is held up meanwhile misses nothing
const STEP_MS = 20;

export class Sound {
  private context: AudioContext | null = null;
  private out: MediaStreamAudioDestinationNode | null = null;
  private meter: AnalyserNode | null = null;
  private readonly player = new Audio();
  private ringing = 0;
  private voices: OscillatorNode[] = [];

  get ready(): boolean {
    return this.context?.state === "running" && !this.player.paused;
  }

  async unlock(): Promise<boolean> {
    if (!this.context) {
      this.context = new AudioContext();
      this.out = this.context.createMediaStreamDestination();
      this.meter = this.context.createAnalyser();
      this.meter.fftSize = REMEMBERED;
      this.meter.connect(this.out);
      this.player.srcObject = this.out.stream;
    }
    if (!this.ready) {
      const opened = Promise.all([this.context.resume(), this.player.play()]).catch(() => undefined); // not touched yet
      await Promise.race([opened, new Promise((over) => setTimeout(over, OPENED_WITHIN_MS))]);
    }
    return this.ready;
  }

  /** Sends every sound to the output with this id; "" is the system's own choice. False: it cannot be reached. */
  async playOn(device: string): Promise<boolean> {
    if (!("setSinkId" in this.player)) return device === "";
    return this.player.setSinkId(device).then(() => true, () => false);
  }

  /** Rings shortly, again until it is heard, and resolves with whether that really went to the device. */
  async tryRing(): Promise<boolean> {
    if (!(await this.unlock())) return false;
    const ends = performance.now() + HEARD_WITHIN_MS;
    while (performance.now() < ends) {
      if (!this.voices.length) this.tone(RING_HZ, TRIAL_MS / 1000, LOUDNESS);
      if (this.loudness() > HEARD) return true;
      await new Promise((later) => setTimeout(later, STEP_MS));
    }
    return false;
  }

  /** `on`: how long one ring sounds, `cycle`: from its beginning to that of the next; milliseconds. */
  startRinging(on: number, cycle: number): void {
    if (this.ringing) return;
    const ring = () => this.tone(RING_HZ, on / 1000, LOUDNESS);
    ring();
    this.ringing = window.setInterval(ring, cycle);
  }

  stopRinging(): void {
    window.clearInterval(this.ringing);
    this.ringing = 0;
    for (const voice of this.voices) voice.stop();
    this.voices = [];
  }

  /** A short, quiet sign: something ended or changed without the operator's doing. */
  sign(): void {
    this.tone([660], 0.12, 0.08);
  }

  /** What goes to the device at this moment, and to which one: for those who measure it. */
  get heard(): MediaStream | null {
    return this.ready ? (this.out?.stream ?? null) : null;
  }

  get device(): string {
    return this.player.sinkId;
  }

  private loudness(): number {
    if (!this.meter) return 0;
    const samples = new Float32Array(this.meter.fftSize);
    this.meter.getFloatTimeDomainData(samples);
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }

  private tone(pitches: readonly number[], length_s: number, loudness: number): void {
    const { context, meter } = this;
    if (!meter || context?.state !== "running") return;
    const volume = context.createGain();
    const end = context.currentTime + length_s;
    volume.gain.setValueAtTime(0, context.currentTime);
    volume.gain.linearRampToValueAtTime(loudness, context.currentTime + 0.02);
    volume.gain.setValueAtTime(loudness, end - 0.05);
    volume.gain.linearRampToValueAtTime(0, end);
    volume.connect(meter);
    for (const pitch of pitches) {
      const voice = context.createOscillator();
      voice.frequency.value = pitch;
      voice.connect(volume);
      voice.start();
      voice.stop(end);
      voice.addEventListener("ended", () => (this.voices = this.voices.filter((one) => one !== voice)));
      this.voices.push(voice);
    }
  }
}
