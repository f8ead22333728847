// Time on the screen: one tick for everything that shows a duration, aligned to the server's seconds.
import { ago, clockTime, left } from "./spans";

export class Clock {
  private signed = ""; // since when that ran for which a sign was given last: a redrawn bar gives no second one

  constructor(private readonly now: () => number) {
    window.setInterval(() => this.tick(), 250);
  }

  /** Shows everything that depends on time at once: after a change, nobody waits for the next tick. */
  tick(): void {
    const now = this.now();
    for (const node of document.querySelectorAll<HTMLElement>("[data-since]")) say(node, duration(now - Number(node.dataset.since)));
    for (const node of document.querySelectorAll<HTMLElement>("[data-left]")) say(node, duration(Number(node.dataset.left) - now));
    for (const node of document.querySelectorAll<HTMLElement>("[data-at]")) say(node, clockTime(Number(node.dataset.at), now));
    for (const node of document.querySelectorAll<HTMLElement>("[data-ago]")) say(node, ago(now - Number(node.dataset.ago)));
    for (const node of document.querySelectorAll<HTMLElement>("[data-due]")) {
      const [urgency, text] = left(Number(node.dataset.due) - now, Number(node.dataset.near));
      say(node, text);
      node.dataset.urgency = urgency;
    }
    for (const node of document.querySelectorAll<HTMLElement>("[data-from][data-span]")) {
      const share = Math.min(1, Math.max(0, (now - Number(node.dataset.from)) / Number(node.dataset.span)));
      node.style.setProperty("--share", share.toFixed(4));
      const late = share >= Number(node.dataset.warn ?? 1);
      if (late && node.dataset.signs !== undefined && this.signed !== node.dataset.from) {
        this.signed = node.dataset.from ?? "";
        node.dispatchEvent(new CustomEvent("late", { bubbles: true }));
      }
      node.toggleAttribute("data-late", late);
      node.toggleAttribute("data-over", share >= 1);
    }
  }
}

function say(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** A length of time as people at a desk read it: 02:14, 1:02:14. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const rest = `${String(Math.floor(total / 60) % 60).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${rest}` : rest;
}
