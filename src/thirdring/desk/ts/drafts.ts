// What was typed and the server does not have yet, kept in this browser: it survives a reload, a crash and a session
// that has expired. It is about people's health, so it goes as soon as it is saved, at signing out, when somebody
// else signs in here, and after half a day in any case.
const PREFIX = "thirdring-draft:";
const KEPT_MS = 12 * 3_600_000;

/** One field: what was typed, what the server had when it was typed, and what of it had been sent. */
export interface Typed {
  mine: string;
  base?: string | undefined;
  sent?: string[] | undefined;
}

interface Draft {
  at: number;
  fields: Record<string, Typed>;
}

const owner = document.documentElement.dataset.user ?? "";

/** Keeps the draft of a card; without fields there is none. False when the browser has no room for it. */
export function keepDraft(card: string, fields: Record<string, Typed>): boolean {
  const key = `${PREFIX}${owner}:${card}`;
  try {
    if (Object.keys(fields).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields } satisfies Draft));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false; // storage is full or forbidden: then the page must not be left
  }
}

export function draftOf(card: string): Record<string, Typed> {
  return read(`${PREFIX}${owner}:${card}`)?.fields ?? {};
}

/** Everything that was typed by anybody: at signing out. */
export function forgetDrafts(): void {
  for (const key of keys()) localStorage.removeItem(key);
}

/** What is too old, and what another person has left here: at the beginning of every page. */
export function sweepDrafts(): void {
  for (const key of keys()) {
    const foreign = owner !== "" && !key.startsWith(`${PREFIX}${owner}:`);
    if (foreign || Date.now() - (read(key)?.at ?? 0) > KEPT_MS) localStorage.removeItem(key);
  }
}

function keys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}
