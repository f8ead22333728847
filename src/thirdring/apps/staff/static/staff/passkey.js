// Starts what a page has to do with passkeys (allauth's scripts) and shows when that fails. Each form says
// in data-passkey which of allauth's functions is its own: "login", "add" or "authenticate".
"use strict";
document.addEventListener("allauth.error", () => {
  document.getElementById("passkey-problem").hidden = false;
});
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const kind = form.dataset.passkey;
  window.allauth.webauthn.forms[`${kind}Form`]({
    ids: {
      [kind]: form.querySelector("[data-passkey-button]").id,
      credential: form.querySelector("[name=credential]").id,
      data: "passkey-options",
      passwordless: form.querySelector("[name=passwordless]")?.id,
    },
  });
}
