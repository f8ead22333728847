// Whose clock a page goes by: the organisation's, wherever this computer stands, so that two people read one time.
// Where the computer's own clock is another, the page says so once, beside a clock of the organisation's.

const MINUTE_MS = 60_000;
const CLOCK_MS = 5_000; // so late at most the clock in the bar shows the next minute

/** Name of the zone; nothing on a page that is nobody's: then the computer's own. */
export const zone: string | undefined = document.documentElement.dataset.timeZone || undefined;

/** What a clock on the wall shows at a moment, as fields of type datetime-local hold it: "2026-11-23T14:05". */
export function wallTime(at: number): string {
  return wallTimeIn(zone, at);
}

/** Years have four digits while they are being typed, too: 2026 begins as 0002. */
function wallTimeIn(of: string | undefined, at: number): string {
  return new Date(at).toLocaleString("sv-SE", { timeZone: of }).padStart(19, "0").replace(" ", "T").slice(0, 16);
}

/** The moment at which the clock on the wall shows `wall`; of two such, when clocks are put back, one of them. */
export function momentOf(wall: string): number {
  const guess = Date.parse(`${wall}Z`);
  return guess - aheadMs(zone, guess - aheadMs(zone, guess));
}

/** "UTC+3" where the organisation's clock is not the computer's at this moment, else nothing. */
export function otherZone(at: number): string {
  const ahead = aheadMs(zone, at);
  if (ahead === aheadMs(undefined, at)) return "";
  const minutes = Math.abs(ahead / MINUTE_MS);
  const rest = minutes % 60 ? `:${String(minutes % 60).padStart(2, "0")}` : "";
  return `UTC${ahead < 0 ? "−" : "+"}${Math.floor(minutes / 60)}${rest}`;
}

/** Fills the clock of the bar, which is hidden where nobody needs it. */
export function sayZone(place: HTMLElement): void {
  const show = () => {
    const other = otherZone(Date.now());
    place.hidden = !other;
    const [time, name] = place.querySelectorAll("b, small");
    if (time) time.textContent = wallTime(Date.now()).slice(11);
    if (name) name.textContent = other;
  };
  show();
  window.setInterval(show, CLOCK_MS);
}

/** By how much the clock there is ahead of that of Greenwich, in whole minutes. */
function aheadMs(of: string | undefined, at: number): number {
  return Date.parse(`${wallTimeIn(of, at)}Z`) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
