"""A small centre as the watching screens see it: the fund's hotline with Maria and Olga, an insurer's queue.

Moments are counted from ``START``; one second is ``SECOND``.
"""

from __future__ import annotations

from thirdring.acd.inputs import Owner
from thirdring.acd.moment import SECOND, Moment
from thirdring.apps.channels.names import Named, Names, Scope
from thirdring.journal.live import Live, LiveCall, LiveOffer, LiveOperator, LivePromise

FUND, INSURER = 1, 2
MARIA, OLGA, PAVEL = 17, 18, 31
START: Moment = 1_795_000_000 * SECOND
ANNA = "+72000000077"

NAMES = Names(
    lines={"1001": Named("Hotline", FUND), "3001": Named("Insurer", INSURER)},
    queues={
        "oms": Named("General questions", FUND),
        "oms-policies": Named("Policies", FUND),
        "primer": Named("Insurer, level 2", INSURER),
    },
    operators={
        MARIA: Named("Maria Primerova", FUND),
        OLGA: Named("Olga Pokazova", FUND),
        PAVEL: Named("Pavel Strakhovoy", INSURER),
    },
    able={"oms": frozenset({MARIA, OLGA}), "oms-policies": frozenset({OLGA}), "primer": frozenset({PAVEL})},
    entries=frozenset({"oms"}),
)
OF_FUND, OF_INSURER, OF_ALL = Scope(FUND), Scope(INSURER), Scope(None, numbers=True)


def waiting(since_s: float, queue: str = "oms", line: str = "1001") -> LiveCall:
    """Somebody who waits since so many seconds after ``START``."""
    since = START + round(since_s * SECOND)
    organisation = NAMES.lines[line].organisation
    return LiveCall(line, organisation, ANNA, ANNA, since, "waiting", since, queue, waiting_since=since)


def rung(since_s: float, operator: int, queue: str = "oms") -> LiveCall:
    """Somebody for whom the operator's phone rings."""
    call = waiting(since_s, queue)
    call.state = "offered"
    call.offer = LiveOffer("leg", operator, f"op{operator}-web", queue, call.since, 15 * SECOND, False)
    return call


def spoken_with(operator: int, queue: str = "oms", line: str = "1001") -> LiveCall:
    call = waiting(0, queue, line)
    call.state, call.legs = "talking", {"leg": operator}
    return call


def owed(due_s: float, queue: str = "oms", organisation: int = FUND) -> LivePromise:
    """A call-back that is due so many seconds after ``START``."""
    return LivePromise(
        kind="call back",
        origin="call-back from the queue",
        why="",
        owner=Owner(queue=queue),
        call="earlier",
        line="1001",
        organisation=organisation,
        queue=queue,
        number=ANNA,
        since=START,
        made_at=START,
        not_before=START,
        due=START + round(due_s * SECOND),
    )


def centre(**calls: LiveCall) -> Live:
    """Maria and Olga are on shift; Olga is on a pause."""
    return Live(
        operators={
            MARIA: LiveOperator("ready", START, device=f"op{MARIA}-web", desk=True),
            OLGA: LiveOperator("paused", START, "lunch", device=f"op{OLGA}-web"),
        },
        calls=calls,
        devices={f"op{MARIA}-web": True},
    )


def at(span_s: float) -> Moment:
    return START + round(span_s * SECOND)
