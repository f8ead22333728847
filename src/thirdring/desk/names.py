"""How operators and queues are called where something is told about them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _

from thirdring.apps.channels.models import Queue
from thirdring.apps.channels.skill_words import said, skill_words
from thirdring.apps.staff.called import spoken_name
from thirdring.apps.staff.models import Operator


class Names(NamedTuple):
    """Operators by id, queues by key, skills by tag."""

    operators: dict[int, str]
    queues: dict[str, str]
    skills: Mapping[str, str] = MappingProxyType({})

    def operator(self, key: int | None) -> str:
        return self.operators.get(key or 0, _("operator {n}").format(n=key))

    def queue(self, key: str | None) -> str:
        return self.queues.get(key or "", key or "")

    def skill(self, tag: str) -> str:
        return said(tag, self.skills)


def all_names() -> Names:
    """Of everybody and every queue, as they are spoken of."""
    return Names(
        {one.pk: spoken_name(one) for one in Operator.objects.select_related("user")},
        dict(Queue.objects.values_list("key", "name")),
        skill_words(),
    )
