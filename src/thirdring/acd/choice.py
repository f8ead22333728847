"""A caller chooses: a message, a call-back, or to wait on (clause 2 of 141-П).

He waits in his place while he chooses and types, and an operator who becomes free has him at
once. Only with a message or a confirmed number does he leave the line, and then the centre owes
him something. Silence always means waiting on: nobody is put off against his will.

Who came while the line was closed chooses in the same way, but has nothing to wait for: silence
gives him the tone, and he may speak.
"""

from __future__ import annotations

from collections.abc import Callable

from thirdring.acd import announce, attempts, join, patience, promises, wait
from thirdring.acd.actions import HangUpCall, Play, RecordMessage, Say, StopMusic
from thirdring.acd.calls import AFTER_HOURS, ANNOUNCED, WAITING, CallState
from thirdring.acd.centre import Digit, WaitingMode
from thirdring.acd.facts import CallEnd, ChoiceMade, EndedBy, MessageLeft, WaitChoice
from thirdring.acd.inputs import DigitPressed, MessageRecorded, Owner, PromptEnded, TimerDue
from thirdring.acd.moment import SECOND
from thirdring.acd.promise_facts import PromiseKind, PromiseOrigin
from thirdring.acd.state import Call, Dialogue, Step, Talk

MESSAGE_GRACE = 60 * SECOND  # for prompt and tone, before a recording that nobody reports is given up
FAREWELL_GRACE = 60 * SECOND

_CHOOSING = (WAITING, AFTER_HOURS)


def _mode(step: Step) -> WaitingMode:
    """Somebody may still be choosing when the rules have taken the choice away."""
    return step.state.centre.rules.waiting or WaitingMode()


def prompt_ended(step: Step, event: PromptEnded) -> None:
    """A prompt has been heard, or could not be played: either way the call goes on."""
    call = step.state.calls.get(event.call)
    if call is None or not event.prompt or call.prompt != event.prompt:
        return
    match call.state:
        case CallState.ANNOUNCED:
            announce.prompt_ended(step, event)
        case CallState.DIALLING:
            attempts.notice_over(step, event)
        case CallState.WAITING | CallState.AFTER_HOURS if call.dialogue is not None:
            call.prompt = ""
            if call.dialogue.talk is Talk.GREETING:
                call.dialogue = None
            else:
                patience.await_key(step, call)
        case CallState.LEAVING_MESSAGE:
            call.prompt = ""
            _record(step, call)
        case CallState.FAREWELL:
            _hang_up(step, call)
        case _:
            pass


def digit_pressed(step: Step, event: DigitPressed) -> None:
    """A key at the menu or at a choice; keys pressed at any other time mean nothing."""
    call = step.state.calls.get(event.call)
    if call is None:
        return
    if call.state is ANNOUNCED:
        announce.digit_pressed(step, event)
    elif call.state in _CHOOSING and call.dialogue is not None:
        KEYS[call.dialogue.talk](step, call, call.dialogue, event.digit)


def _at_greeting(step: Step, call: Call, dialogue: Dialogue, digit: Digit) -> None:
    """Nothing has been offered yet."""


def _at_offer(step: Step, call: Call, dialogue: Dialogue, digit: Digit) -> None:
    if digit == "1":
        _leave_message(step, call)
    elif digit == "2":
        _ask_number(step, call)
    elif digit == "3":
        step.tell(call, ChoiceMade(call.id, WaitChoice.WAIT_ON))
        patience.wait_on(step, call, _mode(step))


def _at_closed(step: Step, call: Call, dialogue: Dialogue, digit: Digit) -> None:
    if digit == "1":
        _leave_message(step, call)
    elif digit == "2":
        _ask_number(step, call)


def _ask_number(step: Step, call: Call) -> None:
    """The caller's own number, if it is one that the centre calls; else it has to be typed."""
    mode = _mode(step)
    if promises.dialable(call.caller, mode.called_back):
        assert call.dialogue is not None
        call.dialogue.number = call.caller
        patience.say(step, call, Talk.CONFIRM, Say(call.id, mode.confirm_number, number=call.caller))
    else:
        patience.say(step, call, Talk.TYPE, Say(call.id, mode.type_number))


