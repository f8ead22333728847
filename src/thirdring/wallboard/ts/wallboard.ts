// The screen on the wall: five figures that are read from ten metres, then lists; alarms before all.
import { gettext } from "../../desk/ts/catalogue";
import { Clock, duration } from "../../desk/ts/clock";
import { byId, el, embedded, icon, renderOnChange, type Child } from "../../desk/ts/dom";
import { Chime } from "./chime";
import { Feed } from "./feed";
import { bigFigures, compared, signature } from "./figures";
import { showConnection, showLevels } from "./shown";
import type { Line, Queue, World } from "./world";
import { alarmSentence, alarmsInOrder, count, expected, isGrave, NOTHING, operatorState, OPERATOR_STATES, percent, unservable } from "./words";

const ALARMS_SHOWN = 4;
const ROWS_SHOWN = 9;
const ROWS_AT_LEAST = 3;
const WIDE_PX = 1_100;

const page = embedded<{ stream: string; zone: string; language: string }>("page");
if (!page) throw new Error("the page brings no settings");

const chime = new Chime();
const feed = new Feed(page.stream, draw, showConnection);
const clock = new Clock(() => feed.now());
const time = new Intl.DateTimeFormat(page.language, { timeZone: page.zone, hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(page.language, { timeZone: page.zone, weekday: "long", day: "numeric", month: "long" });

feed.open();
window.setInterval(() => {
  if (feed.world) draw(feed.world);
}, 1_000); // limits are overrun without news from the server
window.addEventListener("hand-lifted", () => feed.world && draw(feed.world));

let rows = ROWS_SHOWN;
let heads = "";

/** A screen on the wall cannot be scrolled: the lists show as many rows as there is room for. */
function fit(world: World): void {
  const present = `${Math.min(ALARMS_SHOWN, Object.keys(world.alarms).length)} ${window.innerWidth} ${window.innerHeight}`;
  if (present !== heads) [heads, rows] = [present, ROWS_SHOWN];
  do {
    drawQueues(world, feed.now(), rows);
    drawLines(world, Math.max(ROWS_AT_LEAST, rows - 3));
  } while (window.innerWidth > WIDE_PX && document.documentElement.scrollHeight > window.innerHeight && (rows -= 1) >= ROWS_AT_LEAST);
  rows = Math.max(rows, ROWS_AT_LEAST);
}

function draw(world: World): void {
  const now = feed.now();
  document.body.dataset.live = "true";
  byId("time").textContent = time.format(now);
  byId("time").title = weekday.format(now);
  chime.heed(world, now);
  renderOnChange(byId("figures"), signature(world, now), () => bigFigures(world, now));
  drawAlarms(world);
  drawStates(world);
  drawPromises(world);
  drawChoice(world);
  showLevels(world);
  fit(world);
  clock.tick();
}

function drawAlarms(world: World): void {
  const standing = alarmsInOrder(world);
  renderOnChange(byId("alarms"), JSON.stringify([standing, world.rules, standing.map(([, alarm]) => world.queues[alarm.queue]?.name)]), () => [
    ...standing.slice(0, standing.length > ALARMS_SHOWN ? ALARMS_SHOWN - 1 : ALARMS_SHOWN).map(([key, alarm]) =>
      el(
        "div",
        { class: "wall-alarm", "data-alarm": key, "data-grave": isGrave(alarm), "data-noted": alarm.noted !== null },
        icon(alarm.noted ? "check" : "alert-triangle"),
        el("b", {}, alarmSentence(alarm, world)),
        el("span", { "data-since": alarm.since }),
        alarm.noted ? el("small", {}, gettext("seen to")) : null,
      ),
    ),
    standing.length > ALARMS_SHOWN ? el("div", { class: "wall-alarm wall-alarm-more" }, gettext("and {n} more", { n: standing.length - ALARMS_SHOWN + 1 })) : null,
  ]);
}

function drawQueues(world: World, now: number, most: number): void {
  const late = (queue: Queue) => queue.oldest !== null && now - queue.oldest > world.rules.limit;
  // Where something goes on comes first; what is quiet is only counted, so that the screen never scrolls.
  const weight = ([key, queue]: [string, Queue]) => (queue.unservable ? 1e6 : 0) + queue.waiting * 1e3 + queue.talking * 100 + queue.shift * 10 + (world.today[`queue:${key}`]?.offered ? 5 : 0) + (queue.entry ? 1 : 0);
  const all = Object.entries(world.queues).sort((a, b) => weight(b) - weight(a) || a[1].name.localeCompare(b[1].name));
  const shown = all.slice(0, most);
  renderOnChange(byId("queues"), JSON.stringify([most, all, all.map(([key, queue]) => [late(queue), world.today[`queue:${key}`], world.usual[`queue:${key}`]])]), () => [
    table(
      [gettext("Queue"), gettext("wait"), gettext("longest"), gettext("to expect"), gettext("told wrong by"), gettext("free / shift"), gettext("answered"), gettext("hung up"), gettext("level")],
      shown.map(([key, queue]) => {
        const day = world.today[`queue:${key}`];
        return el(
          "tr",
          { "data-queue": key, "data-late": late(queue), "data-trouble": queue.unservable !== "" },
          el("th", {}, queue.name, queue.unservable ? el("small", {}, unservable(queue.unservable, queue.lacking)) : null),
          cell(queue.waiting ? String(queue.waiting) : "", "strong waiting"),
          cell(queue.oldest === null ? "" : el("span", { "data-since": queue.oldest }, duration(now - queue.oldest)), "strong longest"),
          cell(expected(queue.expected)),
          cell(day?.told ? duration((day.toldError ?? 0) * 1000) : ""),
          cell(`${queue.free} / ${queue.shift}`, queue.shift ? "" : "none"),
          cell(count(day?.answered ?? 0)),
          cell(count(day?.abandoned ?? 0)),
          cell(level(world, `queue:${key}`), "strong"),
        );
      }),
    ),
    all.length > shown.length ? el("p", { class: "wall-more" }, gettext("and {n} quiet ones", { n: all.length - shown.length })) : null,
    all.length ? null : el("p", { class: "quiet" }, gettext("No queues yet: the administration makes them.")),
  ]);
}

function drawLines(world: World, most: number): void {
  const all = Object.entries(world.lines).sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
  const usualDays = world.usual.all?.days ?? 0;
  renderOnChange(byId("lines"), JSON.stringify([most, all, all.map(([key]) => [world.today[`line:${key}`], world.usual[`line:${key}`]])]), () => [
    table(
      [gettext("Line"), gettext("wait"), gettext("talk"), gettext("came today"), gettext("usually"), gettext("answered"), gettext("hung up"), gettext("level")],
      all.slice(0, most).map(([key, line]: [string, Line]) => {
        const day = world.today[`line:${key}`];
        const came = compared(world, `line:${key}`, "arrived");
        return el(
          "tr",
          { "data-line": key },
          el("th", {}, el("span", { class: "tabular" }, key), " ", el("small", {}, line.name)),
          cell(line.waiting ? String(line.waiting) : "", "strong waiting"),
          cell(line.talking ? String(line.talking) : ""),
          cell(came.today, "strong came"),
          cell(came.usual ? el("span", {}, came.usual, " ", el("small", {}, came.change)) : ""),
          cell(count(day?.answered ?? 0)),
          cell(count(day?.abandoned ?? 0)),
          cell(level(world, `line:${key}`), "strong"),
        );
      }),
    ),
    el("p", { class: "wall-more" }, usualDays ? gettext("Usually: the mean of the last {n} such weekdays up to this time", { n: usualDays }) : gettext("No such weekday of the last four weeks had calls: nothing to compare with yet")),
  ]);
}

/** Today's service level, beside what is usual for this weekday. */
function level({ today, usual }: World, key: string): HTMLElement {
  const before = usual[key]?.negative;
  return el("span", {}, percent(today[key]?.negative), before == null ? null : el("small", {}, ` ${percent(before)}`));
}

function drawStates({ states }: World): void {
  const shift = Object.values(states).reduce((all, n) => all + n, 0);
  renderOnChange(byId("states"), JSON.stringify(states), () => [
    ...OPERATOR_STATES.filter((state) => states[state]).map((state) => {
      const bar = el("i", {});
      bar.style.width = `${(100 * (states[state] ?? 0)) / shift}%`;
      return el("div", { class: "state-line", "data-state": state }, el("span", { class: "dot" }), el("span", {}, operatorState(state)), el("b", {}, String(states[state])), el("span", { class: "state-bar" }, bar));
    }),
    shift ? null : el("p", { class: "quiet" }, gettext("nobody is on shift")),
  ]);
}

function drawPromises({ promises }: World): void {
  renderOnChange(byId("promises"), JSON.stringify(promises), () => [
    el(
      "div",
      { class: "trio trio-of-four" },
      small("open", gettext("open"), promises.open),
      small("near", gettext("due soon"), promises.near, promises.near ? "warn" : undefined),
      small("overdue", gettext("overdue"), promises.overdue, promises.overdue ? "bad" : undefined),
      el("div", { class: "small-figure" }, el("b", {}, promises.next ? time.format(promises.next) : NOTHING), el("span", {}, gettext("next due"))),
    ),
  ]);
}

function drawChoice(world: World): void {
  const day = world.today.all;
  renderOnChange(byId("choice"), JSON.stringify([day, world.rules]), () =>
    day?.choices
      ? [
          el("div", { class: "trio trio-of-four" }, small("choices", gettext("offered"), day.choices), small("message", gettext("message"), day.message), small("call-back", gettext("call back"), day.callBack), small("waited-on", gettext("waited on"), day.waitedOn)),
        ]
      : [el("p", { class: "quiet" }, gettext("Nobody has waited for {n} s today", { n: world.rules.limit / 1000 }))],
  );
}

function table(heads: string[], rows: HTMLElement[]): HTMLElement {
  const made = el("table", { class: "wall-table" }, el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", {}, head)))), el("tbody", {}, ...rows));
  made.style.setProperty("--rows", String(rows.length + 1));
  return made;
}

const cell = (child: Child, kind = ""): HTMLElement => el("td", { class: kind || null }, child);

function small(key: string, name: string, value: number, level?: "warn" | "bad"): HTMLElement {
  return el("div", { class: "small-figure", "data-figure": key, "data-level": level ?? null }, el("b", {}, count(value)), el("span", {}, name));
}
