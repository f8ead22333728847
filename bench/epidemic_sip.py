"""The epidemic over SIP: a whole installation, real calls, keys, messages and call-backs, for some minutes.

The callers are five sorts of people, each a SIPp process; the operators' phones lift and talk;
what the operators do at their desks (begin the promise that they are given, come back after a
missed call) is sent as commands, as desks send them.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bed import LINE, Bed, Watch
from phones import scenarios, tones
from phones.keys import Keys, spoken
from phones.sipp import OperatorPhones, Sipp
from thirdring.acd.facts import Arrived, ChoiceMade, ChoiceOffered, Ended, OperatorChanged
from thirdring.acd.inputs import AttemptRequested, Illegal, OperatorReady, PromiseOpened
from thirdring.acd.moment import as_seconds
from thirdring.acd.operators import OperatorState
from thirdring.acd.promise_facts import AttemptEnded, Promised, PromiseEnded, PromiseGiven
from thirdring.journal.rows import encode
from thirdring.measures import percentile
from thirdring.regulation import known
from thirdring.regulation.judge import Judge

TIMES_TOO_MANY = 3
TALK_S = 6.0
BETWEEN_CALLS_S = 0.5  # ringing, lifting, and what the network needs
MESSAGE_S = 6.0
LAST_PROMISES_S = 240.0  # after the last caller has hung up


@dataclass(frozen=True)
class Sort:
    """Callers who behave alike: they press ``keys`` when they are offered, and stay ``patience_s`` more.

    Whoever ``speaks`` does so instead of the last group of keys.
    """

    name: str
    share: float
    patience_s: float
    keys: tuple[Keys, ...] = ()
    speaks: bool = False


SORTS = (
    Sort("wait on", 0.40, 75),
    Sort("give up early", 0.15, 15),
    Sort("leave a message", 0.20, 15, (Keys("1", after_s=33), Keys("", after_s=8)), speaks=True),
    Sort("are called back", 0.20, 40, (Keys("2", after_s=33), Keys("1", after_s=6))),
    Sort("say that they wait on", 0.05, 50, (Keys("3", after_s=33),)),
)


def run(operators: int, minutes: float) -> tuple[dict[str, object], list[str]]:
    """The figures of the run, and what is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="epidemic-", ignore_cleanup_errors=True) as folder:
        return asyncio.run(_run(Path(folder), operators, minutes))


async def _run(folder: Path, operators: int, minutes: float) -> tuple[dict[str, object], list[str]]:
    voice = tones.alaw(tones.tone(700, MESSAGE_S))
    rate_per_s = TIMES_TOO_MANY * operators / (TALK_S + BETWEEN_CALLS_S)
    bed = Bed(folder / "home", operators=operators)
    with bed:
        async with AsyncExitStack() as stack:
            watch = await stack.enter_async_context(bed.watch())
            phones = OperatorPhones(bed.sip, bed.passwords(bed.operators), talk_s=TALK_S)
            await stack.enter_async_context(phones)
            network = Sipp(scenarios.answering(after_s=1.0, talk_s=TALK_S), bed.sip, port=bed.network_port)
            await stack.enter_async_context(network)
            await watch.log_in(*bed.operators)
            desks = asyncio.create_task(_desks(watch))
            began, cpu_s = time.monotonic(), _cpu_s(bed)
            crowd = list(_crowd(bed, rate_per_s, minutes * 60, voice))
            for callers in crowd:
                await stack.enter_async_context(callers)
            await asyncio.gather(*(callers.finished(timeout_s=minutes * 60 + 240) for callers in crowd))
            lasted_s, spent = time.monotonic() - began, _spent(cpu_s, _cpu_s(bed))
            await _promises_ended(watch)
            desks.cancel()
            await asyncio.wait([desks])
            rows = await watch.ask("SELECT count(*), count(DISTINCT id) FROM calls_call")
            return _figures(watch, operators, rate_per_s, lasted_s, spent, rows[0])


def _crowd(bed: Bed, rate_per_s: float, span_s: float, voice: bytes) -> Iterator[Sipp]:
    for number, sort in enumerate(SORTS):
        calls = round(rate_per_s * sort.share * span_s)
        behaviour = scenarios.caller(
            LINE,
            "[field0]",
            talk_s=sort.patience_s,
            keys=sort.keys,
        )
        callers = Sipp(
            behaviour,
            bed.sip,
            calls=calls,
            at_once=calls,
            rate_per_s=rate_per_s * sort.share,
            media_ports=20,
        )
        callers.press(sort.keys)
        if sort.speaks:
            spoken(callers.folder / f"keys{len(sort.keys) - 1}.pcap", voice)
        numbers = callers.folder / "numbers.csv"
        numbers.write_text("SEQUENTIAL\n" + "".join(f"+7200{number}{n:06d};\n" for n in range(calls)))
        callers.argv[-1:-1] = ["-inf", numbers.name]
        yield callers


