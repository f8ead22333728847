"""Finding insured persons: by the number that calls, by what an operator types. Only those one may see.

What is typed is read for what it looks like (policy, СНИЛС, РНОКПП, phone, date of birth) and the rest is
taken as words of the name, in any order. Nothing here writes, not even the read log: callers do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from thirdring.apps.insured.models import Person, searchable
from thirdring.apps.staff.models import User
from thirdring.identifiers import phones

FOUND_AT_MOST = 20
LONGEST_SEARCH = 200  # characters
SIMILAR_ENOUGH = 0.5  # of a name typed with a slip

_DATES = (
    re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
)
_NUMBER = re.compile(r"\+?[\d(][\d\s()\-]{2,}\d")
_POLICY = re.compile(r"\b[^\W\d_]{1,5}[-\s]?\d{3,}\b")


def visible_to(user: User) -> QuerySet[Person]:
    """The persons that ``user`` may see: those of the own organisation, and those insured with it."""
    if user.organisation_id is None:
        return Person.objects.all() if user.is_superuser else Person.objects.none()
    return Person.objects.filter(Q(holder=user.organisation_id) | Q(insurer=user.organisation_id))


def by_phone(user: User, number: str) -> list[Person]:
    """Persons whose phone is ``number`` in any usual spelling, oldest first: families share phones."""
    return list(
        visible_to(user)
        .filter(phones__number__in=phones.spellings(number))
        .distinct()
        .order_by("birth_date", "pk")[:FOUND_AT_MOST]
    )


def find(user: User, text: str) -> list[Person]:
    """Persons that fit everything in ``text``, at most twenty; an empty list for an empty text."""
    text = text[:LONGEST_SEARCH].replace("\x00", " ")
    wanted, rest = _recognised(text)
    words = [word for word in searchable(re.sub(r"[,;.]", " ", rest)).split() if len(word) > 1]
    if not wanted and not words:
        return []
    people = visible_to(user)
    for condition in wanted:
        people = people.filter(condition)
    exact = people
    for word in words:
        exact = exact.filter(search_name__contains=word)
    found = list(exact.distinct().order_by("search_name", "birth_date", "pk")[:FOUND_AT_MOST])
    if found or not words:
        return found
    typed = " ".join(words)
    return list(
        people.filter(search_name__trigram_word_similar=typed)
        .annotate(similarity=TrigramWordSimilarity(typed, "search_name"))
        .filter(similarity__gte=SIMILAR_ENOUGH)
        .order_by("-similarity", "pk")[:FOUND_AT_MOST]
    )


def _recognised(text: str) -> tuple[list[Q], str]:
    """Conditions for the dates and numbers in ``text``, and the text without them."""
    conditions: list[Q] = []
    for pattern in _DATES:
        for found in pattern.finditer(text):
            if (born := _date(found)) is not None:
                conditions.append(Q(birth_date=born))
                text = text.replace(found.group(), " ")
    for found in _POLICY.findall(text):
        conditions.append(Q(pk__in=_with_policy(found)))
        text = text.replace(found, " ")
    for found in _NUMBER.findall(text):
        conditions.append(_any_of(_meanings(found)))
        text = text.replace(found, " ")
    return conditions, text


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _meanings(number: str) -> Iterator[Q]:
    digits = "".join(filter(str.isdigit, number))
    if len(digits) == 16:
        yield Q(enp=digits)
    if len(digits) == 11:
        yield Q(snils=digits)
    if len(digits) == 10:
        yield Q(rnokpp=digits)
    yield Q(phones__number__in=phones.spellings(number.strip()))
    yield Q(pk__in=_with_policy(digits))


def _with_policy(policy: str) -> QuerySet[Person, int]:
    return (
        Person.objects.alias(upper=Upper("policy"))
        .exclude(policy="")
        .filter(upper=policy.upper().replace(" ", "-"))
        .values_list("pk", flat=True)
    )


def _any_of(conditions: Iterator[Q]) -> Q:
    either = Q()
    for condition in conditions:
        either |= condition
    return either
