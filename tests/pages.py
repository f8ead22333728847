"""The documents as pages, made in a folder of the test's own as `script/docs` makes them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SCRIPTS = {
    "mermaid.tiny.js": ROOT / "node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js",
    "iframe-worker.js": ROOT / "node_modules/iframe-worker/shim/index.js",
}


def made_strictly(folder: Path) -> str:
    """Make the pages of a folder by its `zensical.toml`; returns the complaints, "" for none."""
    command = [Path(sys.executable).with_name("zensical"), "build", "--strict"]
    built = subprocess.run(
        command, cwd=folder, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    return "" if built.returncode == 0 else built.stdout + built.stderr


def build(folder: Path) -> tuple[Path, str]:
    """The folder of the pages of docs/, and what the build complained of."""
    settings = (ROOT / "zensical.toml").read_text(encoding="utf-8").replace(".local/docs", "site")
    (folder / "zensical.toml").write_text(settings, encoding="utf-8")
    shutil.copytree(DOCS, folder / "docs")  # the tool wants its pages below its settings
    complaints = made_strictly(folder)
    for name, source in SCRIPTS.items():
        shutil.copy(source, folder / "site" / "assets" / name)
    return folder / "site", complaints
