// What both watching screens show alike: the connection, the service levels with their formulas, a large figure.
import { gettext } from "../../desk/ts/catalogue";
import { byId, el, icon, type Child } from "../../desk/ts/dom";
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

export function showLevels({ today, rules }: World): void {
  const day = today.all;
  for (const name of ["negative", "ignored", "positive"] as const) {
    const text = percent(day?.[name]);
    const place = byId(`level-${name}`);
    if (place.textContent !== text) place.textContent = text;
  }
  byId("level-threshold").textContent = gettext("T = {n} s, the longest wait of clause 2.", { n: rules.limit / 1000 });
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
