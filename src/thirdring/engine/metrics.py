"""What an engine counts for Prometheus: inputs, decisions, calls, waits, offers, promises, requests.

Counted where it happens, in memory; ``text`` is carried to the database with a heartbeat now and then,
and ``/metrics`` of any web process shows it. Labels name queues, lines and states, never a person or a call.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import generate_latest

from thirdring.acd.effects import Effect
from thirdring.acd.facts import Arrived, CallEnd, Ended, Joined, Offered, OfferEnded, TransferEnded
from thirdring.acd.inputs import Input
from thirdring.acd.moment import Moment, as_seconds
from thirdring.acd.outlook import expected_waits
from thirdring.acd.promise_facts import Promised, PromiseEnded
from thirdring.acd.state import State
from thirdring.journal.live import Live

DECISION_S: Final = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5)
ANSWER_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
WAIT_S: Final = (5, 10, 15, 20, 30, 45, 60, 120, 300, 600)  # 20 and 30 s are those of the service levels

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves this one function untyped


class Metrics:
    """One engine's figures since it began to lead; the present ones are read when ``text`` is made."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._inputs = Counter(
            "thirdring_inputs", "What happened, as the router was told.", ["kind"], registry=registry
        )
        self._refused = Counter(
            "thirdring_refused_inputs", "What the router did not allow.", ["code"], registry=registry
        )
        self._decisions = Histogram(
            "thirdring_decision_seconds",
            "From an input to the last order it led to.",
            buckets=DECISION_S,
            registry=registry,
        )
        self._arrived = Counter("thirdring_calls_arrived", "Callers who came.", ["line"], registry=registry)
        self._ended = Counter("thirdring_calls_ended", "Calls that ended.", ["how"], registry=registry)
        self._waits = Histogram(
            "thirdring_wait_seconds",
            "How long those who were answered had waited.",
            ["queue"],
            buckets=WAIT_S,
            registry=registry,
        )
        self._offers = Counter("thirdring_offers", "Phones that were rung.", ["queue"], registry=registry)
        self._offers_ended = Counter(
            "thirdring_offers_ended", "How the ringing ended.", ["outcome"], registry=registry
        )
        self._transfers = Counter("thirdring_transfers", "Transfers.", ["outcome"], registry=registry)
        self._promised = Counter("thirdring_promises_made", "What came to be owed.", registry=registry)
        self._kept = Counter(
            "thirdring_promises_ended", "How what was owed ended.", ["how"], registry=registry
        )
        self._calls = Gauge("thirdring_calls", "Calls now.", ["state"], registry=registry)
        self._waiting = Gauge("thirdring_waiting", "Callers who wait now.", ["queue"], registry=registry)
        self._longest = Gauge(
            "thirdring_longest_wait_seconds", "The longest of them so far.", ["queue"], registry=registry
        )
        self._expected = Gauge(
            "thirdring_expected_wait_seconds", "What a caller would wait now.", ["queue"], registry=registry
        )
        self._unservable = Gauge(
            "thirdring_queue_unservable", "1: nobody can serve it now.", ["queue"], registry=registry
        )
        self._operators = Gauge("thirdring_operators", "Operators now.", ["state"], registry=registry)
        self._owed = Gauge("thirdring_promises_open", "What is owed now.", registry=registry)
        self._overdue = Gauge("thirdring_promises_overdue", "What should be done by now.", registry=registry)
        self._answers = Histogram(
            "thirdring_asterisk_answer_seconds",
            "From a request to Asterisk to its answer.",
            buckets=ANSWER_S,
            registry=registry,
        )
        self._connections = Counter(
            "thirdring_asterisk_connections", "How often Asterisk was met (again).", registry=registry
        )
        for how in CallEnd:
            self._ended.labels(how.value)
        self._counters: dict[type, Callable[[Any, Moment, Live], None]] = {
            Arrived: lambda fact, at, live: self._arrived.labels(fact.line).inc(),
            Ended: lambda fact, at, live: self._ended.labels(str(fact.how)).inc(),
            Joined: self._joined,
            Offered: lambda fact, at, live: self._offers.labels(fact.queue).inc(),
            OfferEnded: lambda fact, at, live: self._offers_ended.labels(str(fact.outcome)).inc(),
            TransferEnded: lambda fact, at, live: self._transfers.labels(str(fact.outcome)).inc(),
            Promised: lambda fact, at, live: self._promised.inc(),
            PromiseEnded: lambda fact, at, live: self._kept.labels(fact.how).inc(),
        }

    def stepped(self, happened: Input, effects: Sequence[Effect], took_s: float, before: Live) -> None:
        """One input went through; ``before`` is the centre as it was until then."""
        self._inputs.labels(type(happened).__name__).inc()
        self._decisions.observe(took_s)
        for effect in effects:
            if count := self._counters.get(type(effect)):
                count(effect, happened.at, before)

    def refused(self, code: str) -> None:
        self._refused.labels(code).inc()

    def asterisk_answered(self, after_s: float) -> None:
        self._answers.observe(after_s)

    def asterisk_met(self) -> None:
        self._connections.inc()

    def text(self, state: State, live: Live, at: Moment) -> str:
        """All figures in the text format of Prometheus, those of the present as of ``at``."""
        for gauge in (self._calls, self._operators, self._expected, self._unservable):
            gauge.clear()
        for name, count in Tally(call.state for call in live.calls.values()).items():
            self._calls.labels(name).set(count)
        for name, count in Tally(operator.state for operator in live.operators.values()).items():
            self._operators.labels(name).set(count)
        for queue, expected_s in expected_waits(state, at).items():
            self._expected.labels(queue).set(expected_s)
        for queue in live.queues:
            self._unservable.labels(queue).set(1)
        waits: dict[str, list[Moment]] = {queue.key: [] for queue in state.centre.queues}
        for call in live.calls.values():
            if call.waiting_since is not None:
                waits.setdefault(call.queue, []).append(at - call.waiting_since)
        self._waiting.clear()
        self._longest.clear()
        for queue, since in waits.items():
            self._waiting.labels(queue).set(len(since))
            self._longest.labels(queue).set(as_seconds(max(since, default=0)))
        self._owed.set(len(live.promises))
        self._overdue.set(sum(promise.due < at for promise in live.promises.values()))
        return generate_latest(self.registry).decode()

    def _joined(self, fact: Joined, at: Moment, before: Live) -> None:
        call = before.calls.get(fact.call)
        if call is not None and call.waiting_since is not None and call.answered_at is None:
            self._waits.labels(call.queue).observe(as_seconds(at - call.waiting_since))
