"""One installation with fifty operators for all tests of faults; each test leaves every part running."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bed import Bed, Watch


@pytest.fixture(scope="session")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with Bed(tmp_path_factory.mktemp("faults") / "home", operators=50) as bed:
        yield bed


@pytest.fixture
async def watch(bed: Bed) -> AsyncIterator[Watch]:
    bed.mend()
    async with bed.watch() as watch:
        yield watch
        await watch.nobody_is_owed()
