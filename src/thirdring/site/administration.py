"""How the administration pages look and in which order they list their tables (django-unfold)."""

from __future__ import annotations

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Third Ring",
    "SITE_HEADER": "Third Ring",
}
