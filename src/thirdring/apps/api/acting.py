"""What programs do, they do for an operator or for a queue, by the same commands as the desks.

Whether a command fits the moment is decided by the engine alone; its refusals become problems here.
"""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError
from django.db import connection

from thirdring.acd.inputs import Illegal, Input
from thirdring.apps.api.asking import Request
from thirdring.apps.api.problems import Refused, not_found
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.refusals import sentence_of
from thirdring.apps.staff.models import Operator
from thirdring.apps.texts import plain
from thirdring.journal import commands
from thirdring.journal.rows import Row, decode

AWAY = {commands.AWAY, commands.NOT_KEPT}
LONGEST_WORDS = 300


def operator_for(request: Request, operator: int) -> Operator:
    """An operator of the token's organisation who takes calls; raises ``Refused`` (404)."""
    found = Operator.objects.filter(pk=operator, active=True, user__is_active=True)
    if request.auth.organisation_id is not None:
        found = found.filter(organisation=request.auth.organisation_id)
    one = found.select_related("user__organisation", "organisation", "department", "post").first()
    if one is None:
        raise not_found("operator")
    return one


def named_operator(request: Request, operator: str) -> Operator:
    """The operator whose id stands in the address; raises ``Refused`` (404)."""
    if not (operator.isascii() and operator.isdigit() and len(operator) < 10):
        raise not_found("operator")
    return operator_for(request, int(operator))


def organisation_for(request: Request, code: str) -> Organisation:
    """Whose something becomes: the token's, or the one that a token of all organisations names.

    Raises ``Refused`` (404 for another organisation's, 422 when it has to be named).
    """
    own: Organisation | None = request.auth.organisation
    if own is None and not code:
        raise unprocessable({"organisation": "this token is of all organisations: name one by its code"})
    if own is None:
        own = Organisation.objects.filter(code=code).first() if code.isprintable() else None
    if own is None or code not in ("", own.code):
        raise not_found("organisation")
    return own


def command_key(request: Request) -> UUID:
    """Under which the engine is asked: the same when the same request is sent again."""
    key: UUID = request.META.get("thirdring.command") or uuid4()
    return key


def send(request: Request, asked: Input) -> int:
    """The number of the row that the command became; raises ``Refused`` (409, or 503 without an engine)."""
    try:
        return async_to_sync(commands.send)(asked, command_key(request))
    except Illegal as illegal:
        raise refusal(illegal) from None


def refusal(illegal: Illegal) -> Refused:
    """Why it is not done, with the stable code."""
    status = HTTPStatus.SERVICE_UNAVAILABLE if illegal.code in AWAY else HTTPStatus.CONFLICT
    return Refused(status, sentence_of(illegal), code=illegal.code, translated=True)


def row(seq: int) -> Row:
    """What a command became."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body::text FROM journal_row WHERE seq = %s", [seq])
        (body,) = cursor.fetchone()
    return decode(body)


def unprocessable(fields: dict[str, str], *, translated: bool = False) -> Refused:
    """The request can be read, but holds what cannot be kept."""
    detail = "; ".join(f"{field}: {reason}" for field, reason in fields.items())
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail, fields, translated=translated)


def words(field: str, text: str, *, needed: bool = True) -> str:
    """Words that can be stored; raises ``Refused`` (422)."""
    try:
        said = plain(text, LONGEST_WORDS)
    except ValidationError as wrong:
        raise unprocessable({field: " ".join(wrong.messages)}, translated=True) from None
    if needed and not said:
        raise unprocessable({field: "must not be empty"})
    return said
