"""Adding to the house's words and voices: a version of a text, a recording, and which voice is heard.

Nothing is changed or taken away: what is withdrawn, or put back, is one more row that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from thirdring.apps.prompts.conversion import converted
from thirdring.apps.prompts.models import Choice, Recording, TextVersion
from thirdring.apps.prompts.sentences import Sentence
from thirdring.apps.prompts.tasks import tell_engine
from thirdring.apps.staff.models import User
from thirdring.speech import LANGUAGES, Wording


def upload(sentence: Sentence, pieces: Iterable[bytes], file_name: str, user: User) -> Recording:
    """Make the uploaded file what callers hear of ``sentence`` from now on.

    Raises ``ValidationError`` that says what is wrong with the file.
    """
    if not sentence.fixed:
        raise ValidationError(_("A sentence with figures in it is always spoken by the rendered voice."))
    ready = converted(pieces)
    with transaction.atomic():
        recording = Recording.objects.create(
            sentence=sentence.name,
            language=sentence.language,
            words=sentence.words,
            sound=ready.sound,
            seconds=ready.seconds,
            lufs=ready.lufs,
            file_name=file_name[:200],
            uploaded_at=timezone.now(),
            uploaded_by=user,
        )
        choose(sentence.name, recording, user)
    return recording


def choose(sentence: str, recording: Recording | None, user: User) -> Choice:
    """From now on callers hear ``recording`` of the sentence of that name; ``None``: the rendered voice."""
    if recording is not None and recording.sentence != sentence:
        raise ValueError(f"recording {recording.pk} is of {recording.sentence}, not of {sentence}")
    return Choice.objects.create(sentence=sentence, recording=recording, at=timezone.now(), by=user)


@transaction.atomic
def add_version(
    key: str, wordings: Mapping[str, Wording | None], valid_from: datetime | None, note: str, user: User
) -> TextVersion:
    """The house's next version of a text, valid at once or later; without any wording: as shipped again.

    ``wordings`` by language have passed ``checks.problems``. A moment in the past counts as now:
    what was said before cannot be changed any more.
    """
    with connection.cursor() as cursor:  # two who write at once get two numbers
        cursor.execute("LOCK TABLE prompts_textversion IN SHARE ROW EXCLUSIVE MODE")
    now = timezone.now()
    last = TextVersion.objects.filter(key=key).aggregate(last=Max("number"))["last"] or 0
    words = {language: wordings.get(language) for language in LANGUAGES}
    version = TextVersion.objects.create(
        key=key,
        number=last + 1,
        valid_from=max(valid_from or now, now),
        made_at=now,
        made_by=user,
        note=note,
        **{language: msgspec.to_builtins(wording) for language, wording in words.items()},
    )
    if version.valid_from > now:
        tell_engine.configure(schedule_at=version.valid_from).defer()
    return version
