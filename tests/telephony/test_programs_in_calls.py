"""A program acts in a real conversation through the API: real phones ring, are held and are hung up by it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bed import Bed, Watch
from phones.log import until
from phones.sipp import Caller
from steps import PYTHON, run
from telephony.cast import on_duty
from thirdring.acd.facts import Held, Resumed
from thirdring.acd.inputs import OperatorPaused, SupervisionMode
from thirdring.acd.supervision_facts import SupervisionEnd, SupervisionEnded, SupervisionStarted

LINE = "2001"
SCOPES = ("calls:read", "conversations:write", "supervision:write")
WEB_STARTS_WITHIN_S = 60.0


@pytest.fixture
def address(bed: Bed) -> Iterator[str]:
    """Where the API of this installation is asked."""
    web = bed.start_web()
    yield f"http://127.0.0.1:{bed.installation.http_port}/api/v1/"
    web.stop()


class Program:
    """What a program of the organisation sees and does; each thing that it does, it wants once."""

    def __init__(self, asking: httpx.AsyncClient) -> None:
        self._asking = asking

    async def sees(self, call: str) -> dict[str, Any]:
        return _answered(await self._asking.get(f"conversations/{call}"))

    async def does(self, path: str, **said: object) -> dict[str, Any]:
        key = {"Idempotency-Key": str(uuid4())}
        return _answered(await self._asking.post(path, json=said, headers=key))


def _answered(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == httpx.codes.OK, answer.text
    told: dict[str, Any] = answer.json()
    return told


@asynccontextmanager
async def program(bed: Bed, address: str) -> AsyncIterator[Program]:
    wanted = ["--name=crm", "--organisation=asystans", *(f"--scope={scope}" for scope in SCOPES)]
    printed = run([PYTHON, "-m", "django", "token", *wanted], bed.environ)
    token = printed.split()[-1]
    assert re.fullmatch(r"[\w-]{20,}", token), printed
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=WEB_STARTS_WITHIN_S) as asking:

        async def listens() -> bool:
            try:
                return (await asking.get("conversations")).is_success
            except httpx.ConnectError:
                return False

        await until(listens, WEB_STARTS_WITHIN_S, lambda: bed.web.told() if bed.web else "no web")
        yield Program(asking)


@pytest.mark.req("X6")
async def test_a_program_holds_and_ends_a_conversation_and_lets_a_supervisor_listen(
    bed: Bed, watch: Watch, address: str
) -> None:
    async with (
        program(bed, address) as crm,
        on_duty(bed, watch, "oksana") as oksana,
        on_duty(bed, watch, "halyna") as halyna,
        Caller(bed.sip, LINE, "+70000050011") as caller,
    ):
        await halyna.does(OperatorPaused(0, halyna.operator, "training"))
        call = await oksana.talks()
        assert (await crm.sees(call))["operators"] == [oksana.operator]

        await crm.does(f"operators/{oksana.operator}/hold")
        assert [fact.call for fact in await watch.fact(Held)] == [call]
        assert (await crm.sees(call))["held_since"] is not None
        await crm.does(f"operators/{oksana.operator}/resume")
        assert [fact.call for fact in await watch.fact(Resumed)] == [call]

        await crm.does(f"conversations/{call}/supervision", by="halyna", wish="listen")
        (started,) = await watch.fact(SupervisionStarted)
        assert (started.supervisor, started.operator) == (halyna.operator, oksana.operator)
        assert (await crm.sees(call))["supervision"]["mode"] == SupervisionMode.LISTEN
        await crm.does(f"conversations/{call}/supervision", by="halyna", wish="leave")
        await halyna.phone.ended()
        assert [fact.how for fact in await watch.fact(SupervisionEnded)] == [SupervisionEnd.LEFT]
        read = "SELECT purpose FROM audit_readlog WHERE subject_id = %s AND reader = 'halyna'"
        assert await watch.ask(read, (call,)) == [("listen (crm)",)]

        assert not caller.log.lines("ended")
        await crm.does(f"operators/{oksana.operator}/hang-up")
        await oksana.phone.ended()
        await caller.finished()
        await oksana.is_in("wrap-up")
        await oksana.closes_the_card()
