// One letter, one act. Letters work when no field has the focus; with Alt they always do. Keys are named by their
// place on the keyboard (KeyboardEvent.code), so they are the same under a Russian and a Latin layout.
import { closeKeys, showKeys } from "./keyhelp";

/** Presses the button that shows `data-key="X"` on the screen, if it can be pressed now; "?" shows all keys. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.repeat || event.isComposing) return;
    const key = nameOf(event);
    if (typing(event.target) && !event.altKey && key !== "F2") return;
    if (key === "?") {
      event.preventDefault();
      showKeys();
      return;
    }
    const button = key && [...document.querySelectorAll<HTMLElement>(`[data-key="${key}"]`)].find(pressable);
    if (!button) return;
    closeKeys();
    event.preventDefault();
    if (button instanceof HTMLInputElement || button instanceof HTMLSelectElement) button.focus();
    else button.click();
  });
}

function nameOf(event: KeyboardEvent): string {
  if (event.key === "?" || (event.altKey && event.code === "Slash")) return "?";
  if (event.code.startsWith("Key")) return event.code.slice(3);
  if (event.code.startsWith("Digit")) return event.code.slice(5);
  if (event.code === "F2") return event.code; // no text has it, so it works while one types
  return event.key === "Escape" && !event.altKey ? "Esc" : "";
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button])"))
  );
}

function pressable(element: HTMLElement): boolean {
  return !element.matches(":disabled, [aria-disabled=true]") && element.checkVisibility();
}
