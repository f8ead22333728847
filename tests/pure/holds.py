"""What must hold after every step of a small centre's life, whatever happens to it."""

from __future__ import annotations

from life import WITH_OPERATOR, Life

from thirdring.acd import core
from thirdring.acd.calls import CallState
from thirdring.acd.centre import Queue
from thirdring.acd.facts import Offered
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import PromiseOrigin
from thirdring.acd.promises import owned_by
from thirdring.acd.state import PromiseState
from thirdring.journal.records import MAY_HOLD

UNASKED = (PromiseOrigin.MISSED, PromiseOrigin.BROKEN)


def facts_agree_with_the_state(life: Life) -> None:
    live = {call: state for call, state in life.folded.items() if state is not CallState.ENDED}
    assert live == {call.id: call.state for call in life.state.calls.values()}
    calls = life.state.calls.values()
    assert life.open_transfers == {call.id for call in calls if call.transfer}
    assert life.listening == {
        call.id: call.supervision.supervisor for call in calls if call.supervision and call.supervision.began
    }
    assert life.unrecorded == {call.id for call in calls if call.recording_paused is not None}
    for operator, seat in life.state.operators.items():
        assert life.operators.get(operator, OperatorState.LOGGED_OUT) == seat.state


def everybody_is_in_one_place(life: Life) -> None:
    """No operator with two calls; no call with two operators outside a transfer or supervision."""
    ringing: dict[int, str] = {}
    listening: dict[int, str] = {}
    talking: dict[int, str] = {}
    awaited: dict[int, str] = {}
    legs: set[str] = set()
    for call in life.state.calls.values():
        consulted = call.transfer is not None and call.transfer.colleague is not None
        ringing_states = (CallState.OFFERED, CallState.TRANSFERRING)
        if call.state is not CallState.DIALLING:
            assert (call.offer is not None) == (call.state in ringing_states)
        assert consulted == (call.state is CallState.CONSULTING)
        if call.state is not CallState.DIALLING:
            assert (call.operator is not None) == (call.state in WITH_OPERATOR)
        assert (call.operator is None) == (not call.leg)
        if call.offer is not None:
            assert call.offer.operator not in ringing
            ringing[call.offer.operator] = call.id
        for operator in (call.operator, call.transfer.colleague if call.transfer else None):
            if operator is not None:
                assert operator not in talking
                talking[operator] = call.id
        assert (call.comeback is not None) == (call.state is CallState.INTERRUPTED)
        if call.comeback is not None:
            assert call.comeback.operator not in awaited
            awaited[call.comeback.operator] = call.id
        if call.supervision is not None:
            assert call.operator is not None, "a supervisor listens to an operator's conversation"
            assert call.supervision.supervisor not in listening
            listening[call.supervision.supervisor] = call.id
        legs.update(call.legs_up())
    assert legs == life.up, "the router and the world agree which legs are up"
    seats = life.state.operators.items()
    assert ringing == {o: seat.call for o, seat in seats if seat.state is OperatorState.OFFERED}
    assert talking == {o: seat.call for o, seat in seats if seat.state is OperatorState.TALKING}
    assert awaited == {o: seat.call for o, seat in seats if seat.state is OperatorState.COMING_BACK}
    assert listening == {o: seat.call for o, seat in seats if seat.state is OperatorState.SUPERVISING}


def nobody_waits_while_somebody_suitable_is_ready(life: Life) -> None:
    floor = life.state.floor
    for call in life.state.calls.values():
        if call.state is not CallState.WAITING:
            continue
        for operator, seat in life.state.operators.items():
            if seat.state is OperatorState.READY and operator not in call.held_off:
                assert not _serves(life, operator, floor.lines[call.queue].queue)


def _serves(life: Life, operator: int, queue: Queue) -> bool:
    """By skills, unless a supervisor has said otherwise for today."""
    changed = life.state.memberships.get(operator, {}).get(queue.key)
    if changed is not None:
        return changed.serves
    return set(queue.needs) <= set(life.state.floor.operators[operator].skills)


def first_come_first_served(life: Life) -> None:
    """Whoever was offered, no caller whom that operator could have had instead stood before."""
    lines = life.state.floor.lines
    for fact in life.last:
        if not isinstance(fact, Offered) or fact.transfer or fact.call not in life.state.calls:
            continue
        if life.state.calls[fact.call].promise:
            continue  # our own call: the operator was given it before anybody came
        served, priority = life.state.calls[fact.call], lines[fact.queue].queue.priority
        for call in life.state.calls.values():
            if call.state is not CallState.WAITING or fact.operator in call.held_off:
                continue
            queue = lines[call.queue].queue
            if _serves(life, fact.operator, queue):
                assert (-queue.priority, call.place) > (-priority, served.place)


