"""What each role may do in the administration: a table that the groups follow after each migration.

The desk is open to whoever is an operator, whatever the role. Superusers stand above the table.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from thirdring.apps.staff.models import Role, User

VIEW = ("view",)
CHANGE = ("view", "change")
ALL = ("view", "add", "change", "delete")

CONFIGURATION = (
    "organisations.department",
    "organisations.post",
    "organisations.clinic",
    "calendars.calendar",
    "calendars.workday",
    "calendars.specialday",
    "channels.line",
    "channels.queue",
    "channels.menu",
    "channels.menuoption",
    "channels.prompt",
    "channels.skill",
    "channels.pausereason",
    "staff.user",
    "staff.operator",
    "staff.operatorskill",
    "staff.device",
    "appeals.reason",
    "prompts.recording",
    "prompts.textversion",
)

LOGS = ("audit.readlog", "audit.seal", "audit.access", "history.change")

CALLERS = "calls.call"  # whoever may view it sees callers' numbers in full on the supervisor's page
BREACHES = "compliance.breach"

# Whoever sees every operator and every call of the organisation.
SUPERVISING = (Role.SUPERVISOR, Role.CONTROLLER, Role.ADMINISTRATOR)

RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    Role.OPERATOR_1: {},
    Role.OPERATOR_2: {},
    Role.EXPERT: {},
    Role.SUPERVISOR: {
        **dict.fromkeys(CONFIGURATION, VIEW),
        "staff.operator": CHANGE,
        "staff.operatorskill": ALL,
        "staff.device": ALL,
        CALLERS: VIEW,
        BREACHES: VIEW,
    },
    Role.CONTROLLER: {CALLERS: VIEW, BREACHES: VIEW},
    Role.ADMINISTRATOR: {
        **dict.fromkeys(CONFIGURATION, ALL),
        "insured.registryimport": ("view", "add"),
        "organisations.organisation": CHANGE,
        "organisations.region": VIEW,
        "channels.trunk": VIEW,
        **dict.fromkeys(LOGS, VIEW),
        "staff.signedin": (*VIEW, "delete"),
        "retention.rule": ALL,
        "retention.hold": ("view", "add"),
        "retention.deletion": VIEW,
        BREACHES: VIEW,
        "api.apitoken": (*CHANGE, "delete"),
        "crm.crmpage": ALL,
        "webhooks.subscription": ALL,
        "webhooks.message": CHANGE,
        "webhooks.attempt": VIEW,
    },
    # Sees what was done, read and decided, and the configuration; changes nothing, and sees no caller.
    Role.AUDITOR: {
        **dict.fromkeys(CONFIGURATION, VIEW),
        **dict.fromkeys(LOGS, VIEW),
        "admin.logentry": VIEW,
        "retention.rule": VIEW,
        "retention.hold": VIEW,
        "retention.deletion": VIEW,
        BREACHES: VIEW,
    },
}


def works_in_administration(user: User) -> bool:
    """Whether a role of this login has pages in the administration."""
    return user.groups.filter(name__in=[role for role, rights in RIGHTS.items() if rights]).exists()


def supervises(user: User) -> bool:
    """Whether the supervisor's page is this login's to see."""
    return user.is_superuser or not user.roles.isdisjoint(SUPERVISING)


def sees_callers(user: User) -> bool:
    """Whether callers' numbers are shown to this login in full."""
    app, name = CALLERS.split(".")
    return user.has_perm(f"{app}.view_{name}")


def grant(**signal: Any) -> None:
    """Give every group the permissions of the table, and no others. Runs after ``migrate``."""
    for role, rights in RIGHTS.items():
        wanted = Q(pk__in=())
        for model, actions in rights.items():
            app, name = model.split(".")
            apps.get_model(model)  # a misspelt model stops here, not in silence
            wanted |= Q(content_type__app_label=app, codename__in=[f"{action}_{name}" for action in actions])
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set(Permission.objects.filter(wanted))
