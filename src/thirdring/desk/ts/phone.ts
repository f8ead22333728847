// The browser's telephone: registers, rings, answers, lets the two voices through. Knows nothing of cards or queues;
// what the centre has decided arrives by the stream, what the network does arrives here.
import JsSIP from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA";

export interface Account {
  url: string;
  user: string;
  password: string;
  realm: string;
}

export type Line = "connecting" | "registered" | "refused" | "offline";
export type Talk = "none" | "ringing" | "calling" | "talking";
export type Microphone = "unknown" | "granted" | "denied" | "missing";

const REGISTER_EXPIRES_S = 60; // a dead browser is noticed within a minute even when its socket stays
const RETRY_S = 2 + Math.floor(Math.random() * 3); // another for every desk: a server that returns is not stormed by all at once
const REFUSED_RETRY_MS = 5_000; // a registration that failed is tried again; the library itself would not
const QUIET_DB = -60; // below this, nothing is shown as heard
const CONNECTING_MS = 20_000; // whoever calls before the connection stands waits so long for it
const ICE_PATIENCE_MS = 1_500; // candidates of this host are there at once; do not wait for a server that never answers

export class Phone {
  line: Line = "offline";
  talk: Talk = "none";
  muted = false;
  microphone: Microphone = "unknown";
  problem = "";
  retryAt = 0; // when the lost connection or registration is tried again, on this computer's clock
  private readonly agent: JsSIP.UA;
  private session: RTCSession | null = null;
  private answered: RTCSession | null = null;
  private readonly audio = new Audio();
  private microphoneId = "";
  private replaced: MediaStreamTrack | null = null; // the microphone that was changed during a conversation
  private registering = 0;
  private wanted = ""; // who is to be called as soon as the connection stands
  private giveUp = 0;
  private meter: { context: AudioContext; analyser: AnalyserNode; samples: Float32Array<ArrayBuffer> } | null = null;

