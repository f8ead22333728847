"""Two wordings side by side: which words went and which came, for the eye of who has to answer for them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from thirdring.speech import Wording


class Piece(NamedTuple):
    """Words that stayed, or one of ``gone`` and ``come``."""

    stayed: str = ""
    gone: str = ""
    come: str = ""


def pieces(former: str, present: str) -> list[Piece]:
    """The text from its beginning to its end, word by word."""
    before, after = _words(former), _words(present)
    found = []
    for change, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        found.append(Piece(stayed=gone) if change == "equal" else Piece(gone=gone, come=come))
    return found


def whole(wording: Wording) -> str:
    """All that a wording has, a line each."""
    return "\n".join(words for words in (wording.plain, wording.of_her, *wording.parts) if words)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[\w{}]+|[^\w\s{}]", text)
