"""An administrator tests a trunk: the provider's telephone rings, and what he answers is written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest

from bed import Bed, Watch
from phones.ports import free_port, give_back
from phones.sipp import OperatorPhones
from thirdring.acd.facts import Arrived
from thirdring.acd.promise_facts import Dialled

HOST = "127.0.0.83"
OURS = "+72000000321"
PROVIDERS = {"answers": "", "forbids": "403 Forbidden", "is-busy": "486 Busy Here"}

TRUNK = """
INSERT INTO channels_trunk (key, name, addresses, host, username, password, register, active)
VALUES (%s, %s, %s, %s, '', '', false, true) RETURNING id
"""
ASK = """
WITH asked AS (INSERT INTO channels_trialcall (trunk_id, number, stage, cause, sip, given_up)
    VALUES (%s, %s, 'asked', 0, 0, false) RETURNING id)
SELECT id, pg_notify('thirdring_trial_call', '') FROM asked
"""


class Said(NamedTuple):
    stage: str
    sip: int
    given_up: bool
    rang: bool
    answered: bool


class Desk:
    """What the administrator's page does with its table."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    async def add_trunk(self, key: str, server: str) -> int:
        ((trunk,),) = await self._watch.ask(TRUNK, (key, key, HOST, server))
        return int(trunk)

    async def learns(self, trunk: int, number: str) -> Said:
        """Asks for a test call and waits for its end."""
        ((trial, _),) = await self._watch.ask(ASK, (trunk, number))

        async def over() -> bool:
            return (await self._watch.ask("SELECT ended_at FROM channels_trialcall WHERE id = %s", (trial,)))[
                0
            ][0] is not None

        await self._watch.until(over, why="the test call does not end")
        ((stage, sip, given_up, rang, answered),) = await self._watch.ask(
            "SELECT stage, sip, given_up, rang_at IS NOT NULL, answered_at IS NOT NULL"
            " FROM channels_trialcall WHERE id = %s",
            (trial,),
        )
        return Said(stage, sip, given_up, rang, answered)


@pytest.fixture
async def providers(bed: Bed) -> AsyncIterator[dict[str, OperatorPhones]]:
    """Three of them: one answers, one forbids the call, one says that the number is busy."""
    ports = {name: free_port(HOST) for name in PROVIDERS}
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(
                OperatorPhones(
                    bed.sip, {}, host=HOST, port=ports[name], refuses_with=refusal, rings=not refusal
                )
            )
            for name, refusal in PROVIDERS.items()
        }
    give_back(*ports.values())


async def test_a_test_call_shows_what_each_provider_says_and_is_no_call_of_the_centre(
    bed: Bed, watch: Watch, providers: dict[str, OperatorPhones]
) -> None:
    desk = Desk(watch)
    trunks = {name: await desk.add_trunk(name, f"{HOST}:{phone.port}") for name, phone in providers.items()}

    async def known() -> bool:
        shown = await asyncio.to_thread(bed.asterisk_says, "pjsip show endpoints")
        return all(name in shown for name in trunks)

    try:
        await watch.until(known, why="Asterisk does not learn of the trunks")
        said = await asyncio.gather(*(desk.learns(trunks[name], OURS) for name in PROVIDERS))
        assert dict(zip(PROVIDERS, said, strict=True)) == {
            # Whoever answers is hung up on after a while.
            "answers": Said("over", sip=0, given_up=True, rang=True, answered=True),
            "forbids": Said("over", sip=403, given_up=False, rang=False, answered=False),
            "is-busy": Said("over", sip=486, given_up=False, rang=False, answered=False),
        }
        assert OURS in (await providers["answers"].rang())[0]
        await providers["answers"].ended()
        for_help = await desk.learns(trunks["answers"], "112")
        assert for_help == Said("refused", sip=0, given_up=False, rang=False, answered=False)
        assert len(providers["answers"].log.lines("rang")) == 1
    finally:
        await watch.ask("DELETE FROM channels_trialcall RETURNING id")
        await watch.ask(
            "DELETE FROM channels_trunk WHERE id = ANY(%s) RETURNING id", (list(trunks.values()),)
        )
    assert not watch.facts(Arrived)
    assert not watch.facts(Dialled)
