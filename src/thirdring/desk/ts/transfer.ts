// Passing a caller on: organisation → department → person or queue, who is free at this moment, what to say, and
// the two ways of doing it. The sentence comes first: the caller is asked before anything happens (clauses 4, 5, 7).
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { desk, directory, lineOf, personOf, queueOf, type Organisation } from "./directory";
import { el, icon, renderOnChange, type Child } from "./dom";
import { stateName } from "./states";
import type { Call, OperatorState, World } from "./world";

type Target = { operator: number } | { queue: string };

export class TransferPane {
  private organisation: Organisation | null = null;
  private department: string | null = null; // "" stands for "without department"
  private target: Target | null = null;
  private wanted = "";
  private open = false;

  constructor(
    private readonly place: HTMLElement,
    private readonly commands: Commands,
    private readonly changed: () => void,
  ) {}

  toggle(): void {
    this.open = !this.open;
    this.target = null;
    if (directory.organisations.length === 1) this.organisation = directory.organisations[0] ?? null;
    this.changed();
    if (this.open) this.place.querySelector<HTMLElement>("input, button")?.focus({ preventScroll: true });
  }

  get visible(): boolean {
    return this.open;
  }

  shut(): void {
    this.open = false;
    this.target = null;
    this.wanted = "";
  }

  draw(world: World): void {
    const call = world.call;
    const running = call?.transfer;
    this.place.hidden = !(running || (this.open && call?.joined));
    if (this.place.hidden || !call) return;
    if (running && running.operator === desk.operator) this.drawRunning(call);
    else if (running) this.place.hidden = true;
    else if (this.target) this.drawTarget(world, call, this.target);
    else this.drawList(world);
  }

  // --- choosing ------------------------------------------------------------------------------

  /** The frame with the field stands while somebody types in it; only what is listed below changes. */
  private drawList(world: World): void {
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
      { type: "button", class: "target", "data-state": state, "data-operator": id, click: () => this.choose({ operator: id }) },
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
      { type: "button", class: "target", "data-queue": key, click: () => this.choose({ queue: key }) },
      icon("users"),
      el("span", { class: "target-name" }, el("b", {}, entry?.queue.name ?? key), el("small", {}, gettext("queue"))),
      el("span", { class: "target-state" }, figures?.unservable ? gettext("nobody there") : gettext("waiting: {n}", { n: figures?.waiting ?? 0 })),
    );
  }

  private choose(target: Target): void {
    this.target = target;
    this.changed();
    this.place.querySelector<HTMLElement>("button.btn-primary")?.focus({ preventScroll: true });
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

  // --- saying and doing ------------------------------------------------------------------------

  private drawTarget(world: World, call: Call, target: Target): void {
    const line = lineOf(call.line);
    const person = "operator" in target ? personOf(target.operator) : undefined;
    const queue = "queue" in target ? queueOf(target.queue) : undefined;
    const state: OperatorState = "operator" in target ? (world.operators[target.operator]?.[0] ?? "logged out") : "ready";
    const free = state === "ready";
    const present = state !== "logged out";
    const values = {
      organisation: person?.organisation.name ?? queue?.organisation.name ?? "",
      department: person?.department ?? "",
      post: person?.person.post ?? "",
      name: person?.person.name ?? "",
      queue: queue?.queue.name ?? "",
    };
    const sentence = person ? (free ? line?.passing.person : line?.passing.busy) : line?.passing.queue;
    renderOnChange(this.place, `target|${JSON.stringify(target)}|${state}|${call.line}`, () => [
      el("h2", { class: "help-title" }, icon("arrows-transfer-up"), gettext("Pass the caller on"), this.closeButton()),
      el("button", { type: "button", class: "crumb", click: () => this.unchoose() }, icon("chevron-left"), gettext("Choose another")),
      el(
        "div",
        { class: "target-card", "data-state": state },
        el("b", {}, person?.person.name ?? queue?.queue.name ?? ""),
        el("small", {}, [values.post, values.department, values.organisation].filter(Boolean).join(" · ")),
        person ? el("span", { class: "target-state" }, el("span", { class: "dot" }), stateName(state)) : null,
      ),
      el("div", { class: "say" }, spoken(sentence ?? "", values)),
      el("div", { class: "btn-list flex-column align-items-stretch" },
        el("button", { type: "button", class: "btn btn-primary", "data-key": "C", id: "consult", disabled: !free, click: () => this.go("consult", target) }, icon("message-circle"), gettext("Speak with the colleague first"), el("kbd", { class: "key" }, "C")),
        el("button", { type: "button", class: "btn", "data-key": "G", id: "hand-over", disabled: !present, click: () => this.go("hand over", target) }, icon("arrow-forward-up"), person && free ? gettext("Hand over at once") : gettext("Let the caller wait there"), el("kbd", { class: "key" }, "G")),
      ),
    ]);
  }

  private unchoose(): void {
    this.target = null;
    this.changed();
  }

  private go(mode: "consult" | "hand over", target: Target): void {
    void this.commands.send("TransferRequested", {
      mode,
      to_operator: "operator" in target ? target.operator : null,
      to_queue: "queue" in target ? target.queue : null,
    });
  }

  private drawRunning(call: Call): void {
    const transfer = call.transfer;
    if (!transfer) return;
    const person = transfer.toOperator === null ? undefined : personOf(transfer.toOperator);
    const name = person?.person.name ?? (transfer.toQueue ? (queueOf(transfer.toQueue)?.queue.name ?? "") : "");
    const consulting = transfer.stage === "consulting";
    renderOnChange(this.place, `running|${call.id}|${transfer.stage}|${name}|${transfer.mode}`, () => [
      el("h2", { class: "help-title" }, icon("arrows-transfer-up"), consulting ? gettext("You speak with your colleague") : gettext("Ringing the colleague")),
      el("div", { class: "target-card", "data-state": consulting ? "talking" : "offered" },
        el("b", {}, name),
        el("small", {}, [person?.person.post, person?.department, person?.organisation.name].filter(Boolean).join(" · ")),
        el("span", { class: "target-state" }, el("span", { class: "dot" }), el("span", { "data-since": transfer.since })),
      ),
      el("p", { class: "text-secondary" }, consulting ? gettext("The caller hears music. Your colleague has the card on the screen.") : gettext("The card is already on the colleague's screen.")),
      el("div", { class: "btn-list flex-column align-items-stretch" },
        consulting ? el("button", { type: "button", class: "btn btn-primary", "data-key": "Y", id: "complete-transfer", click: () => void this.commands.send("TransferCompleted") }, icon("check"), gettext("Join caller and colleague"), el("kbd", { class: "key" }, "Y")) : null,
        el("button", { type: "button", class: "btn", "data-key": "Z", id: "cancel-transfer", click: () => void this.commands.send("TransferCancelled") }, icon("x"), gettext("Back to the caller"), el("kbd", { class: "key" }, "Z")),
      ),
    ]);
    this.shut();
  }

  private closeButton(): HTMLElement {
    return el("button", { type: "button", class: "help-close", "data-key": "Esc", "aria-label": gettext("Close"), click: () => this.toggle() }, icon("x"));
  }
}

function spoken(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole).replace(/,\s*(?=[,.])/g, "").replace(/\s+/g, " ");
}
