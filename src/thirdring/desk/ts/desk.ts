// The operator's desk: joins the stream, the phone, the card and the keys. Decides nothing that the centre decides;
// it shows the centre's state and sends what the operator wants.
import { Bar } from "./bar";
import { CallBackPane } from "./callback";
import { CardPane } from "./card";
import type { Ending } from "./cardfoot";
import { gettext } from "./catalogue";
import { Clock } from "./clock";
import { Commands, type Refused } from "./commands";
import { desk, directory } from "./directory";
import { byId } from "./dom";
import { listenToKeys } from "./keyboard";
import { CrmPane } from "./crm";
import { notice } from "./notices";
import { Owed } from "./owed";
import "./page";
import { drawPassedOn } from "./passedon";
import { Phone } from "./phone";
import { PhoneZone } from "./phonezone";
import { Network } from "./network";
import { OfferNotice } from "./offernotice";
import { drawOrdered } from "./ordered";
import { PromisePane } from "./promisepane";
import { PromisePhone } from "./promisephone";
import { ShiftCheck } from "./shift";
import { Sound } from "./sound";
import { Stream, type Connection } from "./stream";
import { TransferPane } from "./transfer";
import { WordsPane } from "./words";
import type { OperatorState, World } from "./world";

const OTHER_TAB_MS = 1_500; // after so long the right is not that of a page on its way out
const SOLE_TAB = "thirdring-desk"; // one desk per browser: two would both ring and both answer

const refused = (refusal: Refused) => notice(refusal.message);
const commands = new Commands(desk.urls.commands, refused);
const sound = new Sound();
const redraw = () => stream.world && draw(stream.world);
const phone = desk.phone ? new Phone(desk.phone, redraw) : null;
const bar = new Bar(commands);
const keeping = new PromisePhone(commands, { now: () => stream.now(), keep: () => void keepPromise(), leave: (why) => leaveCard(why), changed: redraw });
const check = new ShiftCheck(phone, sound, { logIn: () => commands.send("OperatorLoggedIn", { device: desk.device?.key ?? "" }), changed: () => redraw() });
const network = new Network(byId("connection"));
const zone = new PhoneZone(byId("phone-zone"), phone, sound, commands, keeping, check, {
  transfer: () => {
    callBack.shut();
    transfer.toggle();
    showZone("help");
  },
  markWrong: () => {
    callBack.shut();
    transfer.markWrong();
    showZone("help");
  },
  cardShows: (call) => card.shows(call),
  live: () => network.live,
  callBack: () => {
    transfer.shut();
    callBack.toggle(stream.world);
    showZone("help");
  },
  changed: redraw,
});
const card = new CardPane(
  byId("card-zone"),
  (call) => `${desk.urls.card}?call=${encodeURIComponent(call)}`,
  (call) => {
    void commands.report("CardOpened", { call });
    redraw(); // whom a colleague passes on rings from here on
  },
  refused,
  (how) => how === "close" && stream.world?.me.state === "promise" && void settle("PromiseKept"),
);
const transfer = new TransferPane(byId("transfer-pane"), commands, {
  card: () => card.facts(),
  note: (what) => card.note(what, "once"),
  saved: () => card.settled(),
  toCard: (field) => {
    showZone("card");
    card.focusOn(field === "who" ? "person_name" : "reason");
  },
  now: () => stream.now(),
  changed: redraw,
});
const words = new WordsPane(byId("say-pane"), () => card.facts().caller, { said: (what) => card.note(what, "once"), shown: (what) => card.note(what, "next"), changed: redraw });
const callBack = new CallBackPane(byId("callback-pane"), commands, () => stream.now(), {
  changed: redraw,
  promised: () => notice(gettext("The call is promised. It is on the list of owed calls."), "news"),
});
const promised = new PromisePane(byId("promise-pane"), (promise) => void commands.report("PromiseOpened", { promise }), () => clock.tick());
const owed = new Owed(byId("owed-foot"), byId("owed-pane"), () => stream.now(), { changed: redraw, opened: () => showZone("help"), tick: () => clock.tick() });
const crm = new CrmPane(byId("crm-pane"), desk.urls.crm);
const stream = new Stream(desk.urls.stream, arrived, connected, ({ card: id, version }) => void card.changedElsewhere(id, version));
const clock = new Clock(() => stream.now());
const offered = new OfferNotice(() => stream.now());
const BUSY: OperatorState[] = ["offered", "talking", "coming back", "wrap-up", "promise"];
let before: World | null = null;
let answered = ""; // the leg of a call of our own that was answered by itself
let lifted = false; // the phone of one who listens to a conversation
let parted = ""; // the promise that was in hand until now
let told: HTMLElement | null = null; // a notice that is true in this state alone
let leaving = ""; // why the card is put aside as soon as the conversation is over

