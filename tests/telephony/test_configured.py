"""A change of configuration on its way: to router and Asterisk while calls go on, without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from bed import LINE, Bed, Watch
from phones.sipp import Caller
from thirdring.acd.facts import Arrived, CentreChanged, Ended
from thirdring.acd.inputs import CentreConfigured

NEW_LINE = "3007"
ADD = """
INSERT INTO channels_line SELECT (jsonb_populate_record(line, jsonb_build_object(
    'id', (SELECT max(id) + 1 FROM channels_line), 'number', %s::text))).*
FROM channels_line line WHERE number = %s
"""


@pytest.fixture
def database(bed: Bed) -> Iterator[psycopg.Connection]:
    with psycopg.connect(bed.installation.database_url, autocommit=True) as asking:
        yield asking
        asking.execute("DELETE FROM channels_line WHERE number = %s", [NEW_LINE])


async def test_a_new_line_takes_calls_without_a_restart(
    bed: Bed,
    watch: Watch,
    database: psycopg.Connection,
    record_property: Callable[[str, object], None],
) -> None:
    engine = bed.engine.pid
    database.execute(ADD, [NEW_LINE, LINE])
    began = time.perf_counter()
    await watch.fact(CentreChanged)
    reached_s = round(time.perf_counter() - began, 3)
    record_property("configuration_reaches_the_router_s", reached_s)
    print(f"the change reached the router after {reached_s} s")
    *_, row = [row for row in watch.rows if isinstance(row.input, CentreConfigured)]
    assert NEW_LINE in {line.number for line in row.input.centre.lines}
    await watch.until(lambda: knows(bed), why="Asterisk does not know the line")
    async with Caller(bed.sip, NEW_LINE):
        assert (await watch.fact(Arrived))[0].line == NEW_LINE
    bed.hang_up_all()
    await watch.fact(Ended)
    assert bed.engine.pid == engine and bed.engine.code is None


async def knows(bed: Bed) -> bool:
    return NEW_LINE in bed.asterisk_says(f"dialplan show {NEW_LINE}@lines")
