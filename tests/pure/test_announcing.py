"""A caller hears the recording notice, then perhaps a menu, and always reaches an operator."""

from __future__ import annotations

from centre import ANNA, ASSISTANCE, CENTRE, HOTLINE, LINES, MENU, World, reconfigured

from thirdring.acd.actions import Play, StartMusic, StopPlaying
from thirdring.acd.facts import Arrived, Ended, MenuChosen, MenuEntered, NoticeHeard, NoticeStarted, Queued
from thirdring.acd.inputs import CallArrived, CallerGone, DigitPressed, GoneCause, PromptEnded
from thirdring.acd.promise_facts import Promised


def at_the_menu() -> World:
    world = World()
    world.arrives("a", MENU)
    return world


def test_the_notice_is_played_before_anything_else_and_its_end_is_kept() -> None:
    world = World()
    world.arrives("a", HOTLINE, heard=False)
    assert [type(effect) for effect in world.effects[1:]] == [Arrived, NoticeStarted, Play]
    assert world.call_is("a") == "announced"
    world.feed(PromptEnded, call="a", prompt="recorded")
    assert world.told(NoticeHeard, call="a", prompt="recorded")
    assert world.call_is("a") == "waiting"


def test_a_line_without_notice_and_menu_leads_to_its_queue_at_once() -> None:
    world = World()
    world.arrives("a", ASSISTANCE)
    assert world.told(Queued)[0].queue == "assistance"
    assert world.told(StartMusic, call="a")


def test_a_notice_that_cannot_be_played_stops_nobody_but_is_not_told_as_heard() -> None:
    world = World()
    world.arrives("a", HOTLINE, heard=False)
    world.feed(PromptEnded, call="a", prompt="recorded", failed=True)
    assert not world.told(NoticeHeard)
    assert world.call_is("a") == "waiting"


def test_keys_pressed_during_the_notice_do_not_cut_it_short() -> None:
    world = World()
    world.arrives("a", MENU, heard=False)
    assert world.feed(DigitPressed, call="a", digit="1") == ()
    assert world.state.calls["a"].prompt == "recorded"


def test_a_key_during_the_menu_silences_it_and_chooses() -> None:
    world = at_the_menu()
    effects = world.feed(DigitPressed, call="a", digit="1")
    assert isinstance(effects[0], StopPlaying)
    (chosen,) = world.told(MenuChosen)
    assert (chosen.digit, chosen.topic, chosen.queue) == ("1", "policies", "policies")
    assert world.told(Queued)[0].queue == "policies"


def test_a_key_after_the_menu_has_ended_chooses_within_five_seconds() -> None:
    world = at_the_menu()
    world.feed(PromptEnded, call="a", prompt="menu")
    world.pass_time(4.999999)
    world.feed(DigitPressed, call="a", digit="0")
    assert world.told(Queued)[0].queue == "hotline"
    assert not world.told(StopPlaying)


def test_silence_is_asked_again_after_five_seconds_and_an_operator_answers_in_the_end() -> None:
    world = at_the_menu()
    for attempt in (1, 2, 3):
        assert world.told(MenuEntered)[-1].attempt == attempt
        world.feed(PromptEnded, call="a", prompt="menu")
        world.pass_time(4.999999)
        assert world.call_is("a") == "announced"
        assert world.told(MenuEntered)[-1].attempt == attempt
        world.pass_time(0.000001)
    (chosen,) = world.told(MenuChosen)
    assert (chosen.digit, chosen.queue) == ("", "hotline")
    assert world.call_is("a") == "waiting"


def test_a_wrong_key_is_told_and_asked_again_twice() -> None:
    world = at_the_menu()
    for _ in range(2):
        world.feed(DigitPressed, call="a", digit="9")
        assert world.told(Play)[-1].prompt == "wrong-key"
        world.feed(PromptEnded, call="a", prompt="wrong-key")
        assert world.told(Play)[-1].prompt == "menu"
    world.feed(DigitPressed, call="a", digit="9")
    assert world.told(MenuChosen)[0].queue == "hotline"
    assert world.call_is("a") == "waiting"


def test_keys_pressed_while_waiting_mean_nothing() -> None:
    world = World()
    world.arrives("a")
    assert world.feed(DigitPressed, call="a", digit="1") == ()


def test_the_end_of_a_prompt_that_was_cut_short_comes_too_late() -> None:
    world = at_the_menu()
    world.feed(DigitPressed, call="a", digit="1")
    assert world.feed(PromptEnded, call="a", prompt="menu") == ()


def test_a_caller_who_hangs_up_in_the_menu_has_abandoned_the_announcement() -> None:
    world = at_the_menu()
    world.feed(PromptEnded, call="a", prompt="menu")
    world.hangs_up("a")
    (ended,) = world.told(Ended)
    assert (ended.how, ended.by) == ("abandoned in announcement", "caller")
    assert world.state.next_timer() is None


def test_an_unknown_number_is_answered_by_the_first_queue() -> None:
    world = World()
    world.sits_down(ANNA)
    world.arrives("a", "nobody configured this")
    assert world.ringing_for("a") == ANNA
    assert world.told(Arrived)[0].organisation == 0


def test_a_call_told_of_twice_is_one_call() -> None:
    world = World()
    world.arrives("a")
    assert world.feed(CallArrived, call="a", line=HOTLINE, caller="+7") == ()


def test_a_call_missed_while_the_router_was_away_gets_a_card_and_a_promise_and_rings_nobody() -> None:
    world = World()
    world.sits_down(ANNA)
    effects = world.feed(CallArrived, call="a", line=ASSISTANCE, caller="+70000000001", over=True)
    assert [type(effect) for effect in effects] == [Arrived]
    world.feed(CallerGone, call="a", cause=GoneCause.UNANSWERED_WHILE_AWAY)
    assert world.told(Ended)[0].how == "missed while away"
    assert world.told(Promised)[0].kind == "call back"


def test_a_call_that_the_fallback_served_owes_nobody_anything() -> None:
    world = World()
    world.feed(CallArrived, call="a", line=ASSISTANCE, caller="+70000000001", over=True)
    world.feed(CallerGone, call="a", cause=GoneCause.SERVED_WHILE_AWAY)
    assert world.told(Ended)[0].how == "served while away"
    assert not world.told(Promised)


def test_a_menu_taken_out_of_service_leads_on_to_the_queue() -> None:
    world = at_the_menu()
    plain = [line for line in LINES if line.number != MENU]
    menu = next(line for line in CENTRE.lines if line.number == MENU)
    world.configure(reconfigured(lines=(*plain, type(menu)(MENU, 1, "hotline", notice="recorded"))))
    world.feed(DigitPressed, call="a", digit="1")
    assert world.call_is("a") == "waiting"
    assert world.state.calls["a"].queue == "hotline"
