// The supervisor's page: every call and every operator, alarms, what is owed, the day. Keys: / filters, arrows walk
// through the rows, Enter opens a call's card, N takes note of the first alarm, Z takes the last order back; letters on a
// row press its buttons.
import { gettext } from "../../desk/ts/catalogue";
import { Clock } from "../../desk/ts/clock";
import { post, Refused } from "../../desk/ts/commands";
import { byId, el, embedded, icon, renderOnChange } from "../../desk/ts/dom";
import { notice } from "../../desk/ts/notices";
import { number } from "../../desk/ts/numbers";
import { callRows, type Listening } from "./callers";
import { Chart } from "./chart";
import { Chime } from "./chime";
import { Directing, type DirectingPage } from "./directing";
import { Feed } from "./feed";
import { bigFigures, signature } from "./figures";
import { operatorRows } from "./people";
import { Rows } from "./rows";
import { showConnection, showLevels } from "./shown";
import type { World } from "./world";
import { alarmSentence, alarmsInOrder, isGrave, operatorState, OPERATOR_STATES } from "./words";

interface Page extends DirectingPage {
  stream: string;
  problems: string;
  alarms: string;
  orders: string;
  calls: string;
  directs: boolean;
  listens: boolean;
  operator: number | null;
  zone: string;
  language: string;
}

const found = embedded<Page>("page");
if (!found) throw new Error("the page brings no settings");
const page: Page = found;

const PROBLEMS_EVERY_MS = 30_000;
const time = new Intl.DateTimeFormat(page.language, { timeZone: page.zone, hour: "2-digit", minute: "2-digit" });
const iso = new Intl.DateTimeFormat("sv-SE", { timeZone: page.zone, dateStyle: "short", timeStyle: "short" });

const chime = new Chime();
const feed = new Feed(page.stream, draw, showConnection);
const clock = new Clock(() => feed.now());
const calls = new Rows(byId("calls"));
const operators = new Rows(byId("operators"));
const chart = new Chart(byId("chart"), page.language, page.zone, (begins) => {
  window.location.href = `${page.calls}?since=${at(begins)}&until=${at(begins + 15 * 60_000)}`;
});
const filter = byId<HTMLInputElement>("filter");
const states = new Set<string>();
const listening: Listening | null = page.listens && page.operator !== null ? { me: page.operator, wish } : null;
const directing = page.directs ? new Directing(page) : null;
const direct = directing && ((operator: string) => feed.world && directing.open(operator, feed.world));
let unservable = "";

feed.open();
window.setInterval(redraw, 1_000);
window.setInterval(() => void fetchProblems(), PROBLEMS_EVERY_MS);
window.addEventListener("hand-lifted", redraw);
filter.addEventListener("input", redraw);
byId("levels-of").addEventListener("change", (event) => {
  if (event.target instanceof HTMLElement) event.target.blur(); // from here on it follows the centre again
  redraw();
});
document.addEventListener("keydown", pressed);

const at = (moment: number): string => encodeURIComponent(iso.format(moment).replace(" ", "T"));

function redraw(): void {
  if (feed.world) draw(feed.world);
}

function draw(world: World): void {
  const now = feed.now();
  document.body.dataset.live = "true";
  chime.heed(world, now);
  renderOnChange(byId("figures"), signature(world, now), () => bigFigures(world, now, (figure) => `${page.calls}?figure=${figure}`));
  drawStateFilters(world);
  const shownCalls = calls.draw(callRows(world, page.calls, now, listening), filter.value);
  const shownOperators = operators.draw(operatorRows(world, { ...page, direct }, now, states), filter.value);
  tell("no-calls", shownCalls ? "" : Object.keys(world.calls).length ? gettext("No call fits the filter.") : gettext("Nobody calls at the moment."));
  tell("no-operators", shownOperators ? "" : Object.keys(world.operators).length ? gettext("No operator fits the filter.") : gettext("Nobody is on shift."));
  byId("calls-count").textContent = String(Object.keys(world.calls).length || "");
  byId("operators-count").textContent = String(Object.keys(world.operators).length || "");
  directing?.show(world);
  drawAlarms(world);
  drawOverdue(world);
  chart.show(world);
  showLevels(world);
  const nowUnservable = JSON.stringify(Object.values(world.queues).map((queue) => queue.unservable));
  if (unservable && unservable !== nowUnservable) void fetchProblems();
  unservable = nowUnservable;
  clock.tick();
}