def indexes_follow_from_the_records(life: Life) -> None:
    """What stands on the floor after many steps is what is built anew from the records."""
    ours, anew = life.state.floor, core.load(core.dump(life.state)).floor
    assert ours.logged_in == anew.logged_in
    for key, line in anew.lines.items():
        mine, theirs = ours.lines[key].requirement, line.requirement
        assert list(ours.lines[key].callers) == list(line.callers)
        assert mine.ready == theirs.ready
        assert {s: list(o) for s, o in mine.by_state.items()} == {
            s: list(o) for s, o in theirs.by_state.items()
        }


def no_timer_outlives_its_purpose(life: Life) -> None:
    for timer in life.state.timers:
        kind, _, whom = timer.partition(" ")
        if kind == "ring":
            call = life.state.call_of_leg(whom)
            assert call is not None and call.offer is not None and call.offer.leg == whom
        elif kind == "supervisor":
            call = life.state.call_of_leg(whom)
            assert call is not None and call.supervision is not None and not call.supervision.began
        elif kind in ("comeback", "call-again"):
            assert life.state.calls[whom].comeback is not None
        elif kind == "recording":
            assert life.state.calls[whom].recording_paused is not None
        elif kind in ("menu", "hold-off"):
            assert whom.split(" ")[0] in life.state.calls
        elif kind in ("choice", "keys"):
            waits = life.state.calls[whom]
            assert waits.waits_since is not None or waits.closed
            assert kind == "choice" or waits.dialogue is not None
        elif kind in ("promise", "near-due", "overdue"):
            assert whom in life.state.promises
        elif kind == "take":
            assert life.state.operators[int(whom)].state is OperatorState.PROMISE
        elif kind == "dial":
            assert life.state.calls[whom].state is CallState.DIALLING
        elif kind == "message":
            assert life.state.calls[whom].state in (CallState.LEAVING_MESSAGE, CallState.FAREWELL)
        elif kind == "membership":
            operator, queue = whom.split(" ")
            assert queue in life.state.memberships[int(operator)]
        elif kind == "dial-limit":
            assert int(whom) in life.state.unlimited
        elif kind == "wrap-up":
            assert life.state.operators[int(whom)].state is OperatorState.WRAP_UP
        else:
            assert life.state.operators[int(whom)].state is not OperatorState.LOGGED_OUT


def an_unservable_line_is_told_once(life: Life) -> None:
    for key, line in life.state.floor.lines.items():
        unservable = bool(line.callers) and not line.requirement.logged_in
        assert unservable == (key in life.state.unservable)


def nothing_owed_is_lost(life: Life) -> None:
    """Made = kept + withdrawn + unreachable + open; each open one is in exactly one place."""
    promises = life.state.promises
    assert {p for p, how in life.owed.items() if how == "open"} == set(promises)
    held = {seat.promise: o for o, seat in life.state.operators.items() if seat.promise}
    assert held == {p.id: p.operator for p in promises.values() if p.operator is not None}
    for promise in promises.values():
        assert owned_by(promise.owner) == 1
        if promise.state is PromiseState.OPEN:
            assert promise.operator is None and not promise.attempt
            assert promise.available or f"promise {promise.id}" in life.state.timers
        elif promise.operator is None:
            assert life.state.calls[promise.attempt].answered, "the person waits in the queue"
        else:
            assert not promise.available
    for seat in life.state.operators.values():
        if seat.state is OperatorState.PROMISE:
            assert seat.promise
        elif seat.promise:
            assert seat.state in MAY_HOLD


def nobody_is_called_back_twice(life: Life) -> None:
    """Of one call the centre owes at most one call back for which nobody has asked."""
    unasked = [p.call for p in life.state.promises.values() if p.origin in UNASKED]
    assert len(unasked) == len(set(unasked))


def nobody_is_idle_while_something_is_owed(life: Life) -> None:
    for promise in life.state.promises.values():
        if promise.available:
            assert not list(life.state.floor.who_owes(promise))


INVARIANTS = (
    facts_agree_with_the_state,
    everybody_is_in_one_place,
    nobody_waits_while_somebody_suitable_is_ready,
    first_come_first_served,
    indexes_follow_from_the_records,
    no_timer_outlives_its_purpose,
    an_unservable_line_is_told_once,
    nothing_owed_is_lost,
    nobody_is_called_back_twice,
    nobody_is_idle_while_something_is_owed,
)
