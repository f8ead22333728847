"""Reading transcripts: those of promises, and the promises in whose messages something was said.

Neither asks who is reading: whoever shows a transcript has decided that the reader may hear the message.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from thirdring.apps.transcripts.models import SEARCH_CONFIGURATIONS, Transcript


def for_promises(promise_ids: Iterable[str]) -> dict[str, Transcript]:
    """What a machine heard in the messages of these promises; where there is nothing (yet), none."""
    return Transcript.objects.filter(trouble="").in_bulk(list(promise_ids))


def search(text: str) -> QuerySet[Transcript, str]:
    """Ids of the promises in whose messages ``text`` was said, newest first; none for blank text.

    ``text`` is written as for a search engine: words, "a phrase" in quotes, or, -without. Endings do not
    matter in Russian and English. For a subquery: ``Promise.objects.filter(pk__in=search("полис"))``.
    """
    wanted = [
        SearchQuery(text, config=configuration, search_type="websearch")
        for configuration in sorted(set(SEARCH_CONFIGURATIONS.values()))
    ]
    found = Transcript.objects.filter(words=reduce(or_, wanted)).order_by("-made_at")
    return (found if text.strip() else found.none()).values_list("pk", flat=True)
