// What to say at this moment (clause 7 of 141-П): the greeting while it rings and after, the words of waiting on hold,
// the closings and the tactics of clauses 9 and 10 by one key. The language is the line's until the operator changes it.
import { gettext } from "./catalogue";
import type { Language, Text } from "./directory";
import { el, icon, renderOnChange, type Child } from "./dom";
import { LANGUAGES, languageOf, noteOf, said, sourceOf, textOf, textsOf } from "./phrases";
import type { Call } from "./world";

type Tab = "greeting" | "waiting" | "closing" | "tactics";

const TABS: { tab: Tab; key: string; name: () => string }[] = [
  { tab: "greeting", key: "I", name: () => gettext("Greeting") },
  { tab: "waiting", key: "Q", name: () => gettext("Waiting") },
  { tab: "closing", key: "V", name: () => gettext("Closing") },
  { tab: "tactics", key: "J", name: () => gettext("Tactics") },
];
const TACTICS = ["tactics-aggressive", "tactics-complaint"];

export class WordsPane {
  private call = "";
  private language: Language = "ru";
  private chosen: Tab | null = null; // by the operator; null: what belongs to the moment
  private moment: Tab = "greeting";
  private tactics = 0;
  private done = new Set<string>(); // closings that have been said

  constructor(
    private readonly place: HTMLElement,
    private readonly caller: () => string,
    private readonly acts: { said: (what: string) => void; shown: (what: string) => void; changed: () => void },
  ) {}

  /** `hidden`: something else is said at this moment, in a pane of its own. */
  draw(call: Call | null, hidden: boolean): void {
    this.place.hidden = call === null || hidden;
    if (!call) return;
    if (call.id !== this.call) this.begin(call);
    const moment = momentOf(call);
    if (moment !== this.moment) {
      this.moment = moment;
      this.chosen = null;
    }
    if (this.place.hidden) return;
    const tab = this.chosen ?? this.moment;
    if (tab === "greeting" && call.joined) this.acts.shown(noteOf(greetingOf(call)));
    const caller = this.caller();
    renderOnChange(this.place, JSON.stringify([call.id, call.line, tab, this.language, this.tactics, caller, Boolean(call.passedOn), call.offer !== null, call.transfer !== null, [...this.done]]), () => [
      el("h2", { class: "help-title" }, icon("message-circle"), gettext("Say"), this.languages()),
      el("div", { class: "words-tabs", role: "tablist" }, ...TABS.map((one) => this.tabButton(one, tab))),
      el("div", { class: "words-body" }, ...this.body(tab, call, caller)),
    ]);
  }

  private begin(call: Call): void {
    this.call = call.id;
    this.language = languageOf(call.line);
    this.moment = momentOf(call);
    this.chosen = null;
    this.tactics = 0;
    this.done.clear();
  }

  private body(tab: Tab, call: Call, caller: string): Child[] {
    if (tab === "greeting") {
      const key = greetingOf(call);
      return [this.bubble(said(key, this.language, call.line, caller)), el("p", { class: "help-note" }, nextOf(call)), foot(key)];
    }
    if (tab === "waiting") return [this.bubble(said("waiting", this.language, call.line, caller)), el("p", { class: "help-note" }, gettext("And when you are back:")), this.bubble(said("waiting-over", this.language, call.line, caller)), foot("waiting")];
    if (tab === "closing") return [...textsOf("closing").map((text, place) => this.closing(text, place + 1)), foot("closing-thanks")];
    return this.tactic();
  }

  private bubble(words: string): HTMLElement {
    return el("div", { class: "say" }, words);
  }

  private closing(text: Text, place: number): HTMLElement {
    const over = this.done.has(text.key);
    return el(
      "button",
      { type: "button", class: "say say-choice", "data-key": String(place), "data-closing": text.key, "aria-pressed": String(over), click: () => this.sayClosing(text.key) },
      el("span", {}, text[this.language].plain),
      over ? icon("check") : el("kbd", { class: "key" }, String(place)),
    );
  }

  private sayClosing(key: string): void {
    this.done.add(key);
    this.acts.said(noteOf(key));
    this.acts.changed();
  }

  private tactic(): Child[] {
    const key = TACTICS[this.tactics] ?? "";
    const text = textOf(key);
    if (!text) return [];
    return [
      el("div", { class: "tactics-choice" }, ...TACTICS.map((one, place) => el("button", { type: "button", class: "tactics-kind", "aria-pressed": String(place === this.tactics), click: () => this.openTactics(place) }, textOf(one)?.[this.language].plain))),
      el("ol", { class: "tactics" }, ...text[this.language].steps.map((step) => el("li", {}, step))),
      foot(key),
    ];
  }

  private openTactics(place: number): void {
    this.tactics = place;
    this.acts.changed();
  }

  private tabButton({ tab, key, name }: (typeof TABS)[number], open: Tab): HTMLElement {
    return el("button", { type: "button", role: "tab", class: "words-tab", "data-key": key, "data-tab": tab, "aria-selected": String(tab === open), click: () => this.open(tab) }, name(), el("kbd", { class: "key" }, key));
  }

  /** The same key once more: the other tactic, or back to what belongs to the moment. */
  private open(tab: Tab): void {
    const again = (this.chosen ?? this.moment) === tab;
    if (again && tab === "tactics" && this.tactics === 0) this.tactics = 1;
    else {
      this.tactics = 0;
      this.chosen = again ? null : tab;
    }
    this.acts.changed();
  }

  private languages(): HTMLElement {
    const next = () => this.speak(LANGUAGES[(LANGUAGES.indexOf(this.language) + 1) % LANGUAGES.length] ?? "ru");
    return el(
      "span",
      { class: "words-languages" },
      ...LANGUAGES.map((language) => el("button", { type: "button", lang: language, "aria-pressed": String(language === this.language), click: () => this.speak(language) }, language)),
      el("button", { type: "button", class: "words-next", "data-key": "L", title: gettext("Another language (L)"), "aria-label": gettext("Another language (L)"), click: next }, el("kbd", { class: "key" }, "L")),
    );
  }

  private speak(language: Language): void {
    this.language = language;
    this.acts.changed();
  }
}

function momentOf(call: Call): Tab {
  return call.held ? "waiting" : call.ended ? "closing" : "greeting";
}

/** Whom a colleague has passed on need not begin anew. */
const greetingOf = (call: Call): string => (call.passedOn ? "greeting-passed-on" : "greeting");

function nextOf(call: Call): string {
  if (!call.passedOn) return gettext("Then: who calls and why. Write as you listen – it is saved by itself.");
  if (call.offer) return gettext("Read the card while it rings: then nobody has to tell it twice.");
  return call.transfer ? gettext("The caller hears music until your colleague puts you through.") : gettext("Then: go on where your colleague has stopped.");
}

function foot(key: string): HTMLElement {
  const text = textOf(key);
  return el("p", { class: "words-source" }, text ? sourceOf(text) : "");
}
