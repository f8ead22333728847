// What is connected and what is not: the live stream and the telephone fail and come back each by itself, so each says
// for itself what still works, and in how many seconds it is tried again.
import { gettext } from "./catalogue";
import { el, icon } from "./dom";
import { notice } from "./notices";
import type { Phone } from "./phone";
import type { Connection } from "./stream";

const STEP_MS = 250;
const SHORT_MS = 1_500; // a phone that is back within so long has not been away for anybody

interface Trouble {
  since: number;
  retryAt: number;
}

export class Network {
  private stream: Trouble | null = null;
  private phone: Trouble | null = null;
  private talking = false;
  private refused = "";
  private wasRegistered = false;
  private said = false;

  constructor(private readonly place: HTMLElement) {
    window.setInterval(() => this.draw(), STEP_MS);
    for (const change of ["online", "offline"]) window.addEventListener(change, () => this.draw());
  }

  showStream({ live, retryInMs }: Connection): void {
    this.stream = live ? null : { since: this.stream?.since ?? Date.now(), retryAt: Date.now() + (retryInMs ?? 0) };
    this.draw();
  }

  /** Whether the screen is as the centre is, and the centre hears what is pressed. */
  get live(): boolean {
    return this.stream === null;
  }

  /** `expected`: the operator has a shift, so a phone that is not registered keeps calls away. */
  showPhone(phone: Phone | null, expected: boolean): void {
    if (!phone) return;
    this.wasRegistered ||= phone.line === "registered";
    const lost = expected && this.wasRegistered && phone.line !== "registered";
    this.phone = lost ? { since: this.phone?.since ?? Date.now(), retryAt: phone.retryAt } : null;
    this.talking = phone.talk === "talking";
    this.refused = phone.line === "refused" ? phone.problem : "";
    this.draw();
  }

  private draw(): void {
    const phone = this.phone && (this.said || Date.now() - this.phone.since > SHORT_MS) ? this.phone : null;
    const words = this.stream && phone ? this.bothWords(this.stream, phone) : this.stream ? this.streamWords(this.stream) : phone ? this.phoneWords(phone) : "";
    const lines = words ? [words] : [];
    if (lines.length && !navigator.onLine) lines.unshift(gettext("This computer has no network: look at the cable or the Wi-Fi."));
    this.place.hidden = !lines.length;
    if (this.said && !this.stream && !this.phone) notice(gettext("The connection is back. Everything works."), "news");
    this.said = lines.length > 0 || (this.said && (this.stream !== null || this.phone !== null));
    const text = lines.join("\n");
    if (this.place.dataset.text === text) return;
    this.place.dataset.text = text;
    this.place.replaceChildren(icon("wifi-off"), el("div", {}, ...lines.map((line) => el("div", {}, line))));
  }

  private bothWords(stream: Trouble, phone: Trouble): string {
    return `${gettext("No connection to the server and the telephone: no calls come, the screen may be old.")} ${gettext("What you type is kept here.")} ${again(Math.min(stream.retryAt, phone.retryAt))}`;
  }

  private streamWords({ retryAt }: Trouble): string {
    const works = this.talking ? gettext("The conversation goes on; what you type is kept here.") : gettext("What you type is kept here.");
    return `${gettext("No connection to the server: the screen may be old, and keys do nothing.")} ${works} ${again(retryAt)}`;
  }

  private phoneWords({ retryAt }: Trouble): string {
    if (this.refused) return `${gettext("The call server does not accept this phone ({cause}). Tell the administrator.", { cause: this.refused })} ${again(retryAt)}`;
    const works = this.talking ? gettext("The phone has lost the call server: the conversation may go on, new calls do not come.") : gettext("The phone has lost the call server: no calls come to you. The card and the lists work.");
    return `${works} ${again(retryAt)}`;
  }
}

function again(retryAt: number): string {
  const seconds = Math.ceil((retryAt - Date.now()) / 1000);
  return seconds > 0 ? gettext("Next try in {n} s.", { n: seconds }) : gettext("Trying now…");
}
