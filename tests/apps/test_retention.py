"""What was kept long enough is deleted and proven; what is held or owed stays, and nobody changes a proof."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from apps.day import ASSISTANCE, HOTLINE
from thirdring.apps.appeals.models import Card, CardState
from thirdring.apps.calls.models import Call
from thirdring.apps.calls.queries import moments_of
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.promises.models import OPEN, Promise
from thirdring.apps.retention import services
from thirdring.apps.retention.models import Deletion, Hold, Rule
from thirdring.apps.transcripts.models import Transcript
from thirdring.encryption.keys import KeyRing
from thirdring.encryption.stored import encrypt, encrypted
from thirdring.site import backup
from thirdring.words import _

WAITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
ADDRESS = ("host", "port", "dbname", "user", "password")


@pytest.fixture
def recorded(day, home, settings):
    """A call of some days ago with its encrypted recording: ``recorded(400)``."""

    def record(days_ago, line=HOTLINE):
        call = day.arrives(line)
        ended_at = timezone.now() - timedelta(days=days_ago)
        Call.objects.filter(pk=call).update(recorded=True, arrived_at=ended_at, ended_at=ended_at)
        path = settings.INSTALLATION.recording(call)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"what was said")
        encrypt(path, KeyRing.of(settings.INSTALLATION))
        return call

    return record


@pytest.fixture
def rule(db):
    def make(kind="conversation", amount=1, unit="years", code="tfoms"):
        return Rule.objects.create(
            organisation=Organisation.objects.get(code=code),
            kind=kind,
            amount=amount,
            unit=unit,
            ground="order 7",
        )

    return make


def file_of(settings, call):
    return encrypted(settings.INSTALLATION.recording(call))


def test_without_a_rule_nothing_is_deleted(recorded, settings):
    call = recorded(4000)
    assert services.delete_due(timezone.now()) == 0
    assert file_of(settings, call).exists()


def test_what_was_kept_long_enough_goes_and_is_proven(recorded, rule, settings):
    rule()
    old, young, another = recorded(400), recorded(300), recorded(400, ASSISTANCE)
    ciphertext = file_of(settings, old).read_bytes()
    assert services.delete_due(timezone.now()) == 1
    proof = Deletion.objects.get()
    assert (proof.kind, proof.subject, proof.size) == ("conversation", old, len(ciphertext))
    assert proof.digest == hashlib.sha256(ciphertext).hexdigest()
    assert "order 7" in proof.rule
    assert not file_of(settings, old).exists()
    assert file_of(settings, young).exists()
    assert file_of(settings, another).exists()
    assert services.delete_due(timezone.now()) == 0


def test_looking_at_what_is_due_deletes_nothing(recorded, rule, settings):
    rule()
    call = recorded(400)
    assert [due.subject for due in services.all_due(timezone.now())] == [call]
    assert file_of(settings, call).exists()
    assert not Deletion.objects.exists()


@pytest.mark.parametrize("by_card", [False, True])
def test_what_is_held_stays_until_the_hold_is_lifted(recorded, rule, settings, by_card):
    rule()
    call = recorded(400)
    card = Card.objects.get(call=call)
    about = {"card": card} if by_card else {"call": call}
    hold = Hold.objects.create(organisation=card.organisation, why="case 12", **about)
    assert services.delete_due(timezone.now()) == 0
    assert file_of(settings, call).exists()
    Hold.objects.filter(pk=hold.pk).update(lifted_at=timezone.now())
    assert services.delete_due(timezone.now()) == 1


def test_a_hold_that_has_run_out_holds_no_longer(recorded, rule):
    rule()
    call = recorded(400)
    yesterday = timezone.now().date() - timedelta(days=1)
    Hold.objects.create(
        organisation=Organisation.objects.get(code="tfoms"), call=call, why="case 12", until=yesterday
    )
    assert services.delete_due(timezone.now()) == 1


def test_a_hold_covers_the_call_that_kept_its_promise(recorded, rule, settings):
    rule()
    asked, called_back = recorded(400), recorded(400)
    fund = Organisation.objects.get(code="tfoms")
    Promise.objects.create(
        id="p1", call_id=asked, kind="call back", made_at=timezone.now(), organisation=fund
    )
    Call.objects.filter(pk=called_back).update(promise="p1", direction="outgoing")
    Hold.objects.create(organisation=fund, call=asked, why="case 12")
    assert services.delete_due(timezone.now()) == 0
    assert file_of(settings, called_back).exists()


def test_a_message_that_nobody_has_answered_stays(recorded, rule, settings):
    rule("message")
    call = recorded(400)
    name = f"message-{call}"
    Call.objects.filter(pk=call).update(message=name, recorded=False)
    path = settings.INSTALLATION.message(name)
    path.write_bytes(b"please call me")
    owed = Promise.objects.create(
        id="p1", call_id=call, kind="answer message", recording=name, made_at=timezone.now(), state=OPEN
    )
    assert services.delete_due(timezone.now()) == 0
    Promise.objects.filter(pk=owed.pk).update(state="kept")
    assert services.delete_due(timezone.now()) == 1
    assert not path.exists()


def test_a_transcript_goes_with_what_it_says(recorded, rule):
    rule("transcript", 30, "days")
    call = recorded(100)
    fund = Organisation.objects.get(code="tfoms")
    made_at = timezone.now() - timedelta(days=40)
    Promise.objects.create(id="p1", call_id=call, kind="answer message", made_at=made_at, organisation=fund)
    Transcript.objects.create(
        promise="p1",
        text="my policy",
        language="ru",
        model="m",
        made_at=made_at,
        seconds=1,
        took_s=1,
        confidence=1,
    )
    assert services.delete_due(timezone.now()) == 1
    assert not Transcript.objects.exists()
    proof = Deletion.objects.get()
    assert (proof.subject, proof.call, len(proof.digest)) == ("p1", call, 64)


def test_a_closed_card_loses_what_was_said_and_keeps_its_number_and_times(recorded, rule):
    rule("card", 5, "years")
    call = recorded(2000)
    closed_at = timezone.now() - timedelta(days=1999)
    Card.objects.filter(call=call).update(
        state=CardState.CLOSED, opened_at=closed_at, closed_at=closed_at, text="illness", person_name="Anna"
    )
    assert services.delete_due(timezone.now()) == 1
    card = Card.objects.get(call=call)
    assert (card.text, card.person_name, card.caller, card.closed_at) == ("", "", "", closed_at)


def test_a_crash_after_the_proof_is_made_up_for(recorded, rule, settings, monkeypatch):
    rule()
    call = recorded(400)
    monkeypatch.setattr(services, "remove_proven", lambda *_: (_ for _ in ()).throw(OSError("crash")))
    with pytest.raises(OSError, match="crash"):
        services.delete_due(timezone.now())
    monkeypatch.undo()
    services.delete_due(timezone.now())
    assert not file_of(settings, call).exists()
    assert Deletion.objects.count() == 1


def test_nothing_is_deleted_while_a_backup_is_made(recorded, rule, settings):
    rule()
    call = recorded(400)
    with backup.nothing_is_deleted(address()):
        with pytest.raises(services.BackupRunning, match="backup"):
            services.delete_due(timezone.now())
        with pytest.raises(
            CommandError, match=_("A backup is being made. Nothing is deleted until it is whole.")
        ):
            call_command("retention", "--delete")
        assert file_of(settings, call).exists()
    assert services.delete_due(timezone.now()) == 1


def test_a_backup_waits_until_a_deletion_is_over(db, capsys):
    begun = threading.Event()

    def back_up():
        with backup.nothing_is_deleted(address()):
            begun.set()

    waiting = threading.Thread(target=back_up, daemon=True)
    with services.alone(), psycopg.connect(address()) as looking:
        waiting.start()
        while not looking.execute(WAITING).fetchone():
            assert waiting.is_alive()
        assert not begun.is_set()
    waiting.join(10)
    assert begun.is_set()
    assert _("Waiting for the deletion by the rules of retention") in capsys.readouterr().out


def address():
    parameters = connection.get_connection_params()
    return make_conninfo("", **{key: parameters.get(key) for key in ADDRESS})


def test_proofs_and_holds_cannot_be_changed_and_a_changed_one_breaks_the_chain(recorded, rule):
    rule()
    for _number in range(3):
        recorded(400)
    services.delete_due(timezone.now())
    assert services.first_broken_proof() is None
    hold = Hold.objects.create(
        organisation=Organisation.objects.get(code="tfoms"), call=Deletion.objects.first().call, why="case 12"
    )
    for change in (
        lambda: Deletion.objects.update(digest=""),
        lambda: Deletion.objects.all().delete(),
        lambda: Hold.objects.filter(pk=hold.pk).update(why="another"),
        lambda: Hold.objects.all().delete(),
    ):
        with pytest.raises(Error, match="refused"), transaction.atomic():
            change()
    middle = Deletion.objects.order_by("id")[1]
    with connection.cursor() as somebody_who_owns_the_table:
        somebody_who_owns_the_table.execute("ALTER TABLE retention_deletion DISABLE TRIGGER only_added")
    Deletion.objects.filter(pk=middle.pk).update(rule="another rule")
    assert services.first_broken_proof() == middle


@pytest.mark.parametrize(
    ("amount", "unit", "now", "before"),
    [
        (30, "days", (2026, 3, 1), (2026, 1, 30)),
        (1, "months", (2026, 3, 31), (2026, 2, 28)),
        (13, "months", (2026, 1, 15), (2024, 12, 15)),
        (5, "years", (2028, 2, 29), (2023, 2, 28)),
    ],
)
def test_time_is_counted_by_the_calendar(amount, unit, now, before):
    moment = datetime(*now, 12, tzinfo=UTC)
    assert Rule(amount=amount, unit=unit).due_before(moment) == datetime(*before, 12, tzinfo=UTC)


@pytest.mark.req("X7")
def test_player_card_and_time_line_say_what_was_deleted_and_by_which_rule(recorded, rule, login):
    rule()
    call = recorded(400)
    services.delete_due(timezone.now())
    maria = login("maria")
    gone = maria.get(f"/recordings/{call}.wav")
    assert (gone.status_code, "order 7" in gone.content.decode()) == (410, True)
    assert login("oksana").get(f"/recordings/{call}.wav").status_code == 404
    last = moments_of([Call.objects.get(pk=call)])[call][-1]
    assert (last.what, "order 7" in last.further["rule"]) == ("deleted", True)
    card = Card.objects.get(call=call)
    page = maria.get(f"/cards/{card.pk}/").content.decode()
    assert "The recording was deleted on" in page
    assert "<audio" not in page
    assert f"/recordings/{call}.wav" not in maria.get("/cards/").content.decode()


def test_the_administration_shows_what_is_due_and_holds_a_card_by_its_number(recorded, rule, login):
    rule()
    call = recorded(360)
    card = Card.objects.get(call=call)
    admin = login("admin")
    page = admin.get("/admin/retention/rule/").content.decode()
    assert "order 7" in page
    assert "There is no rule for the following" in page
    form = {"organisation": card.organisation_id, "about": card.number, "why": "case 12", "until": ""}
    assert admin.post("/admin/retention/hold/add/", form).status_code == 302
    hold = Hold.objects.get()
    assert (hold.card, hold.placed_by.username) == (card, "admin")
    refused = admin.post("/admin/retention/hold/add/", {**form, "about": "2026-999999"})
    assert "no such card" in refused.content.decode()
    refused = admin.post("/admin/retention/hold/add/", {**form, "until": "2020-01-31"})
    assert "This day is over" in refused.content.decode()
    admin.post("/admin/retention/hold/", {"action": "lift", "_selected_action": [hold.pk]})
    hold.refresh_from_db()
    assert hold.lifted_by.username == "admin"
    assert login("maria").get("/admin/retention/rule/").status_code in {302, 403}
