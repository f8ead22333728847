// The card in the middle: the server draws it, this module keeps what is typed. Everything is saved by itself, field
// by field; what could not be saved stays here and in the browser's draft and is tried again. Where a colleague has
// changed the same field, a hand chooses. The server alone says what is still missing.
import htmx from "htmx.org";
import { CardFoot, type Ending, type Missing } from "./cardfoot";
import { gettext } from "./catalogue";
import { Clashes, verdict } from "./clash";
import { post, Refused } from "./commands";
import { el, icon } from "./dom";
import { draftOf, keepDraft, type Typed } from "./drafts";
import { drawEditors } from "./editors";
import { fieldsOf, labelOf, readable, setField } from "./fields";
import type { CardFacts } from "./passing";
import { CardPresence, type Editor } from "./presence";

htmx.config.includeIndicatorStyles = false; // no style element of its own: a strict content policy forbids it
htmx.config.allowEval = false;

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
  private reason = "";
  private told = "";
  private stands = false;
  private awaitsCaret = false; // it was to go to the first field before there was one
  private id = "";
  private version = 0;
  private unsaved = new Map<string, string>();
  private notes = new Map<string, boolean>(); // what was said and is not on the card yet; whether it is to be saved at once
  private stored = new Map<string, string>(); // as the server had it last
  private readonly sent = new Map<string, string[]>(); // under way at some time: the server may have any of it
  private readonly foot: CardFoot;
  private readonly clashes: Clashes;
  private readonly presence: CardPresence;
  private editors: Editor[] = [];
  private kept = true; // the draft is in the browser's storage
  private saving: Promise<void> | null = null;
  private timer = 0;
  leavesBy: "" | "close" | "pass-on" | "aside" = ""; // how the hand has left it, also after it is gone
  private left = false; // closed, put aside or left to the colleague by this desk: what follows comes by the stream

  constructor(
    private readonly place: HTMLElement,
    private readonly urlOf: (call: string) => string,
    private readonly onShown: (call: string) => void,
    private readonly onRefused: (refusal: Refused) => void,
    private readonly onFinished: (how: "close" | "pass-on" | "aside") => void = () => undefined,
  ) {
    this.foot = new CardFoot(place);
    this.clashes = new Clashes(place, (field, value) => this.decided(field, value), () => this.showWaiting());
    this.presence = new CardPresence(
      (editors) => {
        this.editors = editors;
        drawEditors(place, editors);
      },
      (card, version) => void this.changedElsewhere(Number(card), version),
    );
    place.addEventListener("focusin", (event) => this.presence.writes(event.target instanceof HTMLElement && labelOf(event.target.getAttribute("name") ?? "") ? (event.target.getAttribute("name") ?? "") : ""));
    place.addEventListener("focusout", () => this.presence.writes(""));
    place.addEventListener("input", (event) => this.noticed(event.target, QUIET_MS));
    place.addEventListener("change", (event) => this.noticed(event.target, 0));
    place.addEventListener("click", (event) => this.clicked(event));
    place.addEventListener("keydown", (event) => this.entered(event));
    place.addEventListener("toggle", ({ target }) => target instanceof HTMLDetailsElement && target.open && target.querySelector<HTMLElement>("#aside-reason")?.focus(), true); // it does not bubble
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved.size && !this.kept) event.preventDefault(); // a draft survives, what is not even that would not
    });
  }

  /**
   * Shows the card that was made for the call `call`. `onShown` is told when it really stands on the screen for
   * `reason`, the call under way: another one when somebody is called back; "" when nobody speaks yet.
   */
  async show(call: string, reason: string): Promise<void> {
    this.reason = reason;
    if (call !== this.call) {
      void this.flush();
      this.call = call;
      this.leavesBy = "";
      this.left = this.stands = this.awaitsCaret = this.closed = false;
      this.told = this.id = "";
      this.place.replaceChildren(el("p", { class: "text-secondary card-awaited" }, gettext("The card is being opened…")));
      for (let wait = 150; this.call === call && !(await this.load()); wait = Math.min(2_000, wait * 2))
        await new Promise((resume) => setTimeout(resume, wait)); // the engine is about to make it
      if (this.call !== call) return;
      this.setEnding(this.foot.ending);
      if (this.awaitsCaret && document.activeElement === document.body) this.focusFirst();
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      this.stands = this.call === call;
    }
    if (!this.stands || !this.reason || this.told === this.reason) return;
    this.told = this.reason;
    this.onShown(this.reason);
  }

  /** Whether the card that was made for the call `call` really stands on the screen. */
  shows(call: string): boolean {
    return this.stands && this.call === call;
  }

  /** What stands on the card already of who calls and why, saved or not. */
  facts(): CardFacts {
    const value = (name: string) => this.place.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`)?.value.trim() ?? "";
    const caller = this.place.querySelector(".person-name")?.textContent?.trim() || value("person_name");
    const anonymous = this.place.querySelector<HTMLInputElement>("[name=anonymous]")?.checked ?? false;
    return { who: anonymous || caller !== "", reason: value("reason") !== "", caller, phone: value("phone") };
  }

  /** Keeps on the card that a speech module was said; `at` "once", or with whatever is saved next. */
  note(what: string, at: "once" | "next"): void {
    if (this.closed) return;
    this.notes.set(what, at === "once" || (this.notes.get(what) ?? false));
    if (at === "next") return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), QUIET_MS);
  }

  /** Resolves when nothing that was typed is still on its way. */
  settled(): Promise<void> {
    return this.flush();
  }

  clear(): void {
    this.call = this.reason = this.told = "";
    this.stands = false;
    this.id = "";
    this.closed = this.left = false;
    this.unsaved.clear();
    this.notes.clear();
    this.clashes.clear();
    this.presence.watch("");
  }

  /** The caret goes to the first thing to ask: who, when it is not known yet, else why; once the card is there. */
  focusFirst(): void {
    const wanted = this.foot.missing[0]?.field;
    const field = (wanted && this.field(wanted)) || this.place.querySelector<HTMLElement>("[name=reason]");
    field?.focus({ preventScroll: true });
    this.awaitsCaret = !field;
  }

  focusOn(field: string): void {
    this.field(field)?.focus({ preventScroll: true });
  }

  async end(): Promise<void> {
    await this.flush();
    if (this.foot.ending === "none") return;
    if (this.clashes.waiting.length) return this.clashes.focus();
    if (this.foot.wanted().length || this.unsaved.size) this.focusFirst();
    else await this.finish(this.foot.ending === "keep" ? "close" : this.foot.ending, {});
  }

  async putAside(reason: string): Promise<void> {
    await this.flush();
    if (this.clashes.waiting.length) this.clashes.focus();
    else await this.finish("aside", { reason });
  }

  setEnding(ending: Ending): void {
    this.foot.leave(ending);
    // A colleague has closed it meanwhile: nothing is left to do here.
    if (this.closed && (ending === "close" || ending === "pass-on")) void this.finish("close", {});
  }

  private async finish(how: "close" | "pass-on" | "aside", body: object): Promise<void> {
    if (this.left || !this.id) return;
    this.left = true;
    this.leavesBy = how;
    const { id, version } = this;
    const seen = new Map(this.stored);
    try {
      await post(`${this.path()}/${how}`, { ...body, version: this.version });
      if (this.id !== id) return; // the next one stands there already
      this.closed ||= how === "close";
      if (this.closed) this.presence.watch("");
      this.foot.say("check", { close: gettext("card closed"), "pass-on": gettext("left to the colleague"), aside: gettext("card put aside") }[how]);
      this.onFinished(how);
    } catch (problem) {
      if (this.id === id) this.left = false;
      if (problem instanceof Refused && problem.code === "stale" && (await this.isAsSeen(id, version, seen))) return this.finish(how, body);
      this.refused(problem);
    }
  }

  /** Whether a card that has changed meanwhile still says the same: a save of this very page, on its way in a reload. */
  private async isAsSeen(id: string, version: number, seen: Map<string, string>): Promise<boolean> {
    await this.merge();
    return this.id === id && this.version > version && !this.closed && [...this.stored].every(([name, value]) => seen.get(name) === value);
  }

  private async load(): Promise<boolean> {
    const { call } = this;
    const answer = await fetch(this.urlOf(call)).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    if (!text || this.call !== call) return false;
    this.place.innerHTML = text;
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
    this.foot.missing = JSON.parse(card.dataset.missing ?? "[]") as Missing[];
    this.unsaved.clear();
    this.sent.clear();
    this.clashes.clear();
    this.stored = new Map(fieldsOf(this.place));
    this.takeUpDraft();
    this.presence.watch(this.closed ? "" : this.id);
    drawEditors(this.place, this.editors);
    this.foot.show();
    return true;
  }

  /** What was typed here before a reload, a crash or the end of the session, and never reached the server. */
  private takeUpDraft(): void {
    const draft = Object.entries(draftOf(this.id));
    if (this.closed) this.tellUnsaved(new Map(draft.map(([name, { mine }]) => [name, mine])));
    if (this.closed || !draft.length) return;
    for (const [name, { mine, base, sent }] of draft) {
      const theirs = this.stored.get(name) ?? "";
      if (sent) this.sent.set(name, sent);
      this.unsaved.set(name, mine);
      if (this.weigh(name, base, theirs)) setField(this.place, name, mine);
    }
    if (!this.unsaved.size) return this.keep();
    this.foot.say("circle-dashed", gettext("taken up where you left off"));
    this.timer = window.setTimeout(() => void this.flush(), 0);
  }

  /** Somebody else has changed this card: what they wrote appears, what is being written here stays. */
  async changedElsewhere(id: number, version: number): Promise<void> {
    if (String(id) !== this.id || version <= this.version) return;
    await this.saving;
    if (String(id) === this.id && version > this.version) await this.merge();
  }

  /** What is still missing may be more by now: somebody speaks with the person. */
  async refresh(): Promise<void> {
    await this.saving;
    if (this.id) await this.merge();
  }

  private async merge(): Promise<void> {
    const answer = await fetch(this.urlOf(this.call)).catch(() => null);
    if (!answer?.ok) return;
    const theirs = document.createElement("template");
    theirs.innerHTML = await answer.text();
    const card = theirs.content.querySelector<HTMLElement>("[data-card]");
    if (card?.dataset.card !== this.id || Number(card.dataset.version) < this.version) return;
    this.version = Number(card.dataset.version);
    if (card.dataset.state === "closed") {
      const unsaved = new Map(this.unsaved);
      this.place.replaceChildren(card);
      this.adopt();
      this.tellUnsaved(unsaved);
      this.setEnding(this.foot.ending);
      return;
    }
    this.foot.missing = JSON.parse(card.dataset.missing ?? "[]") as Missing[];
    const values = fieldsOf(card);
    this.replaceWho(card);
    for (const [name, value] of values) {
      const keepsMine = this.weigh(name, this.stored.get(name), value, card.dataset.by);
      if (!keepsMine) setField(this.place, name, value);
      this.stored.set(name, value);
    }
    this.keep();
    this.foot.show();
    this.showWaiting();
  }

  /** Whether what is typed here stays in the field: it is newer, or it waits for a choice. */
  private weigh(name: string, base: string | undefined, theirs: string, by = ""): boolean {
    const mine = this.unsaved.get(name);
    switch (verdict(base, mine, theirs, this.sent.get(name) ?? [])) {
      case "theirs":
        this.unsaved.delete(name);
        return false;
      case "clash":
        this.clashes.meet(name, mine ?? "", theirs, by);
    }
    return true;
  }

  /** Another person was chosen there: names, candidates and earlier cards look different, what is typed here stays. */
  private replaceWho(card: HTMLElement): void {
    const [here, there] = [this.place, card].map((place) => place.querySelector<HTMLElement>("#who"));
    if (!here || !there || here.dataset.person === there.dataset.person) return;
    const focused = here.contains(document.activeElement) ? (document.activeElement?.getAttribute("name") ?? "") : "";
    here.replaceWith(there);
    htmx.process(this.place);
    for (const [name] of fieldsOf(there)) {
      const mine = this.unsaved.get(name);
      if (mine !== undefined) setField(there, name, mine);
    }
    if (focused) this.field(focused)?.focus({ preventScroll: true });
  }

  /** A choice between two texts. */
  private decided(field: string, value: string): void {
    setField(this.place, field, value);
    this.put(field, value, 0);
  }

  /** The card was closed meanwhile: what was typed can still be read and copied. */
  private tellUnsaved(unsaved: Map<string, string>): void {
    keepDraft(this.id, {});
    const texts = [...unsaved].filter(([name, value]) => value.trim() && labelOf(name));
    if (!texts.length) return;
    const lines = texts.flatMap(([name, value]) => [el("small", {}, labelOf(name)), el("p", {}, readable(this.place, name, value))]);
    this.place.querySelector(".card-head")?.after(el("div", { class: "clash", role: "alert" }, el("b", { class: "clash-title" }, icon("alert-triangle"), gettext("The card was closed meanwhile. This did not get onto it:")), ...lines));
  }

  /** Keeps in the browser what the server does not have yet, and nothing else. */
  private keep(): void {
    const fields: Record<string, Typed> = {};
    for (const [name, mine] of this.unsaved) fields[name] = { mine, base: this.stored.get(name), sent: this.sent.get(name) };
    this.kept = keepDraft(this.id, fields);
  }

  private noticed(target: EventTarget | null, delay: number): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)) return;
    if (!target.name || target.dataset.own !== undefined) return;
    if (target instanceof HTMLInputElement && target.type === "radio" && !target.checked) return;
    const value = target instanceof HTMLInputElement && target.type === "checkbox" ? String(target.checked) : target.value;
    this.set(target.name, value, delay);
  }

  private set(field: string, value: string, delay: number): void {
    this.clashes.typed(field, value);
    this.put(field, value, delay);
  }

  private put(field: string, value: string, delay: number): void {
    if (!this.unsaved.size) this.foot.say("circle-dashed", gettext("not saved yet"));
    this.unsaved.set(field, value);
    this.keep();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), delay);
  }

  /** Saves everything that is not saved yet; resolves when nothing is under way. */
  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    while (this.saving) await this.saving;
    const noted = [...this.notes.values()].includes(true);
    if ((!this.ripe().length && !noted) || !this.id) return this.showWaiting();
    this.saving = this.save().finally(() => (this.saving = null));
    await this.saving;
  }

  private async save(): Promise<void> {
    const { id } = this;
    const sent = new Map(this.ripe());
    for (const [field, value] of sent) this.sent.set(field, [...(this.sent.get(field) ?? []), value]);
    this.keep();
    const said = [...this.notes.keys()];
    this.foot.say("refresh", gettext("saving…"));
    try {
      const saved = await post<Saved>(`${this.path()}/save`, { fields: { ...Object.fromEntries(sent), ...(said.length ? { said: said.join(" ") } : {}) }, version: this.version });
      if (this.id !== id) return;
      for (const what of said) this.notes.delete(what);
      for (const [field, value] of sent) {
        if (this.unsaved.get(field) === value) this.unsaved.delete(field);
        this.stored.set(field, value);
        this.sent.delete(field);
      }
      this.version = saved.version;
      this.foot.missing = saved.missing;
      this.keep();
      this.showErrors(saved.errors, [...sent.keys()]);
      this.foot.show();
      if (saved.redraw) await this.redrawWho();
      if (this.ripe().length) this.timer = window.setTimeout(() => void this.flush(), QUIET_MS);
      else if (Object.keys(saved.errors).length) this.foot.say("alert-triangle", gettext("not everything could be saved"), true);
      else this.foot.say("check", gettext("draft saved"));
      this.showWaiting();
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (this.id !== id) return; // what was typed is kept for when that card is opened again
      this.foot.say("alert-triangle", gettext("not saved, trying again"), true);
      if (problem.code === "stale" || problem.code === "closed") await this.merge();
      else if (problem.code !== "no-connection") this.onRefused(problem);
      if (!this.closed) this.timer = window.setTimeout(() => void this.flush(), problem.code === "stale" ? 0 : RETRY_MS);
    }
  }

  /** What can be saved now: all but the fields whose text is still to be chosen. */
  private ripe(): [string, string][] {
    return [...this.unsaved].filter(([field]) => !this.clashes.open(field));
  }

  private showWaiting(): void {
    if (this.clashes.waiting.length) this.foot.say("alert-triangle", gettext("choose whose text shall stand"), true);
  }

  private async redrawWho(): Promise<void> {
    const who = this.place.querySelector("#who");
    if (!who) return;
    await htmx.ajax("get", `${this.path()}/who`, { target: "#who", swap: "outerHTML" });
    window.dispatchEvent(new CustomEvent("person-changed"));
  }

  private clicked(event: Event): void {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
    if (!pressed) return;
    const { act, value = "" } = pressed.dataset;
    if (act === "person") this.set("person", value, 0);
    else if (act === "close") void this.end();
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
    void this.end();
  }

  private field(name: string): HTMLElement | null {
    const all = [...this.place.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"], [data-for="${CSS.escape(name)}"]`)];
    const choices = all.filter((one) => one.type === "radio");
    return choices.find((one) => one.checked) ?? choices[0] ?? all[0] ?? null;
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

  private path(): string {
    return `/desk/cards/${this.id}`;
  }
}
