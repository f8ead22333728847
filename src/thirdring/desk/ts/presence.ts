// Who else has this card open, and in which field they write: told by the server while this page is seen. Says in
// return where one's own caret is. What stands in the fields never passes here.
import { cookie } from "./dom";
import { leaveWithSession } from "./signedout";

export interface Editor {
  name: string;
  field: string; // "" when they only look
}

const AGAIN_MS = 2_000; // a stream that the server has refused is asked for again after so long
const LEFT_MS = 300; // between leaving one field and entering the next, nobody is told

export class CardPresence {
  private readonly seat = crypto.randomUUID();
  private source: EventSource | null = null;
  private card = "";
  private field = "";
  private leaving = 0;

  constructor(
    private readonly onEditors: (editors: Editor[]) => void,
    private readonly onVersion: (card: string, version: number) => void,
  ) {
    // A page that nobody sees edits nothing, and holds no connection: browsers allow only six to one host.
    document.addEventListener("visibilitychange", () => this.attend());
  }

  /** Attends the card with this number; "" for none. */
  watch(card: string): void {
    if (card === this.card) return;
    this.card = card;
    this.field = "";
    this.source?.close();
    this.source = null;
    this.onEditors([]);
    this.attend();
  }

  /** The caret is in `field` now; "" when it is in none. */
  writes(field: string): void {
    clearTimeout(this.leaving);
    if (field) this.say(field);
    else this.leaving = window.setTimeout(() => this.say(""), LEFT_MS);
  }

  private attend(): void {
    if (!this.card || document.hidden) {
      this.source?.close();
      this.source = null;
      return;
    }
    if (this.source) return;
    const card = this.card;
    const source = new EventSource(`/desk/cards/${card}/editors/${this.seat}`);
    this.source = source;
    leaveWithSession(source);
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED || this.source !== source) return;
      this.source = null; // a browser tries again where nobody answers, but not where the answer is that nobody is there
      window.setTimeout(() => this.attend(), AGAIN_MS * (1 + Math.random())); // all desks have lost their server at once
    });
    source.addEventListener("open", () => this.tell());
    source.addEventListener("editors", (event) => this.onEditors(JSON.parse((event as MessageEvent<string>).data) as Editor[]));
    source.addEventListener("version", (event) => this.onVersion(card, Number((event as MessageEvent<string>).data)));
  }

  private say(field: string): void {
    if (field === this.field) return;
    this.field = field;
    this.tell();
  }

  /** Told again whenever the stream comes back; in between, one who is not heard is only not seen. */
  private tell(): void {
    if (!this.source || this.source.readyState !== EventSource.OPEN) return;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
    void fetch(`/desk/cards/${this.card}/editing/${this.seat}`, { method: "POST", headers, body: JSON.stringify({ field: this.field }) }).catch(() => undefined);
  }
}
