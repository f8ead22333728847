"""The engine dies between its decision to join two people and Asterisk: the next one joins them."""

from __future__ import annotations

import httpx
import pytest

from bed import LINE, Bed, Watch
from phones.sipp import Caller, OperatorPhones
from thirdring.acd.facts import Ended, Joined
from thirdring.asterisk.configuration import ARI_USER
from thirdring.asterisk.orders import TALK


@pytest.mark.timeout(120)
async def test_who_was_joined_by_the_journal_alone_is_joined_by_the_next_engine(
    bed: Bed, watch: Watch
) -> None:
    """Both are on the line and in no conversation, as if ``Join`` had never reached Asterisk."""
    (maria,) = bed.operators[:1]
    phones = OperatorPhones(bed.sip, bed.passwords([maria]), after_s=0.1)
    async with phones, Caller(bed.sip, LINE, "+70000030001") as caller, bridges_of(bed) as bridges:
        await watch.log_in(maria)
        [joined] = await watch.fact(Joined)
        both = {joined.call, joined.leg}

        async def hear_each_other() -> bool:
            told = (await bridges.get("bridges")).raise_for_status().json()
            return any(set(bridge["channels"]) == both for bridge in told)

        await watch.until(hear_each_other, why="they were never joined")
        bed.engine.kill()
        removed = await bridges.post(
            f"bridges/{TALK}{joined.call}/removeChannel", params={"channel": ",".join(sorted(both))}
        )
        removed.raise_for_status()
        assert not await hear_each_other()

        bed.start_engine()
        bed.wait_until_ready()
        await watch.until(hear_each_other, why="both hear nothing")
        assert watch.facts(Joined) == [joined], "nobody was offered or joined anew"
        assert not watch.facts(Ended) and not caller.log.lines("ended")
        bed.hang_up_all()
        await watch.fact(Ended)


def bridges_of(bed: Bed) -> httpx.AsyncClient:
    """A client of the media server beside the engine's."""
    at = bed.installation
    return httpx.AsyncClient(
        base_url=f"http://{at.host}:{at.ari_port}/ari/", auth=(ARI_USER, at.secrets.get("ari"))
    )
