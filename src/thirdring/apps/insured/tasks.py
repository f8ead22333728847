"""The worker's part: checks and imports of registries, one at a time."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from thirdring.apps.insured.models import ImportState, RegistryImport
from thirdring.apps.insured.registry import services

RUNNING = (ImportState.CHECKING, ImportState.IMPORTING)


@transaction.atomic
def start(registry: int, state: ImportState) -> RegistryImport:
    """Have it checked or imported. Raises ``services.NotNow``."""
    begun = services.begin(registry, state)
    work_on_registry.defer(registry=begun.pk)
    return begun


@app.task(lock="import of a registry")
def work_on_registry(registry: int) -> None:
    """One check or import. After a worker's death it begins anew: nothing of it was stored."""
    found = RegistryImport.objects.select_related("holder").filter(pk=registry, state__in=RUNNING).first()
    if found is not None:
        services.run(found)
