// What the operator hears that is not the caller: the ring, and short signals. Made, not played from files.
// Browsers keep a page silent until it is touched; `unlock` in a click, and `ready` says whether the ring will be heard.

const RING_HZ = [425, 475] as const;

export class Sound {
  private context: AudioContext | null = null;
  private ringing = 0;
  private voices: OscillatorNode[] = [];

  get ready(): boolean {
    return this.context?.state === "running";
  }

  async unlock(): Promise<boolean> {
    this.context ??= new AudioContext();
    if (this.context.state !== "running") await Promise.race([this.context.resume(), new Promise((over) => setTimeout(over, 300))]);
    return this.ready;
  }

  /** `on`: how long one ring sounds, `cycle`: from its beginning to that of the next; milliseconds. */
  startRinging(on: number, cycle: number): void {
    if (this.ringing) return;
    const ring = () => this.tone(RING_HZ, on / 1000, 0.18);
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

  private tone(pitches: readonly number[], length_s: number, loudness: number): void {
    const context = this.context;
    if (context?.state !== "running") return;
    const volume = context.createGain();
    const end = context.currentTime + length_s;
    volume.gain.setValueAtTime(0, context.currentTime);
    volume.gain.linearRampToValueAtTime(loudness, context.currentTime + 0.02);
    volume.gain.setValueAtTime(loudness, end - 0.05);
    volume.gain.linearRampToValueAtTime(0, end);
    volume.connect(context.destination);
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
