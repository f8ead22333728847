// While a test call is under way, how far it has come is shown as it happens.
"use strict";
const LOOK_AGAIN_MS = 500;
const trials = document.querySelector("#trials");
let shown = "";

async function look() {
  const answer = await fetch(trials.dataset.latest, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    const latest = await answer.text();
    if (latest !== shown) trials.innerHTML = shown = latest; // what has not changed is not read aloud again
  }
  lookAgain();
}

function lookAgain() {
  if (trials.querySelector("[data-under-way]")) setTimeout(look, LOOK_AGAIN_MS);
}

lookAgain();
