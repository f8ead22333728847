"""Words and voices of the house: what is uploaded and written is what is heard and read, and stays known."""

from __future__ import annotations

import io
import wave
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.day import ASSISTANCE, HOTLINE
from phones.tones import tone, wav_file
from thirdring import speech
from thirdring.apps.channels.models import Line
from thirdring.apps.prompts import services, texts
from thirdring.apps.prompts.conversion import converted
from thirdring.apps.prompts.models import Choice, Recording, TextVersion
from thirdring.apps.prompts.sentences import chosen, heard, sentences
from thirdring.apps.staff.models import Operator, Role, User
from thirdring.asterisk.configuration import SORRY
from thirdring.asterisk.sounds import RECORDED
from thirdring.desk.phrases import phrases_of
from thirdring.engine.words import lay_out
from thirdring.loudness import LEFT_AT_ENDS_S, LUFS, RATE_HZ
from thirdring.speech import Wording, sound_name

pytestmark = pytest.mark.django_db

PLAIN = speech.known()["leave-message"].ru.plain
LEAVE_MESSAGE = sound_name(PLAIN, "ru")
VOICES = "/admin/prompts/recording/"
TEXTS = "/admin/prompts/textversion/"
FORMATS = {
    "wav": "pcm_s16le",
    "mp3": "libmp3lame",
    "opus": "libopus",
    "flac": "flac",
    "m4a": "aac",
    "webm": "libopus",
}


def recorded(kind: str, seconds: float = 1.5, silence_s: float = 0.7, level: float = 0.05) -> bytes:
    """A studio's stereo file: a low voice between two silences."""
    moments = np.arange(int(48_000 * seconds)) / 48_000
    voice = level * np.sin(2 * np.pi * 440 * moments)
    pause = np.zeros(int(48_000 * silence_s))
    both = np.tile(np.concatenate([pause, voice, pause]).astype(np.float32), (2, 1))
    file = io.BytesIO()
    with av.open(file, "w", format={"m4a": "mp4"}.get(kind, kind)) as container:
        stream = container.add_stream(FORMATS[kind], rate=48_000, layout="stereo")
        resampler = av.AudioResampler(stream.format, "stereo", 48_000, frame_size=stream.frame_size or 1024)
        whole = av.AudioFrame.from_ndarray(both, format="fltp", layout="stereo")
        whole.rate, whole.pts, whole.time_base = 48_000, 0, Fraction(1, 48_000)
        for frame in (*resampler.resample(whole), *resampler.resample(None), None):
            for packet in stream.encode(frame):
                container.mux(packet)
    return file.getvalue()


def every_line() -> QuerySet[Line]:
    return Line.objects.all()


def quiet(kind: str = "wav") -> bytes:
    return recorded(kind, level=0.001)


# --- conversion -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_a_recording_in_any_usual_format_becomes_one_for_telephones(kind):
    ready = converted([recorded(kind)])
    with wave.open(io.BytesIO(ready.sound)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE_HZ, 1, 2)
        assert sound.getnframes() / RATE_HZ == pytest.approx(ready.seconds, abs=0.01)
    assert ready.lufs == pytest.approx(LUFS, abs=0.5)


