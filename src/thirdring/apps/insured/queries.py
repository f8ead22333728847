"""Finding insured persons: by the number that calls, by what an operator types. Only those one may see.

Who may see whom is a condition of all that is shown. The search goes from the narrow to the wide and
stops as soon as enough is found: words as typed, words as beginnings, words with a slip of the pen. Where
thousands fit, a sample of the table shows twenty of them: the index would first gather all.
Nothing here writes, not even the read log: callers do.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import OperationalError, connection, transaction
from django.db.models import Func, Q, QuerySet, TextField
from django.db.models.functions import Upper
from psycopg import sql

from thirdring.apps.insured import typed, wording
from thirdring.apps.insured.models import Person
from thirdring.apps.insured.typed import Typed, digits_of
from thirdring.apps.staff.models import User
from thirdring.identifiers import phones

FOUND_AT_MOST = 20
CANDIDATES = 200  # that are weighed against each other when more fit than can be shown
PLENTY = 5_000  # persons that fit: any twenty of them will do
SAMPLE = 60_000  # persons looked at, all over the table, to find twenty out of plenty
SAMPLED = 60  # persons that a sample gives at most
MOST = 0.2  # whoever sees this share of all persons: its token would cost more than the persons it leaves out
ENOUGH = 3  # persons found with the words as typed: no slip is suspected
PATIENCE_MS = 1_500  # nobody waits longer while somebody speaks
DAY_ZERO = date(1900, 1, 1)  # of migration 0002


Reading = list[dict[str, int]]  # for each word typed, the words it may be and about how many have them
Row = tuple[int, str, date | None]  # key, name as searched, birth


class Found(NamedTuple):
    """``more``: others fit as well, or the search took too long; something has to be added."""

    people: list[Person]
    more: bool = False


class Tokens(Func):
    """What the index knows of a person; the database's function of migrations 0002 and 0004."""

    function = "insured_tokens"
    output_field = ArrayField(TextField())

    def __init__(self) -> None:
        super().__init__("search_name", "birth_date", "holder_id", "insurer_id")


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


def find(user: User, text: str) -> Found:
    """Persons that fit everything in ``text``, at most twenty; nobody for an empty text."""
    parts = typed.read(text)
    if not parts:
        return Found([])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The index always helps; a planner misled by names that go together would read all persons.
            cursor.execute(
                "SELECT set_config('enable_seqscan', 'off', true),"
                " set_config('statement_timeout', %s, true), set_config('work_mem', '32MB', true),"
                " set_config('pg_trgm.similarity_threshold', %s, true)",
                [str(PATIENCE_MS), str(wording.ALIKE)],
            )
            found = _find(user, parts)
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT")
            return found
    except OperationalError as problem:
        if "statement timeout" not in str(problem):
            raise
        return Found([], more=True)


def _find(user: User, parts: Typed) -> Found:
    people = _fitting_numbers(user, parts)
    if people is None:
        return Found([])
    standing = _standing(user)
    tokens = [f"@{user.organisation_id}"] if user.organisation_id and standing.seen < MOST else []
    tokens += [f"~{year}" for year in parts.years]
    for meanings in parts.dates:
        people = people.filter(tokens__overlap=_days(meanings))
    people = people.filter(tokens__contains=tokens) if tokens else people
    words = tuple(wording.in_the_right_layout(word) for word in parts.words)
    only_words = not (parts.numbers or parts.policies or parts.dates or parts.years or parts.initials)
    found: dict[int, tuple[str, date | None]] = {}
    readings = _readings(words, growing=parts.growing)
    if parts.initials:
        readings = _with_initials(parts.initials, readings)
    for reading, enough in readings:
        rows = _sampled(user, reading, standing) if only_words else []
        if len(rows) <= FOUND_AT_MOST:
            rows = list(_with_words(people, reading)[: CANDIDATES - len(found)])
        for pk, name, born in rows:
            found.setdefault(pk, (name, born))
        if len(found) >= enough:
            break
    ranked = sorted(found, key=lambda pk: (*_likeness(words, found[pk][0]), found[pk][1] or date.max, pk))
    shown = Person.objects.in_bulk(ranked[:FOUND_AT_MOST])
    return Found([shown[pk] for pk in ranked[:FOUND_AT_MOST]], more=len(ranked) > FOUND_AT_MOST)


