"""The pages of words and voices in the administration. Who may see them is decided by ``prompts.admin``."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thirdring import speech
from thirdring.apps.channels.models import Line as TelephoneLine
from thirdring.apps.own import own_rows, path_to_organisation
from thirdring.apps.prompts import services, texts
from thirdring.apps.prompts.checks import LANGUAGE_NAMES, remarks
from thirdring.apps.prompts.comparing import Piece, pieces, whole
from thirdring.apps.prompts.forms import TextForm, UploadForm
from thirdring.apps.prompts.models import Choice, Recording, TextVersion
from thirdring.apps.prompts.sentences import Sentence, heard, rendered_file, sentences
from thirdring.apps.staff.models import User
from thirdring.loudness import LUFS
from thirdring.speech import LANGUAGES, Text
from thirdring.speech.texts import latest

# --- sentences and their voices -------------------------------------------------------------------


@require_safe
def sentence_list(request: HttpRequest) -> HttpResponse:
    """Every sentence that the system says, with what is heard of it; ``?language=``, ``?source=``."""
    shown = heard(_own_lines(request))
    if language := request.GET.get("language"):
        shown = [one for one in shown if one.sentence.language == language]
    if source := request.GET.get("source"):
        shown = [one for one in shown if (one.recording is not None) == (source == "recorded")]
    return _page(
        request,
        Recording,
        "prompts/sentences.html",
        _("Voices"),
        {
            "heard": shown,
            "languages": LANGUAGE_NAMES.items(),
            "language": language,
            "source": source,
            "lufs": LUFS,
        },
    )


def sentence_page(request: HttpRequest, name: str) -> HttpResponse:
    """One sentence: both voices to hear, a file to upload, and all that was ever uploaded."""
    sentence = sentences(_own_lines(request)).get(name)
    if sentence is None:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        author = _author(request, "prompts.add_recording")
        if "recording" in request.POST:
            return _choose(request, author, sentence, request.POST["recording"])
        if form.is_valid() and _upload(request, author, sentence, form):
            return redirect("admin:prompts_recording_sentence", name)
    choices = list(
        Choice.objects.filter(sentence=name).select_related("recording", "recording__uploaded_by", "by")
    )
    return _page(
        request,
        Recording,
        "prompts/sentence.html",
        _("Voice of a sentence"),
        {
            "sentence": sentence,
            "language": LANGUAGE_NAMES[sentence.language],
            "form": form,
            "in_use": choices[0].recording if choices else None,
            "rendered": rendered_file(sentence) is not None,
            "choices": choices,
            "lufs": LUFS,
        },
    )


@require_safe
def rendered_sound(request: HttpRequest, name: str) -> HttpResponse:
    """The rendered voice's sound of a sentence."""
    sentence = sentences(_own_lines(request)).get(name)
    sound = rendered_file(sentence) if sentence else None
    if sound is None:
        raise Http404
    return _sound(sound.read_bytes())


@require_safe
def recorded_sound(request: HttpRequest, recording: int) -> HttpResponse:
    """An uploaded sound, in use or not."""
    listed = sentences(_own_lines(request))
    return _sound(bytes(get_object_or_404(Recording, pk=recording, sentence__in=listed).sound))


def _own_lines(request: HttpRequest) -> QuerySet[TelephoneLine]:
    return own_rows(request, TelephoneLine.objects.all(), path_to_organisation(TelephoneLine))


def _sound(whole_file: bytes) -> HttpResponse:
    return HttpResponse(whole_file, content_type="audio/wav", headers={"Cache-Control": "private, no-cache"})


def _choose(request: HttpRequest, author: User, sentence: Sentence, wanted: str) -> HttpResponse:
    recording = None
    if wanted:
        if not wanted.isdecimal():
            raise Http404
        recording = get_object_or_404(Recording, pk=wanted, sentence=sentence.name)
    services.choose(sentence.name, recording, author)
    messages.success(
        request,
        _("Callers hear this recording from now on.")
        if recording
        else _("Callers hear the rendered voice again."),
    )
    return redirect("admin:prompts_recording_sentence", sentence.name)


