"""Lists newest first, a page at a time, with a cursor that stays right while new rows arrive.

A cursor holds moment and key of the last row shown; the next page begins right after it.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from thirdring.apps.api.problems import bad_field

Row = TypeVar("Row", bound=Model)

NOT_OURS = "not a cursor of this list; take it from “next” of the page before"


def page(
    rows: QuerySet[Row], moment: str, cursor: str | None, limit: int, key: type[str] | type[int]
) -> tuple[list[Row], str | None]:
    """Up to ``limit`` rows after ``cursor``, newest ``moment`` (a field's name) first, and the next cursor.

    ``key`` is the type of the primary key. Raises ``Refused`` for a cursor that is not ours.
    """
    if cursor is not None:
        at, last = _read(cursor, key)
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": last}))
    found = list(rows.order_by(f"-{moment}", "-pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    found = found[:limit]
    return found, _write(getattr(found[-1], moment), found[-1].pk)


def _write(at: datetime, last: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), last]).encode()).decode().rstrip("=")


def _read(cursor: str, key: type[str] | type[int]) -> tuple[datetime, Any]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        at, last = json.loads(text)
        moment = datetime.fromisoformat(at)
        reached = moment.astimezone(UTC)
    except (binascii.Error, ValueError, TypeError, OverflowError):
        raise bad_field("cursor", NOT_OURS) from None
    if moment.tzinfo is None or type(last) is not key or (isinstance(last, str) and "\x00" in last):
        raise bad_field("cursor", NOT_OURS)
    if isinstance(last, int) and not 0 <= last < 2**63:
        raise bad_field("cursor", NOT_OURS)
    return reached, last