function tell(id: string, text: string): void {
  byId(id).hidden = !text;
  byId(id).textContent = text;
}

function drawStateFilters(world: World): void {
  const shown = OPERATOR_STATES.filter((state) => world.states[state] || states.has(state));
  renderOnChange(byId("state-filters"), JSON.stringify([world.states, [...states]]), () =>
    shown.map((state) =>
      el(
        "button",
        {
          type: "button",
          class: "chip",
          "data-state": state,
          "aria-pressed": String(states.has(state)),
          click: () => {
            if (!states.delete(state)) states.add(state);
            redraw();
          },
        },
        el("span", { class: "dot" }),
        operatorState(state),
        el("b", {}, String(world.states[state] ?? 0)),
      ),
    ),
  );
}

function drawAlarms(world: World): void {
  const standing = alarmsInOrder(world);
  const sentences = standing.map(([, alarm]) => alarmSentence(alarm, world));
  renderOnChange(byId("alarms"), JSON.stringify([standing, sentences]), () =>
    standing.length
      ? standing.map(([key, alarm], place) =>
          el(
            "div",
            { class: "alarm", "data-alarm": key, "data-kind": alarm.kind, "data-grave": isGrave(alarm), "data-noted": alarm.noted !== null },
            icon(alarm.noted ? "check" : "alert-triangle"),
            el("div", {}, el("b", {}, sentences[place] ?? ""), " ", alarm.noted ? el("small", {}, gettext("seen to by {who}, {time}", { who: alarm.noted.by, time: time.format(alarm.noted.at) })) : el("small", { "data-since": alarm.since })),
            alarm.noted ? null : el("button", { type: "button", class: "btn btn-sm", click: () => void note(key) }, gettext("I see to it"), place === 0 ? el("kbd", { class: "key" }, "N") : null),
          ),
        )
      : [el("p", { class: "quiet" }, icon("circle-check"), gettext("Nothing to be alarmed about."))],
  );
}

const KINDS: Record<string, () => string> = { "call back": () => gettext("call back"), "answer message": () => gettext("answer a message") };

function drawOverdue(world: World): void {
  const late = Object.entries(world.overdue).sort(([, a], [, b]) => a.due - b.due);
  renderOnChange(byId("overdue"), JSON.stringify(late), () =>
    late.length
      ? late.map(([key, owed]) =>
          el(
            "a",
            { class: "owed", href: `${page.calls}${encodeURIComponent(owed.call)}/`, "data-promise": key },
            el("div", {}, el("b", {}, `${KINDS[owed.kind]?.() ?? owed.kind} · ${number(owed.number)}`), el("small", {}, owed.attempts ? gettext("{owner}, tried {n} times", { owner: owed.owner, n: owed.attempts }) : owed.owner)),
            el("span", { class: "late", "data-since": owed.due, title: gettext("was due at {time}", { time: time.format(owed.due) }) }),
          ),
        )
      : [el("p", { class: "quiet" }, icon("circle-check"), gettext("Every promise is within its time."))],
  );
}

async function note(alarm: string): Promise<void> {
  await attempt(() => post(page.alarms, { alarm }));
}

function wish(call: string, what: string): void {
  void attempt(() => post(page.orders, { call, wish: what, key: crypto.randomUUID() }));
}

async function attempt(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    notice(problem.message);
  }
}

async function fetchProblems(): Promise<void> {
  const answer = await fetch(page.problems).catch(() => null); // without a connection the old ones stay
  if (answer?.ok && !answer.redirected) byId("problems").innerHTML = await answer.text();
}

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || (event.target instanceof Element && event.target.closest("dialog"))) return;
  if (event.target === filter) {
    if (event.key === "Escape") {
      filter.value = "";
      filter.blur();
      redraw();
    } else if (event.key === "ArrowDown") document.querySelector<HTMLElement>(".floor-table tbody tr")?.focus();
    else return;
  } else if (event.key === "/" || event.code === "Slash") filter.focus();
  else if (event.code === "KeyZ" && document.querySelector(".notice-undo")) document.querySelector<HTMLElement>(".notice-undo")?.click();
  else if (event.code === "KeyN") document.querySelector<HTMLElement>("#alarms .alarm button")?.click();
  else {
    const row = document.activeElement?.closest("tr[data-row]");
    const button = event.code.startsWith("Key") && row?.querySelector<HTMLElement>(`[data-letter="${event.code.slice(3)}"]`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
}
