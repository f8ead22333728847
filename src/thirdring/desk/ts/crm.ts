// The outside CRM's page for the call at the desk: a link among the help, or a tab that opens when the call is answered.
// The server fills the address in; this module only fetches it, once per call.
import type { World } from "./world";

export class CrmPane {
  private call = "";

  constructor(
    private readonly place: HTMLElement,
    private readonly url: string,
  ) {}

  draw({ me, call }: World): void {
    const speaks = call && (me.state === "talking" || me.state === "wrap-up") ? call.id : "";
    if (speaks === this.call) return;
    this.call = speaks;
    this.place.hidden = true;
    if (speaks) void this.load(speaks, me.state === "talking");
  }

  private async load(call: string, answered: boolean): Promise<void> {
    const answer = await fetch(`${this.url}?call=${encodeURIComponent(call)}`).catch(() => null);
    if (answer?.status !== 200 || this.call !== call) return;
    this.place.innerHTML = await answer.text();
    this.place.hidden = false;
    const link = this.place.querySelector<HTMLAnchorElement>("a[data-opens]");
    if (answered && link) link.click();
  }
}
