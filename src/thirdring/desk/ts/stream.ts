// The live stream: one snapshot, then changes. A gap or a broken connection ends in a new snapshot, never in a guess.
import { leaveWithSession } from "./signedout";
import { changed, type Change, type World } from "./world";

const PATIENCE_MS = 12_000; // the server sends a heartbeat every 5 s
const OPENING_MS = 20_000; // when all desks open at once they take turns: longer than the server lets anybody wait (site/turns.py)
const RETRY_MS = [500, 1_000, 2_000, 3_000, 5_000];
const SPREAD = 0.5; // of a wait, by chance: the desks of a whole house have lost their server at the same moment

export interface Connection {
  live: boolean;
  retryInMs: number | null;
}

export class Stream {
  world: World | null = null;
  private source: EventSource | null = null;
  private attempts = 0;
  private watchdog = 0;
  private retry = 0;
  private skewMs = 0;

  constructor(
    private readonly url: string,
    private readonly onWorld: (world: World, fresh: boolean) => void,
    private readonly onConnection: (connection: Connection) => void,
    private readonly onCard: (changed: { card: number; version: number }) => void,
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
      this.attempts = 0;
      this.accept(JSON.parse((event as MessageEvent<string>).data) as World, true);
      this.onConnection({ live: true, retryInMs: null });
    });
    source.addEventListener("change", (event) => {
      const change = JSON.parse((event as MessageEvent<string>).data) as Change;
      const next = this.world && changed(this.world, change);
      if (next) this.accept(next, false);
      else this.open();
    });
    source.addEventListener("alive", () => this.expectSign());
    source.addEventListener("card", (event) => this.onCard(JSON.parse((event as MessageEvent<string>).data) as { card: number; version: number }));
    source.addEventListener("directory", () => window.dispatchEvent(new CustomEvent("directory-changed")));
    leaveWithSession(source);
    source.addEventListener("error", () => this.lost());
  }

  close(): void {
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    this.source?.close();
    this.source = null;
  }

  private accept(world: World, fresh: boolean): void {
    this.expectSign();
    this.world = world;
    const skewMs = world.now - Date.now();
    this.skewMs = fresh ? skewMs : Math.max(this.skewMs, skewMs); // what has come quicker knows the moment better
    this.onWorld(world, fresh);
  }

  private expectSign(withinMs = PATIENCE_MS): void {
    clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(() => this.lost(), withinMs);
  }

  private lost(): void {
    this.close();
    const longest = RETRY_MS[Math.min(this.attempts, RETRY_MS.length - 1)] ?? 5_000;
    const wait = longest * (1 - SPREAD * Math.random());
    this.attempts += 1;
    this.onConnection({ live: false, retryInMs: wait });
    this.retry = window.setTimeout(() => this.open(), wait);
  }
}
