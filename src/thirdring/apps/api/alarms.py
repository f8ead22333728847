"""Alarms that stand and that stood, what nobody can serve, and taking note of an alarm in somebody's name.

All of it as the supervisor's page has it, for the token's organisation.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from django.utils import timezone
from ninja import Query, Router

from thirdring.apps.alarms.history import OF_PARTS, Taken
from thirdring.apps.alarms.models import Acknowledgement
from thirdring.apps.alarms.present import Told, read_day, read_standing
from thirdring.apps.alarms.reading import Seen, seen_by
from thirdring.apps.alarms.words import told
from thirdring.apps.api.acting import unprocessable
from thirdring.apps.api.alarm_schemas import AlarmFilters, AlarmOut, Alarms, NoteWanted, Problems
from thirdring.apps.api.asking import Request, operator_out, require_known
from thirdring.apps.api.days import today_in, zone_for
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.problems import Refused
from thirdring.apps.api.schemas import Json
from thirdring.apps.api.supervisors import named_login
from thirdring.apps.channels import names
from thirdring.apps.channels.centre import edition_in_force
from thirdring.apps.channels.checks import problems_now
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import User
from thirdring.apps.staff.roles import supervises

alarms = Router(tags=["alarms"])
READ = Bearer(Scope.ALARMS)


@alarms.get("/alarms", response=Alarms, auth=READ, summary="Alarms that stand, and those of a day")
def list_alarms(request: Request, filters: Query[AlarmFilters]) -> Json:
    """What stands at this moment is what the supervisor's page shows, and comes with today's.

    An alarm is a condition: it is over when its cause has gone. Asked for those that stand alone, without a
    day, it costs little and may be asked every few seconds.

    Kinds: `no database`, `no engine`, `no asterisk` – calls cannot be taken; `unservable` – somebody waits
    in a queue and nobody on shift could serve it; `long wait` – longer than `wait_limit_s`; `overdue` –
    promises; `misses` – an operator, one call after another; `dials` – as many outgoing calls within an
    hour as one operator, or all of them, may make.
    """
    require_known(request, AlarmFilters)
    scope, zone = names.Scope(request.auth.organisation_id), zone_for(request)
    day = filters.day or today_in(zone)
    seen = seen_by(scope)
    if filters.standing and filters.day is None:
        found = [Told(one, True) for one in read_standing(scope)]
    else:
        found = [one for one in read_day(day, zone, scope, seen) if filters.standing in (None, one.stands)]
    return {
        "at": timezone.now(),
        "day": day,
        "zone": zone.key,
        "wait_limit_s": edition_in_force().wait.single_wait_s,
        "items": [_alarm(one, seen) for one in found],
    }


@alarms.post(
    "/alarms/notes", response=AlarmOut, auth=Bearer(Scope.ALARMS_WRITE), summary="Take note of an alarm"
)
def note_alarm(request: Request, wanted: NoteWanted) -> Json:
    """In the name of somebody who may open the supervisor's page. All screens say so within seconds, and the
    alarm is silent until it is raised anew. One that does not stand (any more) is 409 with the code `over`.
    """
    require_known(request)
    user = named_login(request, wanted.by)
    if not supervises(user):
        raise unprocessable(
            {"by": "does not watch over the centre: no supervisor, controller, administrator"}
        )
    scope = names.Scope(user.organisation_id)
    stands = next((one for one in read_standing(scope) if one.key == wanted.alarm), None)
    if stands is None:
        raise Refused(HTTPStatus.CONFLICT, "This alarm does not stand (any more).", code="over")
    note = Acknowledgement.objects.create(
        key=wanted.alarm, by=user, at=timezone.now(), program=request.auth.name
    )
    stands = stands._replace(taken=(*stands.taken, Taken(note.key, note.at, note.whose)))
    return _alarm(Told(stands, True), seen_by(scope))


@alarms.get(
    "/problems", response=Problems, auth=READ, summary="What nobody can serve, and what else is to be mended"
)
def list_problems(request: Request) -> Json:
    require_known(request)
    own = request.auth.organisation_id
    # The checks are limited by whoever asks; a program sees what a login of its organisation would.
    asks = User(organisation_id=own, is_superuser=own is None)
    codes = dict(Organisation.objects.values_list("pk", "code"))
    return {
        "at": timezone.now(),
        "items": [
            {
                "severity": one.severity,
                "sentence": one.sentence,
                "remedy": one.remedy,
                "address": one.address,
                "organisation": codes.get(one.organisation or 0),
            }
            for one in problems_now(asks)
        ],
    }


def _alarm(one: Told, seen: Seen) -> Json:
    alarm = one.alarm
    outage_over = alarm.kind in OF_PARTS.values() and alarm.until is not None
    return {
        "key": alarm.key,
        "kind": alarm.kind,
        "sentence": told(alarm, seen.queues, seen.operators),
        "stands": one.stands,
        "since": alarm.since,
        "until": alarm.until,
        "queue": alarm.queue or None,
        "operator": operator_out(alarm.operator or None, seen.operators),
        "concerned": alarm.concerned,
        "harm": msgspec.structs.asdict(alarm.harm) if outage_over else None,
        "notes": [{"by": note.by, "at": note.at} for note in alarm.taken],
    }
