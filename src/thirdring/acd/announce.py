"""What a caller hears before the queue: the recording notice (row X7), then perhaps a menu.

The notice is heard to its end, keys do not cut it short; a menu yields to the first key. A
wrong or missing key is asked again, and in the end an operator answers: nobody is hung up
on for pressing nothing.
"""

from __future__ import annotations

from thirdring.acd import after_hours, wait
from thirdring.acd.actions import Play, StopPlaying
from thirdring.acd.calls import ANNOUNCED
from thirdring.acd.centre import Line, Menu
from thirdring.acd.facts import MenuChosen, MenuEntered, NoticeHeard, NoticeStarted
from thirdring.acd.inputs import DigitPressed, PromptEnded, TimerDue
from thirdring.acd.state import Call, Step


def begin(step: Step, call: Call, line: Line | None) -> None:
    """The notice of the line, if it has one."""
    if line is not None and line.notice:
        notice(step, call, line.notice)
    else:
        _menu_or_queue(step, call, line)


def notice(step: Step, call: Call, prompt: str) -> None:
    """Says that the conversation is recorded."""
    step.tell(call, NoticeStarted(call.id, prompt))
    _play(step, call, prompt)


def notice_over(step: Step, call: Call, event: PromptEnded) -> None:
    """It has been heard, unless it could not be played."""
    call.prompt = ""
    if not event.failed:
        step.tell(call, NoticeHeard(call.id, event.prompt))


def _play(step: Step, call: Call, prompt: str) -> None:
    call.prompt = prompt
    step.effects.append(Play(call.id, prompt))


def _menu_or_queue(step: Step, call: Call, line: Line | None) -> None:
    if call.closed:
        after_hours.begin(step, call)
        return
    if line is None or line.menu is None:
        wait.enter(step, call, line.queue if line is not None else "")
        return
    call.attempt = 1
    step.tell(call, MenuEntered(call.id, 1))
    _play(step, call, line.menu.prompt)


def _announced(step: Step, call_id: str) -> tuple[Call, Line | None] | None:
    """The call and its line, if it is still before the queue."""
    call = step.state.calls.get(call_id)
    if call is None or call.state is not ANNOUNCED:
        return None
    return call, step.state.floor.numbers.get(call.line)


def prompt_ended(step: Step, event: PromptEnded) -> None:
    """The prompt has been heard, or could not be played: either way the call goes on."""
    found = _announced(step, event.call)
    if found is None or not event.prompt or found[0].prompt != event.prompt:
        return
    call, line = found
    if call.attempt == 0:
        notice_over(step, call, event)
        _menu_or_queue(step, call, line)
        return
    call.prompt = ""
    if line is None or line.menu is None:  # the menu has been taken out of service meanwhile
        _menu_or_queue(step, call, line)
    elif event.prompt == line.menu.wrong_key_prompt != line.menu.prompt:
        _play(step, call, line.menu.prompt)
    else:
        step.state.arm(f"menu {call.id}", step.at + step.state.centre.rules.menu_wait)


def digit_pressed(step: Step, event: DigitPressed) -> None:
    """A key at the menu chooses; keys pressed at any other time mean nothing."""
    found = _announced(step, event.call)
    if found is None or found[0].attempt == 0:
        return
    call, line = found
    step.state.disarm(f"menu {call.id}")
    if line is None or line.menu is None:
        _leave(step, call)
        _menu_or_queue(step, call, line)
        return
    for option in line.menu.options:
        if option.digit == event.digit and option.queue in step.state.floor.lines:
            _leave(step, call)
            step.tell(call, MenuChosen(call.id, option.digit, option.topic, option.queue))
            wait.enter(step, call, option.queue)
            return
    _ask_again(step, call, line.menu, line.menu.wrong_key_prompt or line.menu.prompt)


def silence(step: Step, timer: TimerDue) -> None:
    """The caller has pressed nothing."""
    found = _announced(step, timer.timer.removeprefix("menu "))
    if found is None:
        return
    call, line = found
    if line is None or line.menu is None:
        _menu_or_queue(step, call, line)
    else:
        _ask_again(step, call, line.menu, line.menu.prompt)


def _ask_again(step: Step, call: Call, menu: Menu, prompt: str) -> None:
    if call.attempt >= step.state.centre.rules.menu_attempts:
        _leave(step, call)
        step.tell(call, MenuChosen(call.id, "", "", menu.fallback))
        wait.enter(step, call, menu.fallback)
        return
    call.attempt += 1
    step.tell(call, MenuEntered(call.id, call.attempt))
    _play(step, call, prompt)


def _leave(step: Step, call: Call) -> None:
    """The menu falls silent."""
    if call.prompt:
        call.prompt = ""
        step.effects.append(StopPlaying(call.id))
