"""What an operator sees while nobody calls: the day so far, offers missed, people not reached, own cards."""

from __future__ import annotations

from typing import Any

from thirdring.apps.calls.own_day import own_day
from thirdring.apps.promises.owing import unreached_by
from thirdring.apps.staff.models import Operator
from thirdring.desk.promises import shown


def idle_of(operator: Operator) -> dict[str, Any]:
    """The context of ``desk/idle.html``."""
    unreached = shown(list(unreached_by(operator)))
    return {"operator": operator, **own_day(operator)._asdict(), "unreached": unreached}
