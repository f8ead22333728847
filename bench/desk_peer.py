"""What ``bench/desks`` compares with: the production site with one address more (``desk_peer_urls``)."""

from __future__ import annotations

from django.conf import settings

from thirdring.site.asgi import application

__all__ = ["application"]

settings.ROOT_URLCONF = "desk_peer_urls"
