"""What ``bench/desks`` compares with: the production site with one address more (``desk_peer_urls``).

Whoever asks over and over needs a connection to the database each time, where a stream needs one at its
beginning alone: with as many as the production site has, desks that ask at one moment are refused.
"""

from __future__ import annotations

from django.conf import settings

from thirdring.site.asgi import application

__all__ = ["application"]

CONNECTIONS = 60

settings.ROOT_URLCONF = "desk_peer_urls"
settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = CONNECTIONS
