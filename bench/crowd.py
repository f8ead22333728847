"""SIPp on both sides of a bench: callers who ring a line and operators who answer, with their moments.

Both processes log what they did with the same clock, so a span between a caller's and
an operator's moment is the difference of two numbers. Scenarios lie beside this file.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SCENARIOS = Path(__file__).with_name("sipp")


@dataclass(frozen=True)
class Moment:
    """One logged line: what (CALL, TAKEN, RING or BYE), whose, for which caller (if known), epoch seconds."""

    what: str
    who: str
    caller: str
    at_s: float


class Phones:
    """One SIPp process playing ``scenario``; ``moments()`` reads what it has logged so far."""

    def __init__(self, scenario: str, home: Path, port: int, *arguments: str, **values: object) -> None:
        played = home / f"{scenario}.xml"
        text = (SCENARIOS / played.name).read_text()
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        played.write_text(text)
        self._log = home / f"{scenario}.log"
        self._log.unlink(missing_ok=True)  # of the crowd before this one
        self._errors = home / f"{scenario}.errors"
        argv = [
            "sipp",
            *arguments,
            "-sf",
            played.name,
            "-i",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        argv += ["-mp", str(port + 2), "-nostdin", "-aa", "-trace_logs", "-log_file", str(self._log)]
        argv += ["-trace_err", "-error_file", str(self._errors)]
        self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home)

    def moments(self) -> list[Moment]:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [_moment(line) for line in lines]

    def count(self, what: str) -> int:
        return self._log.read_text().count(f"{what} ") if self._log.exists() else 0

    def wait_for(self, what: str, count: int, timeout_s: float) -> None:
        """Until ``count`` lines ``what`` are logged; raises ``TimeoutError`` with the first errors."""
        deadline = time.monotonic() + timeout_s
        while self.count(what) < count:
            if time.monotonic() > deadline:
                errors = self._errors.read_text()[:600] if self._errors.exists() else ""
                raise TimeoutError(f"{self.count(what)} of {count} {what} after {timeout_s} s. {errors}")
            time.sleep(0.1)

    def finish(self, timeout_s: float) -> int:
        """Wait for the end; SIPp's exit code: 0 when every call went as the scenario says."""
        return self._process.wait(timeout_s)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def operators(home: Path, port: int, talk_ms: int) -> Phones:
    """All operators' phones in one process: answer at once, talk ``talk_ms`` (± 20 %), hang up."""
    return Phones("operator", home, port, shortest_ms=round(talk_ms * 0.8), longest_ms=round(talk_ms * 1.2))


def callers(home: Path, port: int, to_port: int, line: str, count: int, per_second: float) -> Phones:
    """``count`` callers with a number each, from the range +7 000 555 …, which nobody has."""
    numbers = home / "callers.csv"
    numbers.write_text("SEQUENTIAL\n" + "".join(f"+7000555{n:04d};\n" for n in range(count)))
    arguments = ["-s", line, "-r", str(per_second), "-m", str(count), "-l", str(count), "-inf", str(numbers)]
    return Phones("caller", home, port, f"127.0.0.1:{to_port}", *arguments)


def _moment(line: str) -> Moment:
    what, who, *rest = line.split()
    caller = rest[0].removeprefix("sip:") if what == "RING" else who if what in {"CALL", "TAKEN"} else ""
    return Moment(what, who, caller, float(rest[-1]))
