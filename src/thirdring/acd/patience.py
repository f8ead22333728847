"""What a waiting caller is told, and when: the greeting with place and time, then the choice of clause 2.

A wait begins in the queue and ends with a conversation; an operator's phone that rings does
not end it. When its thirty seconds are over while a phone rings, the choice is offered as soon
as that offer has failed. An operator who becomes free has the caller at once, whatever is
being said. How the caller chooses is the business of ``choice``.
"""

from __future__ import annotations

from thirdring.acd.actions import Say, StopPlaying
from thirdring.acd.calls import WAITING
from thirdring.acd.centre import PromiseRules, WaitingMode
from thirdring.acd.facts import ChoiceOffered, WaitTold
from thirdring.acd.floor import Place, WaitingLine
from thirdring.acd.inputs import TimerDue
from thirdring.acd.moment import Moment, seconds
from thirdring.acd.state import Call, Dialogue, Promise, State, Step, Talk
from thirdring.measures import Pace, speakable_s

ASSUMED_HANDLING_S = 240.0  # of each operator, while a queue's own pace is not known


def begin(step: Step, call: Call, since: Moment | None = None) -> None:
    """The caller has come to wait, or waits ``since``; in another queue or after an offer he goes on."""
    mode = step.state.centre.rules.waiting
    if mode is None or call.waits_since is not None:
        return
    call.waits_since = step.at if since is None else since
    call.greeted, call.choices = False, 0
    _offer_at(step, call, max(step.at, call.waits_since + mode.single_wait))


def over(step: Step, call: Call) -> None:
    """The caller waits no longer: he is spoken with, leaves a message, or has gone."""
    if call.waits_since is not None:
        fall_silent(step, call)
        call.waits_since = call.choice_at = None
        step.state.disarm(f"choice {call.id}")


def forget(step: Step, call: Call) -> None:
    """The call is over: nothing more is said to anybody."""
    call.prompt, call.dialogue = "", None
    if call.waits_since is None and not call.choices:
        return  # has never been offered anything: no timer of these runs
    for timer in ("choice", "keys", "message"):
        step.state.disarm(f"{timer} {call.id}")


def phone_rings(step: Step, call: Call) -> None:
    """An operator's phone is asked to ring for the caller: what was being said is said again if it fails."""
    if call.dialogue is None:
        return
    if call.dialogue.talk is Talk.GREETING:
        call.greeted = False
    else:
        call.choice_at = step.at
    fall_silent(step, call)


def fall_silent(step: Step, call: Call) -> None:
    """No prompt plays any more and no key is awaited; the music goes on."""
    if call.dialogue is not None:
        hush(step, call)
        call.dialogue = None
        step.state.disarm(f"keys {call.id}")


def hush(step: Step, call: Call) -> None:
    """The prompt stops; what is being asked is still asked."""
    if call.prompt:
        call.prompt = ""
        step.effects.append(StopPlaying(call.id))


def speak(step: Step, call: Call) -> None:
    """The step has left the caller waiting: what is due to be said is said now."""
    mode = step.state.centre.rules.waiting
    choosing = call.dialogue is not None and call.dialogue.talk is not Talk.GREETING
    if mode is None or call.waits_since is None or choosing:
        return
    if call.choice_at is not None and call.choice_at <= step.at:
        _offer_choice(step, call, mode)
    elif not call.greeted:
        _greet(step, call, mode)


def choice_due(step: Step, timer: TimerDue) -> None:
    """Thirty seconds have passed; one whose phone rings or who is choosing already is not interrupted."""
    call = step.state.calls.get(timer.timer.removeprefix("choice "))
    mode = step.state.centre.rules.waiting
    if call is None or mode is None or call.state is not WAITING:
        return
    if call.dialogue is None or call.dialogue.talk is Talk.GREETING:
        _offer_choice(step, call, mode)


def wait_on(step: Step, call: Call, mode: WaitingMode) -> None:
    """The caller waits on; the next choice is never sooner than after a whole further wait."""
    fall_silent(step, call)
    if call.choice_at is not None and call.choice_at <= step.at:
        _offer_at(step, call, step.at + mode.again)


