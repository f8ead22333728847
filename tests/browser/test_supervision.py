"""What an operator and a supervisor see of each other on their desks, and how details stay unrecorded."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import expect

from browser.conftest import CALLER_HZ, MARIA_HZ, OLGA_HZ, QUICK_LINE, Sit
from browser.screens import VOICE, CallerPage, Desk, until, until_heard

# What the supervisor's page sends when one of its buttons is pressed.
WISH = """async ([call, wish]) => {
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="))?.slice(10) ?? "";
  const body = JSON.stringify({ call, wish, key: crypto.randomUUID() });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch("/supervisor/orders", { method: "POST", headers, body });
  return [answer.status, await answer.text()];
}"""


@pytest.mark.req("X7")
def test_one_key_keeps_details_out_of_the_recording_and_a_mark_says_so(sit: Sit, caller: CallerPage) -> None:
    maria = sit("maria")
    maria.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    expect(maria.page.locator("#unrecorded")).to_have_count(0)
    maria.page.keyboard.press("Alt+e")
    expect(maria.page.locator("#unrecorded")).to_contain_text("Запись приостановлена")
    expect(maria.page.locator("#unrecorded [data-left]")).to_contain_text("01:")
    until_heard(maria.page, CALLER_HZ)
    maria.page.keyboard.press("Alt+e")
    expect(maria.page.locator("#unrecorded")).to_have_count(0)
    caller.hang_up()


@pytest.mark.req("X6")
def test_a_supervisor_listens_at_her_desk_and_takes_the_call_over(
    sit: Sit, svetlana: Desk, caller: CallerPage, database: psycopg.Connection
) -> None:
    maria = sit("maria")
    maria.begin()
    caller.call(QUICK_LINE)
    maria.answer()
    call = maria.page.evaluate("() => window.thirdring.stream.world.call.id")
    assert svetlana.page.evaluate(WISH, [call, "listen"])[0] == 200
    svetlana.is_in("supervising")
    expect(svetlana.page.locator("#supervise-listen")).to_have_attribute("aria-pressed", "true")
    expect(svetlana.page.locator(".phone-from")).to_contain_text("Примерова")
    expect(maria.page.locator("#supervised")).to_contain_text("Супервизор слушает")
    expect(maria.page.locator("#supervised")).to_contain_text("Старшая")
    until(lambda: hears(svetlana, CALLER_HZ, MARIA_HZ), "the supervisor hears nobody")

    svetlana.page.click("#supervise-whisper")
    expect(maria.page.locator("#supervised")).to_contain_text("говорит только вам")
    until(lambda: hears(maria, OLGA_HZ), "the operator does not hear the whisper")
    until_heard(caller.page, MARIA_HZ)

    svetlana.page.click("#supervise-take-over")
    svetlana.is_in("talking")
    maria.is_in("ready")
    until_heard(caller.page, OLGA_HZ)
    until_heard(svetlana.page, CALLER_HZ)
    expect(svetlana.page.locator("#card-zone [name=text]")).to_be_visible()
    caller.hang_up()
    svetlana.is_in("wrap-up")
    noted = database.execute(
        "SELECT purpose FROM audit_readlog WHERE reader = 'svetlana' AND subject_id = %s ORDER BY id", [call]
    ).fetchall()
    assert ("listen",) in noted


def hears(desk: Desk, *tones_hz: float) -> bool:
    """Whether the loudest that the desk hears at this moment is one of these."""
    loudest = desk.page.evaluate(VOICE)
    return any(abs(loudest - hertz) < 12 for hertz in tones_hz)
