// What to say first (clause 7 of 141-П): the organisation of the line and the operator's own name, filled in.
import { gettext } from "./catalogue";
import { lineOf } from "./directory";
import { el, icon, renderOnChange } from "./dom";
import type { Call } from "./world";

export function drawGreeting(place: HTMLElement, call: Call | null, passingOn: boolean): void {
  const line = call && !passingOn ? lineOf(call.line) : undefined;
  place.hidden = !line;
  if (!line || !call) return;
  const over = call.ended;
  renderOnChange(place, `${call.line}|${over}`, () => [
    el("h2", { class: "help-title" }, icon("message-circle"), over ? gettext("At parting") : gettext("Say first")),
    el("div", { class: "say" }, over ? line.parting : line.greeting),
    over ? null : el("p", { class: "help-note" }, gettext("Then: who calls and why. Write as you listen – it is saved by itself.")),
  ]);
}