def _with_words(people: QuerySet[Any], reading: Reading) -> QuerySet[Any, Row]:
    for choice in reading:
        meant = list(choice)
        people = (
            people.filter(tokens__contains=meant) if len(meant) == 1 else people.filter(tokens__overlap=meant)
        )
    return people.values_list("pk", "search_name", "birth_date")


class Standing(NamedTuple):
    """About how many persons there are, and the share of them that somebody sees."""

    persons: float
    seen: float


def _standing(user: User) -> Standing:
    """As the planner knows it since the last import; no share of an organisation with few persons."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples, (SELECT sum(share)"
            " FROM pg_stats,"
            " unnest(most_common_vals::text::bigint[], most_common_freqs) AS known(sees, share)"
            " WHERE schemaname = current_schema() AND tablename = 'insured_person'"
            " AND attname IN ('holder_id', 'insurer_id') AND sees = %s)"
            " FROM pg_class WHERE oid = 'insured_person'::regclass",
            [user.organisation_id],
        )
        persons, seen = cursor.fetchone()
    return Standing(persons, 1.0 if user.organisation_id is None else seen or 0.0)


def _sampled(user: User, reading: Reading, standing: Standing) -> list[Row]:
    """Some of the persons that fit, when plenty must; fewer than there are, perhaps nobody."""
    persons, share = standing
    if persons <= SAMPLE:
        return []
    share *= math.prod(min(1.0, sum(choice.values()) / persons) for choice in reading)
    if share * persons < PLENTY or share * SAMPLE < SAMPLED:
        return []
    organisation = user.organisation_id
    fits = [sql.SQL("string_to_array(search_name, ' ') && %s::text[]")] * len(reading)
    fits += [] if organisation is None else [sql.SQL("%s IN (holder_id, insurer_id)")]
    statement = sql.SQL(
        "SELECT id FROM insured_person TABLESAMPLE SYSTEM (%s) REPEATABLE (0) WHERE {} LIMIT %s"
    ).format(sql.SQL(" AND ").join(fits))
    with connection.cursor() as cursor:
        cursor.execute(
            statement.as_string(),
            [100 * SAMPLE / persons, *map(list, reading), *filter(None, [organisation]), SAMPLED],
        )
        pks = [pk for (pk,) in cursor.fetchall()]
    return list(visible_to(user).filter(pk__in=pks).values_list("pk", "search_name", "birth_date"))


def _with_initials(
    initials: tuple[str, ...], readings: Iterator[tuple[Reading, int]]
) -> Iterator[tuple[Reading, int]]:
    """The strictest reading, with the initials as they follow each other; of nobody, in any order.

    The index knows each initial and each two of them: the lists of the names they stand for are its longest.
    """
    in_turn = [{f".{one}{other}": 0} for one, other in itertools.pairwise(initials)]
    alone = [{f".{initial}": 0} for initial in initials]
    for reading, enough in itertools.islice(readings, 1):
        if in_turn:
            yield [*reading, *in_turn], 1
        yield [*reading, *alone], enough


def _readings(words: tuple[str, ...], *, growing: bool) -> Iterator[tuple[Reading, int]]:
    """For each word the words of names it may be, from the strictest reading to the widest.

    Each with how many persons are enough to look no further. A reading under which some word is no name at
    all is left out. A word that stands alone and may still grow is first itself: *Ли* before *Лидия*.
    """
    exact = wording.known(words)
    beginnings = {word: wording.beginning_with(word) for word in words}
    tried: list[Reading] = []

    def new(reading: Reading) -> bool:
        if not all(reading) or reading in tried:
            return False
        tried.append(reading)
        return True

    as_typed = [{word: exact[word]} if word in exact else {} for word in words]
    if len(words) == 1 and new(as_typed):
        yield as_typed, FOUND_AT_MOST + 1 if growing else ENOUGH
    last = len(words) - 1
    strict = [
        as_typed[place] if word in exact and not (growing and place == last) else beginnings[word]
        for place, word in enumerate(words)
    ]
    if new(strict):
        yield strict, ENOUGH
    if new(loose := [beginnings[word] for word in words]):
        yield loose, ENOUGH
    if new(meant := [beginnings[word] | wording.meant_by(word) for word in words]):
        yield meant, ENOUGH


def _likeness(words: Iterable[str], name: str) -> tuple[int, int, str]:
    """The smaller, the nearer: slips, then words that are only begun, then by the alphabet."""
    slips = begun = 0
    parts = name.split()
    for word in words:
        if word in parts:
            continue
        if any(part.startswith(word) for part in parts):
            begun += 1
        else:
            slips += min((wording.distance(word, part) for part in parts), default=len(word))
    return slips, begun, name


def _fitting_numbers(user: User, parts: Typed) -> QuerySet[Any] | None:
    """Visible persons that have all the numbers; ``None`` when nobody has one of them."""
    people: QuerySet[Any] = visible_to(user).alias(tokens=Tokens())
    for number, dates in parts.numbers:
        pks = _having(user, _meanings(number))
        if dates:
            born = Q(tokens__overlap=_days(dates))
            people = people.filter(born | Q(pk__in=pks)) if pks else people.filter(born)
        elif pks:
            people = people.filter(pk__in=pks)
        else:
            return None
    for policy in parts.policies:
        people = people.filter(pk__in=_having(user, [_with_policy(policy)]))
    return people


def _having(user: User, meanings: Iterable[Q]) -> set[int]:
    """Visible persons under any of the meanings, each looked up by the index of its own."""
    people = visible_to(user).alias(upper_policy=Upper("policy"))
    found: set[int] = set()
    for meaning in meanings:
        found.update(people.filter(meaning).values_list("pk", flat=True)[:CANDIDATES])
    return found


def _meanings(number: str) -> Iterator[Q]:
    """A number, or the beginning of one, as each of those that persons have."""
    digits = digits_of(number)
    for field, length in (("enp", 16), ("snils", 11), ("rnokpp", 10)):
        if len(digits) <= length:
            yield Q(**{f"{field}__startswith": digits}) & ~Q(**{field: ""})
    yield _with_policy(digits)
    spelled = {*phones.spellings(number), *_begun_phones(number)}
    yield _starts("phones__number", spelled)


def _begun_phones(number: str) -> Iterator[str]:
    """How the beginning of a phone number is stored that somebody writes with +, 8 or 0 in front."""
    digits = digits_of(number)
    yield f"+{digits}"
    if digits.startswith("8"):
        yield f"+7{digits[1:]}"
    if digits.startswith("0"):
        yield f"+38{digits}"


def _starts(field: str, beginnings: Iterable[str]) -> Q:
    return Q.create([(f"{field}__startswith", one) for one in sorted(beginnings)], connector=Q.OR)


def _with_policy(policy: str) -> Q:
    """With hyphen, blank or nothing between series and number."""
    bare = policy.upper().replace(" ", "-")
    series = "".join(itertools.takewhile(lambda sign: not sign.isdecimal(), bare)).rstrip("-")
    spelled = {bare, f"{series}-{digits_of(bare)}"} if series else {bare}
    return _starts("upper_policy", spelled) & ~Q(policy="")


def _days(dates: Iterable[date]) -> list[str]:
    return [f"={(born - DAY_ZERO).days}" for born in dates]
