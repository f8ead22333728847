// What every page has: the theme, menus that close, choices that send their form. Small on purpose.
import { forgetDrafts, sweepDrafts } from "./drafts";
import { sayZone } from "./zones";

sweepDrafts();
for (const place of document.querySelectorAll<HTMLElement>(".zone-clock")) sayZone(place);

for (const button of document.querySelectorAll<HTMLElement>("[data-theme-switch]"))
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = theme;
    localStorage.setItem("theme", theme);
  });

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]"))
    if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
});
document.addEventListener(
  "keydown",
  (event) => {
    const menu = event.key === "Escape" && document.querySelector<HTMLDetailsElement>("details.menu[open]");
    if (!menu) return;
    event.stopPropagation(); // the key is spent
    menu.open = false;
    menu.querySelector("summary")?.focus();
  },
  true,
);
document.addEventListener("submit", (event) => {
  if (event.target instanceof HTMLElement && event.target.dataset.forgetDrafts !== undefined) forgetDrafts();
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof HTMLElement && field.dataset.submit !== undefined) field.closest("form")?.requestSubmit();
});
