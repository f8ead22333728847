// What is chosen in a form that narrows a list is asked for at once.
"use strict";
for (const form of document.querySelectorAll("form[data-sent-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
