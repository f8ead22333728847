// Which device rings, which one speaks, and which one listens: chosen by the operator, remembered in this browser for
// him alone. When a chosen device is pulled out, the system's own takes its place until it is back, and he is told.
import { gettext } from "./catalogue";

export type Use = "ring" | "speech" | "microphone";

export const USES: readonly Use[] = ["ring", "speech", "microphone"];
const KIND: Record<Use, MediaDeviceKind> = { ring: "audiooutput", speech: "audiooutput", microphone: "audioinput" };
const NAMELESS = new Set(["", "default", "communications"]); // the system's own choice, not a device

interface Choice {
  id: string;
  label: string;
}

export class Devices {
  private found: MediaDeviceInfo[] = [];
  private looked = false;
  private readonly chosen: Partial<Record<Use, Choice>>;
  private readonly gone = new Set<Use>();

  constructor(
    private readonly operator: number,
    private readonly acts: { route: (use: Use, device: string) => void; told: (sentence: string, news: boolean) => void; changed: () => void },
  ) {
    this.chosen = this.remembered();
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.look());
  }

  /** Devices that can be chosen for a use; their names are known only after the microphone was allowed. */
  offered(use: Use): Choice[] {
    return this.found.filter(({ kind, deviceId, label }) => kind === KIND[use] && label && !NAMELESS.has(deviceId)).map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  /** The device in use; "" is the system's own choice, also while the chosen one is away. */
  of(use: Use): string {
    return this.gone.has(use) ? "" : (this.chosen[use]?.id ?? "");
  }

  /** The name of the chosen device that is not there, or "". */
  missing(use: Use): string {
    return this.gone.has(use) ? (this.chosen[use]?.label ?? "") : "";
  }

  choose(use: Use, id: string): void {
    const choice = this.offered(use).find((one) => one.id === id);
    if (choice) this.chosen[use] = choice;
    else delete this.chosen[use];
    this.gone.delete(use);
    localStorage.setItem(this.key, JSON.stringify(this.chosen));
    this.acts.route(use, this.of(use));
    this.acts.changed();
  }

  /** Looks what is plugged in; tells of what has gone or come back since the last time. */
  async look(): Promise<void> {
    this.found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    if (!this.found.some(({ label }) => label)) return; // not allowed to know yet
    for (const use of USES) this.compare(use);
    this.looked = true;
    this.acts.changed();
  }

  private compare(use: Use): void {
    const choice = this.chosen[use];
    if (!choice) {
      if (!this.looked) this.acts.route(use, "");
      return;
    }
    const offered = this.offered(use);
    // After the browser's storage was cleared a device has another id, and the same name.
    const found = offered.find(({ id }) => id === choice.id) ?? offered.find(({ label }) => label === choice.label);
    const was = this.gone.has(use);
    if (found) {
      this.chosen[use] = found;
      this.gone.delete(use);
      if (was) this.acts.told(gettext("“{device}” is back and in use again.", { device: found.label }), true);
    } else {
      this.gone.add(use);
      if (!was && this.looked) this.acts.told(goneWords(use, choice.label), false);
    }
    if (!this.looked || was === Boolean(found)) this.acts.route(use, this.of(use));
  }

  private get key(): string {
    return `thirdring-devices:${this.operator}`;
  }

  private remembered(): Partial<Record<Use, Choice>> {
    try {
      return (JSON.parse(localStorage.getItem(this.key) ?? "{}") ?? {}) as Partial<Record<Use, Choice>>;
    } catch {
      return {};
    }
  }
}

/** That a chosen device is not there, and what happens instead. */
export function goneWords(use: Use, device: string): string {
  switch (use) {
    case "ring":
      return gettext("“{device}” is not connected: the ring sounds on the computer's own device. Connect it again or choose another (F2).", { device });
    case "speech":
      return gettext("“{device}” is not connected: callers are heard on the computer's own device. Connect it again or choose another (F2).", { device });
    case "microphone":
      return gettext("“{device}” is not connected: you speak into the computer's own microphone. Connect it again or choose another (F2).", { device });
  }
}
