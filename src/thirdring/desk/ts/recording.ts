// What the operator sees of who else hears the conversation, and the key that keeps details out of the recording.
import { gettext } from "./catalogue";
import type { Commands } from "./commands";
import { personOf } from "./directory";
import { el, icon, type Child } from "./dom";
import type { Call } from "./world";

/** Pauses the recording, or lets it go on; for whoever the caller is with. */
export function recordingKey(call: Call, commands: Commands): Child {
  const paused = call.unrecorded !== null;
  return el(
    "button",
    {
      type: "button", class: "act", "data-key": "E", id: "act-E", "aria-pressed": String(paused), disabled: Boolean(call.transfer) || Boolean(call.held),
      title: gettext("For what must not be stored: a code, a card number"),
      click: () => void commands.send(paused ? "RecordingResumeRequested" : "RecordingPauseRequested"),
    },
    icon(paused ? "player-record" : "ban"),
    el("span", {}, paused ? gettext("Record again") : gettext("Do not record")),
    el("kbd", { class: "key" }, "E"),
  );
}

/** Marks that stand for as long as it is so: the recording is paused, a supervisor listens. */
export function whoHears(call: Call): Child[] {
  const { unrecorded, supervisor } = call;
  return [
    unrecorded && el("p", { class: "phone-mark", id: "unrecorded", role: "status" }, icon("ban"), el("span", {}, el("b", {}, gettext("The recording is paused")), el("small", {}, gettext("It goes on by itself in "), el("b", { "data-left": unrecorded.until })))),
    supervisor && el("p", { class: "phone-mark", id: "supervised", role: "status" }, icon(supervisor.mode === "listen" ? "ear" : "users-plus"), el("span", {}, el("b", {}, said(supervisor.mode)), el("small", {}, personOf(supervisor.operator)?.person.name))),
  ];
}

function said(mode: string): string {
  if (mode === "whisper") return gettext("The supervisor speaks to you alone");
  return mode === "join" ? gettext("The supervisor has joined the conversation") : gettext("The supervisor listens");
}
