"""The administrator reads what the worker does in words, and has it try again what failed."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from thirdring.apps.worker.admin import TASKS
from thirdring.apps.worker.models import Job

pytestmark = pytest.mark.django_db

FAILED = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES (%s, %s, 'failed') RETURNING id"
)


def test_every_task_of_ours_has_words():
    ours = {name.removeprefix("thirdring.apps.") for name in app.tasks if name.startswith("thirdring.")}
    assert ours == set(TASKS)


def test_what_failed_is_shown_in_words_and_tried_again(login):
    with connection.cursor() as cursor:
        cursor.execute(FAILED, ["default", "thirdring.apps.audit.tasks.seal_read_log"])
        (key,) = cursor.fetchone()
    client = login("admin")
    page = client.get("/admin/worker/job/?state=failed", headers={"accept-language": "ru"}).content.decode()
    assert "опечатать журнал чтений" in page
    client.post("/admin/worker/job/", {"action": "try_again", "_selected_action": [key]})
    assert Job.objects.get(pk=key).status == "todo"


def test_of_a_task_that_failed_every_night_one_more_try_is_enough(login):
    nightly = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, queueing_lock)"
        " VALUES ('default', 'thirdring.apps.audit.tasks.seal_read_log', 'failed', 'seal') RETURNING id"
    )
    keys = []
    with connection.cursor() as cursor:
        for _night in range(2):
            cursor.execute(nightly)
            keys.append(cursor.fetchone()[0])
    answer = login("admin").post("/admin/worker/job/", {"action": "try_again", "_selected_action": keys})
    assert answer.status_code == 302
    assert sorted(Job.objects.filter(pk__in=keys).values_list("status", flat=True)) == ["failed", "todo"]
