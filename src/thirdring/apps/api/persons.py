"""Looking up insured persons, within the token's organisation; every person that is shown is noted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field, field_validator

from thirdring.apps.api.asking import Request, require_known
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.schemas import Json, printable
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.insured import queries as insured
from thirdring.apps.staff.models import User

LONGEST_SEARCH = 200

persons = Router(tags=["persons"])


class PersonFilters(Schema):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        str,
        Field(
            min_length=2,
            max_length=LONGEST_SEARCH,
            description="name in any order, number, policy or date of birth, as one types it",
        ),
    ]

    _printable = field_validator("q")(printable)


class PersonFound(Schema):
    id: int
    name: str
    birth_date: date | None
    policy: str
    phones: list[str]


class Persons(Schema):
    """At most twenty; ``more``: others fit as well, or the search took too long."""

    items: list[PersonFound]
    more: bool


@persons.get("/persons", response=Persons, auth=Bearer(Scope.PERSONS), summary="Look up insured persons")
def find_persons(request: Request, filters: Query[PersonFilters]) -> Json:
    require_known(request, PersonFilters)
    token = request.auth
    # The registry is limited by whoever asks; a program sees what a login of its organisation would.
    asks = User(organisation_id=token.organisation_id, is_superuser=token.organisation_id is None)
    found = insured.find(asks, filters.q)
    keys = [str(one.pk) for one in found.people]
    note_readings(f"token {token.name}", token.organisation_id, Subject.PERSON, keys, "API, lookup")
    return {
        "items": [
            {
                "id": one.pk,
                "name": one.full_name,
                "birth_date": one.birth_date,
                "policy": one.policy,
                "phones": [phone.number for phone in one.phones.all()],
            }
            for one in found.people
        ],
        "more": found.more,
    }
