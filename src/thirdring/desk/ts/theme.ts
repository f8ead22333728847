// Before anything is painted: the theme chosen here, else that of the system.
document.documentElement.dataset.bsTheme =
  localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
