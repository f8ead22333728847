"""The ASGI application that uvicorn runs: Django with a pool of database connections.

Each request runs in a thread of its own, so without a pool each would open a connection;
commands need none and fail quicker without it. Screens open by turns (``site.turns``).
"""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from thirdring.site.turns import Turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")

settings.DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 20, "timeout": 5}

application = Turns(get_asgi_application())
