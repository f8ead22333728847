"""The independent judge: reads rows as the journal stores them and says where a clause was broken.

It knows nothing of the router that decided and shares no code with it: a row is JSON with an
input and its effects, and the judge reads only the facts that it names below. So an error of
the router shows here as a breach instead of hiding in both. Each call is judged by the edition
in force on the day when it arrived.

What it has read of calls in progress can be written down and taken up again by another judge: reading
a journal in one go or in any pieces finds the same breaches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec

from thirdring.regulation.edition import Edition, in_force

Moment = int  # microseconds since the epoch, as rows have them
_US = 1_000_000

THIRD_RING, SINGLE_WAIT, CARD_FIRST, TEN_MINUTES = "1", "2", "6", "8"


class Breach(msgspec.Struct, frozen=True):
    """A clause that was broken: when, in which call, by whom if by anybody, and by how much.

    ``rings`` for clause 1, ``seconds`` for the wait without an offer (clause 2) or the service (clause 8);
    ``operator`` for clause 6 is who had not read the card.
    """

    edition: str
    clause: str
    at: Moment
    call: str
    operator: int | None = None
    rings: int = 0
    seconds: float = 0.0


class _Offer(msgspec.Struct):
    operator: int
    rang: Moment | None = None
    lifted: Moment | None = None


class _Call(msgspec.Struct):
    edition: str  # its number
    waits_since: Moment | None = None  # the present uninterrupted wait
    must_offer_by: Moment | None = None  # None: offered, found wanting, or does not wait
    offers: dict[str, _Offer] = {}  # by leg
    services: list[tuple[int, int]] = []  # operator and microseconds, of each stretch that is over
    served_since: Moment | None = None
    operator: int | None = None
    transferred: bool = False
    passed_on: bool = False  # or about to be
    operators: set[int] = set()  # who have spoken with the caller
    prepared: set[int] = set()  # operators who have opened the card, or heard of the matter and pressed a key


class _Memory(msgspec.Struct):
    """What is written down of a judge."""

    calls: dict[str, _Call] = {}
    earliest: Moment | None = None


class _Row(msgspec.Struct):
    input: dict[str, Any]
    effects: list[dict[str, Any]]


class Judge:
    """Reads the journal from its beginning, or from any moment without calls, in order.

    ``zone`` says which day a moment belongs to. ``memory`` is what another judge has written down; calls
    that it had begun to judge by an edition that is no more known are left unjudged.
    """

    def __init__(self, editions: Sequence[Edition], zone: tzinfo = UTC, memory: bytes = b"{}") -> None:
        self._editions = editions
        self._by_number = {edition.number: edition for edition in editions}
        self._zone = zone
        remembered = msgspec.json.decode(memory, type=_Memory)
        self._calls = {key: call for key, call in remembered.calls.items() if call.edition in self._by_number}
        self._earliest = remembered.earliest  # no wait is too long before

    def memory(self) -> bytes:
        """What has to be known of calls in progress to go on from here, as JSON."""
        return msgspec.json.encode(_Memory(self._calls, self._earliest))

    def follow(self, row: bytes | str) -> tuple[Breach, ...]:
        """The breaches known once the journal has come to this row; also of calls that wait on in silence."""
        decoded = _decoder.decode(row)
        return (*self.until(decoded.input["at"]), *self.judge(decoded))

    def read(self, row: bytes | str) -> tuple[Breach, ...]:
        """The breaches that a row completes. Raises ``msgspec.ValidationError`` for what is not a row."""
        return self.judge(_decoder.decode(row))

    def judge(self, row: _Row) -> tuple[Breach, ...]:
        at: Moment = row.input["at"]
        found: list[Breach] = []
        for fact in row.effects:
            reading = _READINGS.get(fact["type"])
            if reading is not None:
                reading(self, at, fact, found)
        return tuple(found)

    def until(self, at: Moment) -> tuple[Breach, ...]:
        """Breaches of calls that are still going on at this moment: of those who wait unoffered."""
        if self._earliest is None or at <= self._earliest:
            return ()
        found = tuple(
            breach
            for call_id, call in self._calls.items()
            if not call.offers
            for breach in self._wait_judged(call_id, call, at)
        )
        self._earliest = None
        for call in self._calls.values():
            if not call.offers:
                self._expect(call)
        return found

    def _expect(self, call: _Call) -> None:
        """Nobody needs to look for waits that are too long before the earliest of them can be."""
        if call.must_offer_by is not None and (self._earliest is None or call.must_offer_by < self._earliest):
            self._earliest = call.must_offer_by

    def _wait_judged(self, call_id: str, call: _Call, at: Moment) -> Iterator[Breach]:
        """Clause 2: nobody's phone rings, no choice has been offered, and the time for it has passed."""
        if call.must_offer_by is not None and call.waits_since is not None and at > call.must_offer_by:
            waited = (at - call.waits_since) / _US
            call.must_offer_by = None
            yield Breach(call.edition, SINGLE_WAIT, at, call_id, seconds=waited)

    # --- what the facts say ---

    def arrived(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        day = datetime.fromtimestamp(at / _US, self._zone).date()
        edition = in_force(day, self._editions)
        if edition is not None:
            self._calls[fact["call"]] = _Call(edition.number)

    def queued(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None:
            self._waits(call, at)
            _service_over(call, at)

    def interrupted(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        """The caller waits for his operator to come back, who serves him still."""
        call = self._calls.get(fact["call"])
        if call is not None:
            self._waits(call, at)

    def _waits(self, call: _Call, at: Moment) -> None:
        if call.waits_since is None:
            call.waits_since = at
            wait = self._by_number[call.edition].wait
            call.must_offer_by = at + round((wait.single_wait_s + wait.tolerance_s) * _US)
            self._expect(call)

    def choice_offered(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None:
            found.extend(self._wait_judged(fact["call"], call, at))
            call.must_offer_by = None

    def waits_no_longer(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        """The caller speaks, leaves a message, or is to be called back."""
        call = self._calls.get(fact["call"])
        if call is not None:
            if not call.offers:
                found.extend(self._wait_judged(fact["call"], call, at))
            call.waits_since = call.must_offer_by = None

    def choice_made(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        if fact["choice"] in ("message", "call back"):
            self.waits_no_longer(at, fact, found)

    def offered(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None:
            if not call.offers:
                found.extend(self._wait_judged(fact["call"], call, at))
            call.offers[fact["leg"]] = _Offer(fact["operator"])

    def rang(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None and fact["leg"] in call.offers:
            call.offers[fact["leg"]].rang = at

    def lifted(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None and fact["leg"] in call.offers:
            call.offers[fact["leg"]].lifted = at
            if fact["awaits"] == "key":
                call.prepared.add(fact["operator"])  # he is joined only when he has pressed it

    def card_seen(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None:
            call.prepared.add(fact["operator"])

    def offer_ended(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        offer = call.offers.pop(fact["leg"], None) if call is not None else None
        if call is None or offer is None:
            return
        if call.must_offer_by is not None:
            tolerance = round(self._by_number[call.edition].wait.tolerance_s * _US)
            call.must_offer_by = max(call.must_offer_by, at + tolerance)  # as soon as nothing rings
            self._expect(call)
        if offer.rang is None:
            return  # a phone that never rang could not be lifted
        answer = self._by_number[call.edition].answer
        until = at if offer.lifted is None else min(at, offer.lifted)
        late = until - offer.rang > round(answer.rings * answer.cycle_s * _US)
        if fact["outcome"] == "missed" or late:  # late: whoever ended it then
            rings = -(-(until - offer.rang) // round(answer.cycle_s * _US))
            found.append(Breach(call.edition, THIRD_RING, at, fact["call"], offer.operator, rings=rings))

    def joined(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        self.waits_no_longer(at, fact, found)
        call = self._calls.get(fact["call"])
        if call is None:
            return
        if call.passed_on and fact["operator"] not in call.operators | call.prepared:
            found.append(Breach(call.edition, CARD_FIRST, at, fact["call"], fact["operator"]))
        call.operators.add(fact["operator"])
        if call.served_since is None:
            call.served_since, call.operator = at, fact["operator"]
        elif call.operator != fact["operator"]:
            call.transferred = True

    def supervised(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        """Whoever has listened knows the matter, should he take the caller over."""
        call = self._calls.get(fact["call"])
        if call is not None:
            call.prepared.add(fact["supervisor"])

    def transfer_started(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None:
            call.passed_on = True

    def transfer_ended(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        call = self._calls.get(fact["call"])
        if call is not None and fact["outcome"] in ("completed", "queued"):
            call.transferred = True
        elif call is not None:
            call.passed_on = call.transferred

    def ended(self, at: Moment, fact: dict[str, Any], found: list[Breach]) -> None:
        self.waits_no_longer(at, fact, found)
        call = self._calls.pop(fact["call"], None)
        if call is None:
            return
        _service_over(call, at)
        if call.transferred:
            return  # clause 8 speaks of an operator who answers himself
        limit = round(self._by_number[call.edition].handling.own_answer_s * _US)
        found.extend(
            Breach(call.edition, TEN_MINUTES, at, fact["call"], operator, seconds=served / _US)
            for operator, served in call.services
            if served > limit
        )


def _service_over(call: _Call, at: Moment) -> None:
    """The caller is with nobody any more."""
    if call.served_since is not None and call.operator is not None:
        call.services.append((call.operator, at - call.served_since))
    call.served_since = call.operator = None


_READINGS: dict[str, Callable[[Judge, Moment, dict[str, Any], list[Breach]], None]] = {
    "Arrived": Judge.arrived,
    "Queued": Judge.queued,
    "Interrupted": Judge.interrupted,
    "ChoiceOffered": Judge.choice_offered,
    "ChoiceMade": Judge.choice_made,
    "Offered": Judge.offered,
    "Rang": Judge.rang,
    "Lifted": Judge.lifted,
    "OfferEnded": Judge.offer_ended,
    "CardSeen": Judge.card_seen,
    "Joined": Judge.joined,
    "SupervisionStarted": Judge.supervised,
    "TransferStarted": Judge.transfer_started,
    "TransferEnded": Judge.transfer_ended,
    "Ended": Judge.ended,
}

_decoder = msgspec.json.Decoder(_Row)
