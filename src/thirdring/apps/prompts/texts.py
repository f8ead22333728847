"""The texts as they stand now in this house: the shipped ones, overlaid by versions of its own.

``known()`` is what desk and engine read, with the types of ``thirdring.speech``; whoever shows or says a
text asks here and never the shipped ``speech.known()``. Nothing here writes. The overlay is kept
between readings, and looked up anew when a version was added or one has become valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from django.db.models import Max
from django.utils import timezone

from thirdring import speech
from thirdring.apps.prompts.models import TextVersion
from thirdring.speech import LANGUAGES, Text
from thirdring.speech.texts import latest


class House(NamedTuple):
    """All texts by key, and the number of the house's version for those that have one.

    ``until``: when a version becomes valid that is known already; ``None`` when none is to.
    """

    texts: Mapping[str, Text]
    numbers: Mapping[str, int]
    until: datetime | None = None

    def version_of(self, key: str) -> str:
        """Which version of a text is in force: "1" is the shipped one, "1.3" the house's third."""
        shipped, number = latest().version, self.numbers.get(key)
        return f"{shipped}.{number}" if number else f"{shipped}"


_kept: tuple[int | None, House] | None = None


def known() -> Mapping[str, Text]:
    """The texts in force, by key. Costs one small query; the texts themselves are kept between calls.

    ``speech.written(known()["greeting"], "ru", organisation=…, operator=…)`` is what an operator reads.
    """
    return house().texts


def house() -> House:
    """The same with the version of each text: for whoever needs several, at the cost of one query."""
    global _kept
    now = timezone.now()
    last = TextVersion.objects.aggregate(last=Max("pk"))["last"]
    if _kept is None or _kept[0] != last or (_kept[1].until and _kept[1].until <= now):
        _kept = (last, _overlaid(TextVersion.objects.all(), now))
    return _kept[1]


def at(moment: datetime) -> House:
    """The texts as they stood at ``moment``: versions are only added, so this does not change afterwards."""
    added_by_then = TextVersion.objects.filter(made_at__lte=moment)
    return _overlaid(added_by_then, moment)


def in_force(versions: Iterable[TextVersion], moment: datetime) -> TextVersion | None:
    """Of one text's versions the one that is valid at ``moment``; ``None``: the shipped one is."""
    valid = [version for version in versions if version.valid_from <= moment]
    return max(valid, key=lambda version: version.number, default=None)


def overlaid(text: Text, version: TextVersion | None) -> Text:
    """The text with the words of ``version`` where it has any."""
    if version is None:
        return text
    words = {language: version.wording(language) for language in LANGUAGES}
    return msgspec.structs.replace(text, **{name: wording for name, wording in words.items() if wording})


def _overlaid(versions: Iterable[TextVersion], moment: datetime) -> House:
    by_key: dict[str, list[TextVersion]] = {}
    for version in versions:
        by_key.setdefault(version.key, []).append(version)
    texts, numbers = dict(speech.known()), {}
    for key in texts.keys() & by_key.keys():
        valid = in_force(by_key[key], moment)
        if valid is not None:
            texts[key] = overlaid(texts[key], valid)
            numbers[key] = valid.number
    coming = [one.valid_from for found in by_key.values() for one in found if one.valid_from > moment]
    return House(MappingProxyType(texts), MappingProxyType(numbers), min(coming, default=None))
