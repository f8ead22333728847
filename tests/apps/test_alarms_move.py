"""Who took note of an alarm before the alarms had an app of their own, is still known afterwards."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from thirdring.apps.alarms.models import Acknowledgement
from thirdring.apps.staff.models import User

BEFORE = [("alarms", None), ("wallboard", "0001_initial")]


@pytest.mark.django_db
def test_what_was_noted_in_the_room_of_the_screens_is_taken_along() -> None:
    svetlana = User.objects.get(username="svetlana")
    MigrationExecutor(connection).migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wallboard_acknowledgement (key, at, by_id) VALUES ('no engine', now(), %s)",
            [svetlana.pk],
        )
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # else the table cannot be changed in this transaction
    executor = MigrationExecutor(connection)
    executor.migrate([one for one in executor.loader.graph.leaf_nodes() if one[0] in {"alarms", "wallboard"}])
    noted = Acknowledgement.objects.get()
    assert (noted.key, noted.by, noted.whose) == ("no engine", svetlana, str(svetlana))
    Acknowledgement.objects.create(key="no engine", at=noted.at, by=svetlana)  # its numbers go on
    assert Acknowledgement.objects.count() == 2
