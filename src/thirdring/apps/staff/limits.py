"""On every request: whose session has lasted too long, and who still owes a second factor.

The limits are ``THIRDRING_SESSION_H`` since the sign-in and ``THIRDRING_IDLE_MIN`` without a sign of life;
an open desk or wallboard is one (``staff.streams``), so nobody is signed out while he waits for calls.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from http import HTTPStatus

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from thirdring.apps.staff.models import User
from thirdring.apps.staff.sessions import end
from thirdring.apps.staff.streams import watched
from thirdring.apps.staff.twofold import lacks_factor

EVENTS = "text/event-stream"
SEEN_EVERY = timedelta(minutes=1)  # so often a sign of life is written down
# What somebody may open who still has to make a second factor.
OPEN_PATHS = ("/account/", "/login/", "/logout/", "/i18n/", "/healthz")


class Limits(MiddlewareMixin):
    """Comes after ``AccountMiddleware``, which knows the request that allauth speaks of."""

    # As the innermost it keeps all of them in one thread: an asynchronous one hands each request over to
    # a thread and back twice, and a dozen of them made a third of what the opening of a stream cost.
    async_capable = False

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        user = request.user
        if not isinstance(user, User):
            return None
        row = UserSession.objects.filter(session_key=request.session.session_key).first()
        if row is not None and (limit := over(row)):
            end([row], by="", why=limit)
            request.session.flush()
            request.user = AnonymousUser()
            return None
        if row is None or timezone.now() - row.last_seen_at > SEEN_EVERY:
            UserSession.objects.create_from_request(request)
        if request.path.startswith(OPEN_PATHS) or not lacks_factor(request, user):
            return None
        if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            return redirect("account")
        return HttpResponse(status=HTTPStatus.FORBIDDEN)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, StreamingHttpResponse) and response.headers.get("Content-Type") == EVENTS:
            chunks, key = response.streaming_content, request.session.session_key
            if isinstance(chunks, AsyncIterator) and key:
                response.streaming_content = watched(chunks, key)
        return response


def over(row: UserSession) -> str:
    """Which limit the session has passed; ``""`` for none."""
    now, installation = timezone.now(), settings.INSTALLATION
    if now - row.created_at > timedelta(hours=installation.session_h):
        return "longest"
    if now - row.last_seen_at > timedelta(minutes=installation.idle_min):
        return "idle"
    return ""
