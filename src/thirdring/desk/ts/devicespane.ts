// The choice of devices, folded away while nobody needs it: what rings, what speaks, what listens, and whether the
// computer tells of a call while another window is in front.
import { gettext } from "./catalogue";
import { USES, type Devices, type Use } from "./devices";
import { el, icon } from "./dom";
import type { Microphone } from "./microphone";

const LEVEL_MS = 100;

export class DevicesPane {
  private open: boolean | null = null; // as the hand has left it; null: nobody has touched it

  constructor(
    private readonly devices: Devices,
    private readonly microphone: Microphone,
    private readonly acts: { tryRing: () => void; changed: () => void },
  ) {
    window.setInterval(() => {
      for (const level of document.querySelectorAll<HTMLElement>(".mic-level")) level.style.setProperty("--level", this.microphone.level.toFixed(2));
    }, LEVEL_MS);
  }

  get isOpen(): boolean {
    return this.open ?? false;
  }

  get key(): unknown[] {
    return [USES.map((use) => [this.devices.offered(use), this.devices.of(use), this.devices.missing(use)]), permission()];
  }

  view(wanted: boolean): HTMLElement {
    const pane = el(
      "details",
      { class: "devices", open: this.open ?? wanted, toggle: () => this.toggled(pane.open === wanted ? null : pane.open) },
      el("summary", { id: "devices", "data-key": "F2" }, icon("volume"), gettext("Sound and microphone"), el("kbd", { class: "key" }, "F2")),
      ...USES.map((use) => this.choice(use)),
      this.notifications(),
    );
    return pane;
  }

  private toggled(open: boolean | null): void {
    if (this.open === open) return;
    this.open = open;
    this.acts.changed();
  }

  private choice(use: Use): HTMLElement {
    const offered = this.devices.offered(use);
    const names: Record<Use, string> = { ring: gettext("The ring"), speech: gettext("Callers' voices"), microphone: gettext("My microphone") };
    const select = el("select", { class: "form-select form-select-sm", id: `device-${use}`, disabled: !offered.length });
    select.append(new Option(gettext("as the computer has it"), ""), ...offered.map(({ id, label }) => new Option(label, id)));
    select.value = this.devices.of(use);
    select.addEventListener("change", () => this.devices.choose(use, select.value));
    return el(
      "div",
      { class: "device" },
      el("label", { for: `device-${use}` }, names[use]),
      select,
      use === "ring" && el("button", { type: "button", class: "btn btn-sm", id: "try-ring", click: this.acts.tryRing }, icon("bell-ringing"), gettext("Listen")),
      use === "microphone" && this.microphone.hearing !== "off" && el("div", { class: "level mic-level", role: "img", "aria-label": gettext("Level of the microphone") }, el("i"), el("i"), el("i"), el("i"), el("i")),
    );
  }

  private notifications(): HTMLElement {
    const text: Record<string, string> = {
      granted: gettext("The computer shows a call while another window is in front."),
      denied: gettext("This browser shows no calls while another window is in front: allow notifications by the sign beside the address."),
      default: gettext("Calls can be shown while another window is in front."),
    };
    return el(
      "div",
      { class: "device device-note" },
      icon(permission() === "granted" ? "bell" : "bell-off"),
      el("span", {}, text[permission()] ?? gettext("This browser cannot show calls while another window is in front.")),
      permission() === "default" && el("button", { type: "button", class: "btn btn-sm", id: "allow-notifications", click: () => void Notification.requestPermission().then(this.acts.changed) }, gettext("Allow")),
    );
  }
}

function permission(): string {
  return "Notification" in window ? Notification.permission : "";
}