  constructor(
    private readonly account: Account,
    private readonly onChange: () => void,
    register = true,
  ) {
    const socket = new JsSIP.WebSocketInterface(account.url);
    this.agent = new JsSIP.UA({
      sockets: [socket],
      uri: `sip:${account.user}@${account.realm}`,
      password: account.password,
      register,
      register_expires: REGISTER_EXPIRES_S,
      session_timers: false,
      connection_recovery_min_interval: RETRY_S,
      connection_recovery_max_interval: RETRY_S,
      user_agent: "Third Ring",
    });
    this.audio.autoplay = true;
    this.agent.on("connecting", () => this.become("connecting"));
    this.agent.on("connected", () => {
      this.become(register ? "connecting" : "registered");
      if (this.wanted) this.call(this.wanted);
    });
    this.agent.on("registered", () => this.become("registered"));
    this.agent.on("unregistered", () => this.become("offline"));
    this.agent.on("registrationFailed", ({ cause }) => {
      this.retryAt = Date.now() + REFUSED_RETRY_MS;
      clearTimeout(this.registering);
      this.registering = window.setTimeout(() => this.agent.isConnected() && this.agent.register(), REFUSED_RETRY_MS);
      this.become("refused", cause ?? "");
    });
    this.agent.on("disconnected", () => {
      this.retryAt = Date.now() + RETRY_S * 1000;
      this.become("offline");
    });
    this.agent.on("newRTCSession", (event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => this.take(event.session));
  }

  start(): void {
    this.agent.start();
  }

  stop(): void {
    this.agent.stop();
  }

  /** Asks for the microphone once, before the first call, so that the first caller does not wait for a question. */
  async proveMicrophone(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: this.voice() });
      for (const track of stream.getTracks()) track.stop();
      this.microphone = "granted";
    } catch (problem) {
      this.microphone = problem instanceof DOMException && problem.name === "NotFoundError" ? "missing" : "denied";
    }
    this.onChange();
    return this.microphone === "granted";
  }

  /** Callers are heard on the output with this id; "" is the system's own. */
  hearOn(device: string): void {
    if ("setSinkId" in this.audio) void this.audio.setSinkId(device).catch(() => undefined); // gone again: the system's own stays
  }

  /** The microphone with this id is spoken into, at once in the conversation that is going on. */
  async speakInto(device: string): Promise<void> {
    this.microphoneId = device;
    const sender = this.talk === "talking" ? this.session?.connection?.getSenders().find(({ track }) => track?.kind === "audio") : undefined;
    if (!sender) return;
    const [track] = await navigator.mediaDevices.getUserMedia({ audio: this.voice() }).then((stream) => stream.getAudioTracks(), () => []);
    if (!track) return;
    track.enabled = !this.muted;
    await sender.replaceTrack(track);
    this.replaced?.stop();
    this.replaced = track;
  }

  private voice(): boolean | MediaTrackConstraints {
    return this.microphoneId ? { deviceId: this.microphoneId } : true; // a wish: when it is gone, another is better than none
  }

  /** Asked for again while it is under way, it changes nothing. */
  answer(): void {
    if (this.talk !== "ringing" || this.session === this.answered) return;
    this.answered = this.session;
    this.session?.answer({ mediaConstraints: { audio: this.voice(), video: false } });
  }

  /** At once, or as soon as the call server can be reached: the library itself would give up without a connection. */
  call(target: string): void {
    clearTimeout(this.giveUp);
    this.wanted = this.agent.isConnected() ? "" : target;
    if (this.wanted) {
      this.giveUp = window.setTimeout(() => this.callOff("Connection Error"), CONNECTING_MS);
      return this.turn("calling");
    }
    this.agent.call(`sip:${target}@${this.account.realm}`, { mediaConstraints: { audio: this.voice(), video: false } });
  }

  hangUp(): void {
    if (this.wanted) this.callOff();
    if (this.session && !this.session.isEnded()) this.session.terminate();
  }

  toggleMute(): void {
    if (!this.session) return;
    if (this.muted) this.session.unmute({ audio: true });
    else this.session.mute({ audio: true });
  }

  press(digit: string): void {
    if (this.session?.isEstablished()) this.session.sendDTMF(digit, { transportType: "RFC2833" as never });
  }

  /** How loud the other side is at this moment, 0 to 1; null while there is nobody. */
  loudness(): number | null {
    const meter = this.meter;
    if (!meter || this.talk !== "talking") return null;
    meter.analyser.getFloatTimeDomainData(meter.samples);
    const power = meter.samples.reduce((sum, sample) => sum + sample * sample, 0) / meter.samples.length;
    const decibels = 10 * Math.log10(power + 1e-10);
    return Math.min(1, Math.max(0, (decibels - QUIET_DB) / -QUIET_DB));
  }

  /** Nobody is called any more: the connection did not come, or the hand was quicker. */
  private callOff(cause = ""): void {
    clearTimeout(this.giveUp);
    this.wanted = "";
    this.problem = cause;
    this.turn("none");
  }

  private become(line: Line, problem = ""): void {
    this.line = line;
    this.problem = problem;
    this.onChange();
  }

  private take(session: RTCSession): void {
    if (this.session && !this.session.isEnded()) {
      session.terminate({ status_code: 486 });
      return;
    }
    this.session = session;
    this.muted = false;
    this.talk = session.direction === "incoming" ? "ringing" : "calling";
    session.on("icecandidate", ({ ready }) => window.setTimeout(ready, ICE_PATIENCE_MS));
    session.on("confirmed", () => this.turn("talking"));
    session.on("accepted", () => this.turn("talking"));
    session.on("ended", () => this.over(session));
    session.on("failed", ({ cause }) => this.over(session, cause));
    session.on("muted", () => this.mute(true));
    session.on("unmuted", () => this.mute(false));
    session.on("getusermediafailed", () => {
      this.microphone = "denied";
      this.onChange();
    });
    // An outgoing session has its connection already; an incoming one gets it when it is answered.
    if (session.connection) this.hear(session.connection);
    session.on("peerconnection", ({ peerconnection }) => this.hear(peerconnection));
    this.onChange();
  }

  private hear(connection: RTCPeerConnection): void {
    connection.addEventListener("track", (event) => {
      const stream = event.streams[0] ?? new MediaStream([event.track]);
      this.audio.srcObject = stream;
      void this.audio.play().catch(() => undefined); // a page that was never touched: the answer is a touch
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 512;
      context.createMediaStreamSource(stream).connect(analyser);
      this.meter = { context, analyser, samples: new Float32Array(analyser.fftSize) };
    });
  }

  private turn(talk: Talk): void {
    if (this.talk === talk) return;
    this.talk = talk;
    this.onChange();
  }

  private mute(muted: boolean): void {
    this.muted = muted;
    this.onChange();
  }

  private over(session: RTCSession, cause = ""): void {
    if (this.session !== session) return;
    this.session = null;
    this.audio.srcObject = null;
    this.replaced?.stop();
    this.replaced = null;
    void this.meter?.context.close();
    this.meter = null;
    this.muted = false;
    this.problem = cause;
    this.turn("none");
  }

  /** The stream that is heard now, for those who measure it. */
  get heard(): MediaStream | null {
    return this.audio.srcObject instanceof MediaStream ? this.audio.srcObject : null;
  }
}
