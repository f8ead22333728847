// The operator's desk: joins the stream, the phone, the card and the keys. Decides nothing that the centre decides;
// it shows the centre's state and sends what the operator wants.
import { Bar } from "./bar";
import { CardPane } from "./card";
import { gettext } from "./catalogue";
import { Clock } from "./clock";
import { Commands, type Refused } from "./commands";
import { desk, directory } from "./directory";
import { byId } from "./dom";
import { drawGreeting } from "./greeting";
import { listenToKeys } from "./keyboard";
import { notice } from "./notices";
import "./page";
import { Phone } from "./phone";
import { PhoneZone } from "./phonezone";
import { Sound } from "./sound";
import { Stream } from "./stream";
import { TransferPane } from "./transfer";
import type { World } from "./world";

const OTHER_TAB_MS = 1_500; // after so long the right is not that of a page on its way out
const SOLE_TAB = "thirdring-desk"; // one desk per browser: two would both ring and both answer

const refused = (refusal: Refused) => notice(refusal.message);
const commands = new Commands(desk.urls.commands, refused);
const sound = new Sound();
const redraw = () => stream.world && draw(stream.world);
const phone = desk.phone ? new Phone(desk.phone, redraw) : null;
const bar = new Bar(commands);
const zone = new PhoneZone(byId("phone-zone"), phone, sound, commands, {
  startShift: () => void startShift(),
  transfer: () => {
    transfer.toggle();
    showZone("help");
  },
  changed: redraw,
});
const card = new CardPane(
  byId("card-zone"),
  (call) => `${desk.urls.card}?call=${encodeURIComponent(call)}`,
  (call) => void commands.send("CardOpened", { call }),
  refused,
);
const transfer = new TransferPane(byId("transfer-pane"), commands, redraw);
const stream = new Stream(desk.urls.stream, arrived, (connection) => bar.showConnection(connection), ({ card: id, version }) => void card.changedElsewhere(id, version));
const clock = new Clock(() => stream.now());
let before: World | null = null;

function arrived(world: World): void {
  draw(world);
  announce(world);
  before = world;
}

function draw(world: World): void {
  const { me, call } = world;
  document.body.dataset.state = me.state;
  bar.draw(world);
  zone.draw(world);
  if (!call?.joined || me.state !== "talking") transfer.shut();
  transfer.draw(world);
  drawGreeting(byId("say-pane"), call, !byId("transfer-pane").hidden);
  const ending = me.state !== "wrap-up" || !call ? "none" : call.state === "ended" ? "close" : "pass-on";
  card.setEnding(ending);
  if (!call && before?.call) void refreshIdle();
  byId("idle-pane").hidden = call !== null;
  byId("card-zone").hidden = call === null;
  if (call) void card.show(call.id);
  else card.clear();
  clock.tick();
}

/** What changed since the last message and calls for a sound, the caret, or a word. */
function announce(world: World): void {
  const was = before?.me.state;
  const { state } = world.me;
  if (state === "offered" && phone) sound.startRinging(desk.ringCycle);
  else sound.stopRinging();
  if (was === state) return;
  if (state === "talking") showZone("card");
  if (state === "offered" || state === "set aside") showZone("phone");
  if (state === "talking" || state === "wrap-up") card.focusFirst();
  if (state === "wrap-up" && was === "talking") sound.sign();
  if (was === "wrap-up" && state === "ready") notice(gettext("Card closed. Ready for the next call."), "news");
  document.title = `${state === "offered" ? "☎ " : ""}${document.title.replace(/^☎ /, "")}`;
}

/** What one could do while nobody calls: own cards left over, the day so far. */
async function refreshIdle(): Promise<void> {
  const answer = await fetch(desk.urls.idle).catch(() => null);
  if (answer?.ok) byId("idle-pane").innerHTML = await answer.text();
}

async function startShift(): Promise<void> {
  if (!desk.device) return;
  await sound.unlock();
  if (desk.device.kind === "browser" && phone && !(await phone.proveMicrophone())) return;
  redraw();
  if (await commands.send("OperatorLoggedIn", { device: desk.device.key })) redraw();
}

/** On a narrow screen one zone is seen at a time; the call stays on top. */
function showZone(name: string): void {
  document.body.dataset.zone = name;
  for (const tab of document.querySelectorAll<HTMLElement>("[data-show-zone]"))
    tab.setAttribute("aria-pressed", String(tab.dataset.showZone === name));
}

function begin(): void {
  byId("second-desk").hidden = true;
  phone?.start();
  stream.open();
  if (phone && navigator.permissions) void navigator.permissions.query({ name: "microphone" as PermissionName }).then(({ state }) => state === "granted" && phone.proveMicrophone());
}

function stopHere(): void {
  phone?.stop();
  stream.close();
  byId("second-desk").hidden = false;
}

/**
 * Holds the sole right to be the desk of this browser, until another tab takes it over. Whoever waits for it gets it
 * when the other tab is closed; a page that is just being reloaded gives it back a moment later.
 */
function hold(steal: boolean): void {
  const forEver = new Promise<void>(() => undefined);
  const waiting = window.setTimeout(() => (byId("second-desk").hidden = false), OTHER_TAB_MS);
  void navigator.locks
    .request(SOLE_TAB, steal ? { steal: true } : {}, () => {
      clearTimeout(waiting);
      begin();
      return forEver;
    })
    .catch(stopHere); // taken over by another tab
}

listenToKeys();
for (const tab of document.querySelectorAll<HTMLElement>("[data-show-zone]"))
  tab.addEventListener("click", () => showZone(tab.dataset.showZone ?? "phone"));
byId("take-over").addEventListener("click", () => hold(true));
document.addEventListener("pointerdown", () => void sound.unlock().then(redraw), { once: true });
window.addEventListener("hand-lifted", redraw);
window.addEventListener("directory-changed", () => notice(gettext("The centre's settings have changed. Reload the page when no call is on."), "news"));
window.addEventListener("pagehide", () => stream.close());
window.addEventListener("beforeunload", (event) => {
  if (phone?.talk === "talking") event.preventDefault(); // a reload would end the conversation
});
window.setInterval(() => zone.level(), 120);
showZone("phone");
hold(false);

// For the browser's console and for tests that measure what is heard.
Object.assign(window, { thirdring: { phone, stream, directory } });
