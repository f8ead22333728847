"""Which words of names a typed word may stand for: itself, what begins with it, what a slip makes of it.

Answers come from the table of all words that occur in names, so they cost the same for six million
persons as for twenty thousand. Who may see whom is not known here, and no person is touched.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from thirdring.apps.insured.models import NameWord
from thirdring.apps.insured.typed import other_layouts

BEGINNINGS = 40  # words that a beginning may become, the commonest first
LOOK_ALIKES = 60  # words weighed for a slip, the nearest by trigrams
MEANT = 12  # of them kept
ALIKE = 0.3  # least similarity by trigrams: "олга" and "ольга" have 0.375
SHORT, SLIPS_SHORT, SLIPS = 4, 1, 2  # up to four letters one slip is forgiven, else two

_SIGNS = str.maketrans("", "", "[];,.`")


def known(words: Iterable[str]) -> dict[str, int]:
    """Those of ``words`` that occur in names, each with about how many persons have it."""
    return dict(NameWord.objects.filter(word__in=tuple(words)).values_list("word", "persons"))


def beginning_with(word: str) -> dict[str, int]:
    """The commonest words that begin with ``word``, each with about how many persons have it."""
    found = NameWord.objects.filter(word__startswith=word).order_by("-persons", "word")
    return dict(found.values_list("word", "persons")[:BEGINNINGS])


def in_the_right_layout(word: str) -> str:
    """``word``, or what it would have been on a Cyrillic keyboard if only that occurs in names."""
    others = other_layouts(word)
    plain = word.translate(_SIGNS)
    if not others or beginning_with(plain):
        return plain
    return next((other for other in others if beginning_with(other)), plain)


def meant_by(word: str) -> dict[str, int]:
    """Words that differ from ``word`` by a slip or two, nearest and commonest first, and of how many each."""
    slips = SLIPS_SHORT if len(word) <= SHORT else SLIPS
    alike = (
        NameWord.objects.filter(Q(word__trigram_similar=word))
        .annotate(alike=TrigramSimilarity("word", word))
        .order_by("-alike")
        .values_list("word", "persons")[:LOOK_ALIKES]
    )
    near = [(distance(word, other), -persons, other) for other, persons in alike]
    meant = [(other, -persons) for slipped, persons, other in sorted(near) if slipped <= slips]
    return dict(meant[:MEANT])


def distance(one: str, other: str) -> int:
    """Letters to insert, leave out, replace or swap with their neighbour to make one of the other
    (Damerau and Levenshtein, restricted: no part is edited twice).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, second in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]
