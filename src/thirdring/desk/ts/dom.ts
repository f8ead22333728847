// Making and finding elements. Text always goes in as text, never as HTML.
import sprite from "../static/desk/build/icons.svg";

export type Child = Node | string | null | undefined | false;
export type Attributes = Record<string, string | number | boolean | null | undefined | EventListener>;

/** An element `tag.class.class` with attributes; a function as value listens to that event. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/**
 * An icon of the sprite (names in icons.json). The shapes come with the script and stand in the page, so what is
 * drawn while the network is away has its icons, too.
 */
export function icon(name: string): SVGElement {
  if (!document.getElementById("sprite")) {
    const shapes = el("div", { id: "sprite", hidden: true });
    shapes.innerHTML = sprite;
    document.body.append(shapes);
  }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** The element with this id; a page without it is a mistake in its template. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}

/** JSON that the server put into the page, or null. */
export function embedded<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

export function cookie(name: string): string {
  return (
    document.cookie
      .split("; ")
      .find((part) => part.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? ""
  );
}

let pressed: Node | null = null;
document.addEventListener("pointerdown", (event) => (pressed = event.target instanceof Node ? event.target : null), true);
for (const lifted of ["pointerup", "pointercancel"])
  document.addEventListener(lifted, () => {
    pressed = null;
    // After the click that belongs to it: what had to wait can be drawn now.
    window.setTimeout(() => window.dispatchEvent(new CustomEvent("hand-lifted")), 0);
  }, true);

/**
 * Replaces the children only when `key` differs from the last time, and never between press and release of a
 * button inside: it would be another button by then, and the click would be lost. Draw again on "hand-lifted".
 */
export function renderOnChange(place: HTMLElement, key: string, build: () => Child[]): void {
  if (place.dataset.key === key || (pressed && place.contains(pressed))) return;
  place.dataset.key = key;
  place.replaceChildren(...build().filter((child): child is Node | string => Boolean(child)));
}
