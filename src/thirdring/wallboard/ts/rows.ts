// A table whose rows stay where they are: each keeps its element as long as its entry lives, and is filled anew only
// when that has changed. So a focus is not lost, and nothing jumps under the hand.
import { el, renderOnChange, type Child } from "../../desk/ts/dom";

export interface Row {
  key: string;
  sign: string; // what the cells depend on
  search: string; // what the filter looks at
  attributes?: Record<string, string | boolean | null>;
  cells: () => Child[];
}

export class Rows {
  private readonly body: HTMLElement;
  private readonly elements = new Map<string, HTMLTableRowElement>();

  constructor(table: HTMLElement) {
    const body = table.querySelector("tbody");
    if (!body) throw new Error("the table has no body");
    this.body = body;
    body.addEventListener("keydown", (event) => this.step(event));
  }

  /** Shows these rows in this order; those that do not fit the filter are left out. Returns how many are shown. */
  draw(rows: Row[], filter: string): number {
    const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fitting = rows.filter(({ search }) => {
      const text = search.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
    const wanted = new Set(fitting.map(({ key }) => key));
    for (const [key, element] of this.elements)
      if (!wanted.has(key)) {
        element.remove();
        this.elements.delete(key);
      }
    fitting.forEach((row, place) => {
      const element = this.elements.get(row.key) ?? el("tr", { tabindex: "0", "data-row": row.key });
      this.elements.set(row.key, element);
      for (const [name, value] of Object.entries(row.attributes ?? {}))
        if (value === null || value === false) element.removeAttribute(name);
        else element.setAttribute(name, value === true ? "" : value);
      renderOnChange(element, row.sign, row.cells);
      if (this.body.children[place] !== element) this.body.insertBefore(element, this.body.children[place] ?? null);
    });
    return fitting.length;
  }

  private step(event: KeyboardEvent): void {
    const row = event.target instanceof Element ? event.target.closest("tr") : null;
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
    if (next instanceof HTMLElement) next.focus();
    else if (event.key === "Enter" && event.target === row) row.querySelector<HTMLAnchorElement>("a[href]")?.click();
    else return;
    event.preventDefault();
  }
}

/** A cell; `label` names it where the table is too narrow for heads. */
export const cell = (label: string, kind: string, ...children: Child[]): HTMLElement => el("td", { "data-label": label, class: kind || null }, ...children);