async def _desks(watch: Watch) -> None:
    """All operators at their desks: whoever is given a promise dials, whoever was set aside comes back."""
    read = 0
    while True:
        await watch.grown(read)
        rows, read = watch.rows[read:], len(watch.rows)
        for fact in (fact for row in rows for fact in row.facts):
            try:
                if isinstance(fact, PromiseGiven):
                    await watch.send(PromiseOpened(0, fact.operator, fact.promise))
                    await watch.send(AttemptRequested(0, fact.operator, fact.promise))
                elif isinstance(fact, OperatorChanged) and fact.state == OperatorState.SET_ASIDE:
                    await watch.send(OperatorReady(0, fact.operator))
            except Illegal:
                continue  # something else has come first


async def _promises_ended(watch: Watch) -> None:
    try:
        async with asyncio.timeout(LAST_PROMISES_S):
            while len(watch.facts(Promised)) > len(watch.facts(PromiseEnded)) + _later(watch):
                await watch.grown(len(watch.rows))
    except TimeoutError:
        return  # the figures say how many are open


def _later(watch: Watch) -> int:
    """Promises whose next attempt is due only after the run."""
    ended = {fact.promise for fact in watch.facts(PromiseEnded)}
    return len({fact.promise for fact in watch.facts(AttemptEnded)} - ended)


def _cpu_s(bed: Bed) -> dict[str, float]:
    return {"engine": bed.engine.cpu_s(), "asterisk": bed.asterisk.cpu_s()}


def _spent(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in before}


def _figures(
    watch: Watch,
    operators: int,
    rate_per_s: float,
    lasted_s: float,
    spent_s: dict[str, float],
    stored: tuple[int, int],
) -> tuple[dict[str, object], list[str]]:
    arrived = {fact.call for fact in watch.facts(Arrived)}
    ended = Counter(fact.how for fact in watch.facts(Ended, lambda fact: fact.call in arrived))
    ours = Counter(fact.how for fact in watch.facts(Ended, lambda fact: fact.call not in arrived))
    offered = watch.facts(ChoiceOffered, lambda fact: fact.times == 1)
    made = {fact.promise: fact for fact in watch.facts(Promised)}
    became = Counter(fact.how for fact in watch.facts(PromiseEnded))
    kept_after_s = _kept_after_s(watch)
    judge = Judge(known())
    clauses = Counter(breach.clause for row in watch.rows for breach in judge.read(encode(row)))
    waited_s = [as_seconds(fact.waited) for fact in offered]
    figures: dict[str, object] = {
        "operators": operators,
        "arrivals_per_s": round(rate_per_s, 2),
        "callers": len(arrived),
        "lasted_s": round(lasted_s),
        "ends": dict(ended),
        "ends_of_our_own_calls": dict(ours),
        "offered_a_choice": len(offered),
        "offered_after_s": {"p50": percentile(waited_s, 0.5), "max": max(waited_s, default=None)},
        "choices": dict(Counter(fact.choice for fact in watch.facts(ChoiceMade))),
        "promises": {
            "made": len(made),
            "by_origin": dict(Counter(fact.origin for fact in made.values())),
            **became,
            "open": len(made) - became.total(),
            "kept_share": round(became["kept"] / len(made), 3) if made else None,
            "kept_after_s_p50": median(kept_after_s) if kept_after_s else None,
        },
        "breaches_by_clause": dict(clauses),
        "cpu_cores": {name: round(used / lasted_s, 2) for name, used in spent_s.items()},
        "engine_cpu_ms_per_call": round(spent_s["engine"] / max(1, len(arrived)) * 1000, 1),
    }
    wrong = {
        "calls arrived and calls ended differ": len(arrived) != ended.total(),
        "the table of calls differs from the journal": stored[0] != stored[1] or stored[0] < len(arrived),
        "clause 2 was broken": clauses["2"] > 0,
        "no promise was kept": not became["kept"],
    }
    return figures, [what for what, is_so in wrong.items() if is_so]


def _kept_after_s(watch: Watch) -> list[float]:
    made_at: dict[str, int] = {}
    kept_after_s = []
    for row in watch.rows:
        for fact in row.facts:
            if isinstance(fact, Promised):
                made_at[fact.promise] = row.at
            elif isinstance(fact, PromiseEnded) and fact.how == "kept":
                kept_after_s.append(as_seconds(row.at - made_at[fact.promise]))
    return kept_after_s
