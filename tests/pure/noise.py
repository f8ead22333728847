"""What may happen to a small centre at any moment: sensible or not, in time or late, to calls long gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from centre import (
    ANNA,
    BORIS,
    CENTRE,
    DMYTRO,
    GALINA,
    HOTLINE,
    LINES,
    OPERATORS,
    QUEUES,
    VERA,
    desk_phone,
    reconfigured,
)

from thirdring.acd.centre import Choice
from thirdring.acd.inputs import (
    CallArrived,
    CallBackOrdered,
    CallBackRequested,
    CalleeAnswered,
    CalleeGone,
    CalleeRinging,
    CallerGone,
    CardOpened,
    CentreConfigured,
    DeskConnected,
    DeskLost,
    DialLimitLift,
    DialLimitRestore,
    DialOrdered,
    DigitPressed,
    GoneCause,
    HangUpRequested,
    HoldRequested,
    Input,
    LegAnswered,
    LegDigitPressed,
    LegEnd,
    LegGone,
    LegRinging,
    MembershipSet,
    MessageRecorded,
    OfferRefused,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    OperatorStateSet,
    Owner,
    PhoneLost,
    PhoneRegistered,
    PromiseKept,
    PromiseMoved,
    PromiseWithdrawn,
    PromptEnded,
    RecordingPauseRequested,
    RecordingResumeRequested,
    ResumeRequested,
    StateOrder,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TakeOverRequested,
    TimerDue,
    TransferCancelled,
    TransferCompleted,
    TransferMode,
    TransferRequested,
    WrapUpEnded,
)
from thirdring.acd.rules import rules_in_full
from thirdring.regulation import known

if TYPE_CHECKING:
    from life import Life

Thing = TypeVar("Thing")

STRANGER = 99  # whom no configuration knows
NUMBER = "+70000000001"

CENTRES = [
    CENTRE,
    reconfigured(operators=OPERATORS[1:]),
    reconfigured(queues=QUEUES[1:]),
    reconfigured(queues=tuple(msgspec.structs.replace(q, choice=Choice.MOST_SUITABLE) for q in QUEUES)),
    reconfigured(lines=LINES[2:], queues=QUEUES[:2]),
    reconfigured(operators=tuple(msgspec.structs.replace(o, devices=(desk_phone(o.id),)) for o in OPERATORS)),
    reconfigured(operators=(), queues=(), lines=()),
    reconfigured(rules=rules_in_full(known()[0])),
]

IN_FULL = CENTRES[-1]

PEOPLE = [ANNA, BORIS, VERA, GALINA, DMYTRO, STRANGER]
LINE_NUMBERS = ["1001", "1001", "1002", "2001", "112", "no such line"]
PROMPTS = ["recorded", "menu", "wrong-key"]
QUEUE_KEYS = ["hotline", "policies", "assistance", "emergency", "no such queue"]
DEVICES = [f"op{o.id}-{kind}" for o in OPERATORS for kind in ("desk", "mobile", "web")]

PASSED_ON_TO = [(BORIS, None), (GALINA, None), (DMYTRO, None), (None, "policies"), (None, "hotline")]
COMMANDS: list[type[Any]] = [
    OperatorLoggedOut,
    OperatorReady,
    OfferRefused,
    HangUpRequested,
    HoldRequested,
    ResumeRequested,
    TransferCompleted,
    TransferCancelled,
    WrapUpEnded,
    RecordingPauseRequested,
    RecordingResumeRequested,
    SupervisionEndRequested,
    TakeOverRequested,
]


def _arrives_again(w: Life, operator: int, which: int, detail: int) -> Input | None:
    return CallArrived(w.now, w.call(which), "1001", "+7") if w.call(which) in w.state.calls else None


def _call_back_ordered(w: Life, operator: int, which: int, detail: int) -> Input | None:
    call = w.earlier(which)
    owner = Owner(queue="policies")
    return CallBackOrdered(w.now, call, HOTLINE, "policies", NUMBER, owner, "why") if call else None


def _dial_ordered(w: Life, operator: int, which: int, detail: int) -> Input | None:
    call = w.earlier(which)
    return DialOrdered(w.now, operator, call, HOTLINE, "policies", NUMBER, "why") if call else None


def _stale_timer(w: Life, operator: int, which: int, detail: int) -> Input | None:
    timer = ["ring c-0~1", "menu c-0", "wrap-up 1", "desk 1", "hold-off c-0 1", "comeback c-0"][detail % 6]
    return TimerDue(w.now, timer) if w.state.timers.get(timer, w.now + 1) > w.now else None


def pick(things: Sequence[Thing], which: int) -> Thing:
    return things[which % len(things)]


# From the world, a person, which of the calls or legs, and a detail: something that need not make sense.
NOISE: dict[str, Callable[[Life, int, int, int], Input | None]] = {
    "arrives again": _arrives_again,
    "over before it was known": lambda w, o, n, d: CallArrived(
        w.now, f"c-{len(w.calls)}", "1001", "+70000000001", over=True
    ),
    "prompt ended": lambda w, o, n, d: PromptEnded(w.now, w.call(n), pick(PROMPTS, d), d > 3),
    "recorded": lambda w, o, n, d: MessageRecorded(
        w.now, w.call(n), f"message-{w.call(n)}", d * 1_000_000, d > 7
    ),
    "digit": lambda w, o, n, d: DigitPressed(w.now, w.call(n), pick("0159", d)),
    "caller gone": lambda w, o, n, d: CallerGone(w.now, w.call(n), pick(list(GoneCause), d)),
    "leg ringing": lambda w, o, n, d: LegRinging(w.now, w.leg(n)),
    "leg answered": lambda w, o, n, d: LegAnswered(w.now, w.leg(n)),
    "leg digit": lambda w, o, n, d: LegDigitPressed(w.now, w.leg(n), pick("12#", d)),
    "leg gone": lambda w, o, n, d: LegGone(w.now, w.leg(n), pick(list(LegEnd), d)),
    "phone registered": lambda w, o, n, d: PhoneRegistered(w.now, pick(DEVICES, d)),
    "phone lost": lambda w, o, n, d: PhoneLost(w.now, pick(DEVICES, d)),
    "logs in": lambda w, o, n, d: OperatorLoggedIn(w.now, o, pick(DEVICES, d)),
    "commands": lambda w, o, n, d: pick(COMMANDS, d + n)(w.now, o),
    "pauses": lambda w, o, n, d: OperatorPaused(w.now, o, pick(["lunch", "training", ""], d)),
    "is ordered": lambda w, o, n, d: OperatorStateSet(
        w.now,
        o,
        pick([StateOrder.READY, *StateOrder, StateOrder.READY], n),
        "svetlana",
        "Svetlana",
        pick(["why", "why", ""], d),
        "lunch",
    ),
    "for today": lambda w, o, n, d: MembershipSet(
        w.now, o, pick(QUEUE_KEYS, d), n % 2 == 0, w.now + n * 20_000_000, "svetlana", "Svetlana", "why"
    ),
    "dials without limit": lambda w, o, n, d: DialLimitLift(w.now, o, "svetlana", "Svetlana", "why"),
    "dials within the limit": lambda w, o, n, d: DialLimitRestore(w.now, o, "svetlana", "Svetlana", "why"),
    "wants to listen": lambda w, o, n, d: SupervisionRequested(
        w.now, o, w.call(n), pick(list(SupervisionMode), d)
    ),
    "listens otherwise": lambda w, o, n, d: SupervisionChangeRequested(
        w.now, o, pick(list(SupervisionMode), d)
    ),
    "opens a card": lambda w, o, n, d: CardOpened(w.now, o, w.call(n)),
    "passes on to a queue": lambda w, o, n, d: TransferRequested(
        w.now, o, pick(list(TransferMode), n), None, pick(QUEUE_KEYS, d), "why", True, n != 3
    ),
    "passes on to a person": lambda w, o, n, d: TransferRequested(
        w.now, o, pick(list(TransferMode), n), pick([*PEOPLE, None], d), None, "why", True, n != 3
    ),
    "promise kept": lambda w, o, n, d: PromiseKept(w.now, o, f"p{n}"),
    "promise moved": lambda w, o, n, d: PromiseMoved(w.now, f"p{n}", w.now + d * 1_000_000),
    "promise withdrawn": lambda w, o, n, d: PromiseWithdrawn(w.now, o, f"p{n}"),
    "call-back asked for": lambda w, o, n, d: CallBackRequested(
        w.now, o, pick([Owner(operator=BORIS), Owner(queue="policies"), Owner(skill="doctor"), Owner()], d)
    ),
    "call-back ordered": _call_back_ordered,
    "dialled from elsewhere": _dial_ordered,
    "callee answered": lambda w, o, n, d: CalleeAnswered(w.now, w.call(n)),
    "callee ringing": lambda w, o, n, d: CalleeRinging(w.now, w.call(n)),
    "callee gone": lambda w, o, n, d: CalleeGone(w.now, w.call(n), pick(list(LegEnd), d)),
    "desk lost": lambda w, o, n, d: DeskLost(w.now, o),
    "desk connected": lambda w, o, n, d: DeskConnected(w.now, o),
    "stale timer": _stale_timer,
    "configured": lambda w, o, n, d: CentreConfigured(w.now, pick(CENTRES, n)),
}