def _at_confirmation(step: Step, call: Call, dialogue: Dialogue, digit: Digit) -> None:
    """1: this number; 2: another; whoever types it at once need not be asked for it."""
    if digit == "1":
        _call_back(step, call, dialogue.number)
    elif digit == "2":
        patience.say(step, call, Talk.TYPE, Say(call.id, _mode(step).type_number))
    elif digit.isdigit():
        dialogue.talk = Talk.TYPE
        _at_typing(step, call, dialogue, digit)


def _at_typing(step: Step, call: Call, dialogue: Dialogue, digit: Digit) -> None:
    patience.hush(step, call)
    if digit == "#":
        _typed(step, call, dialogue)
        return
    if digit == "*":
        dialogue.typed = ""
    elif digit.isdigit():
        dialogue.typed += digit
    patience.await_key(step, call)


def _typed(step: Step, call: Call, dialogue: Dialogue) -> None:
    mode = _mode(step)
    number = _number(step, call, dialogue.typed)
    if number:
        _call_back(step, call, number)
        return
    dialogue.typed = ""
    dialogue.wrong += 1
    if dialogue.wrong >= mode.number_attempts and call.state is AFTER_HOURS:
        _leave_message(step, call, WaitChoice.TONE)
    elif dialogue.wrong >= mode.number_attempts:
        step.tell(call, ChoiceMade(call.id, WaitChoice.WAIT_ON))
        patience.wait_on(step, call, mode)
    else:
        patience.say(step, call, Talk.TYPE, Say(call.id, mode.wrong_number or mode.type_number))


def _number(step: Step, call: Call, typed: str) -> str:
    """What was typed in E.164, as people of the line's country write it; "" for what is never dialled."""
    mode = _mode(step)
    shortest, longest = mode.number_digits
    line = step.state.floor.numbers.get(call.line)
    if line is None or not shortest <= len(typed) <= longest:
        return ""
    return mode.dials.number(typed, line.country) or ""


KEYS: dict[Talk, Callable[[Step, Call, Dialogue, Digit], None]] = {
    Talk.GREETING: _at_greeting,
    Talk.OFFER: _at_offer,
    Talk.CONFIRM: _at_confirmation,
    Talk.TYPE: _at_typing,
    Talk.CLOSED: _at_closed,
}


def silence(step: Step, timer: TimerDue) -> None:
    """No key: the caller waits on, unless he has typed a whole number and only not closed it.

    After hours there is no waiting on: a number that he has heard is right, else he may speak.
    """
    call = step.state.calls.get(timer.timer.removeprefix("keys "))
    if call is None or call.state not in _CHOOSING or call.dialogue is None:
        return
    mode = _mode(step)
    typed = _number(step, call, call.dialogue.typed) if call.dialogue.talk is Talk.TYPE else ""
    if typed:
        _call_back(step, call, typed)
    elif call.state is WAITING:
        step.tell(call, ChoiceMade(call.id, WaitChoice.SILENCE))
        patience.wait_on(step, call, mode)
    elif call.dialogue.talk is Talk.CONFIRM:
        _call_back(step, call, call.dialogue.number)
    else:
        _leave_message(step, call, WaitChoice.TONE)


# --- a call-back ---


def _call_back(step: Step, call: Call, number: str) -> None:
    """The place in line is the promise's from here on."""
    mode = _mode(step)
    _leave_line(step, call, wait.leave)
    step.tell(call, ChoiceMade(call.id, WaitChoice.CALL_BACK, number))
    promises.make(
        step,
        call,
        PromiseKind.CALL_BACK,
        PromiseOrigin.AFTER_HOURS if call.closed else PromiseOrigin.QUEUE,
        "asked for while the line was closed" if call.closed else "asked for while waiting",
        Owner(queue=call.queue),
        number=number,
        since=call.since,
    )
    kept = mode.closed_call_back_kept if call.closed else mode.call_back_kept
    saying = Say(call.id, kept, number=number, opens_at=call.opens_at)
    _farewell(step, call, CallEnd.CALL_BACK_PROMISED, saying)


def _leave_line(step: Step, call: Call, leave: Callable[[Step, Call], None]) -> None:
    if call.state is not WAITING:
        patience.fall_silent(step, call)
        return
    leave(step, call)
    patience.over(step, call)
    step.effects.append(StopMusic(call.id))


