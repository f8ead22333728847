"""Passing a caller on by the book: sentence, consent, the card first; and what happens when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Route, expect

from browser.conftest import CALLER_HZ, OLGA_HZ, QUICK_LINE, Sit, operator_of
from browser.screens import CallerPage, Desk, until, until_heard
from browser.test_slow_server import CARD, Slow
from thirdring.journal.commands import AWAY

SENTENCE = (
    "Этот вопрос находится в компетенции отдела экспертизы и защиты прав застрахованных ТФОМС КК,"
    " врача-эксперта Показовой Ольги Павловны. Я могу вас с ней соединить?"
)
BUSY = "К сожалению, линия занята, Вам удобно подождать или перезвонить позже?"
CALLED_BACK_AT = "+78612001234"

Spoken = Callable[[], tuple[Desk, Desk]]


@pytest.fixture
def spoken(sit: Sit, caller: CallerPage) -> Iterator[Spoken]:
    """Maria speaks with a caller and knows who and why; Olga has a desk and is not on shift yet."""

    def begin() -> tuple[Desk, Desk]:
        maria, olga = sit("maria"), sit("olga")
        maria.begin()
        caller.call(QUICK_LINE)
        maria.answer()
        maria.fill("Анна Сергеевна", "Отказали в приёме.")
        return maria, olga

    yield begin
    if caller.page.locator("#end-button").is_visible():
        caller.page.click("#end-button")


@pytest.mark.req("S53", "S62", "S63", "S64", "S65", "S69")
def test_the_caller_is_told_to_whom_agrees_and_the_colleague_has_the_card_before_the_voices(
    spoken: Spoken, caller: CallerPage, database: psycopg.Connection
) -> None:
    maria, olga = spoken()
    olga.begin()
    maria.seek("Показова")
    pane = maria.page.locator("#transfer-pane")
    expect(pane.locator(".say")).to_have_text(SENTENCE)
    expect(maria.page.locator("#consult")).to_be_disabled()
    maria.page.keyboard.press("1")
    expect(maria.page.locator("#consult")).to_be_disabled()
    maria.page.keyboard.press("2")
    maria.page.fill(".passing-note", "волнуется")
    maria.page.click("#consult")

    olga.is_in("offered")
    expect(olga.page.locator("#passed-on")).to_contain_text("Примерова Мария Сергеевна")
    expect(olga.page.locator("#passed-on")).to_contain_text("– волнуется")
    expect(olga.page.locator("[name=text]")).to_have_value("Отказали в приёме.")
    expect(olga.page.locator("#say-pane .say")).to_have_text(
        "Здравствуйте, Анна Сергеевна. Врач-эксперт Показова Ольга."
        " Мне передали ваше обращение, повторять его не нужно."
    )
    olga.answer()
    maria.page.click("#complete-transfer")
    until_heard(olga.page, CALLER_HZ)
    until_heard(caller.page, OLGA_HZ)
    maria.is_in("wrap-up")

    happened = _happened(database)
    started = happened[_place(happened, "TransferStarted")]
    assert started["sentence_said"] and started["consent"] and started["reason"].endswith("– волнуется")
    olga_is = operator_of(database, "olga")
    spoken_of, reason = _spoken_of(database)
    assert spoken_of["by"].startswith("Примерова Мария Сергеевна, ")
    assert spoken_of["kind"] == "жалоба" and "Анна" not in str(spoken_of)
    assert started["reason"].split()[0] not in spoken_of["matter"], "a code says nothing to the ear"
    assert spoken_of["matter"] == reason
    seen = _place(happened, "CardSeen", operator=olga_is)
    joined = _place(happened, "Joined", operator=olga_is)
    consulted = _place(happened, "Consulting", colleague=olga_is)
    rang = _place(happened, "Offered", operator=olga_is)
    assert rang < seen < consulted < joined, "the card was open before any voice was joined"
    assert seen < _place(happened, "OfferEnded", operator=olga_is), "and while the phone still rang"
    expect(olga.page.locator(".talk-bar")).to_have_count(0)  # clause 8 speaks of one's own answers
    _has_said(database, "transfer@1")

    olga.page.keyboard.press("Alt+u")
    olga.page.click("[data-wrong='1']")
    expect(olga.page.locator(".passed-wrong")).to_be_visible()
    expect(olga.page.locator("#transfer-pane input[type=search]")).to_be_focused()  # to send the caller on
    olga.page.keyboard.type("Нет")
    for key in ("Escape", "Escape"):  # first the word, then the list
        expect(olga.page.locator("#transfer-pane")).to_be_visible()
        olga.page.keyboard.press(key)
    expect(olga.page.locator("#transfer-pane")).to_be_hidden()
    wrong = _happened(database)
    marked = wrong[_place(wrong, "TransferWrong", colleague=olga_is)]
    assert (marked["operator"], marked["reason"]) == (
        operator_of(database, "maria"),
        "Вопрос относится к другому отделу",
    )


@pytest.mark.req("S65")
def test_who_lifts_a_desk_phone_hears_nobody_before_the_card_is_on_the_screen(
    spoken: Spoken, database: psycopg.Connection
) -> None:
    maria, olga = spoken()
    olga.begin()
    card, unheard = Slow(olga, CARD), nobody_hears_twice(olga, "CardOpened")
    maria.consult("Показова")
    olga.is_in("offered")
    card.asked(1)
    expect(olga.page.locator("#answer")).to_be_disabled()
    olga.page.evaluate("window.thirdring.phone.answer()")  # as somebody would at a phone on the table
    expect(maria.page.locator("#transfer-pane")).to_contain_text("открывает карточку")
    olga.is_in("offered")
    expect(olga.page.locator("#phone-zone")).to_contain_text("Вы сняли трубку")
    card.no_longer()
    expect(maria.page.locator("#complete-transfer")).to_be_visible()
    happened = _happened(database)
    olga_is = operator_of(database, "olga")
    lifted = _place(happened, "Lifted", operator=olga_is)
    seen = _place(happened, "CardSeen", operator=olga_is)
    assert lifted < seen < _place(happened, "Consulting", colleague=olga_is)
    assert len(unheard) == 2, "the desk has said so until it was heard"
    maria.page.click("#cancel-transfer")


@pytest.mark.req("S70")
def test_a_busy_line_is_said_in_the_orders_words_and_the_caller_waits_in_the_colleagues_queue(
    spoken: Spoken, caller: CallerPage, database: psycopg.Connection
) -> None:
    maria, olga = spoken()
    _on_pause(olga)
    maria.consult("Показова")
    expect(maria.page.locator("#transfer-pane .say")).to_have_text(BUSY)
    expect(maria.page.locator(".tried")).to_contain_text("Показова Ольга Павловна: линия сейчас занята")
    maria.page.keyboard.press("1")
    maria.is_in("wrap-up")
    chosen = _happened(database)
    assert chosen[_place(chosen, "BusyChoiceMade")]["choice"] == "wait"
    assert chosen[_place(chosen, "Queued", queue="tfoms-quality")]
    _has_said(database, "busy@1")

    olga.page.keyboard.press("r")
    olga.answer()
    until_heard(olga.page, CALLER_HZ)
    until_heard(caller.page, OLGA_HZ)


@pytest.mark.req("S70")
def test_a_caller_who_would_rather_be_called_back_is_promised_it_by_the_colleague(
    spoken: Spoken, caller: CallerPage, database: psycopg.Connection
) -> None:
    maria, olga = spoken()
    _on_pause(olga)
    maria.consult("Показова")
    expect(maria.page.locator("#transfer-pane .say")).to_have_text(BUSY)
    maria.page.keyboard.press("2")
    maria.page.fill("#transfer-pane .number-field", CALLED_BACK_AT)
    maria.page.press("#transfer-pane .number-field", "Enter")
    expect(maria.page.locator("#notices")).to_contain_text("Показова Ольга Павловна")
    maria.is_in("talking")
    expect(maria.page.locator("#transfer-pane")).to_be_hidden()
    until(lambda: any(fact["type"] == "Promised" for fact in _happened(database)), "nothing is promised")
    happened = _happened(database)
    promised = happened[_place(happened, "Promised")]
    assert promised["origin"] == "level 2 busy"
    assert promised["owner"]["operator"] == operator_of(database, "olga")
    assert promised["number"] == CALLED_BACK_AT
    until_heard(maria.page, CALLER_HZ)


@pytest.mark.req("X6")
def test_who_passes_on_reads_why_a_colleague_refuses_and_has_the_caller_again(
    spoken: Spoken, caller: CallerPage, database: psycopg.Connection
) -> None:
    maria, olga = spoken()
    olga.begin()
    maria.consult("Показова")
    olga.is_in("offered")
    olga.page.keyboard.press("n")
    expect(olga.page.locator("[data-refusal]")).to_have_count(3)
    olga.page.keyboard.press("2")
    olga.is_in("set aside")
    expect(maria.page.locator(".tried-reason")).to_have_text("«Сначала нужно расспросить подробнее»")
    until_heard(maria.page, CALLER_HZ)
    olga.page.keyboard.press("r")
    olga.is_in("ready")
    maria.page.click("#busy-another")
    expect(maria.page.locator("#transfer-pane input[type=search]")).to_be_visible()


@pytest.mark.req("X6")
def test_a_caller_who_hangs_up_while_being_passed_on_ends_the_ringing_and_both_are_told(
    spoken: Spoken, caller: CallerPage
) -> None:
    maria, olga = spoken()
    olga.begin()
    maria.consult("Показова")
    olga.is_in("offered")
    caller.hang_up()
    maria.is_in("wrap-up")
    expect(olga.body).not_to_have_attribute("data-state", "offered")
    expect(maria.page.locator("#notices")).to_contain_text("положил трубку, пока его переводили")
    expect(olga.page.locator("#notices")).to_contain_text("больше не передают")


def _on_pause(desk: Desk) -> None:
    """On shift, at the desk, and not free."""
    desk.is_in("logged out")
    expect(desk.page.locator("#shift-check[data-check=well]")).to_be_visible()
    desk.page.click("#start-shift")
    desk.is_in("paused")


def nobody_hears_twice(desk: Desk, what: str) -> list[Route]:
    """The engines change over: what the desk says is not heard, two times. Those times."""
    unheard: list[Route] = []

    def away(route: Route) -> None:
        if len(unheard) < 2 and what in (route.request.post_data or ""):
            unheard.append(route)
            route.fulfill(status=409, json={"code": AWAY, "sentence": "Никто не ответил."})
        else:
            route.continue_()

    desk.page.route("**/desk/commands", away)
    return unheard


def _happened(database: psycopg.Connection) -> list[dict]:
    """What the journal tells of the latest call, fact by fact."""
    call = database.execute("SELECT id FROM calls_call ORDER BY arrived_at DESC LIMIT 1").fetchall()[0][0]
    rows = database.execute("SELECT body FROM journal_row WHERE calls @> ARRAY[%s] ORDER BY seq", [call])
    return [effect for (body,) in rows.fetchall() for effect in body["effects"]]


def _spoken_of(database: psycopg.Connection) -> tuple[dict, str]:
    """What a colleague without a desk would hear of the latest call, and the name of its card's reason."""
    asked = database.execute(
        "SELECT row.body->'input'->'summary', reason.name_ru FROM journal_row row"
        " JOIN appeals_card card ON row.calls @> ARRAY[card.call]"
        " JOIN appeals_reason reason ON reason.id = card.reason_id"
        " WHERE row.body->'input'->>'type' = 'TransferRequested' ORDER BY row.seq DESC LIMIT 1"
    )
    return asked.fetchall()[0]


def _place(happened: list[dict], kind: str, **wanted: object) -> int:
    for place, fact in enumerate(happened):
        if fact["type"] == kind and all(fact.get(name) == value for name, value in wanted.items()):
            return place
    raise AssertionError(f"no {kind} with {wanted} in {[fact['type'] for fact in happened]}")


def _has_said(database: psycopg.Connection, what: str) -> None:
    """Wait until the latest card notes that these words, in this version, were said."""
    query = "SELECT said FROM appeals_card ORDER BY opened_at DESC LIMIT 1"
    until(lambda: what in database.execute(query).fetchall()[0][0].split(), f"{what} is not noted")
