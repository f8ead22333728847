"""Programs from Debian's unstable suite, unpacked into a folder of our own with all their libraries.

Nothing is installed: apt resolves and fetches into private folders, dpkg-deb unpacks, and each
program runs through the loader that came with it. So this works as an ordinary user, and leaves
the machine's own packages alone. What the programs are for is not known here.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from thirdring.installation import Misconfigured
from thirdring.words import told

SUITE = "sid"  # Debian 12 and 13 ship no Asterisk
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

# The machine's own apt settings (proxies, certificates) hold, save for what would touch its own state.
APT = """\
#clear APT::Update;
#clear DPkg::Post-Invoke;
Dir::State "{work}/state";
Dir::State::status "{work}/status";
Dir::Cache "{work}/cache";
Dir::Etc::sourcelist "{work}/sources.list";
Dir::Etc::sourceparts "-";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
"""


class NotUnpacked(Misconfigured):
    """The packages could not be fetched or unpacked. ``str()`` says what failed and what to do."""


@dataclass(frozen=True)
class Unpacked:
    """A folder of unpacked packages."""

    root: Path

    @property
    def libraries(self) -> Path:
        return self._loader.parent

    @property
    def _loader(self) -> Path:
        return next(self.root.glob("usr/lib/*/ld-linux-*.so.*"))

    def command(self, program: str) -> tuple[str, ...]:
        """The words that run ``program`` (such as "usr/sbin/asterisk") with the libraries it came with."""
        path = f"{self.libraries}:{self.libraries / 'pulseaudio'}"
        return (str(self._loader), "--library-path", path, str(self.root / program))

    def holds(self, packages: Sequence[str]) -> bool:
        """Whether exactly ``packages`` have been unpacked here to the end."""
        stamp = self.root / ".packages"
        return stamp.exists() and stamp.read_text().split() == sorted(packages)


def unpack(packages: Sequence[str], root: Path, *, log: Path) -> Unpacked:
    """Fetch ``packages`` with all they depend on and unpack them at ``root``, unless they lie there already.

    The archive is the one that the machine's apt uses, unless THIRDRING_DEBIAN_MIRROR names another.
    Raises ``NotUnpacked``, leaving what was at ``root`` as it was.
    """
    with _alone(root.with_suffix(".lock")):
        unpacked = Unpacked(root)
        if unpacked.holds(packages):
            return unpacked
        work, making = root.with_suffix(".work"), root.with_suffix(".new")
        for folder in (work, making):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            with log.open("w") as report:
                _fetch(packages, work, _mirror(), report)
                _unpack(sorted((work / "cache" / "archives").glob("*.deb")), making, report)
                _run(["find", str(making), "-perm", "/6000", "-exec", "chmod", "a-s", "{}", "+"], report)
            (making / ".packages").write_text("\n".join(sorted(packages)))
            shutil.rmtree(root, ignore_errors=True)
            making.rename(root)
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            raise NotUnpacked(
                "Debian's suite {suite} did not yield {packages}: {reason}\n"
                "Check the network and the mirror in this machine's apt sources, "
                "or name another one in THIRDRING_DEBIAN_MIRROR. Whole report: {log}",
                suite=SUITE,
                packages=", ".join(packages),
                reason=_reason(error, log),
                log=log,
            ) from None
        finally:
            for folder in (work, making):
                shutil.rmtree(folder, ignore_errors=True)
        return unpacked


def _fetch(packages: Sequence[str], work: Path, mirror: str, report: TextIO) -> None:
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True)
    (work / "status").touch()  # nothing counts as installed, so every library comes along
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    (work / "sources.list").write_text(f"deb {signed}{mirror} {SUITE} main\n")
    settings = work / "apt.conf"
    settings.write_text(APT.format(work=work))
    for step in (["update"], ["install", "--download-only", "--yes", *packages]):
        _run(["apt-get", "--quiet", f"--config-file={settings}", *step], report)


def _unpack(archives: list[Path], making: Path, report: TextIO) -> None:
    making.mkdir(parents=True)
    # One shared /usr: without these links, packages that still name /lib would be scattered.
    for name in ("bin", "sbin", "lib", "lib64"):
        (making / "usr" / name).mkdir(parents=True, exist_ok=True)
        (making / name).symlink_to(f"usr/{name}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(lambda archive: _extract(archive, making, report), archives):
            pass


def _extract(archive: Path, making: Path, report: TextIO) -> None:
    _run(["dpkg-deb", "--extract", str(archive), str(making)], report)
    archive.unlink()  # the peak on the disk stays near what is kept


def _run(command: list[str], report: TextIO) -> None:
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=report, stderr=report, check=True)


def _mirror() -> str:
    """The address of a Debian archive; raises ``Misconfigured`` when the machine names none."""
    if chosen := os.environ.get("THIRDRING_DEBIAN_MIRROR"):
        return chosen
    listing = subprocess.run(
        ["apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    )
    for address in listing.stdout.split():
        if address.rstrip("/").endswith("/debian"):
            return address
    raise Misconfigured(
        "This machine's apt sources name no Debian archive. Set THIRDRING_DEBIAN_MIRROR to one, "
        "or install Asterisk 22.5 or later yourself and name its program in THIRDRING_ASTERISK."
    )


def _reason(error: subprocess.CalledProcessError | FileNotFoundError, log: Path) -> str:
    if isinstance(error, FileNotFoundError):
        return str(error)
    complaints = [line for line in log.read_text(errors="replace").splitlines() if line[:2] in {"E:", "W:"}]
    return " ".join(complaints[-3:]) or f"{error.cmd[0]} ended with {error.returncode}"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time: two installations may be set up from one checkout at once."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m thirdring.debian")
    parser.add_argument("root", type=Path, help="the folder to unpack into")
    parser.add_argument("package", nargs="+")
    arguments = parser.parse_args()
    root = arguments.root.absolute()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that apt ends with us
    try:
        unpack(arguments.package, root, log=root.with_suffix(".log"))
    except Misconfigured as error:
        print(told(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