def _upload(request: HttpRequest, author: User, sentence: Sentence, form: UploadForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        services.upload(sentence, file.chunks(), file.name, author)
    except ValidationError as problem:
        form.add_error("file", problem)
        return False
    messages.success(request, _("Callers hear this recording from now on."))
    return True


# --- texts ----------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A text in the list: as it is read now, and which version that is."""

    text: Text
    words: str
    version: TextVersion | None
    coming: TextVersion | None
    remarks: list[str]


class Past(NamedTuple):
    """A version in the history: what became of it, and how it differs from the one before."""

    version: TextVersion
    state: str
    changes: list[tuple[str | Promise, list[Piece]]]


@require_safe
def text_list(request: HttpRequest) -> HttpResponse:
    """Every text with the version in force."""
    versions: dict[str, list[TextVersion]] = {}
    for version in TextVersion.objects.select_related("made_by"):
        versions.setdefault(version.key, []).append(version)
    now = timezone.now()
    lines = []
    for key, shipped in speech.known().items():
        of_text = versions.get(key, [])
        valid = texts.in_force(of_text, now)
        lines.append(
            Line(
                shipped,
                texts.overlaid(shipped, valid).ru.plain,
                valid,
                next((one for one in of_text if one.valid_from > now and one is of_text[0]), None),
                remarks(shipped, valid) if valid else [],
            )
        )
    return _page(
        request, TextVersion, "prompts/texts.html", _("Texts"), {"lines": lines, "edition": latest().edition}
    )


def text_page(request: HttpRequest, key: str) -> HttpResponse:
    """One text: its words to change, and its history."""
    shipped = speech.known().get(key)
    if shipped is None:
        raise Http404
    versions = list(TextVersion.objects.filter(key=key).select_related("made_by"))
    valid = texts.in_force(versions, timezone.now())
    current = texts.overlaid(shipped, valid)
    form = TextForm(shipped, current, request.POST if "note" in request.POST else None)
    if request.method == "POST":
        author = _author(request, "prompts.add_textversion")
        if "restore" in request.POST:
            return _restore(request, author, shipped, versions, request.POST["restore"])
        if form.is_valid():
            note = form.cleaned_data["note"]
            made = services.add_version(key, form.wordings, form.valid_at, note, author)
            return _added(request, shipped, made)
    return _page(
        request,
        TextVersion,
        "prompts/text.html",
        _("Text"),
        {
            "text": shipped,
            "form": form,
            "valid": valid,
            "remarks": remarks(shipped, valid) if valid else [],
            "coming": versions[0] if versions and versions[0].valid_from > timezone.now() else None,
            "history": _history(shipped, versions),
        },
    )


def _restore(
    request: HttpRequest, author: User, shipped: Text, versions: list[TextVersion], wanted: str
) -> HttpResponse:
    """Take up an earlier version again, or with 0 the shipped words, as the next version."""
    former = next((version for version in versions if str(version.number) == wanted), None)
    if former is None and wanted != "0":
        raise Http404
    note = _("as version %(number)s") % {"number": wanted} if former else _("as shipped")
    wordings = {language: former.wording(language) for language in LANGUAGES} if former else {}
    return _added(request, shipped, services.add_version(shipped.key, wordings, None, note, author))


def _added(request: HttpRequest, shipped: Text, made: TextVersion) -> HttpResponse:
    messages.success(request, _("Version %(number)d is added.") % {"number": made.number})
    for remark in remarks(shipped, made):
        messages.warning(request, remark)
    return redirect("admin:prompts_textversion_text", shipped.key)


def _history(shipped: Text, versions: list[TextVersion]) -> list[Past]:
    """The versions, the latest first."""
    now = timezone.now()
    valid = texts.in_force(versions, now)
    past = []
    for place, version in enumerate(versions):
        present = texts.overlaid(shipped, version)
        former = texts.overlaid(shipped, versions[place + 1] if place + 1 < len(versions) else None)
        changes = [
            (
                LANGUAGE_NAMES[language],
                pieces(whole(former.wording(language)), whole(present.wording(language))),
            )
            for language in LANGUAGES
            if former.wording(language) != present.wording(language)
        ]
        later = min((one.valid_from for one in versions[:place]), default=None)
        past.append(Past(version, _state(version, valid, later), changes))
    return past


def _state(version: TextVersion, valid: TextVersion | None, later: Any) -> str:
    if version is valid:
        return _("in force")
    if later is not None and later <= version.valid_from:
        return _("replaced before it became valid")
    if version.valid_from > timezone.now():
        return _("becomes valid")
    return _("until %(moment)s") % {"moment": date_format(localtime(later), "SHORT_DATETIME_FORMAT")}


# --- both -----------------------------------------------------------------------------------------


def _author(request: HttpRequest, permission: str) -> User:
    """Who is asking, and may."""
    if not (isinstance(request.user, User) and request.user.has_perm(permission)):
        raise PermissionDenied
    return request.user


def _page(
    request: HttpRequest, model: type[Model], template: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    may_add = request.user.has_perm(f"prompts.add_{model._meta.model_name}")
    frame = {**admin.site.each_context(request), "title": title, "opts": model._meta, "may_add": may_add}
    return render(request, template, frame | context)
