"""The worker's tasks in the administration: what each is, how it went, and another try for what failed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import procrastinate.contrib.django.admin  # registers the page that this one takes the place of
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from procrastinate import utils
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.worker.models import Job

assert procrastinate.contrib.django.admin
admin.site.unregister(ProcrastinateJob)

STATES: dict[str, Any] = {
    Status.TODO.value: _("waits"),
    Status.DOING.value: _("is being done"),
    Status.SUCCEEDED.value: _("done"),
    Status.FAILED.value: _("failed"),
    Status.CANCELLED.value: _("cancelled"),
    Status.ABORTED.value: _("broken off"),
}
# By the task's name below ``thirdring.apps``.
TASKS: dict[str, Any] = {
    "api.tasks.forget_old_answers": _("forget old answers to programs"),
    "audit.tasks.seal_read_log": _("seal the read log"),
    "insured.tasks.work_on_registry": _("check or import a registry of insured persons"),
    "prompts.tasks.tell_engine": _("tell the engine of new texts"),
    "retention.tasks.delete_what_was_kept_long_enough": _("delete what was kept long enough"),
    "staff.tasks.close_leavers": _("close logins of those who have left"),
    "staff.tasks.forget_ended_sessions": _("forget ended sessions"),
    "transcripts.tasks.look_for_messages": _("look for voice messages to write down"),
    "transcripts.tasks.transcribe_message": _("write a voice message down"),
    "webhooks.tasks.forget_old_messages": _("forget old messages of webhooks"),
    "worker.tasks.retry_stalled_jobs": _("take up tasks of a worker that died"),
    "worker.tasks.forget_done_jobs": _("forget tasks that were done"),
}


class ByState(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(status=self.value()) if self.value() in STATES else queryset


@admin.register(Job)
class JobAdmin(OwnOrganisationAdmin):
    organisation_path = ""
    nothing_yet = _("The worker has had nothing to do yet.")
    list_display = ("task", "state", "attempts_made", "not_before", "last_told")
    list_display_links = None  # a page would tell no more
    list_filter = (ByState,)
    fields = readonly_fields = list_display
    show_full_result_count = False
    actions = ("try_again",)

    @admin.display(description=_("task"), ordering="task_name")
    def task(self, job: Job) -> str:
        name = job.task_name.removeprefix("thirdring.apps.")
        return str(TASKS.get(name) or format_html("<code>{}</code>", name))

    @admin.display(description=_("state"), ordering="status")
    def state(self, job: Job) -> str:
        return str(STATES.get(job.status, job.status))

    @admin.display(description=_("attempts"), ordering="attempts")
    def attempts_made(self, job: Job) -> int:
        return job.attempts

    @admin.display(description=_("not before"), ordering="scheduled_at")
    def not_before(self, job: Job) -> datetime | None:
        return job.scheduled_at

    @admin.display(description=_("last event"), ordering="told_at")
    def last_told(self, job: Any) -> datetime | None:
        told: datetime | None = job.told_at
        return told

    @admin.action(description=_("Try again what failed"), permissions=["view"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        for job in chosen.filter(status=Status.FAILED.value):
            # Of a task of which one waits already, no second one waits: that one is the other try.
            with suppress(UniqueViolation), transaction.atomic():
                app.job_manager.retry_job_by_id(
                    job.pk, utils.utcnow(), job.priority, job.queue_name, job.lock
                )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