def _offer_at(step: Step, call: Call, at: int) -> None:
    call.choice_at = at
    step.state.arm(f"choice {call.id}", at)


def say(step: Step, call: Call, talk: Talk, saying: Say) -> None:
    """A prompt in place of the one before; without a name it has been heard at once."""
    call.dialogue = call.dialogue or Dialogue(talk)
    call.dialogue.talk = talk
    step.state.disarm(f"keys {call.id}")
    call.prompt = saying.prompt
    if saying.prompt:
        step.effects.append(saying)
    else:
        await_key(step, call)


def await_key(step: Step, call: Call) -> None:
    """The caller has so long for the next key; ``choice.silence`` comes after it."""
    mode = step.state.centre.rules.waiting or WaitingMode()
    if call.dialogue is not None:
        step.state.arm(f"keys {call.id}", step.at + mode.key_wait)


def _offer_choice(step: Step, call: Call, mode: WaitingMode) -> None:
    call.greeted = True  # what was cut short is not said after this
    call.choices += 1
    step.tell(call, ChoiceOffered(call.id, call.choices, step.at - (call.waits_since or step.at)))
    prompt = mode.offer if call.choices == 1 else mode.offer_again or mode.offer
    say(step, call, Talk.OFFER, Say(call.id, prompt))
    _offer_at(step, call, step.at + mode.again)


def _greet(step: Step, call: Call, mode: WaitingMode) -> None:
    call.greeted = True
    line = step.state.line_of(call)
    place, expected_s = expected(step.state, line, pace_of(step, line), call.place, step.at)
    said = seconds(speakable_s(expected_s))
    step.tell(call, WaitTold(call.id, line.queue.key, place, seconds(expected_s), said))
    if mode.greeting:
        call.dialogue = None
        say(step, call, Talk.GREETING, Say(call.id, mode.greeting, place, said))


# --- the pace of a queue ---


def pace_of(step: Step, line: WaitingLine) -> Pace:
    """The queue's recent service, up to this moment."""
    paces = step.state.paces
    key = line.queue.key
    if key not in paces:
        paces[key] = Pace(step.at)
    paces[key].pass_until(step.at, len(line.callers))
    return paces[key]


def expected(state: State, line: WaitingLine, pace: Pace, place: Place, at: Moment) -> tuple[int, float]:
    """How many come before one in this place, and himself; and his wait in seconds.

    Messages that come near their due time before his turn are before him, too: the longer he waits, the more.
    """
    live = int(line.callers.bisect_left(place)) + 1
    assumed_per_s = max(1, line.requirement.logged_in) / ASSUMED_HANDLING_S
    rules = state.centre.rules.promises or PromiseRules()
    rise_after = rules.due_after - rules.near_due
    owed, expected_s = -1, 0.0
    while (before := state.floor.owed_before(line, place, at + seconds(expected_s) - rise_after)) > owed:
        owed, expected_s = before, pace.expected_s(live, assumed_per_s, before)
    return live + owed, expected_s


def comes(step: Step, line: WaitingLine) -> None:
    """Somebody is about to enter the line."""
    if step.state.centre.rules.waiting is not None:
        pace_of(step, line)


def comes_back(step: Step, line: WaitingLine) -> None:
    """The offer was in vain: it was no service."""
    if step.state.centre.rules.waiting is not None:
        pace_of(step, line).hand_offs -= 1


def handed_off(step: Step, line: WaitingLine) -> None:
    """Somebody is about to leave the line for an operator."""
    if step.state.centre.rules.waiting is not None:
        pace_of(step, line).hand_offs += 1


def called_instead(step: Step, promise: Promise, served: int = 1) -> None:
    """An operator calls somebody while others wait: one pace serves both. In vain (-1), it was no service."""
    line = step.state.floor.lines.get(promise.owner.queue)
    if line is not None and line.callers and step.state.centre.rules.waiting is not None:
        pace_of(step, line).hand_offs += served


def gives_up(step: Step, line: WaitingLine) -> None:
    """Somebody is about to leave the line without one."""
    if step.state.centre.rules.waiting is not None:
        pace_of(step, line).given_up += 1
