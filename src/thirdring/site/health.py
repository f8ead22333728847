"""``/healthz``: the state of every part in one answer, 200 only while calls can be taken.

Calls can be taken when a leading engine is alive and has its Asterisk; that the worker or a
stand-by is missing is told, but turns nobody away.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from thirdring.journal.reader import EngineHealth, engines

ENGINE_SILENT_S = 5.0  # it reports every second
WORKER_SILENT_S = 35.0  # it reports every ten seconds

Part = dict[str, Any]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """State of database, engine, Asterisk and worker; names, counts and ages only, no person's data."""
    try:
        parts = _parts(engines(), worker_age_s())
    except DatabaseError:
        parts = {"database": _part(False, "PostgreSQL cannot be reached")}
    takes_calls = all(parts.get(name, {}).get("ok") for name in ("database", "engine", "asterisk"))
    return JsonResponse(
        {"status": "ok" if takes_calls else "calls cannot be taken", "parts": parts},
        status=HTTPStatus.OK if takes_calls else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _parts(known: list[EngineHealth], worker_age_s: float | None) -> dict[str, Part]:
    alive = [engine for engine in known if engine.age_s < ENGINE_SILENT_S]
    leader = next((engine for engine in alive if engine.leader), None)
    worker_alive = worker_age_s is not None and worker_age_s < WORKER_SILENT_S
    parts = {
        "database": _part(True),
        "engine": _part(leader is not None, "" if leader else "no engine leads"),
        "asterisk": _asterisk(leader),
        "worker": _part(worker_alive, "" if worker_alive else "no worker is running", age_s=worker_age_s),
    }
    parts["engine"]["engines"] = [
        {
            "node": engine.node,
            "leader": engine.leader,
            "age_s": round(engine.age_s, 1),
            "spooled_rows": engine.spooled,
            "refused_sip": engine.refused_sip,
            **engine.detail,
        }
        for engine in alive
    ]
    parts["spool"] = _part(leader is None or leader.spooled == 0, rows=leader.spooled if leader else None)
    parts["refused_sip"] = _part(True, count=sum(engine.refused_sip for engine in alive))
    return parts


def _asterisk(leader: EngineHealth | None) -> Part:
    if leader is None:
        return _part(False, "unknown while no engine leads")
    connected = leader.asterisk_connected
    return _part(connected, "" if connected else "the engine has no connection to Asterisk")


def _part(ok: bool, why: str = "", **figures: Any) -> Part:
    return {"ok": ok, **({"why": why} if why else {}), **figures}


def worker_age_s() -> float | None:
    """Seconds since the liveliest worker's last sign of life."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        (age_s,) = cursor.fetchone()
    return None if age_s is None else round(float(age_s), 1)
