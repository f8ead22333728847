"""Adds to the demonstration world what tests of many calls need; a script, given the number of operators.

Line 3001 has neither notice nor menu; its queue ``bed`` has no wrap-up, so an operator is free as soon
as a call is over. Its operators have a desk phone and a browser each. Prints their ids.
"""

from __future__ import annotations

import sys

import django


def main(operators: int) -> None:
    django.setup()
    from thirdring.apps.channels.models import Language, Line, LineKind, Queue
    from thirdring.apps.organisations.models import Organisation
    from thirdring.apps.staff.models import Device, DeviceKind, Operator, Qualification, User

    fund = Organisation.objects.get(code="tfoms")
    queue = Queue.objects.create(
        key="bed", name="Bed", organisation=fund, needs_organisation=False, needs_level=2, wrap_up_limit_s=0
    )
    Line.objects.create(
        number="3001", name="Bed", kind=LineKind.CITY, organisation=fund, language=Language.RU, queue=queue
    )
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
