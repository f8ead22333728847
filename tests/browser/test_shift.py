"""A shift from its beginning: what is checked, where the ring goes, what is told of a thing unplugged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from bed import Bed
from browser.conftest import QUICK_LINE, Sit, log_in
from browser.screens import AUDIBLE_DB, CLOSE_HZ, LISTEN, CallerPage, Desk, until

RING_HZ = (425, 475)
LISTEN_TO_RING = LISTEN.replace("STREAM", "window.thirdring.sound.heard")  # on its way to the device
RING_DEVICE = "() => window.thirdring.sound.device"

# The computer's own notices, and a window that is not in front, as a page sees them.
ELSEWHERE = """
window.told = [];
document.hasFocus = () => !window.elsewhere;
window.Notification = class extends EventTarget {
  static permission = "granted";
  constructor(title, options) { super(); window.told.push(`${title}|${options.body}`); }
  close() { window.told.push("closed"); }
};
"""
# A microphone that a key of the headset has muted: it delivers zeros.
MUTED = """
navigator.mediaDevices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;
"""
# Of all devices, the chosen one is pulled out, or all are there.
PULLED_OUT = """label => {
  const { mediaDevices } = navigator;
  window.all ??= mediaDevices.enumerateDevices.bind(mediaDevices);
  mediaDevices.enumerateDevices = async () => (await window.all()).filter((one) => one.label !== label);
  mediaDevices.dispatchEvent(new Event("devicechange"));
}"""
CUT_OFF = """() => {
  window.RealSocket = window.WebSocket;
  window.WebSocket = function () { return new window.RealSocket("ws://127.0.0.1:9/"); };
  window.thirdring.phone.agent._transport.socket._ws.close();
}"""
BACK = "() => { window.WebSocket = window.RealSocket; }"
# Places whose content is wider than they are.
WIDER = """() => ["html", ".bar", ".zone-card", ".zone-phone"]
  .filter((place) => ((found) => found.scrollWidth > found.clientWidth)(document.querySelector(place)))"""


@pytest.fixture
def muted(people: Callable[[str], Page], site: str, bed: Bed) -> Iterator[Desk]:
    """Maria at a computer whose microphone is muted; she does not begin."""
    page = people("maria")
    page.add_init_script(MUTED)
    log_in(page, site, "maria", bed)
    desk = Desk(page)
    yield desk
    desk.leave()


def test_the_ring_goes_to_the_chosen_device_and_the_computer_tells_of_a_call_behind_other_windows(
    sit: Sit, caller: CallerPage
) -> None:
    maria = sit("maria")
    maria.page.add_init_script(ELSEWHERE)
    well(maria)
    keys = maria.page.keyboard
    keys.press("F2")
    chosen = maria.page.select_option("#device-ring", label="Fake Audio Output 1")[0]
    maria.page.reload()
    well(maria)
    keys.press("F2")
    expect(maria.page.locator("#device-ring")).to_have_value(chosen)
    keys.press("F2")
    expect(maria.page.locator("#start-shift")).to_be_focused()
    keys.press("Enter")
    maria.is_in("paused")
    assert maria.page.evaluate(RING_DEVICE) == chosen
    maria.page.evaluate("window.elsewhere = true")
    keys.press("r")
    maria.takes_calls_again()
    maria.page.evaluate(LISTEN_TO_RING)
    caller.call(QUICK_LINE)
    maria.is_in("offered")
    until(lambda: has_rung(maria), "the ring does not sound")
    assert maria.page.evaluate(RING_DEVICE) == chosen
    told = maria.page.evaluate("window.told")
    assert len(told) == 1
    assert re.fullmatch(rf"Входящий звонок\|{QUICK_LINE} Без уведомления\nждёт \d\d:\d\d", told[0]), told
    caller.hang_up()
    maria.is_in("ready")
    until(lambda: maria.page.evaluate("window.told")[1:] == ["closed"], "the notice stays")


def test_a_silent_microphone_is_told_of_and_she_may_insist(muted: Desk) -> None:
    maria = muted
    expect(maria.page.locator("#shift-check[data-check=failed]")).to_contain_text("Микрофон молчит")
    expect(maria.page.locator("#device-microphone")).to_be_visible()
    maria.page.keyboard.press("Enter")
    expect(maria.page.locator("#start-shift")).to_contain_text("Начать всё равно")
    maria.is_in("logged out")
    maria.page.keyboard.press("Enter")
    maria.is_in("paused")


def test_a_headset_that_is_pulled_out_and_comes_back_is_told_of(sit: Sit) -> None:
    maria = sit("maria")
    well(maria)
    notices = maria.page.locator("#notices")
    maria.page.keyboard.press("F2")
    maria.page.select_option("#device-microphone", label="Fake Audio Input 1")
    maria.page.evaluate(PULLED_OUT, "Fake Audio Input 1")
    expect(notices).to_contain_text("«Fake Audio Input 1» не подключено: вы говорите в микрофон компьютера")
    expect(maria.page.locator("#shift-check[data-check=failed]")).to_contain_text("Fake Audio Input 1")
    maria.page.evaluate(PULLED_OUT, "")
    expect(notices).to_contain_text("«Fake Audio Input 1» снова подключено")
    well(maria)


def test_stream_and_phone_say_each_what_works_and_come_back_by_themselves(sit: Sit) -> None:
    maria = sit("maria")
    maria.begin_shift()
    trouble, ready = maria.page.locator("#connection"), maria.page.locator("#ready")
    maria.page.route("**/desk/stream", lambda route: route.abort())
    maria.page.evaluate("window.thirdring.stream.source.dispatchEvent(new Event('error'))")
    expect(trouble).to_contain_text("Нет связи с сервером: экран мог устареть")
    expect(trouble).to_contain_text(re.compile(r"Следующая попытка через \d с\."))
    expect(trouble).not_to_contain_text("Телефон потерял")
    for width in (1200, 900):
        maria.page.set_viewport_size({"width": width, "height": 900})
        assert maria.page.evaluate(WIDER) == [], f"at {width}"
    expect(ready).to_be_disabled()
    expect(maria.page.locator("#server-away")).to_contain_text("кнопка снова заработает")
    drawn = maria.page.locator("#server-away use").get_attribute("href")
    expect(maria.page.locator(f"#sprite {drawn}")).to_be_attached()  # no server is needed for what it shows
    maria.page.unroute("**/desk/stream")
    expect(maria.page.locator("#notices")).to_contain_text("Связь вернулась")
    ready.click()
    maria.takes_calls_again()

    maria.page.evaluate(CUT_OFF)
    expect(trouble).to_contain_text("звонки к вам не приходят. Карточка и списки работают")
    expect(trouble).not_to_contain_text("экран мог устареть")
    maria.page.evaluate(BACK)
    expect(trouble).to_be_hidden(timeout=60_000)  # a browser lets a failed socket wait a while
    maria.takes_calls_again()


@pytest.mark.req("X18")
def test_a_question_mark_shows_all_keys_and_a_key_does_what_it_says(sit: Sit) -> None:
    maria = sit("maria")
    well(maria)
    sheet = maria.page.locator("#key-sheet")
    maria.page.keyboard.press("?")
    expect(sheet).to_contain_text("приостановить запись")
    maria.page.keyboard.press("F2")
    expect(sheet).to_have_count(0)
    expect(maria.page.locator(".devices")).to_have_attribute("open", "")
    maria.page.keyboard.press("?")
    maria.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def well(desk: Desk) -> None:
    """One line says that all is in order."""
    expect(desk.page.locator("#shift-check[data-check=well] li")).to_have_count(1)


def has_rung(desk: Desk) -> bool:
    """Whether the ring's tones have been the loudest of what goes to the device."""
    heard = desk.page.evaluate("() => window.heard")
    return any(loud > AUDIBLE_DB and abs(one - ring) < CLOSE_HZ for one, loud in heard for ring in RING_HZ)
