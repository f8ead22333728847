// Above the card of a caller who was passed on: from whom, and with what words – to be read before the voices are joined.
import { gettext } from "./catalogue";
import { personOf } from "./directory";
import { el, icon, renderOnChange } from "./dom";
import type { Call } from "./world";

const BUSY = "the colleague's line was busy"; // the router's own word, where no operator had one

export function drawPassedOn(place: HTMLElement, call: Call | null): void {
  const passed = call?.passedOn ?? null;
  place.hidden = passed === null;
  if (!passed || !call) return;
  const person = personOf(passed.operator);
  const reason = passed.reason === BUSY ? gettext("The line was busy; the caller wanted to wait.") : passed.reason;
  renderOnChange(place, JSON.stringify([call.id, passed, call.markedWrong]), () => [
    icon("arrows-transfer-up"),
    el("div", { class: "passed-words" },
      el("p", { class: "passed-by" }, gettext("Passed on by {name}", { name: person?.person.name ?? "" }), el("small", {}, [person?.person.post, person?.department].filter(Boolean).join(" · "))),
      reason ? el("p", { class: "passed-reason" }, reason) : null,
    ),
    call.markedWrong ? el("span", { class: "passed-wrong", title: call.markedWrong }, icon("alert-triangle"), gettext("marked as wrong")) : null,
  ]);
}
