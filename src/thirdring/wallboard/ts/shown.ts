// What both watching screens show alike: the connection, the service levels with their formulas, a large figure.
import { gettext } from "../../desk/ts/catalogue";
import { byId, el, icon, renderOnChange, type Child } from "../../desk/ts/dom";
import type { World } from "./world";
import { percent } from "./words";

export function showConnection(retryInMs: number | null): void {
  const place = byId("connection");
  place.hidden = retryInMs === null;
  place.replaceChildren(
    icon("wifi-off"),
    el("span", {}, gettext("No live connection: what you see may be old. Trying again in {n} s.", { n: Math.ceil((retryInMs ?? 0) / 1000) })),
  );
}

/** Of the whole day or, where the page lets one choose, of one line or queue; each beside what is usual for it. */
export function showLevels(world: World): void {
  const { today, usual, rules } = world;
  const choice = document.querySelector<HTMLSelectElement>("#levels-of");
  if (choice) offerChoice(choice, world);
  const key = choice?.value || "all";
  for (const name of ["negative", "ignored", "positive"] as const) {
    write(`level-${name}`, percent(today[key]?.[name]));
    write(`usual-${name}`, usual[key]?.[name] == null ? "" : gettext("usually {share}", { share: percent(usual[key]?.[name]) }));
  }
  byId("level-threshold").textContent = gettext("T = {n} s, the longest wait of clause 2.", { n: rules.limit / 1000 });
}

function write(id: string, text: string): void {
  const place = byId(id);
  if (place.textContent !== text) place.textContent = text;
}

function offerChoice(choice: HTMLSelectElement, { lines, queues }: World): void {
  const chosen = choice.value;
  const options: [value: string, name: string][] = [
    ["all", gettext("the whole day")],
    ...Object.entries(lines).map(([key, { name }]): [string, string] => [`line:${key}`, `${key} ${name}`]),
    ...Object.entries(queues).map(([key, { name }]): [string, string] => [`queue:${key}`, name]),
  ];
  if (document.activeElement === choice) return; // nothing changes under the hand
  renderOnChange(choice, JSON.stringify(options), () => options.map(([value, name]) => el("option", { value, selected: value === chosen }, name)));
}

export interface Figure {
  key: string;
  name: string;
  value: Child;
  notes: Child[];
  level?: "good" | "warn" | "bad" | undefined;
  link?: string | undefined;
}

export function figure({ key, name, value, notes, level, link }: Figure): HTMLElement {
  return el(
    link ? "a" : "div",
    { class: "big", "data-figure": key, "data-level": level ?? null, href: link ?? null },
    el("span", { class: "big-name" }, name),
    el("b", { class: "big-value" }, value),
    el("span", { class: "big-notes" }, ...notes.filter(Boolean).map((note) => el("span", {}, note))),
  );
}
