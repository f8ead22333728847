// The card in the middle: the server draws it, this module keeps what is typed. Everything is saved by itself, field
// by field; what could not be saved stays here and is tried again. The server alone says what is still missing.
import htmx from "htmx.org";
import { gettext } from "./catalogue";
import { post, Refused } from "./commands";
import { el, icon } from "./dom";

htmx.config.includeIndicatorStyles = false; // no style element of its own: a strict content policy forbids it
htmx.config.allowEval = false;

interface Missing {
  field: string;
  label: string;
}

interface Saved {
  version: number;
  missing: Missing[];
  errors: Record<string, string>;
  redraw?: boolean; // the person was changed: names, candidates and earlier cards look different now
}

const QUIET_MS = 700; // saved when the hand rests so long
const RETRY_MS = 3_000;

export class CardPane {
  call = "";
  closed = false;
  closable = false; // in wrap-up: before the conversation ends, there is nothing to close
  private id = "";
  private version = 0;
  private unsaved = new Map<string, string>();
  private missing: Missing[] = [];
  private saving: Promise<void> | null = null;
  private timer = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly urlOf: (call: string) => string,
    private readonly onShown: (call: string) => void,
    private readonly onRefused: (refusal: Refused) => void,
    private readonly onFinished: () => void = () => undefined,
  ) {
    place.addEventListener("input", (event) => this.noticed(event.target, QUIET_MS));
    place.addEventListener("change", (event) => this.noticed(event.target, 0));
    place.addEventListener("click", (event) => this.clicked(event));
    place.addEventListener("keydown", (event) => this.entered(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved.size) event.preventDefault();
    });
  }

  /** Shows the card of a call; `onShown` is told when it really stands on the screen. */
  async show(call: string): Promise<void> {
    if (call === this.call) return;
    this.call = call;
    for (let wait = 150; this.call === call && !(await this.load()); wait = Math.min(2_000, wait * 2))
      await new Promise((resume) => setTimeout(resume, wait)); // the engine is about to make it
    if (this.call !== call) return;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    if (this.call === call) this.onShown(call);
  }

  clear(): void {
    this.call = "";
    this.id = "";
    this.unsaved.clear();
  }

  /** The caret goes to the first thing to ask: who, when it is not known yet, else why. */
  focusFirst(): void {
    const wanted = this.missing[0]?.field;
    const field = (wanted && this.field(wanted)) || this.place.querySelector<HTMLElement>("[name=reason]");
    field?.focus({ preventScroll: true });
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.missing.length || this.unsaved.size) {
      this.focusFirst();
      return;
    }
    await this.finish("close", {});
  }

  async putAside(reason: string): Promise<void> {
    await this.flush();
    await this.finish("aside", { reason });
  }

  setClosable(closable: boolean): void {
    this.closable = closable;
    this.place.toggleAttribute("data-wrap-up", closable);
    this.showMissing();
  }

  private async finish(how: "close" | "aside", body: object): Promise<void> {
    try {
      await post(`${this.path()}/${how}`, { ...body, version: this.version });
      this.closed = true;
      this.say("check", how === "close" ? gettext("card closed") : gettext("card put aside"));
      this.onFinished();
    } catch (problem) {
      this.refused(problem);
    }
  }

  private async load(): Promise<boolean> {
    const answer = await fetch(this.urlOf(this.call)).catch(() => null);
    if (!answer?.ok) return false;
    this.place.innerHTML = await answer.text();
    return this.adopt();
  }

  /** Takes over the card that stands in the page. */
  adopt(): boolean {
    htmx.process(this.place);
    const card = this.place.querySelector<HTMLElement>("[data-card]");
    if (!card) return false;
    this.id = card.dataset.card ?? "";
    this.version = Number(card.dataset.version);
    this.closed = card.dataset.state === "closed";
    this.missing = JSON.parse(card.dataset.missing ?? "[]") as Missing[];
    this.unsaved.clear();
    this.showMissing();
    return true;
  }

  private noticed(target: EventTarget | null, delay: number): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)) return;
    if (!target.name || target.dataset.own !== undefined) return;
    if (target instanceof HTMLInputElement && target.type === "radio" && !target.checked) return;
    const value = target instanceof HTMLInputElement && target.type === "checkbox" ? String(target.checked) : target.value;
    this.set(target.name, value, delay);
  }

  private set(field: string, value: string, delay: number): void {
    if (!this.unsaved.size) this.say("circle-dashed", gettext("not saved yet"));
    this.unsaved.set(field, value);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), delay);
  }

  /** Saves everything that is not saved yet; resolves when nothing is under way. */
  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.saving;
    if (!this.unsaved.size || !this.id) return;
    this.saving = this.save().finally(() => (this.saving = null));
    await this.saving;
  }

  private async save(): Promise<void> {
    const sent = new Map(this.unsaved);
    this.say("refresh", gettext("saving…"));
    try {
      const saved = await post<Saved>(`${this.path()}/save`, { fields: Object.fromEntries(sent), version: this.version });
      for (const [field, value] of sent) if (this.unsaved.get(field) === value) this.unsaved.delete(field);
      this.version = saved.version;
      this.missing = saved.missing;
      this.showErrors(saved.errors, [...sent.keys()]);
      this.showMissing();
      if (saved.redraw) await this.redrawWho();
      if (this.unsaved.size) this.timer = window.setTimeout(() => void this.flush(), QUIET_MS);
      else if (Object.keys(saved.errors).length) this.say("alert-triangle", gettext("not everything could be saved"), true);
      else this.say("check", gettext("draft saved"));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      this.say("alert-triangle", gettext("not saved, trying again"), true);
      if (problem.code !== "no-connection") this.onRefused(problem);
      this.timer = window.setTimeout(() => void this.flush(), RETRY_MS);
    }
  }

  private async redrawWho(): Promise<void> {
    const who = this.place.querySelector("#who");
    if (!who) return;
    await htmx.ajax("get", `${this.path()}/who`, { target: "#who", swap: "outerHTML" });
  }

  private clicked(event: Event): void {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
    if (!pressed) return;
    const { act, value = "" } = pressed.dataset;
    if (act === "person") this.set("person", value, 0);
    else if (act === "close") void this.close();
    else if (act === "field") this.field(value)?.focus();
    else if (act === "aside") {
      const reason = this.place.querySelector<HTMLInputElement>("#aside-reason");
      if (reason?.reportValidity()) void this.putAside(reason.value);
    }
    if (act === "person")
      // After choosing who, the next question is why.
      window.setTimeout(() => this.place.querySelector<HTMLElement>("[name=reason]")?.focus({ preventScroll: true }), 0);
  }

  /** Enter closes when nothing is missing; inside a text it needs Ctrl, because there it means a new line. */
  private entered(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.target instanceof HTMLElement)) return;
    if (event.target.id === "aside-reason") {
      event.preventDefault();
      this.place.querySelector<HTMLElement>("[data-act=aside]")?.click();
      return;
    }
    if (event.target.matches("textarea, button, summary, a, [type=search]") && !event.ctrlKey) return;
    event.preventDefault();
    if (this.closable) void this.close();
  }

  private field(name: string): HTMLElement | null {
    const all = [...this.place.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"], [data-for="${CSS.escape(name)}"]`)];
    return all.find((one) => one.type !== "radio" || one.checked) ?? all[0] ?? null;
  }

  private showMissing(): void {
    const list = this.place.querySelector<HTMLElement>("#missing");
    const button = this.place.querySelector<HTMLButtonElement>("#close-card");
    if (!list || !button) return;
    button.disabled = this.closed || !this.closable || this.missing.length > 0;
    const names = new Set(this.missing.map(({ field }) => field));
    for (const part of this.place.querySelectorAll<HTMLElement>("[data-part]")) {
      const wants = (part.dataset.part ?? "").split(" ").some((field) => names.has(field));
      part.toggleAttribute("data-complete", !wants);
    }
    list.replaceChildren(
      ...(this.missing.length
        ? [
            el("span", { class: "missing-label" }, gettext("Still to fill in:")),
            ...this.missing.map(({ field, label }) => el("button", { type: "button", class: "missing-field", "data-act": "field", "data-value": field }, label)),
          ]
        : [el("span", { class: "missing-none" }, icon("circle-check"), this.closable ? gettext("Everything is filled in: Enter closes") : gettext("Everything is filled in"))]),
    );
  }

  private showErrors(errors: Record<string, string>, fields: string[]): void {
    for (const name of fields) {
      const field = this.field(name);
      field?.classList.toggle("is-invalid", name in errors);
      const place = this.place.querySelector<HTMLElement>(`[data-error="${CSS.escape(name)}"]`);
      if (place) place.textContent = errors[name] ?? "";
    }
  }

  private refused(problem: unknown): void {
    if (!(problem instanceof Refused)) throw problem;
    this.onRefused(problem);
  }

  private say(sign: string, text: string, trouble = false): void {
    const place = this.place.querySelector<HTMLElement>("#saved");
    place?.replaceChildren(icon(sign), el("span", {}, text));
    place?.toggleAttribute("data-trouble", trouble);
  }

  private path(): string {
    return `/desk/cards/${this.id}`;
  }
}
