"""Which alarms stand, since when, who sees them, and what it takes to silence one."""

from __future__ import annotations

from thirdring.acd.facts import CENTRE_AS_A_WHOLE
from thirdring.apps.alarms.standing import Alarms, Health, Noted, standing
from thirdring.journal.live import Live, LiveDials, LiveMisses, LiveQueue
from thirdring.wallboard.alarms import part

from .cast import MARIA, NAMES, OF_FUND, OF_INSURER, at, centre, owed, waiting

WELL = Health()


def looked(alarms: Alarms, live: Live, now_s: float, health: Health = WELL) -> Alarms:
    alarms.look(live, NAMES, health, at(now_s))
    return alarms


def test_nobody_is_alarmed_at_thirty_seconds_but_after_them() -> None:
    live = centre(a=waiting(0))
    assert standing(live, NAMES, WELL, at(30.0)) == {}
    alarm = standing(live, NAMES, WELL, at(30.1))["long wait:oms"]
    assert (alarm.count, alarm.since) == (1, at(30))


def test_all_who_wait_too_long_in_a_queue_are_one_alarm() -> None:
    live = centre(a=waiting(0), b=waiting(5), c=waiting(70))
    assert standing(live, NAMES, WELL, at(80))["long wait:oms"].count == 2


def test_an_alarm_that_lasts_keeps_the_moment_at_which_it_began() -> None:
    alarms = looked(Alarms(), centre(a=waiting(0), b=waiting(10)), 60)
    looked(alarms, centre(b=waiting(10)), 61)
    assert alarms.now["long wait:oms"].since == at(30)


def test_who_took_note_silences_an_alarm_until_it_is_raised_anew() -> None:
    alarms = looked(Alarms(), centre(a=waiting(0)), 40)
    noted = {"long wait:oms": Noted("Svetlana", at(41))}
    shown = part(alarms.now, noted, NAMES, OF_FUND, named=True)["long wait:oms"]
    assert shown["noted"] == {"by": "Svetlana", "at": at(41) // 1000}
    looked(looked(alarms, centre(), 50), centre(b=waiting(55)), 90)
    assert part(alarms.now, noted, NAMES, OF_FUND, named=True)["long wait:oms"]["noted"] is None


def test_one_more_overdue_promise_is_a_new_alarm() -> None:
    live = centre()
    live.promises = {"first": owed(10)}
    alarms = looked(Alarms(), live, 20)
    noted = {"overdue:oms": Noted("Svetlana", at(21))}
    assert part(alarms.now, noted, NAMES, OF_FUND, named=False)["overdue:oms"]["noted"]
    live.promises["second"] = owed(30)
    looked(alarms, live, 31)
    shown = part(alarms.now, noted, NAMES, OF_FUND, named=False)["overdue:oms"]
    assert (shown["count"], shown["noted"]) == (2, None)


def test_repeated_misses_name_the_operator_to_the_supervisor_and_nobody_on_the_wall() -> None:
    live = centre()
    live.operators[MARIA].misses = LiveMisses(at(5), 3, 900_000_000)
    alarms = looked(Alarms(), live, 6)
    key = f"misses:{MARIA}"
    assert part(alarms.now, {}, NAMES, OF_FUND, named=True)[key]["operator"] == MARIA
    assert part(alarms.now, {}, NAMES, OF_FUND, named=False)[key]["operator"] is None
    assert part(alarms.now, {}, NAMES, OF_INSURER, named=True) == {}


def test_an_operator_who_dialled_too_often_alarms_for_an_hour_and_all_together_alarm_everybody() -> None:
    live = centre()
    live.dials[MARIA] = LiveDials(at(5), 120, 3_600_000_000)
    live.dials[CENTRE_AS_A_WHOLE] = LiveDials(at(6), 3000, 3_600_000_000)
    alarms = looked(Alarms(), live, 7)
    assert set(part(alarms.now, {}, NAMES, OF_FUND, named=True)) == {f"dials:{MARIA}", "dials"}
    assert set(part(alarms.now, {}, NAMES, OF_INSURER, named=True)) == {"dials"}
    assert set(looked(alarms, live, 3605.5).now) == {"dials"}


def test_a_queue_that_nobody_can_serve_alarms_its_own_organisation() -> None:
    live = centre()
    live.queues = {"primer": LiveQueue("nobody suitable is logged in")}
    alarms = looked(Alarms(), live, 1)
    assert "unservable:primer" in part(alarms.now, {}, NAMES, OF_INSURER, named=False)
    assert part(alarms.now, {}, NAMES, OF_FUND, named=False) == {}


def test_without_an_engine_everybody_is_alarmed_and_nothing_is_said_of_asterisk() -> None:
    alarms = looked(Alarms(), centre(), 1, Health(engine=False, asterisk=False))
    for scope in (OF_FUND, OF_INSURER):
        assert set(part(alarms.now, {}, NAMES, scope, named=False)) == {"no engine"}
