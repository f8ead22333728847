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
