"""Long lists by pages, counted as far as anybody turns them: to count all would take longer than to read.

Whoever looks for something earlier narrows the list.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 10_000  # rows that pages are made of


class Pages(Paginator):
    """``more``: there are more rows than the pages show."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        return int(self.object_list.order_by().values("pk")[: MOST + 1].count())
