// To whom a caller may be passed on: organisation → department → person or queue, and who is free at this moment.
import { gettext } from "./catalogue";
import { desk, directory, personOf, queueOf, type Organisation } from "./directory";
import { el, icon, renderOnChange, type Child } from "./dom";
import { stateName } from "./states";
import type { World } from "./world";

export type Target = { operator: number } | { queue: string };

export class Colleagues {
  private organisation: Organisation | null = null;
  private department: string | null = null; // "" stands for "without department"
  private wanted = "";

  constructor(
    private readonly place: HTMLElement,
    private readonly closeButton: () => HTMLElement,
    private readonly onChosen: (target: Target) => void,
    private readonly changed: () => void,
  ) {}

  begin(): void {
    this.wanted = "";
    if (directory.organisations.length === 1) this.organisation = directory.organisations[0] ?? null;
  }

  /** The frame with the field stands while somebody types in it; only what is listed below changes. */
  draw(world: World): void {
    renderOnChange(this.place, "list", () => [
      el("h2", { class: "help-title" }, icon("arrows-transfer-up"), gettext("Pass the caller on"), this.closeButton()),
      this.search(),
      el("div", { class: "targets" }),
    ]);
    const list = this.place.querySelector<HTMLElement>(".targets");
    if (!list) return;
    const states = this.people().map((id) => world.operators[id]?.[0] ?? "logged out").join();
    const waiting = Object.entries(world.queues).map(([key, queue]) => `${key}${queue.waiting}`).join();
    const key = `${this.organisation?.id ?? ""}|${this.department ?? "-"}|${this.wanted}|${states}|${waiting}`;
    renderOnChange(list, key, () => [
      this.crumbs(),
      ...(this.wanted ? this.found(world) : this.organisation ? this.inside(this.organisation, world) : this.organisations(world)),
    ]);
  }

  private search(): HTMLElement {
    const field = el("input", { type: "search", class: "form-control", placeholder: gettext("Name, department or queue"), value: this.wanted, "aria-label": gettext("Name, department or queue") });
    field.addEventListener("input", () => {
      this.wanted = field.value;
      this.changed();
    });
    field.addEventListener("keydown", (event) => {
      // The first Esc empties the field, as everywhere; in an empty one it is the key of the list.
      if (event.key === "Escape" && !field.value) this.place.querySelector<HTMLElement>("[data-key=Esc]")?.click();
      if (event.key !== "Enter" || event.isComposing || !this.wanted.trim()) return;
      event.preventDefault();
      this.place.querySelector<HTMLElement>(".target")?.click(); // the first that fits, as it stands on top
    });
    return el("div", { class: "input-icon mb-2" }, el("span", { class: "input-icon-addon" }, icon("search")), field);
  }

  private crumbs(): Child {
    if (this.wanted || !this.organisation) return null;
    const name = this.organisation.departments.find(({ key }) => key === this.department)?.name;
    return el(
      "button",
      { type: "button", class: "crumb", click: () => this.back() },
      icon("chevron-left"),
      name ? `${this.organisation.name} · ${name}` : this.organisation.name,
    );
  }

  private back(): void {
    if (this.department !== null) this.department = null;
    else this.organisation = null;
    this.changed();
  }

  private organisations(world: World): Child[] {
    return directory.organisations.map((organisation) =>
      this.row("building", organisation.name, this.freeOf(organisation.people.map(({ id }) => id), world), () => {
        this.organisation = organisation;
        this.department = null;
      }),
    );
  }

