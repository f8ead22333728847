"""The people of the whole-path tests: operators of the demonstration world at desks with real phones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from bed import Bed, Watch
from phones import tones
from phones.baresip import Baresip
from phones.keys import Keys
from phones.scenarios import FOREVER_S
from phones.sipp import OperatorPhones
from thirdring.acd.facts import Ended, Joined, Offered, OperatorChanged
from thirdring.acd.inputs import (
    CallId,
    CardOpened,
    DeskConnected,
    DeskLost,
    DigitPressed,
    HangUpRequested,
    HoldRequested,
    Input,
    OperatorLoggedIn,
    OperatorReady,
    ResumeRequested,
    TransferCancelled,
    TransferCompleted,
    TransferMode,
    TransferRequested,
    WrapUpEnded,
)

BUSY = ("offered", "talking")


class Desk:
    """An operator at a desk: what she does with the mouse, and the phone beside it."""

    def __init__(self, bed: Bed, watch: Watch, name: str, operator: int, phone: OperatorPhones) -> None:
        self.bed = bed
        self.watch = watch
        self.name = name
        self.operator = operator
        self.phone = phone

    async def does(self, command: Input) -> None:
        await self.watch.send(command)

    async def holds(self) -> None:
        await self.does(HoldRequested(0, self.operator))

    async def resumes(self) -> None:
        await self.does(ResumeRequested(0, self.operator))

    async def hangs_up(self) -> None:
        await self.does(HangUpRequested(0, self.operator))

    async def closes_the_card(self) -> None:
        await self.does(WrapUpEnded(0, self.operator))

    async def consults(self, colleague: Desk) -> None:
        await self._passes_on(TransferMode.CONSULT, colleague.operator, None)

    async def hands_over(self, colleague: Desk | None = None, *, queue: str | None = None) -> None:
        await self._passes_on(TransferMode.HAND_OVER, colleague.operator if colleague else None, queue)

    async def _passes_on(self, mode: TransferMode, to: int | None, queue: str | None) -> None:
        """By the book: with a reason, after the sentence of clause 4, and with the caller's consent."""
        await self.does(
            TransferRequested(
                0, self.operator, mode, to, queue, "asks about a policy", sentence_said=True, consent=True
            )
        )

    async def reads_the_card(self) -> CallId:
        """Opens the card of a caller who is passed on to her (clause 6), then her phone rings; which call."""
        (offered, *_) = await self.watch.fact(Offered, lambda fact: fact.operator == self.operator)
        await self.does(CardOpened(0, self.operator, offered.call))
        await self.is_rung()
        return offered.call

    async def completes(self) -> None:
        await self.does(TransferCompleted(0, self.operator))

    async def takes_back(self) -> None:
        await self.does(TransferCancelled(0, self.operator))

    async def is_rung(self, count: int = 1, timeout_s: float = 20.0) -> Offered:
        """Waits for the ``count``-th offer to her, and until her phone really rings."""
        offers = await self.watch.fact(
            Offered, lambda fact: fact.operator == self.operator, count=count, timeout_s=timeout_s
        )
        await self.phone.rang(self.bed.device(self.operator), count)
        return offers[count - 1]

    async def talks(self, count: int = 1) -> str:
        """Waits until she speaks with her ``count``-th caller; which call it is."""
        joined = await self.watch.fact(Joined, lambda fact: fact.operator == self.operator, count=count)
        return joined[count - 1].call

    async def leaves(self) -> None:
        """Goes home, whatever a test has left her with."""
        if self._changes()[-1].state in BUSY:
            self.bed.hang_up_all()
            await self.watch.until(self._is_idle, why=f"{self.name} is still busy: {self._changes()[-1]}")
        await self.does(DeskLost(0, self.operator))
        await self.watch.log_out(self.operator)
        if self._changes()[-1].state == "wrap-up":
            await self.closes_the_card()
        await self.is_in("logged out")

    async def _is_idle(self) -> bool:
        return self._changes()[-1].state not in BUSY

    def _changes(self) -> list[OperatorChanged]:
        return self.watch.facts(OperatorChanged, lambda fact: fact.operator == self.operator)

    async def is_in(self, state: str) -> OperatorChanged:
        """Waits until her last state is this one."""

        async def is_so() -> bool:
            return self._changes()[-1].state == state

        await self.watch.until(is_so, why=f"{self.name} is not {state}: {self._changes()[-1]}")
        return self._changes()[-1]


@asynccontextmanager
async def on_duty(
    bed: Bed,
    watch: Watch,
    name: str,
    *,
    after_s: float = 0.0,
    talk_s: float = FOREVER_S,
    refuses_with: str = "",
    speaks: Path | None = None,
    keys: tuple[Keys, ...] = (),
    screen: bool = True,
) -> AsyncIterator[Desk]:
    """An operator of the demonstration world with a desk phone that behaves so, logged in and ready.

    ``screen``: the desk is open in a browser; without it there is the phone alone.
    """
    ((operator,),) = await watch.ask(
        "SELECT operator.id FROM staff_operator operator"
        " JOIN staff_user person ON person.id = operator.user_id WHERE person.username = %s",
        (name,),
    )
    phone = OperatorPhones(
        bed.sip,
        bed.passwords([operator]),
        after_s=after_s,
        talk_s=talk_s,
        refuses_with=refuses_with,
        speaks=speaks,
        keys=keys,
    )
    async with phone:
        watch.logged_in.add(operator)
        if screen:
            await watch.send(DeskConnected(0, operator))
        await watch.send(OperatorLoggedIn(0, operator, bed.device(operator)))
        await watch.send(OperatorReady(0, operator))
        # With callers waiting she is offered one at once: it is enough that she has been ready.
        await watch.fact(OperatorChanged, lambda fact: fact.operator == operator and fact.state == "ready")
        desk = Desk(bed, watch, name, operator, phone)
        try:
            yield desk
        finally:
            await desk.leaves()
            await phone.unregister()


@asynccontextmanager
async def caller(bed: Bed, line: str = "2001", number: str = "+70000030001") -> AsyncIterator[Baresip]:
    """Somebody who has dialled, speaks a tone, presses keys and hangs up when the test says so."""
    async with Baresip(bed.sip, number, tone_hz=tones.CALLER_HZ) as phone:
        await phone.dial(line)
        yield phone


async def types(watch: Watch, phone: Baresip, digits: str) -> None:
    """Presses one key after the other, each when the centre has been told of the one before."""

    async def are_told(count: int) -> bool:
        return len([row for row in watch.rows if isinstance(row.input, DigitPressed)]) >= count

    for count, digit in enumerate(digits, start=1):
        await phone.presses(digit)
        await watch.until(partial(are_told, count), why=f"key {digit} does not arrive")


async def every_call_ended_with_one_card(watch: Watch, count: int) -> list[Ended]:
    """Waits until all calls have ended, and finds exactly one card for each (row S61)."""
    ended = await watch.fact(Ended, count=count)
    cards = await watch.ask(
        "SELECT call, count(*) FROM appeals_card WHERE call = ANY(%s) GROUP BY call",
        ([fact.call for fact in ended],),
    )
    assert sorted(cards) == sorted((fact.call, 1) for fact in ended)
    return ended
