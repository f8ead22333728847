"""What the router believes against what Asterisk really has, after either was away.

Pure, in two halves. ``differences`` are inputs: what must have happened meanwhile (callers
and phones gone, calls arrived, phones lifted), in the order in which it happened. When the
router has taken them, ``repairs`` are the orders that never reached Asterisk: join, ring, music,
hang up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import msgspec

from thirdring.acd.actions import (
    Action,
    Dial,
    HangUpCall,
    HangUpLeg,
    Join,
    JoinLegs,
    Part,
    Play,
    RecordMessage,
    Say,
    StartMusic,
)
from thirdring.acd.answer import heard_meanwhile
from thirdring.acd.calls import CallState
from thirdring.acd.inputs import (
    CallArrived,
    CalleeAnswered,
    CalleeGone,
    CallerGone,
    CallId,
    GoneCause,
    Input,
    LegAnswered,
    LegEnd,
    LegGone,
    LegId,
    MessageRecorded,
    PhoneLost,
    PhoneRegistered,
    PromptEnded,
)
from thirdring.acd.moment import Moment, Span
from thirdring.acd.offer import order_to_ring
from thirdring.acd.state import Call, State
from thirdring.asterisk.away import Left
from thirdring.asterisk.found import Found, FoundCaller
from thirdring.engine import heard
from thirdring.journal.live import Live
from thirdring.journal.live_calls import RINGING


class Blind(msgspec.Struct, frozen=True):
    """The time in which this engine did not see the media server: from ``since`` to ``until``."""

    since: Moment
    until: Moment


_HEARD_WHOLE = (CallState.ANNOUNCED, CallState.AFTER_HOURS, CallState.DIALLING)

Arrival: TypeAlias = Callable[[FoundCaller], CallArrived]
Ended: TypeAlias = Callable[[CallId], bool]
SpanOf: TypeAlias = Callable[[str], Span | None]  # of a message; None: there is none


def differences(
    state: State,
    live: Live,
    found: Found,
    left: Mapping[CallId, Left],
    blind: Blind,
    arrival: Arrival,
    ended: Ended,
) -> list[Input]:
    """What happened while we were blind, in order.

    ``left`` are callers who have left meanwhile, ``arrival`` makes the input for one who came, ``ended``
    says of a call whether the journal has its end already.
    """
    happened = [
        *_callers_gone(state, live, found, left, blind),
        *(arrival(c) for c in found.callers if c.line and c.call not in state.calls and not ended(c.call)),
        *came_and_left(state, (c for c in left.values() if not ended(c.call)), arrival),
        *_legs(state, live, found, blind),
        *_callees(state, live, found, blind),
        *_prompts(state, found, blind),
    ]
    happened.sort(key=lambda event: event.at)
    # Phones first: nobody shall be rung who cannot hear it.
    return [*_phones(state, found, blind.since), *happened]


def _phones(state: State, found: Found, at: Moment) -> Iterable[Input]:
    for device, reachable in sorted(found.reachable.items()):
        if reachable != state.phones.get(device, False):
            yield (PhoneRegistered if reachable else PhoneLost)(at, device)


def _callers_gone(
    state: State, live: Live, found: Found, left: Mapping[CallId, Left], blind: Blind
) -> Iterable[Input]:
    there = {caller.call for caller in found.callers}
    for call_id, call in state.calls.items():
        if call_id in there or _is_called(call):
            continue
        if call_id in left:
            yield CallerGone(max(left[call_id].ended_at, blind.since), call_id)
        else:
            # A media server that was started after the call arrived has lost it.
            lost = live.calls[call_id].arrived_at < found.started_at
            yield CallerGone(blind.since, call_id, GoneCause.LOST if lost else GoneCause.HUNG_UP)


def came_and_left(state: State, left: Iterable[Left], arrival: Arrival) -> Iterable[Input]:
    """What happened to callers whom no engine ever had, all in hindsight."""
    for caller in left:
        if caller.call in state.calls:
            continue
        came = arrival(FoundCaller(caller.call, caller.line, caller.caller, caller.arrived_at))
        yield msgspec.structs.replace(came, over=True)
        cause = GoneCause.SERVED_WHILE_AWAY if caller.served else GoneCause.UNANSWERED_WHILE_AWAY
        yield CallerGone(max(caller.ended_at, caller.arrived_at), caller.call, cause)


def _legs(state: State, live: Live, found: Found, blind: Blind) -> Iterable[Input]:
    answered = {leg.leg: leg.answered for leg in found.legs}
    callers = {caller.call for caller in found.callers}
    for call in state.calls.values():
        if call.id not in callers and not _is_called(call):
            continue  # goes as a whole
        for leg in call.legs_up():
            offered = call.offer is not None and call.offer.leg == leg
            if leg in answered:
                if (offered or heard.rings(call, leg)) and answered[leg]:
                    yield LegAnswered(blind.until, leg)
            elif not offered:
                yield LegGone(blind.until, leg, LegEnd.HUNG_UP)
            elif call.offer is not None and not call.offer.silent and not _never_rung(live, call, blind):
                yield LegGone(blind.until, leg, LegEnd.FAILED)


def _is_called(call: Call) -> bool:
    """Whether it is still to be seen if the person answers; until then there are only our own phones."""
    return call.state is CallState.DIALLING and not call.answered


def _dialled(state: State, call: Call) -> Moment | None:
    """Since when the person is being called; ``None`` before, and after an answer."""
    due = state.timers.get(f"dial {call.id}")
    rules = state.centre.rules.promises
    return due - rules.ring_callee if due is not None and rules is not None and _is_called(call) else None


def _callees(state: State, live: Live, found: Found, blind: Blind) -> Iterable[Input]:
    """Who answered meanwhile is on the line; why somebody did not nobody can tell, so it does not count."""
    callers = {caller.call for caller in found.callers}
    called = {callee.call for callee in found.callees}
    for call in state.calls.values():
        since = _dialled(state, call)
        if since is None:
            continue
        reached = since < blind.since or live.calls[call.id].callee == RINGING  # the order to dial
        if call.id in callers:
            yield CalleeAnswered(blind.until, call.id)
        elif call.id not in called and reached:
            yield CalleeGone(blind.until, call.id, LegEnd.FAILED)


def closed_messages(state: State, found: Found, span_of: SpanOf, at: Moment) -> list[Input]:
    """How long the messages are of callers who hung up: what nobody records any more is whole."""
    there = {caller.call for caller in found.callers}
    whole = {call: recording for call, recording in state.messages.items() if call not in there}
    return [
        MessageRecorded(at, call, recording, span_of(recording) or 0, failed=span_of(recording) is None)
        for call, recording in whole.items()
    ]


def _prompts(state: State, found: Found, blind: Blind) -> Iterable[Input]:
    """Whether a prompt was heard nobody can tell any more: the call goes on, as after one that failed.

    A notice, a menu and what callers hear after hours is played again instead (``repairs``): it has to be
    heard.
    """
    there = {caller.call for caller in found.callers}
    for call in state.calls.values():
        if call.prompt and call.id in there and call.state not in _HEARD_WHOLE:
            yield PromptEnded(blind.until, call.id, call.prompt, failed=True)


def _never_rung(live: Live, call: Call, blind: Blind) -> bool:
    """Whether the order to ring was given when it could not reach Asterisk any more."""
    offer = live.calls[call.id].offer
    return offer is not None and offer.offered_at >= blind.since


def repairs(state: State, found: Found, ended: Ended) -> list[Action]:
    """Orders that make Asterisk as the router believes it; harmless where it is so already."""
    there = {caller.call for caller in found.callers}
    orders: list[Action] = [
        HangUpCall(caller) for caller in sorted(there) if caller not in state.calls and ended(caller)
    ]
    orders.extend(HangUpCall(callee.call) for callee in found.callees if callee.call not in state.calls)
    orders.extend(HangUpLeg(leg.leg) for leg in found.legs if state.call_of_leg(leg.leg) is None)
    legs = {leg.leg for leg in found.legs}
    called = {callee.call for callee in found.callees}
    unrecorded = {caller.call for caller in found.callers if caller.unrecorded}
    together = {frozenset(channels) for channels in found.together}
    for call in state.calls.values():
        if call.id in there or _is_called(call):
            orders.extend(_repairs_of(state, call, legs, called, together))
            orders.extend(heard.repairs(call, unrecorded))
    return orders


def _repairs_of(
    state: State, call: Call, legs: set[LegId], called: set[CallId], together: set[frozenset[str]]
) -> Iterable[Action]:
    if _dialled(state, call) is not None and call.id not in called:
        yield Dial(call.id, call.caller, call.line)
    if call.offer is not None and call.offer.leg not in legs:
        if not call.offer.silent:
            yield order_to_ring(state, call, call.offer)
    elif call.offer is not None and (meanwhile := heard_meanwhile(state, call, call.offer)):
        yield meanwhile
    match call.state:
        case CallState.ANNOUNCED | CallState.DIALLING if call.prompt:
            yield Play(call.id, call.prompt)
        case CallState.AFTER_HOURS if call.prompt and call.dialogue is not None:
            yield Say(call.id, call.prompt, number=call.dialogue.number, opens_at=call.opens_at)
        case CallState.WAITING | CallState.OFFERED | CallState.INTERRUPTED:
            yield StartMusic(call.id)
        case CallState.LEAVING_MESSAGE if call.recording and state.centre.rules.waiting is not None:
            # Goes on as it is if it is still being recorded, and is continued if it has ended.
            limit = state.centre.rules.waiting.message_limit
            yield RecordMessage(call.id, call.recording, limit)
        case CallState.TALKING if {call.id, call.leg} not in together:
            yield Join(call.id, call.leg)
        case CallState.HELD | CallState.TRANSFERRING:
            apart = {call.id, call.leg} not in together
            yield StartMusic(call.id) if apart else Part(call.id, call.leg)
        case CallState.CONSULTING if call.transfer is not None:
            yield StartMusic(call.id)
            if {call.leg, call.transfer.leg} not in together:
                yield JoinLegs(call.id, call.leg, call.transfer.leg)
        case _:
            pass
