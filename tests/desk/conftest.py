"""Django's settings and models, without a database: what a desk is told follows from records alone."""

from __future__ import annotations

import os
import tempfile

import django
import pytest
from django.conf import settings

if not settings.configured:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("THIRDRING_HOME", tempfile.mkdtemp(prefix="thirdring-desk-"))
        environment.delenv("DATABASE_URL", raising=False)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
        django.setup()

from thirdring.site.catalogues import compile_all

compile_all()
