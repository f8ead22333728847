// Who is to owe a promise: a queue, a department, or one person – as one list, the likely ones first.
import { gettext } from "./catalogue";
import { desk, directory, queueName } from "./directory";
import { el } from "./dom";

/** As the centre wants it: exactly one of the three. */
export type Owner = { queue: string } | { skill: string } | { operator: number };

/** A `<select>` whose values are owners; `first` is what is chosen until somebody chooses. */
export function ownerField(queue: string, unchanged: string | null): HTMLSelectElement {
  const option = (owner: Owner, name: string) => el("option", { value: JSON.stringify(owner) }, name);
  return el(
    "select",
    { class: "form-select form-select-sm", "aria-label": gettext("Who calls back") },
    unchanged === null ? null : el("option", { value: "" }, unchanged),
    queue ? option({ queue }, gettext("Queue “{name}”", { name: queueName(queue) })) : null,
    option({ operator: desk.operator }, gettext("I myself")),
    ...directory.organisations.map((organisation) =>
      el(
        "optgroup",
        { label: organisation.name },
        ...organisation.queues.filter(({ key }) => key !== queue).map(({ key, name }) => option({ queue: key }, gettext("Queue “{name}”", { name }))),
        ...organisation.departments.filter(({ skill }) => skill).map(({ skill, name }) => option({ skill }, gettext("Department “{name}”", { name }))),
        ...organisation.people.filter(({ id }) => id !== desk.operator).map(({ id, name }) => option({ operator: id }, name)),
      ),
    ),
  );
}

/** The owner chosen, or null for "as it was". */
export function chosenOwner(field: HTMLSelectElement): Owner | null {
  return field.value ? (JSON.parse(field.value) as Owner) : null;
}
