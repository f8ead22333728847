// The live stream of a watching screen: the whole first, then changes. A broken connection ends in a new whole.
import { leaveWithSession } from "../../desk/ts/signedout";
import { changed, type World } from "./world";

const PATIENCE_MS = 12_000; // the server sends a heartbeat every 5 s
const OPENING_MS = 20_000; // when all screens open at once they take turns: longer than the server lets anybody wait (site/turns.py)
const RETRY_MS = [500, 1_000, 2_000, 3_000, 5_000];
const SPREAD = 0.5; // of a wait, by chance: all screens have lost their server at the same moment

interface Message {
  now: number;
  parts: Record<string, Record<string, unknown>>;
}

export class Feed {
  world: World | null = null;
  private source: EventSource | null = null;
  private attempts = 0;
  private watchdog = 0;
  private retry = 0;
  private skewMs = 0;

  constructor(
    private readonly url: string,
    private readonly onWorld: (world: World) => void,
    private readonly onConnection: (retryInMs: number | null) => void,
  ) {}

  /** The server's present moment, in milliseconds. */
  now(): number {
    return Date.now() + this.skewMs;
  }

  open(): void {
    clearTimeout(this.retry);
    this.source?.close();
    const source = new EventSource(this.url);
    this.source = source;
    this.expectSign(OPENING_MS);
    source.addEventListener("snapshot", (event) => {
      const { now, parts } = read(event);
      this.attempts = 0;
      this.skewMs = now - Date.now();
      this.accept(parts as unknown as World);
      this.onConnection(null);
    });
    source.addEventListener("change", (event) => {
      const { now, parts } = read(event);
      this.skewMs = Math.max(this.skewMs, now - Date.now()); // what has come quicker knows the moment better
      if (this.world) this.accept(changed(this.world, parts));
    });
    source.addEventListener("alive", () => this.expectSign());
    leaveWithSession(source);
    source.addEventListener("error", () => this.lost());
  }

  private accept(world: World): void {
    this.expectSign();
    this.world = world;
    this.onWorld(world);
  }

  private expectSign(withinMs = PATIENCE_MS): void {
    clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(() => this.lost(), withinMs);
  }

  private lost(): void {
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    this.source?.close();
    const longest = RETRY_MS[Math.min(this.attempts, RETRY_MS.length - 1)] ?? 5_000;
    const wait = longest * (1 - SPREAD * Math.random());
    this.attempts += 1;
    this.onConnection(wait);
    this.retry = window.setTimeout(() => this.open(), wait);
  }
}

const read = (event: Event): Message => JSON.parse((event as MessageEvent<string>).data) as Message;