def test_silence_at_both_ends_is_cut_off_but_for_a_breath():
    assert converted([recorded("wav")]).seconds == pytest.approx(1.5 + 2 * LEFT_AT_ENDS_S, abs=0.06)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "No sound can be read"),
        (b"not a sound " * 100, "No sound can be read"),
        (b"#EXTM3U\n#EXTINF:1,\n/etc/hostname\n", "No sound can be read"),
        (recorded("wav", seconds=0.05), "s of sound are in the recording"),
        (recorded("flac", level=0.0), "is silent"),
        (recorded("wav", level=0.002), "too quiet"),
        (recorded("opus", seconds=190), "longer than 180 s"),
    ],
    ids=["empty", "no sound", "playlist", "too short", "silent", "too quiet", "too long"],
)
def test_what_callers_could_not_be_given_is_refused_by_its_name(file, why, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(ValidationError) as refused:
        converted([file])
    assert why in refused.value.messages[0]


# --- voices ---------------------------------------------------------------------------------------


def test_every_sentence_of_the_system_is_listed_with_those_that_have_figures():
    listed = sentences(every_line())
    assert listed[LEAVE_MESSAGE].prompt == "leave-message"
    place = next(one for one in listed.values() if "{place}" in one.words and one.language == "ru")
    assert not place.fixed
    organisation = Line.objects.filter(active=True, language="ru").first().organisation.name
    assert any(one.fixed and organisation in one.words for one in listed.values())


def test_a_notice_is_listed_with_the_lines_that_begin_with_it():
    line = Line.objects.filter(active=True, notice__isnull=False).first()
    listed = sentences(every_line())[sound_name(line.notice.text, line.notice.language)]
    assert str(line) in listed.used_by


def test_an_administrator_sees_the_own_lines_alone_and_hears_no_name_of_others(login, user):
    """Voices are for the whole house; who else lives in it, is not."""
    own = Line.objects.get(number=HOTLINE)
    other = Line.objects.get(number=ASSISTANCE)
    one = User.objects.create_user("zinaida", organisation=own.organisation, is_staff=True)
    one.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    greeting = next(
        sentence
        for sentence in sentences(Line.objects.filter(organisation=other.organisation)).values()
        if sentence.fixed and other.organisation.name in sentence.words
    )
    services.upload(greeting, [recorded("wav")], "greeting.wav", user("admin"))
    sound = f"{VOICES}{chosen()[greeting.name].pk}.wav"

    listed = login("zinaida").get(VOICES).content.decode()
    assert str(own) in listed
    assert str(other) not in listed
    assert other.organisation.name not in listed
    for address in (f"{VOICES}{greeting.name}/", f"{VOICES}{greeting.name}.wav", sound):
        assert login("zinaida").get(address).status_code == 404
    assert login("admin").get(sound).status_code == 200


def test_an_uploaded_recording_is_used_until_it_is_withdrawn_and_can_be_put_back(login, user):
    client = login("admin")
    page = f"{VOICES}{LEAVE_MESSAGE}/"
    upload = SimpleUploadedFile("Анна, студия.flac", recorded("flac"))
    assert client.post(page, {"file": upload}).status_code == 302
    recording = chosen()[LEAVE_MESSAGE]
    assert (recording.file_name, recording.uploaded_by) == ("Анна, студия.flac", user("admin"))
    assert client.get(f"{VOICES}{recording.pk}.wav").content == bytes(recording.sound)

    client.post(page, {"recording": ""})
    assert LEAVE_MESSAGE not in chosen()
    client.post(page, {"recording": str(recording.pk)})
    assert chosen()[LEAVE_MESSAGE] == recording
    assert [choice.recording for choice in Choice.objects.filter(sentence=LEAVE_MESSAGE)] == [
        recording,
        None,
        recording,
    ]


def test_an_unusable_file_is_refused_on_the_page_and_changes_nothing(login):
    answer = login("admin").post(
        f"{VOICES}{LEAVE_MESSAGE}/", {"file": SimpleUploadedFile("a.mp3", b"not a sound")}
    )
    assert "No sound can be read" in answer.content.decode()
    assert not Recording.objects.exists()


def test_the_page_has_both_voices_side_by_side(login, user, home):
    Path(home, "prompts").mkdir()
    said = wav_file(Path(home, "prompts", "leave-message-ru.wav"), tone(300, 2.0))
    services.upload(sentences(every_line())[LEAVE_MESSAGE], [recorded("wav")], "anna.wav", user("admin"))
    client = login("admin")
    page = client.get(f"{VOICES}{LEAVE_MESSAGE}/").content.decode()
    assert f"{VOICES}{LEAVE_MESSAGE}.wav" in page
    assert f"{VOICES}{chosen()[LEAVE_MESSAGE].pk}.wav" in page
    assert client.get(f"{VOICES}{LEAVE_MESSAGE}.wav").content == said.read_bytes()
    one = next(one for one in heard(every_line()) if one.sentence.name == LEAVE_MESSAGE)
    assert one.recording and one.rendered.seconds == 2.0


def test_the_list_names_voice_length_and_loudness(login, user):
    services.upload(sentences(every_line())[LEAVE_MESSAGE], [recorded("wav")], "anna.wav", user("admin"))
    client = login("admin")
    assert "always the rendered voice" in client.get(VOICES).content.decode()
    only = client.get(VOICES, {"source": "recorded", "language": "ru"}).content.decode()
    assert PLAIN in only and "-20.0" in only
    assert PLAIN not in client.get(VOICES, {"source": "recorded", "language": "uk"}).content.decode()


def test_a_recording_is_of_its_words_alone(user):
    services.upload(sentences(every_line())[LEAVE_MESSAGE], [recorded("wav")], "anna.wav", user("admin"))
    new_words = {"ru": Wording("Оставьте сообщение после сигнала.")}
    services.add_version("leave-message", new_words, None, "", user("admin"))
    now = next(
        one
        for one in sentences(every_line()).values()
        if one.prompt == "leave-message" and one.language == "ru"
    )
    assert now.name not in chosen()
    services.add_version("leave-message", {}, None, "", user("admin"))
    assert LEAVE_MESSAGE in sentences(every_line()).keys() & chosen().keys()


def test_what_the_dialplan_says_has_a_name_that_never_changes(user, tmp_path):
    plain = speech.known()[SORRY].uk.plain
    sentence = sentences(every_line())[sound_name(plain, "uk")]
    said = tmp_path / RECORDED / f"{SORRY}-uk.wav"
    for voice in (recorded("wav"), recorded("wav", seconds=2.5)):
        services.upload(sentence, [voice], "sorry.wav", user("admin"))
        lay_out(tmp_path)
        assert said.read_bytes() == bytes(chosen()[sentence.name].sound)
    assert not said.with_stem(f"{SORRY}-ru").exists()
    services.add_version(SORRY, {"uk": Wording("Ми зателефонуємо вам завтра.")}, None, "", user("admin"))
    lay_out(tmp_path)
    assert not said.exists(), "the recording says other words than those in force"


def test_a_sentence_with_figures_takes_no_recording(user):
    place = next(one for one in sentences(every_line()).values() if not one.fixed)
    with pytest.raises(ValidationError):
        services.upload(place, [recorded("wav")], "anna.wav", user("admin"))


# --- texts ----------------------------------------------------------------------------------------


def test_without_versions_of_the_house_the_shipped_texts_stand():
    assert dict(texts.known()) == speech.known()
    assert texts.house().version_of("greeting") == "1"


def test_a_version_of_the_house_is_read_at_once_and_other_languages_stay(user):
    words = {"ru": Wording("Добрый день! {organisation}, {operator}.")}
    services.add_version("greeting", words, None, "теплее", user("admin"))
    greeting = texts.known()["greeting"]
    assert greeting.ru.plain == "Добрый день! {organisation}, {operator}."
    assert greeting.uk == speech.known()["greeting"].uk
    assert texts.house().version_of("greeting") == "1.1"


def test_the_desk_shows_the_words_in_force_and_knows_their_version(user):
    operator = Operator.objects.get(user=user("maria"))
    words = {"ru": Wording("Алло. {organisation}. Оператор {operator}.")}
    services.add_version("greeting", words, None, "", user("admin"))
    shown = {text["key"]: text for text in phrases_of(operator)["texts"]}
    assert (shown["greeting"]["ru"]["plain"], shown["greeting"]["version"]) == (words["ru"].plain, "1.1")
    assert shown["closing-thanks"]["version"] == "1"


def test_a_version_for_tomorrow_is_not_said_today(user):
    tomorrow = timezone.now() + timedelta(days=1)
    services.add_version("closing-thanks", {"ru": Wording("Спасибо!")}, tomorrow, "", user("admin"))
    assert texts.known()["closing-thanks"] == speech.known()["closing-thanks"]
    assert texts.at(tomorrow).texts["closing-thanks"].ru.plain == "Спасибо!"


def test_what_was_said_at_a_moment_stays_known(user):
    before = timezone.now()
    services.add_version("closing-thanks", {"ru": Wording("Спасибо!")}, None, "", user("admin"))
    between = timezone.now()
    services.add_version("closing-thanks", {}, None, "", user("admin"))
    assert "closing-thanks" not in texts.at(before).numbers
    assert texts.at(between).texts["closing-thanks"].ru.plain == "Спасибо!"
    assert texts.at(timezone.now()).texts["closing-thanks"] == speech.known()["closing-thanks"]


def test_words_once_said_cannot_be_changed_behind_the_back(user):
    version = services.add_version("closing-thanks", {"ru": Wording("Спасибо!")}, None, "", user("admin"))
    version.note = "другое"
    with pytest.raises(DatabaseError, match="What was said stays known"), transaction.atomic():
        version.save()


def given(**words: str) -> dict[str, str]:
    """The form of the text “greeting”, as it stands but for ``words``."""
    shipped = speech.known()["greeting"]
    now = {f"plain_{language}": shipped.wording(language).plain for language in speech.LANGUAGES}
    return {**now, "valid_from_0": "", "valid_from_1": "", "note": "", **words}


def test_an_administrator_writes_a_version_and_sees_how_it_differs(login):
    client = login("admin")
    answer = client.post(f"{TEXTS}greeting/", given(plain_ru="Алло. {organisation}. Оператор {operator}."))
    assert answer.status_code == 302
    page = client.get(f"{TEXTS}greeting/").content.decode()
    assert "<del>Здравствуйте</del><ins>Алло</ins>" in page
    client.post(f"{TEXTS}greeting/", {"restore": "0"})
    assert texts.known()["greeting"] == speech.known()["greeting"]
    client.post(f"{TEXTS}greeting/", {"restore": "1"})
    assert texts.known()["greeting"].ru.plain.startswith("Алло")
    assert list(TextVersion.objects.values_list("number", flat=True)) == [3, 2, 1]


def test_a_version_becomes_valid_when_the_page_says_by_its_own_clock(login):
    client = login("admin")
    page = client.get(f"{TEXTS}greeting/").content.decode()
    assert "DateTimeShortcuts.js" in page and "vDateField" in page  # as other days are chosen here
    client.post(
        f"{TEXTS}greeting/",
        given(plain_ru="Алло. {organisation}. {operator}.", valid_from_0="2031-02-03", valid_from_1="08:30"),
    )
    valid_from = TextVersion.objects.get().valid_from.astimezone(ZoneInfo("Europe/Moscow"))
    assert f"{valid_from:%Y-%m-%d %H:%M}" == "2031-02-03 08:30"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Это {organisatoin}.", "Nobody fills {organisatoin} here"),
        ("Это {organisation", "A brace stands alone"),
        (speech.known()["greeting"].ru.plain, "Nothing is changed"),
    ],
)
def test_words_that_could_not_be_said_are_refused(login, words, why):
    answer = login("admin").post(f"{TEXTS}greeting/", given(plain_ru=words))
    assert why in answer.content.decode()
    assert not TextVersion.objects.exists()


def test_leaving_the_words_of_the_order_is_remarked(login, user):
    services.add_version("closing-goodbye", {"ru": Wording("Пока")}, None, "", user("admin"))
    services.add_version("greeting", {"ru": Wording("Алло. {operator}.")}, None, "", user("admin"))
    page = login("admin").get(TEXTS).content.decode()
    assert "gives these words verbatim: “До свидания”" in page
    assert "Russian: clause 7 of 141-П has {organisation} said here." in page
    assert "Ukrainian: the shipped words stand." in page


def test_an_operator_sees_neither_page_and_a_supervisor_changes_nothing(login):
    operator = login("maria")
    assert operator.get(VOICES).status_code in {302, 403}
    assert operator.get(f"{TEXTS}greeting/").status_code in {302, 403}
