"""The ASGI application that uvicorn runs: Django with a pool of database connections.

Each request runs in a thread of its own, so without a pool each would open a connection;
commands need none and fail quicker without it.
"""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings are readable only after set-up
from django.core.handlers.asgi import ASGIHandler  # noqa: E402

settings.DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 20, "timeout": 5}

application = ASGIHandler()