function connected(connection: Connection): void {
  network.showStream(connection);
  redraw();
}

function arrived(world: World): void {
  draw(world);
  announce(world);
  before = world;
}

function draw(world: World): void {
  const { me, call, promise } = world;
  document.body.dataset.state = me.state;
  document.body.toggleAttribute("data-busy", BUSY.includes(me.state)); // on a narrow screen the call stays on top
  bar.draw(world);
  drawOrdered(byId("ordered"), me);
  zone.draw(world);
  transfer.draw(world);
  callBack.draw(world);
  crm.draw(world);
  words.draw(call?.state === "dialling" || me.state === "supervising" ? null : call, transfer.visible || callBack.visible);
  drawPassedOn(byId("passed-on"), call);
  card.setEnding(endingOf(world));
  if (!call && !promise && (before?.call || before?.promise)) void refreshIdle();
  const shown = call?.card ?? promise?.call ?? "";
  byId("idle-pane").hidden = shown !== "";
  byId("card-zone").hidden = shown === "";
  if (shown) void card.show(shown, call?.id ?? "");
  else card.clear();
  drawPromise(world);
  if (me.state !== "supervising") lifted = false;
  else if (!lifted && phone?.talk === "ringing") {
    lifted = true; // asked for a moment ago, by a key of the supervisor's page
    phone.answer();
  }
  if (me.state === "coming back") phone?.answer(); // the conversation goes on: nothing new is asked of anybody
  ring(world);
  offered.draw(world);
  network.showPhone(phone, me.state !== "logged out");
  check.attend(me.state);
  owed.draw(world, !call);
  clock.tick();
}

function endingOf({ me, call, promise }: World): Ending {
  if (me.state === "promise") return call ? "none" : "keep";
  if (me.state !== "wrap-up" || !call) return "none";
  if (call.state !== "ended") return "pass-on";
  return promise ? "keep" : "close";
}

/** The promise in hand; when it has gone without a word from this desk, what became of it. */
function drawPromise(world: World): void {
  const { me, call, promise } = world;
  if (promise) parted = "";
  else if (before?.promise) parted = before.promise.id;
  if (promise) void promised.hold(promise.id);
  else if (parted && !call) void promised.tellFate(parted);
  else if (call) promised.clear();
  if (!call) parted = "";
  if (me.state !== "promise" || call) promised.silence();
  if (call?.promise && call.offer && !call.offer.transfer && phone?.talk === "ringing" && answered !== call.offer.leg) {
    answered = call.offer.leg; // one's own call: asked for a moment ago
    sound.sign();
    phone.answer();
  }
  if (leaving && me.state === "wrap-up" && !promise) {
    const why = leaving;
    leaving = "";
    void card.putAside(why);
  } else if (me.state === "ready") leaving = "";
}

/** Says of the promise in hand what came of it. */
function settle(type: string, fields: Record<string, unknown> = {}): Promise<boolean> {
  const promise = stream.world?.promise;
  return promise ? commands.send(type, { promise: promise.id, ...fields }) : Promise.resolve(false);
}

/** The matter is answered: a complete card is closed, and with it the promise is kept. */
async function keepPromise(): Promise<void> {
  if (card.closed) await settle("PromiseKept");
  else await card.end();
}

/** The matter waits for another attempt: the conversation ends, and the card is put aside with the reason. */
function leaveCard(why: string): void {
  const state = stream.world?.me.state;
  if (state !== "talking" && state !== "wrap-up") return;
  leaving = why;
  if (state === "talking") void commands.send("HangUpRequested");
  else redraw();
}

