"""The operations of the API as a table of ``docs/reference/api.md``, from the document that programs read.

``python -m thirdring.apps.api.listing`` prints it.
"""

from __future__ import annotations

import os

import django

ROOT = "/api/v1"


def table() -> str:
    """One row for each operation: what it is called, what it does, which scope it needs."""
    from thirdring.apps.api.v1 import api  # knows Django's models, which have to be set up before

    rows = ["| Operation | What it does | Scope |", "|---|---|---|"]
    for path, operations in api.get_openapi_schema(path_prefix=f"{ROOT}/")["paths"].items():
        for method, told in operations.items():
            address = path.removeprefix(ROOT)
            rows.append(f"| `{method.upper()} {address}` | {told['summary']} | `{told['x-scope']}` |")
    return "\n".join(rows)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
    django.setup()
    print(table())
