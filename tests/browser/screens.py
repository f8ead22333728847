"""The screens as a person uses them: a desk, a caller's page; and what is heard through them.

Each browser is a process of its own whose microphone is a file with one tone, so whoever hears a
tone knows who speaks.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",  # tests may run as root
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
PATIENCE_MS = 60_000
HEARD_S = 60.0
CLOSE_HZ = 12.0
AUDIBLE_DB = -60

# The strongest frequency of a sound at this moment, in hertz; 0 when there is none.
LOUDEST = """async () => {
  const stream = STREAM;
  if (!stream?.getAudioTracks().length) return 0;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(stream).connect(analyser);
  await new Promise((full) => setTimeout(full, 250));
  const power = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(power);
  let best = 0;
  for (let bin = 1; bin < power.length; bin += 1) if (power[bin] > power[best]) best = bin;
  await context.close();
  return power[best] > -90 ? (best * context.sampleRate) / analyser.fftSize : 0;
}"""
# Keeps a sound from now on: every 50 ms its strongest frequency (Hz) and how strong that is (dB).
LISTEN = """() => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(STREAM).connect(analyser);
  const power = new Float32Array(analyser.frequencyBinCount);
  window.heard = [];
  setInterval(() => {
    analyser.getFloatFrequencyData(power);
    let best = 0;
    for (let bin = 1; bin < power.length; bin += 1) if (power[bin] > power[best]) best = bin;
    window.heard.push([(best * context.sampleRate) / analyser.fftSize, power[best]]);
  }, 50);
}"""
VOICE = LOUDEST.replace("STREAM", "window.thirdring.phone.heard")  # of who speaks on the telephone
MESSAGE = LOUDEST.replace("STREAM", "document.querySelector('.player audio')?.captureStream()")

# The promise that the desk's operator has in hand, "" for none.
HELD = "() => window.thirdring.stream.world.promise?.id ?? ''"
# Whether this key is there and can be pressed; then it is.
PRESS = """selector => {
  const key = document.querySelector(selector);
  if (!key || key.disabled) return false;
  key.click();
  return true;
}"""


def launch(playwright: Playwright, microphone: Path) -> Browser:
    """A Chromium whose microphone plays ``microphone`` over and over."""
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={microphone}"]
    return playwright.chromium.launch(executable_path=CHROMIUM, args=flags)


def until_heard(page: Page, frequency_hz: float, sound: str = VOICE) -> None:
    """Wait until the tone is what this page hears most."""
    deadline = time.monotonic() + HEARD_S
    heard: list[float] = []
    while time.monotonic() < deadline:
        heard.append(page.evaluate(sound))
        if abs(heard[-1] - frequency_hz) <= CLOSE_HZ:
            return
    raise AssertionError(f"{frequency_hz} Hz is not heard, but {heard}")


def until(true: Callable[[], bool], why: str, timeout_s: float = 60.0) -> None:
    """Wait until ``true()`` holds."""
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, f"after {timeout_s} s: {why}"
        time.sleep(0.05)


class Desk:
    """An operator's desk in a browser of her own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.body = page.locator("body")

    def is_in(self, state: str, timeout_ms: int = PATIENCE_MS) -> None:
        """Wait until the desk shows this state."""
        expect(self.body).to_have_attribute("data-state", state, timeout=timeout_ms)

    @property
    def state(self) -> str:
        return self.body.get_attribute("data-state") or ""

    def begin(self) -> None:
        """Begin the shift and take calls."""
        self.begin_shift()
        self.page.click("#ready")
        self.takes_calls_again()

    def begin_shift(self) -> None:
        """Prove sound, microphone and registration."""
        self.is_in("logged out")
        expect(self.page.locator("#shift-check[data-check=well]")).to_be_visible(timeout=PATIENCE_MS)
        self.page.click("#start-shift")
        begun = self.page.locator("body[data-state=paused]")
        doubted = self.page.locator("#shift-check[data-check=failed]")
        expect(begun.or_(doubted).first).to_be_attached(timeout=PATIENCE_MS)
        assert doubted.count() == 0, doubted.text_content()

    def takes_calls_again(self) -> None:
        """Wait until the next caller would come here; what tests before have left owed, nobody wants."""
        settled = self.page.locator("body[data-state=ready], body[data-state=promise]")
        while settled.get_attribute("data-state", timeout=PATIENCE_MS) == "promise":
            held = self.page.evaluate(HELD)
            self.page.click("#ending-withdrawn")
            self.page.keyboard.type("the test is over")
            self.page.keyboard.press("Enter")
            until(lambda held=held: self.page.evaluate(HELD) != held, "the promise is not withdrawn")

    def answer(self) -> None:
        self.is_in("offered")
        self.page.click("#answer")
        self.is_in("talking")

    def fill(self, name: str, text: str, kind: str = "complaint") -> None:
        """Who and why: everything but the result."""
        self.page.fill("[name=person_name]", name)
        self.page.select_option("[name=reason]", index=2)
        self.choose("kind", kind)
        self.page.fill("[name=text]", text)
        self.saved()

    def choose(self, field: str, value: str) -> None:
        self.page.locator(f"label.choice:has([name={field}][value='{value}'])").click()

    def saved(self) -> None:
        """Wait until the card says that the draft is saved."""
        expect(self.page.locator("#saved .icon use")).to_have_attribute("href", re.compile("#icon-check$"))

    def seek(self, name: str) -> None:
        """Open the transfer pane and choose a colleague."""
        self.page.keyboard.press("Alt+t")
        self.page.fill("#transfer-pane input", name)
        self.page.locator(".target[data-operator]", has_text=name).first.click()

    def ask_consent(self) -> None:
        """Say to whom the caller is passed on, and have his consent: two keys."""
        self.page.click("[data-step-name=said]")
        self.page.click("[data-step-name=agreed]")
        expect(self.page.locator("[data-step-name=agreed]")).to_have_attribute("aria-pressed", "true")

    def consult(self, name: str) -> None:
        """Whom to, the sentence, the consent; then the colleague is called."""
        self.seek(name)
        self.ask_consent()
        self.page.click("#consult")

    def close_card(self, result: str) -> None:
        self.choose("result", result)
        self.saved()
        self.page.click("#close-card")

    def leave(self) -> None:
        """Whatever state a test has left: the call ends, the card is put aside, the shift ends."""
        self.page.reload()
        expect(self.body).to_have_attribute("data-state", re.compile("."), timeout=PATIENCE_MS)
        self._turn("offered", "#refuse")
        self._turn("coming back", "")  # into the conversation that the reload has interrupted
        self._turn("talking", "#act-X")
        if self.state == "wrap-up":
            self._put_aside()
        if self.state != "logged out":
            self.page.click("#my-state summary")
            self.page.click("#my-state [data-key='0']")
            self.is_in("logged out")

    def _turn(self, state: str, key: str) -> None:
        """Press what ends this state, unless it ends by itself before: somebody else may be hanging up."""
        if key:
            until(
                lambda: self.state != state or self.page.evaluate(PRESS, key), f"{key} is not to be pressed"
            )
        expect(self.body).not_to_have_attribute("data-state", state, timeout=PATIENCE_MS)

    def _put_aside(self) -> None:
        self.page.click(".card-ends summary")
        expect(self.page.locator("#aside-reason")).to_be_focused()
        self.page.keyboard.type("the test is over")
        self.page.keyboard.press("Enter")
        expect(self.body).not_to_have_attribute("data-state", "wrap-up", timeout=PATIENCE_MS)


class CallerPage:
    """The public page, in a caller's browser."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self._site = site

    def call(self, line: str) -> None:
        self.page.goto(f"{self._site}/call/")
        self.page.locator(f"label:has(input[value='{line}'])").click()
        self.page.click("#call-button")

    def is_in(self, stage: str) -> None:
        expect(self.page.locator("#call-page")).to_have_attribute("data-stage", stage, timeout=PATIENCE_MS)

    def hang_up(self) -> None:
        self.page.click("#end-button")
        self.is_in("ended")