  private inside(organisation: Organisation, world: World): Child[] {
    const inDepartment = (key: string) => organisation.people.filter(({ department }) => department === key).map(({ id }) => id);
    if (this.department === null)
      return [
        ...organisation.departments
          .filter(({ key }) => inDepartment(key).length || organisation.queues.some(({ department }) => department === key))
          .map(({ key, name }) => this.row("sitemap", name, this.freeOf(inDepartment(key), world), () => (this.department = key))),
        ...organisation.queues.filter(({ department }) => !department).map(({ key }) => this.queueRow(key, world)),
        ...this.sorted(inDepartment(""), world).map((id) => this.personRow(id, world)),
      ];
    return [
      ...organisation.queues.filter(({ department }) => department === this.department).map(({ key }) => this.queueRow(key, world)),
      ...this.sorted(inDepartment(this.department), world).map((id) => this.personRow(id, world)),
    ];
  }

  private found(world: World): Child[] {
    const words = this.wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = (...parts: string[]) => words.every((word) => parts.join(" ").toLocaleLowerCase().includes(word));
    const people = this.people().filter((id) => {
      const entry = personOf(id);
      return entry && fits(entry.person.name, entry.person.post, entry.department, entry.organisation.name);
    });
    const queues = directory.organisations.flatMap((organisation) => organisation.queues.filter(({ name }) => fits(name, organisation.name)));
    const rows = [...queues.map(({ key }) => this.queueRow(key, world)), ...this.sorted(people, world).slice(0, 20).map((id) => this.personRow(id, world))];
    return rows.length ? rows : [el("p", { class: "text-secondary p-2" }, gettext("Nobody and no queue of that name."))];
  }

  private row(sign: string, name: string, figure: Child, choose: () => void): HTMLElement {
    return el(
      "button",
      {
        type: "button",
        class: "target",
        click: () => {
          choose();
          this.changed();
        },
      },
      icon(sign),
      el("span", { class: "target-name" }, name),
      figure,
      icon("chevron-right"),
    );
  }

  private personRow(id: number, world: World): HTMLElement {
    const entry = personOf(id);
    const [state, since] = world.operators[id] ?? (["logged out", 0, ""] as const);
    return el(
      "button",
      { type: "button", class: "target", "data-state": state, "data-operator": id, click: () => this.onChosen({ operator: id }) },
      el("span", { class: "dot" }),
      el("span", { class: "target-name" }, el("b", {}, entry?.person.name ?? String(id)), el("small", {}, [entry?.person.post, entry?.department].filter(Boolean).join(" · "))),
      el("span", { class: "target-state" }, stateName(state), since && state !== "logged out" ? el("small", { "data-since": since }) : null),
    );
  }

  private queueRow(key: string, world: World): HTMLElement {
    const figures = world.queues[key];
    const entry = queueOf(key);
    return el(
      "button",
      { type: "button", class: "target", "data-queue": key, click: () => this.onChosen({ queue: key }) },
      icon("users"),
      el("span", { class: "target-name" }, el("b", {}, entry?.queue.name ?? key), el("small", {}, gettext("queue"))),
      el("span", { class: "target-state" }, figures?.unservable ? gettext("nobody there") : gettext("waiting: {n}", { n: figures?.waiting ?? 0 })),
    );
  }

  private freeOf(ids: number[], world: World): HTMLElement {
    const free = ids.filter((id) => world.operators[id]?.[0] === "ready").length;
    return el("span", { class: "target-state", "data-state": free ? "ready" : "logged out" }, el("span", { class: "dot" }), gettext("free: {n}", { n: free }));
  }

  private people(): number[] {
    return directory.organisations.flatMap(({ people }) => people.map(({ id }) => id)).filter((id) => id !== desk.operator);
  }

  private sorted(ids: number[], world: World): number[] {
    const rank: Record<string, number> = { ready: 0, "wrap-up": 1, talking: 2, offered: 2, paused: 3, "set aside": 3, unreachable: 4, "logged out": 5 };
    const rankOf = (id: number) => rank[world.operators[id]?.[0] ?? "logged out"] ?? 5;
    return ids.filter((id) => id !== desk.operator).sort((a, b) => rankOf(a) - rankOf(b) || (personOf(a)?.person.name ?? "").localeCompare(personOf(b)?.person.name ?? ""));
  }
}
