// The fields of a card as they stand in the page: found by name, read, set, and put into words for people.
import { gettext } from "./catalogue";

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** How a field is called in a sentence; "" for a name that no card has. */
export function labelOf(name: string): string {
  switch (name) {
    case "person":
    case "person_name":
    case "anonymous":
      return gettext("Who");
    case "phone":
      return gettext("Phone for contact");
    case "reason":
      return gettext("Reason");
    case "kind":
      return gettext("Kind");
    case "text":
      return gettext("What it is about");
    case "answer":
      return gettext("The answer given");
    case "result":
      return gettext("Result");
    default:
      return "";
  }
}

function named(place: ParentNode, name: string): Field[] {
  return [...place.querySelectorAll<Field>(`[name="${CSS.escape(name)}"]:not([data-own])`)];
}

/** Name and value of every field that belongs to the card; the person chosen counts as one. */
export function fieldsOf(place: ParentNode): [string, string][] {
  const values: [string, string][] = [];
  const who = place.querySelector<HTMLElement>("#who");
  if (who) values.push(["person", who.dataset.person ?? ""]);
  for (const field of place.querySelectorAll<Field>("[name]:not([data-own])")) {
    if (field instanceof HTMLInputElement && field.type === "radio") {
      if (field.checked) values.push([field.name, field.value]);
    } else if (field instanceof HTMLInputElement && field.type === "checkbox") values.push([field.name, String(field.checked)]);
    else values.push([field.name, field.value]);
  }
  return values;
}

/** Puts a value into a field without moving the caret of one who writes there. */
export function setField(place: ParentNode, name: string, value: string): void {
  for (const field of named(place, name)) {
    if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
    else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === "true";
    else if (field.value.trim() !== value.trim()) {
      const caret = field instanceof HTMLTextAreaElement && document.activeElement === field ? field.selectionStart : null;
      field.value = value;
      if (caret !== null && field instanceof HTMLTextAreaElement) field.setSelectionRange(caret, caret);
    }
  }
}

/** A value as a person reads it: the words of the option, not its number. */
export function readable(place: ParentNode, name: string, value: string): string {
  const fields = named(place, name);
  const [first] = fields;
  let text = value;
  if (first instanceof HTMLSelectElement) text = [...first.options].find((option) => option.value === value)?.text ?? value;
  else if (first instanceof HTMLInputElement && first.type === "radio") text = fields.find((one) => one.value === value)?.closest("label")?.textContent?.trim() ?? value;
  else if (first instanceof HTMLInputElement && first.type === "checkbox") text = value === "true" ? gettext("yes") : gettext("no");
  return value && text.trim() ? text : gettext("(empty)");
}

/** Whether something stands in a part of the card. */
export function filled(part: HTMLElement): boolean {
  if (part.querySelector(".person")) return true;
  const fields = part.querySelectorAll<Field>("[name]:not([data-own], [name=phone])");
  return [...fields].some((field) => (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== ""));
}
