"""A POST with an ``Idempotency-Key`` is carried out once: asked again within a day it is answered as before.

The answer is kept per token and key. The same key with another request is refused, and so is one whose
first request is still being carried out. What failed for no reason of the request's (no right, too many
requests, an engine that is away) is forgotten, so that it can be asked again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from thirdring.apps.api.models import ApiToken, RememberedAnswer
from thirdring.apps.api.problems import Refused, bad_field

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(minutes=1)  # whoever carried it out has died
LONGEST_KEY = 255
FORM_WITH_FILES = "multipart/form-data"
# Nothing was done, and the same may be asked again when what it lacked is there.
FORGOTTEN = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.PRECONDITION_REQUIRED,
}
KEPT_HEADERS = ("Content-Type", "Content-Language", "ETag", "Location")


def once(request: HttpRequest, token: ApiToken, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of ``act``, or the one that it gave before. Raises ``Refused``."""
    remembered = _begun(token, _key(request), _fingerprint(request))
    if remembered.status is not None:
        return _again(remembered)
    request.META["thirdring.command"] = remembered.command
    finished = False
    try:
        answer = act()
        finished = answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        finished = finished and answer.status_code not in FORGOTTEN
    finally:
        if not finished:
            remembered.delete()
    if finished:
        remembered.status, remembered.body = answer.status_code, answer.content.decode()
        remembered.headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
        remembered.save()
    return answer


def forget_old() -> int:
    """Remove what need not be remembered any more; returns how many there were."""
    removed, _kinds = RememberedAnswer.objects.filter(begun_at__lt=timezone.now() - KEPT_FOR).delete()
    return removed


def _key(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "")
    if not key or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise bad_field(
            HEADER, f"every POST needs one: up to {LONGEST_KEY} printable characters, such as a new UUID"
        )
    return key


def _fingerprint(request: HttpRequest) -> str:
    asked = (str(request.method), request.get_full_path(), *_sent(request))
    return hashlib.sha256("\n".join(asked).encode(errors="replace")).hexdigest()


def _sent(request: HttpRequest) -> Iterator[str]:
    """What was sent, as digests; files of a form lie on the disk, they may be larger than the memory."""
    if request.content_type != FORM_WITH_FILES:
        yield hashlib.sha256(request.body).hexdigest()
        return
    yield request.POST.urlencode()
    for field, files in sorted(request.FILES.lists()):
        for file in files:
            digest = hashlib.sha256()
            for piece in file.chunks():
                digest.update(piece)
            yield f"{field} {file.name} {digest.hexdigest()}"


def _begun(token: ApiToken, key: str, fingerprint: str) -> RememberedAnswer:
    now = timezone.now()
    begun = {"fingerprint": fingerprint, "begun_at": now}
    found, new = RememberedAnswer.objects.get_or_create(token=token, key=key, defaults=begun)
    if new:
        return found
    if found.begun_at < now - KEPT_FOR:
        found.delete()
        return _begun(token, key, fingerprint)
    if found.fingerprint != fingerprint:
        raise Refused(HTTPStatus.CONFLICT, "This Idempotency-Key belongs to another request; take a new one.")
    if found.status is None:
        given_up = RememberedAnswer.objects.filter(
            pk=found.pk, begun_at__lt=now - GIVEN_UP_AFTER, status__isnull=True
        )
        if not given_up.update(begun_at=now):
            raise Refused(HTTPStatus.CONFLICT, "The first request with this key is still being carried out.")
    return found


def _again(remembered: RememberedAnswer) -> HttpResponse:
    headers = {**remembered.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(remembered.body, status=remembered.status, headers=headers)
