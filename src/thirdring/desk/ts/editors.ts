// Colleagues who have the same card open, where they can be seen: in its head by name, and at the field they write in.
import { gettext } from "./catalogue";
import { el, icon } from "./dom";
import { labelOf } from "./fields";
import type { Editor } from "./presence";

export function drawEditors(place: HTMLElement, editors: Editor[]): void {
  const line = place.querySelector<HTMLElement>("#editors");
  if (!line) return;
  line.replaceChildren(
    ...editors.map(({ name, field }) => {
      const label = labelOf(field);
      return el("span", { class: "editor", "data-writes": label !== "" }, icon(label ? "edit" : "eye"), label ? gettext("{who} is editing: {field}", { who: name, field: label }) : gettext("{who} has this card open", { who: name }));
    }),
  );
  const fields = new Map(editors.map(({ name, field }) => [field, name]));
  for (const field of place.querySelectorAll<HTMLElement>("[name]:not([data-own])")) {
    const who = fields.get(field.getAttribute("name") ?? "");
    field.toggleAttribute("data-edited", who !== undefined);
  }
}
