// Before anything is painted, and when evening comes: the theme chosen here, else that of the system.
const dark = matchMedia("(prefers-color-scheme: dark)");

function follow(): void {
  document.documentElement.dataset.bsTheme = localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");
}

dark.addEventListener("change", follow);
follow();
