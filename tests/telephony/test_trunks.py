"""Lines of the outside world: a trunk with credentials, and a mobile reached over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from phones.log import until
from phones.ports import free_port
from phones.server import Asterisk, installation_in
from phones.sipp import Caller, OperatorPhones
from telephony.conftest import Listener, listening
from thirdring.acd.actions import Join, Ring
from thirdring.acd.inputs import CallArrived, LegAnswered, LegRinging
from thirdring.asterisk.configuration import DEMONSTRATION_TRUNK, Trunk
from thirdring.asterisk.refused import Refusals

GATEWAY = "127.0.0.77"


@pytest.fixture
def gateway_port() -> int:
    return free_port(GATEWAY)


@pytest.fixture
async def asterisk(tmp_path: Path, gateway_port: int) -> AsyncIterator[Asterisk]:
    """An Asterisk with a gateway to mobiles, known by its address."""
    mobiles = Trunk("mobiles", addresses=(GATEWAY,), server=f"{GATEWAY}:{gateway_port}")
    branch = Trunk("branch", username="branch", password="wBn4-secret")
    trunks = (DEMONSTRATION_TRUNK, mobiles, branch)
    async with Asterisk(installation_in(tmp_path / "home"), trunks=trunks) as server:
        yield server


@pytest.fixture
async def engine(asterisk: Asterisk) -> AsyncIterator[Listener]:
    async with listening(asterisk) as listener:
        yield listener


@pytest.mark.req("S6")
async def test_an_operator_is_reached_on_a_mobile_and_recorded(
    asterisk: Asterisk, engine: Listener, gateway_port: int, callers_tone: Path
) -> None:
    async with (
        OperatorPhones(asterisk.sip, {}, host=GATEWAY, port=gateway_port, after_s=0.3) as mobile,
        Caller(asterisk.sip, "1001", speaks=callers_tone) as caller,
    ):
        call = await engine.arrival()
        leg = f"{call}~1"
        engine.order(Ring(leg, call, 7, "op7-mobile", "PJSIP/+70000077777@mobiles", "+70000000001", "1001"))
        assert "+70000077777" in (await mobile.rang())[0]
        await engine.told(LegRinging)
        await engine.told(LegAnswered)
        engine.order(Join(call, leg))
        await until(lambda: asterisk.installation.recording(call).exists())
        assert not caller.log.lines("ended")


async def test_a_call_from_the_gateway_is_taken_and_one_from_its_neighbour_is_not(
    asterisk: Asterisk, engine: Listener
) -> None:
    async with Caller(asterisk.sip, "1001", "+70000055555", host=GATEWAY):
        assert (await engine.told(CallArrived)).caller == "+70000055555"
    refusals = Refusals(asterisk.installation)
    async with Caller(asterisk.sip, "1001", "+70000066666", host="127.0.0.78") as stranger:
        await stranger.finished()
        assert stranger.log.lines("refused 401")
    await until(lambda: refusals.count() == 1)
    assert len([event for event in engine.inputs if isinstance(event, CallArrived)]) == 1


async def test_a_trunk_without_an_address_proves_itself_by_its_password(
    asterisk: Asterisk, engine: Listener
) -> None:
    elsewhere = "127.0.0.79"
    async with Caller(
        asterisk.sip, "1001", "+70000088888", host=elsewhere, credentials=("branch", "wBn4-secret")
    ):
        assert (await engine.told(CallArrived)).caller == "+70000088888"
    refusals = Refusals(asterisk.installation)
    assert refusals.count() == 0
    async with Caller(asterisk.sip, "1001", host=elsewhere, credentials=("branch", "guessed")) as impostor:
        await impostor.finished()
        assert impostor.log.lines("refused 401")
    await until(lambda: refusals.count() == 1)
    assert len([event for event in engine.inputs if isinstance(event, CallArrived)]) == 1
