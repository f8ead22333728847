// "Call from the site": a caller without an account picks a line and speaks through the browser.
import { gettext } from "./catalogue";
import { duration } from "./clock";
import { byId, embedded } from "./dom";
import "./page";
import { Phone, type Account } from "./phone";

type Stage = "choosing" | "calling" | "talking" | "ended" | "blocked";

const settings = embedded<{ phone: Account }>("caller");
if (!settings) throw new Error("the page came without its telephone account");

const page = byId("call-page");
const phone = new Phone(settings.phone, changed, false);
let stage: Stage = "choosing";
let since = 0;

const SENTENCES: Record<Stage, () => string> = {
  choosing: () => "",
  calling: () => gettext("Connecting…"),
  talking: () => gettext("You are connected. After the announcement an operator answers."),
  ended: () => gettext("The call has ended. Thank you."),
  blocked: () => gettext("The microphone is not allowed. Press the sign beside the page's address, allow the microphone, and call again."),
};

function changed(): void {
  if (phone.talk === "calling") become("calling");
  else if (phone.talk === "talking") become("talking");
  else if (phone.microphone === "denied" || phone.microphone === "missing") become("blocked");
  else if (stage === "calling" || stage === "talking") become("ended");
}

function become(next: Stage): void {
  if (next === stage) return;
  if (next === "talking") since = Date.now();
  stage = next;
  draw();
}

function draw(): void {
  page.dataset.stage = stage;
  byId("stage-text").textContent = stage === "ended" && phone.problem ? trouble(phone.problem) : SENTENCES[stage]();
  byId("stage-time").textContent = stage === "talking" || stage === "ended" ? (since ? duration((stage === "talking" ? Date.now() : ended()) - since) : "") : "";
}

let endedAt = 0;
function ended(): number {
  endedAt ||= Date.now();
  return endedAt;
}

/** Why a call did not come about, as the network says it, in words. */
function trouble(cause: string): string {
  if (cause === "User Denied Media Access") return SENTENCES.blocked();
  if (cause === "Canceled" || cause === "Terminated" || cause === "") return SENTENCES.ended();
  return gettext("The call could not be connected. Please try again in a minute, or call by telephone.");
}

async function start(): Promise<void> {
  const line = document.querySelector<HTMLInputElement>("input[name=line]:checked")?.value;
  if (!line) return;
  since = endedAt = 0;
  if (!(await phone.proveMicrophone())) return become("blocked");
  phone.call(line);
}

byId("call-button").addEventListener("click", () => void start());
byId("end-button").addEventListener("click", () => phone.hangUp());
byId("again-button").addEventListener("click", () => become("choosing"));
byId("mute-button").addEventListener("click", () => {
  phone.toggleMute();
  byId("mute-button").setAttribute("aria-pressed", String(phone.muted));
});
for (const key of document.querySelectorAll<HTMLElement>("[data-digit]")) key.addEventListener("click", () => phone.press(key.dataset.digit ?? ""));
document.addEventListener("keydown", (event) => {
  if (stage === "talking" && /^[0-9*#]$/.test(event.key)) phone.press(event.key);
});
window.setInterval(() => {
  if (stage === "talking") draw();
  const loudness = phone.loudness();
  page.style.setProperty("--level", String(loudness ?? 0));
}, 200);
// A page that is closed hangs up: nobody is left talking to silence.
window.addEventListener("pagehide", () => phone.hangUp());
phone.start();
draw();
Object.assign(window, { thirdring: { phone } });
