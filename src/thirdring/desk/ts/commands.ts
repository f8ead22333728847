// What the operator wants, sent once: every command carries its own key, so a repeated request is not a repeated act.
import { gettext } from "./catalogue";
import { cookie } from "./dom";

/** A refusal in words that can be shown. `code` is stable. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    sentence: string,
  ) {
    super(sentence);
  }
}

const ATTEMPTS = 3;
const REPORTED = 20; // times that the desk says what it has done, when nobody could hear it: the router may be changing over
const REPORT_AGAIN_MS = 1_000;
const UNHEARD = /^(no-connection|engine-away|journal-away|5\d\d)$/; // nothing was decided: the same may be said again

/** POSTs JSON and returns the JSON answered; throws `Refused` with a sentence for everything that went wrong. */
export async function post<T>(url: string, body: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("no-connection", gettext("No connection to the server. Check the network; trying again by ourselves."));
  }
  if (answer.status === 401 || answer.status === 403 || answer.redirected)
    throw new Refused("signed-out", gettext("You have been signed out. Sign in again in a new tab; nothing typed here is lost."));
  const said = (await answer.json().catch(() => null)) as (T & { code?: string; sentence?: string }) | null;
  if (answer.ok && said) return said;
  throw new Refused(
    said?.code ?? String(answer.status),
    said?.sentence ?? gettext("The server could not do it (error {status}). Try once more; if it stays, tell the administrator.", { status: answer.status }),
  );
}

export class Commands {
  private busy = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly onRefused: (refusal: Refused) => void,
  ) {}

  /** Sends a command; true when the centre accepted it. The same type is not sent twice at once (a double click). */
  send(type: string, fields: Record<string, unknown> = {}): Promise<boolean> {
    return this.sent(type, fields, this.onRefused);
  }

  /**
   * Says what the desk itself has done, again until it is heard: a caller may be waiting for it. When it comes too
   * late, nobody need read so.
   */
  async report(type: string, fields: Record<string, unknown>): Promise<boolean> {
    for (let times = 1; times <= REPORTED; times += 1) {
      let unheard = false;
      if (await this.sent(type, fields, ({ code }) => (unheard = UNHEARD.test(code)), JSON.stringify([type, fields]))) return true;
      if (!unheard) return false;
      await new Promise((resume) => setTimeout(resume, REPORT_AGAIN_MS));
    }
    return false;
  }

  private async sent(type: string, fields: Record<string, unknown>, onRefused: (refusal: Refused) => void, same = type): Promise<boolean> {
    if (this.busy.has(same)) return false;
    this.busy.add(same);
    const command = { type, key: crypto.randomUUID(), ...fields };
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await post<{ seq: number }>(this.url, command);
          return true;
        } catch (problem) {
          if (!(problem instanceof Refused)) throw problem;
          if (problem.code !== "no-connection" || attempt === ATTEMPTS) {
            onRefused(problem);
            return false;
          }
          await new Promise((resume) => setTimeout(resume, 400 * attempt));
        }
      }
    } finally {
      this.busy.delete(same);
    }
  }
}
