"""Version 1 of the API: what the screens show and do, for other programs.

Each token reads and does what its scopes name, within its organisation. Each operation refuses what it
does not understand, a misspelt parameter too: a filter that is silently ignored would show more than was
asked for.
"""

from __future__ import annotations

from ninja import Router

from thirdring.apps.api import problems
from thirdring.apps.api.alarms import alarms
from thirdring.apps.api.asking import Request
from thirdring.apps.api.auditing import auditing
from thirdring.apps.api.calls import calls
from thirdring.apps.api.card_changes import cards
from thirdring.apps.api.configuration import configuration
from thirdring.apps.api.configuration_history import history
from thirdring.apps.api.contract import Contract
from thirdring.apps.api.conversations import conversations
from thirdring.apps.api.destinations import destinations
from thirdring.apps.api.figures import figures
from thirdring.apps.api.floor import floor
from thirdring.apps.api.hooks import hooks
from thirdring.apps.api.orders import orders
from thirdring.apps.api.own_days import own_days
from thirdring.apps.api.persons import persons
from thirdring.apps.api.promise_orders import owed
from thirdring.apps.api.promise_sums import sums
from thirdring.apps.api.recorded import recorded
from thirdring.apps.api.registries import registries
from thirdring.apps.api.schemas import Json

api = Contract(
    title="Third Ring",
    version="1",
    description="Calls with their moments, cards of appeals, promises with their attempts, breaches of the"
    " regulation, the floor at this moment, its alarms, the figures of a day; the configuration, to read and"
    " to keep. Times are UTC; lists of what happened come newest first.",
    urls_namespace="api-v1",
)
problems.install(api)

rest = Router()


@rest.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False)
def nothing_here(request: Request, rest: str) -> Json:
    raise problems.not_found("address")


for room in (
    calls,
    recorded,
    cards,
    sums,  # before the promises, whose ids stand in the same place
    owed,
    floor,
    persons,
    registries,
    auditing,
    hooks,
    own_days,
    alarms,
    figures,
    orders,
    configuration,
    history,
    conversations,
    destinations,
):
    api.add_router("", room)
api.add_router("", rest)  # after all that there is
