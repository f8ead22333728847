// An offer while another window is in front: the computer itself says that a call is there, on which line and how long
// it has waited. Nothing of the person is in it: whoever passes by reads it, too.
import { gettext } from "./catalogue";
import { duration } from "./clock";
import { lineName } from "./directory";
import type { World } from "./world";

const TAG = "thirdring-offer"; // a new one takes the place of the one before

export class OfferNotice {
  private leg = "";
  private shown: Notification | null = null;

  constructor(private readonly now: () => number) {}

  draw({ me, call }: World): void {
    const offer = me.state === "offered" ? (call?.offer ?? null) : null;
    if (!call || !offer || document.hasFocus()) {
      this.shown?.close();
      this.shown = null;
      if (!offer) this.leg = "";
      return;
    }
    if (this.leg === offer.leg || !("Notification" in window) || Notification.permission !== "granted") return;
    this.leg = offer.leg;
    const title = call.passedOn ? gettext("A colleague passes a caller to you") : gettext("Incoming call");
    const body = `${call.line} ${lineName(call.line)}\n${gettext("has waited")} ${duration(this.now() - call.queued)}`;
    const shown = new Notification(title, { body, tag: TAG, requireInteraction: true, silent: true });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
    this.shown = shown;
  }
}
