"""The centre as the router knows it: lines, menus, queues, operators, devices, rules.

All of it is configuration: read from the database by the engine, invented by the twin,
and handed to the router whole as the input ``CentreConfigured``. Skills are plain tags
(``level:1``, ``lang:ru``, ``org:tfoms``, ``dept:tfoms-policies``, ``topic:complaints``):
a queue names those it needs, an operator those he has, each with a proficiency.
Sequences are sorted tuples, never sets, because the journal must not depend on hashing.
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum

import msgspec

from thirdring.acd.moment import SECOND, Span
from thirdring.identifiers.dialling import DEFAULT, DEMONSTRATION, Dialling

OperatorId = int
QueueKey = str
LineNumber = str
Skill = str
Digit = str


class Choice(StrEnum):
    """Whom of several suitable, ready operators a queue takes."""

    LONGEST_IDLE = "longest idle"
    MOST_SUITABLE = "most suitable"


class DeviceKind(StrEnum):
    BROWSER = "browser"
    DESK_PHONE = "desk phone"
    MOBILE = "mobile"


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phone of an operator. ``key`` is unique in the centre, ``address`` is the driver's own business.

    A mobile has no registration that could be lost: it always counts as reachable.
    """

    key: str
    kind: DeviceKind
    address: str


class WaitingMode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What those who wait are told and offered (clause 2 of 141-П).

    Prompts are names that the driver knows; one that is "" is not played. ``called_back``: beginnings of
    numbers (E.164) that the centre calls; whose is any other, or withheld, has to type one. ``dials``: what
    may be typed, which is what the house then dials.
    """

    single_wait: Span = 30 * SECOND
    again: Span = 30 * SECOND
    greeting: str = "waiting-greeting"  # said with place and expected wait
    offer: str = "waiting-offer"
    offer_again: str = "waiting-offer-short"
    confirm_number: str = "confirm-number"  # said with the number
    type_number: str = "type-number"
    wrong_number: str = "wrong-number"
    leave_message: str = "leave-message"
    message_kept: str = "message-kept"
    call_back_kept: str = "call-back-kept"  # said with the number
    closed: str = "closed"  # said with the moment when the line opens
    closed_call_back_kept: str = "closed-call-back-kept"  # said with number and moment
    key_wait: Span = 8 * SECOND  # silence after a prompt or a key
    number_digits: tuple[int, int] = (7, 15)  # how long a typed number may be (E.164 has at most 15 digits)
    number_attempts: int = 3
    called_back: tuple[str, ...] = ("+7", "+380")
    dials: Dialling = Dialling.read(DEFAULT, *DEMONSTRATION)
    message_limit: Span = 180 * SECOND
    message_shortest: Span = SECOND  # anything shorter is nothing: the caller waits on


class PromiseRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How promises are kept (clause 2 of 141-П: a freed operator has to return to them).

    ``again``: how long after the first, second … attempt in vain the next is made, the last one repeating.
    ``due_after`` holds until the calendar says better (``PromiseMoved``), for which a new promise is withheld
    so long as ``calendar_wait``. ``first_hours`` and ``quiet`` are for the calendar alone.
    """

    attempts: int = 3
    again: tuple[Span, ...] = (1800 * SECOND, 10_800 * SECOND, 72_000 * SECOND)
    due_after: Span = 14_400 * SECOND
    near_due: Span = 1800 * SECOND  # so long before that it competes with those who wait
    furthest: Span = 366 * 86_400 * SECOND  # no later than so long from now a call may be put off
    take_limit: Span = 120 * SECOND  # from being given to dialling
    ring_callee: Span = 40 * SECOND
    operator_dials: int = 120  # attempts of one operator within an hour; 0: as many as he likes
    dials: int = 6000  # of all together
    for_missed: bool = True  # who hangs up while he waits is called back
    calendar_wait: Span = 0  # 0: there is no calendar
    first_hours: Span = 7200 * SECOND
    quiet: tuple[time, time] = (time(22), time(8))


class TransferRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clauses 3 to 6 of 141-П: no transfer without reason, sentence and consent; the card is read first.

    Who has a desk opens the card there; who has none hears ``summary`` and presses a key.
    """

    summary: str = "transfer-summary"
    card_limit: Span = 30 * SECOND  # from lifting the receiver to the card opened, or the key
    shown_limit: Span = 2 * SECOND  # a desk that has not shown the card by then: the phone rings all the same


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers of the regulation in force, as the router needs them (spans in microseconds)."""

    edition: str = ""
    ring_limit: Span = 15 * SECOND  # clause 1 of 141-П: an offer ends when the third ring has passed
    comeback: Span = 20 * SECOND  # whose browser is lost in a conversation is awaited so long; 0: not at all
    hold_off: Span = 30 * SECOND  # a caller is not offered again to the one who missed or refused, so long
    desk_grace: Span = 15 * SECOND  # a desk may be gone so long (a reload) before its operator counts as away
    menu_wait: Span = 5 * SECOND  # silence after a menu prompt
    menu_attempts: int = 3  # a wrong or missing key is asked again twice, then an operator answers
    rings: int = 3  # until the last of these must have been answered, each with its pause as long as
    ring_cycle: Span = 5 * SECOND
    missed_alarm: int = 0  # so many offers missed within ``missed_within`` alert the supervisor; 0: none do
    missed_within: Span = 3600 * SECOND
    confirm: str = ""  # prompt that asks whoever lifts a mobile to press a key; "": he is joined at once
    waiting: WaitingMode | None = None  # None: music alone
    transfers: TransferRules | None = None  # None: as anybody likes
    promises: PromiseRules | None = None  # None: they are told, and kept by nobody here
    recording_pause: Span = 120 * SECOND  # a recording that is paused goes on by itself after so long
    supervision_shown: bool = True  # an operator is shown who listens


class Queue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where callers wait. ``needs`` is sorted; a greater ``priority`` is served first."""

    key: QueueKey
    name: str
    needs: tuple[Skill, ...] = ()
    priority: int = 0
    choice: Choice = Choice.LONGEST_IDLE
    ring_limit: Span | None = None  # None: the rules'
    wrap_up_limit: Span | None = (
        None  # None: until the card is closed; 0: no wrap-up; else ready again after so long
    )


class MenuOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    digit: Digit
    queue: QueueKey
    topic: str = ""


class Menu(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Spoken choices before the queue; ``fallback`` is where a caller lands who presses nothing right."""

    prompt: str
    options: tuple[MenuOption, ...]
    fallback: QueueKey
    wrong_key_prompt: str = ""  # "": only the menu is repeated


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that people call. Without a menu its callers go to ``queue`` at once.

    ``country`` (RU, UA): whose spelling of numbers they use.
    """

    number: LineNumber
    organisation: int
    queue: QueueKey
    notice: str = ""  # prompt that says the conversation is recorded; "": none
    menu: Menu | None = None
    country: str = "RU"


class Operator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One who takes calls. ``skills`` maps a tag to a proficiency (1 lowest).

    ``home_queue`` is where a caller waits who was transferred to this person in vain.
    """

    id: OperatorId
    organisation: int
    skills: dict[Skill, int]
    devices: tuple[Device, ...] = ()
    home_queue: QueueKey = ""


class Centre(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration. ``version`` grows with every change."""

    version: int
    lines: tuple[Line, ...]
    queues: tuple[Queue, ...]
    operators: tuple[Operator, ...]
    rules: Rules = Rules()
