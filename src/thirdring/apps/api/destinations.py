"""To whom a caller can be passed on, with what they do now: what the desk's list of colleagues shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ninja import Router

from thirdring.acd.moment import datetime_of
from thirdring.acd.operators import OperatorState
from thirdring.apps.alarms.standing import WAITS
from thirdring.apps.api.asking import Request, require_known
from thirdring.apps.api.conversations_schemas import Destinations
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.schemas import Json
from thirdring.apps.channels import destinations as known
from thirdring.apps.channels.models import Queue
from thirdring.journal.live import Live
from thirdring.journal.reader import live_now

destinations = Router(tags=["conversations"])


@destinations.get(
    "/destinations",
    response=Destinations,
    auth=Bearer(Scope.FLOOR),
    summary="To whom a caller can be passed on",
)
def list_destinations(request: Request) -> Json:
    """People and queues of every organisation of the house: a caller belongs where the question does."""
    require_known(request)
    queues = Queue.objects.select_related("organisation", "needs_department")
    live = live_now()
    waiting = Counter(call.queue for call in live.calls.values() if call.state in WAITS)
    return {
        "items": [
            one
            for organisation in known.destinations(queues)
            for one in (*_people(organisation, live), *_queues(organisation, waiting))
        ]
    }


def _people(organisation: Json, live: Live) -> Iterator[Json]:
    for person in organisation["people"]:
        seat = live.operators.get(person["id"])
        yield {
            **_named(organisation, person),
            "operator": person["id"],
            "queue": None,
            "post": person["post"],
            "level": person["level"],
            "state": seat.state if seat else OperatorState.LOGGED_OUT,
            "since": datetime_of(seat.since) if seat else None,
            "waiting": None,
        }


def _queues(organisation: Json, waiting: Counter[str]) -> Iterator[Json]:
    for queue in organisation["queues"]:
        yield {
            **_named(organisation, queue),
            "operator": None,
            "queue": queue["key"],
            "post": "",
            "level": None,
            "state": None,
            "since": None,
            "waiting": waiting[queue["key"]],
        }


def _named(organisation: Json, one: Json) -> Json:
    return {
        "organisation": organisation["name"],
        "department": one["department"],
        "name": one["name"],
        "called": one["called"],
    }