/** The browser's own ring, by the edition's cadence; whom a colleague passes on rings when the card stands there. */
function ring({ me, call }: World): void {
  const offer = me.state === "offered" && call?.promise === "" ? call.offer : null;
  if (offer && phone && !offer.lifted && (!call?.passedOn || card.shows(call.card))) sound.startRinging(desk.ringOn, offer.ringCycle || desk.ringCycle);
  else sound.stopRinging();
}

/** What changed since the last message and calls for a sound, the caret, or a word. */
function announce(world: World): void {
  const was = before?.me.state;
  const { state } = world.me;
  tellOfTransfer(world);
  if (was !== state || before?.call?.held !== world.call?.held) told?.remove();
  if (world.call?.promise && world.call.joined && !before?.call?.joined) void card.refresh(); // now who and why can be asked
  if (was === state) return;
  if (state === "talking" || state === "coming back" || state === "wrap-up" || state === "promise") showZone("card");
  if (state === "promise") sound.sign();
  if (state === "offered" || state === "set aside") showZone(world.call?.passedOn ? "card" : "phone"); // whom a colleague passes on: the card first
  if ((state === "talking" && was !== "coming back") || state === "wrap-up") card.focusFirst();
  if (state === "talking" && was === "coming back") {
    sound.sign();
    told = notice(world.call?.held ? gettext("You are connected again. The caller is still on hold.") : gettext("You are connected again: the caller hears you."), "news");
  }
  if (state === "wrap-up" && (was === "talking" || was === "coming back")) sound.sign();
  if (was === "wrap-up" && state === "ready") told = notice(leftInWords(card.leavesBy), "news");
  document.title = `${state === "offered" ? "☎ " : ""}${document.title.replace(/^☎ /, "")}`;
}

/** What has become of the card with which the operator is ready again. */
function leftInWords(leavesBy: CardPane["leavesBy"]): string {
  if (leavesBy === "aside") return gettext("Card put aside. Ready for the next call.");
  if (leavesBy === "pass-on") return gettext("Card left to the colleague. Ready for the next call.");
  return gettext("Card closed. Ready for the next call.");
}

/** A transfer that has just ended otherwise than by a key of this desk. */
function tellOfTransfer({ me, call }: World): void {
  const passing = before?.call?.transfer ?? null;
  if (call?.tried && before?.call?.id === call.id && before.call.tried?.since !== call.tried.since && transfer.visible) {
    showZone("help");
    if (call.tried.outcome !== "busy") sound.sign();
    transfer.focusOutcome();
  }
  if (!passing || call?.transfer) return;
  if (me.state === "wrap-up" && call?.state === "ended") notice(gettext("The caller hung up while being passed on. The colleague's phone is silent again."), "news");
  else if (passing.operator !== desk.operator && me.state !== "talking" && me.state !== "set aside") notice(gettext("The caller is not passed on to you any more: the caller hung up, or your colleague took the call back."), "news");
}

/** What one could do while nobody calls: own cards left over, the day so far. */
async function refreshIdle(): Promise<void> {
  const answer = await fetch(desk.urls.idle).catch(() => null);
  if (answer?.ok) byId("idle-pane").innerHTML = await answer.text();
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
  if (phone && navigator.permissions) void navigator.permissions.query({ name: "microphone" as PermissionName }).then(({ state }) => {
    if (state === "granted") void check.prepare();
  });
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
for (const sign of ["hand-lifted", "focus"]) window.addEventListener(sign, redraw);
document.addEventListener("late", () => sound.sign());
for (const sign of ["change", "htmx:afterSettle"]) byId("card-zone").addEventListener(sign, redraw); // others show what stands on the card
window.addEventListener("directory-changed", () => notice(gettext("The centre's settings have changed. Reload the page when no call is on."), "news"));
// A page that goes hangs up: the caller hears music at once, and is rejoined when the desk is back.
window.addEventListener("pagehide", () => {
  stream.close();
  phone?.hangUp();
});
window.addEventListener("beforeunload", (event) => {
  if (phone?.talk === "talking") event.preventDefault(); // a page closed by mistake keeps the caller waiting
});
window.setInterval(() => zone.level(), 120);
showZone("phone");
hold(false);

// For the browser's console and for tests that measure what is heard.
Object.assign(window, { thirdring: { phone, stream, directory, sound } });
