"""Adds to the demonstration world what tests of many calls need; a script, given the number of operators.

Line 3001 has neither notice nor menu; its queue ``bed`` has no wrap-up, so an operator is free as soon
as a call is over. Its operators have a desk phone and a browser each. Line 3002 leads to the same queue, but
is closed for two days. At night people may be called here. Prints the operators' ids.
"""

from __future__ import annotations

import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import django


def main(operators: int) -> None:
    django.setup()
    from thirdring.apps.calendars.models import Calendar, DayKind
    from thirdring.apps.channels.models import Language, Line, LineKind, Prompt, Queue
    from thirdring.apps.demonstration import world
    from thirdring.apps.organisations.models import Organisation
    from thirdring.apps.staff.models import Device, DeviceKind, Operator, Qualification, User

    fund = Organisation.objects.get(code="tfoms")
    queue = Queue.objects.create(
        key="bed", name="Bed", organisation=fund, needs_organisation=False, needs_level=2, wrap_up_limit_s=0
    )
    line = {"kind": LineKind.CITY, "organisation": fund, "language": Language.RU, "queue": queue}
    always = Calendar.objects.get(name=world.DAY_AND_NIGHT)
    Line.objects.create(number="3001", name="Bed", calendar=always, **line)
    closed = Calendar.objects.create(organisation=fund, name="Bed, closed", time_zone="Europe/Moscow")
    today = datetime.now(ZoneInfo(closed.time_zone)).date()
    for ahead in (-1, 0, 1):  # yesterday's: a test may begin before midnight
        closed.special_days.create(day=today + timedelta(days=ahead), kind=DayKind.CLOSED)
    closed.special_days.create(
        day=today + timedelta(days=2), kind=DayKind.WORKING, opens=time(9), closes=time(18)
    )
    notice = Prompt.objects.get(key="notice-ru")
    Line.objects.create(number="3002", name="Bed, closed", calendar=closed, notice=notice, **line)
    ids = []
    for n in range(operators):
        user = User.objects.create(username=f"bed{n}", last_name=f"{n}", first_name="Bed")
        operator = Operator.objects.create(
            user=user,
            organisation=fund,
            level=2,
            languages=["ru"],
            qualification=Qualification.GENERAL_DISPATCHER,
            home_queue=queue,
        )
        Device.objects.create(operator=operator, kind=DeviceKind.DESK_PHONE)
        Device.objects.create(operator=operator, kind=DeviceKind.BROWSER)
        ids.append(operator.pk)
    print(*ids)


if __name__ == "__main__":
    main(int(sys.argv[1]))
