"""The engine stays within its bounds: 200 MB with a thousand calls in progress, 5 ms a call."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
BENCH = TESTS.parent / "bench" / "engine"
MEMORY_MB = 200
CPU_MS_PER_CALL = 5


@pytest.mark.timeout(120)
async def test_a_thousand_calls_fit_into_two_hundred_megabytes() -> None:
    bench = await asyncio.create_subprocess_exec(
        *(sys.executable, str(BENCH), "--calls=100", "--live=1000"),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await bench.communicate()
    results = json.loads(told)
    assert results["crowd"]["live"] == 1000
    assert results["crowd"]["memory_mb"] <= MEMORY_MB
    assert results["busy"]["cpu_ms_per_call"] <= CPU_MS_PER_CALL
    assert results["cards"] == 1100
