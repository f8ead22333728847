"""Addresses of the wallboard, the supervisor's page and the lists of calls behind their figures."""

from __future__ import annotations

from django.urls import path, re_path

from thirdring.wallboard import calls, calltable, directing, past_alarms, past_table, views

app_name = "wallboard"
urlpatterns = [
    path("wallboard/", views.wallboard, name="wallboard"),
    path("wallboard/stream", views.wallboard_stream, name="wallboard-stream"),
    path("supervisor/", views.supervisor, name="supervisor"),
    path("supervisor/stream", views.supervisor_stream, name="supervisor-stream"),
    path("supervisor/problems", views.problems, name="problems"),
    path("supervisor/alarms", views.note_alarm, name="note-alarm"),
    path("supervisor/alarms/past/", past_alarms.alarms, name="past-alarms"),
    re_path(r"^supervisor/alarms/past\.(?P<kind>csv|xlsx)$", past_table.table, name="past-alarm-table"),
    path("supervisor/orders", views.order, name="orders"),
    path("supervisor/operators/state", directing.state, name="operator-state"),
    path("supervisor/operators/queues", directing.membership, name="operator-queues"),
    path("supervisor/operators/dial-limit", directing.dial_limit, name="operator-dial-limit"),
    path("supervisor/operators/ordered", directing.history, name="operator-ordered"),
    path("calls/", calls.calls, name="calls"),
    re_path(r"^calls\.(?P<kind>csv|xlsx)$", calltable.table, name="call-table"),
    path("calls/<str:call>/", calls.way, name="call"),
]