def _farewell(step: Step, call: Call, how: CallEnd, saying: Say) -> None:
    """What has been promised is said, then the call ends."""
    call.farewell = how
    call.prompt = saying.prompt
    if saying.prompt:
        step.effects.append(saying)
        step.state.arm(f"message {call.id}", step.at + FAREWELL_GRACE)
    else:
        _hang_up(step, call)


def _hang_up(step: Step, call: Call) -> None:
    assert call.farewell is not None
    step.effects.append(HangUpCall(call.id))
    join.finish(step, call, call.farewell, EndedBy.SYSTEM)


# --- a message ---


def _leave_message(step: Step, call: Call, choice: WaitChoice = WaitChoice.MESSAGE) -> None:
    mode = _mode(step)
    _leave_line(step, call, wait.give_up)
    step.tell(call, ChoiceMade(call.id, choice))
    step.state.arm(f"message {call.id}", step.at + mode.message_limit + MESSAGE_GRACE)
    call.prompt = mode.leave_message
    if call.prompt:
        step.effects.append(Play(call.id, call.prompt))
    else:
        _record(step, call)


def _record(step: Step, call: Call) -> None:
    call.recording = f"message-{call.id}"
    step.effects.append(RecordMessage(call.id, call.recording, _mode(step).message_limit))


def recorded(step: Step, event: MessageRecorded) -> None:
    """The message is there; of one so short that it is none the caller is not relieved: he waits on."""
    call = step.state.calls.get(event.call)
    if call is None:
        promises.message_is_known(step, event)
        return
    if call.state is not CallState.LEAVING_MESSAGE or call.recording != event.recording:
        return
    mode = _mode(step)
    if event.failed or event.span < mode.message_shortest:
        call.recording = ""
        step.state.disarm(f"message {call.id}")
        _nothing_left(step, call, failed=event.failed)
    else:
        _message_left(step, call, event.span)
        _farewell(step, call, CallEnd.LEFT_MESSAGE, Say(call.id, mode.message_kept))


def _nothing_left(step: Step, call: Call, *, failed: bool) -> None:
    """He waits on; after hours his call ends, and if the failure was ours he is called."""
    if not call.closed:
        wait.enter(step, call, call.queue)
        return
    owed = failed and promises.dialable(call.caller, _mode(step).called_back)
    if owed:
        why = "the message could not be recorded"
        owner = Owner(queue=call.queue)
        promises.make(step, call, PromiseKind.CALL_BACK, PromiseOrigin.AFTER_HOURS, why, owner)
    call.farewell = CallEnd.CALL_BACK_PROMISED if owed else CallEnd.AFTER_HOURS
    _hang_up(step, call)


def _message_left(step: Step, call: Call, span: int) -> None:
    step.tell(call, MessageLeft(call.id, call.recording, span))
    promises.make(
        step,
        call,
        PromiseKind.ANSWER_MESSAGE,
        PromiseOrigin.MESSAGE,
        "left a message while the line was closed" if call.closed else "left a message while waiting",
        Owner(queue=call.queue),
        recording=call.recording,
    )


def overdue(step: Step, timer: TimerDue) -> None:
    """The media server has said nothing of prompt or recording: the caller is not left in silence."""
    call = step.state.calls.get(timer.timer.removeprefix("message "))
    if call is None:
        return
    if call.state is CallState.FAREWELL:
        _hang_up(step, call)
    elif call.state is CallState.LEAVING_MESSAGE and call.recording:
        _message_left(step, call, 0)
        _farewell(step, call, CallEnd.LEFT_MESSAGE, Say(call.id, _mode(step).message_kept))
    elif call.state is CallState.LEAVING_MESSAGE:
        _nothing_left(step, call, failed=True)


def caller_gone(step: Step, call: Call) -> CallEnd | None:
    """How a call ends whose caller was choosing: what he has begun to say is a message."""
    if call.state is CallState.LEAVING_MESSAGE and call.recording:
        _message_left(step, call, 0)
        step.state.messages[call.id] = call.recording
        return CallEnd.LEFT_MESSAGE
    return call.farewell
