// Above the card: what was promised, to whom, until when, what was tried; and the message, if one was left. After the
// promise has gone from this desk it says what became of it, until something else comes or it is put away.
import { desk } from "./directory";
import { gettext } from "./catalogue";
import { MessagePlayer } from "./promiseplayer";

const RETRY_MS = 1_000;

export class PromisePane {
  private shown = ""; // what stands there: the promise, and whether it is still held
  private player: MessagePlayer | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly onShown: (promise: string) => void,
    private readonly tick: () => void,
  ) {
    place.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-number], [data-away]") : null;
      if (pressed?.dataset.number) window.dispatchEvent(new CustomEvent("put-number", { detail: pressed.dataset.number }));
      else if (pressed) this.clear();
    });
    window.addEventListener("person-changed", () => void this.refreshWays());
  }

  /** Who it is has been found out: there may be other ways to reach that person. */
  private async refreshWays(): Promise<void> {
    const what = this.shown;
    const promise = what.replace(/^\w+ /, "");
    const answer = promise ? await fetch(address(promise)).catch(() => null) : null;
    if (!answer?.ok) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    const more = fresh.content.querySelector(".promise-more");
    if (more && this.shown === what) this.place.querySelector(".promise-more")?.replaceWith(more);
    this.tick();
  }

  /** The promise that this operator holds; `onShown` is told when it really stands on the screen. */
  async hold(promise: string): Promise<void> {
    if (this.shown === `held ${promise}`) return;
    if (!(await this.load(promise, `held ${promise}`))) return;
    this.player?.focus();
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    this.onShown(promise);
  }

  /** What became of a promise that this operator held until now. */
  async tellFate(promise: string): Promise<void> {
    const told = await this.load(promise, `past ${promise}`);
    // What was kept needs no word: the card was closed by this very hand.
    if (told && this.place.querySelector("[data-promise-state=kept]")) this.clear();
  }

  silence(): void {
    this.player?.pause();
  }

  clear(): void {
    if (!this.shown) return;
    this.shown = "";
    this.empty();
  }

  private async load(promise: string, what: string): Promise<boolean> {
    this.shown = what;
    this.empty();
    while (this.shown === what) {
      const answer = await fetch(address(promise)).catch(() => null);
      if (this.shown !== what) return false;
      if (answer?.ok) {
        this.place.innerHTML = await answer.text();
        break;
      }
      if (answer?.status === 404) this.place.textContent = gettext("This promise cannot be shown.");
      if (answer && answer.status < 500) break;
      await new Promise((resume) => setTimeout(resume, RETRY_MS));
    }
    if (this.shown !== what) return false;
    const place = this.place.querySelector<HTMLElement>(".player");
    if (place) this.player = new MessagePlayer(place);
    this.place.hidden = false;
    this.tick();
    return true;
  }

  private empty(): void {
    this.player?.remove();
    this.player = null;
    this.place.replaceChildren();
    this.place.hidden = true;
  }
}

const address = (promise: string): string => `${desk.urls.promise}?promise=${encodeURIComponent(promise)}`;
