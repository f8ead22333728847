"""What callers and operators depend on: media server, voices, phones, and a call that is heard."""

from __future__ import annotations

from collections.abc import Iterator

from thirdring.site.doctor import call
from thirdring.site.doctor.findings import Finding, bad, good, unknown, warning
from thirdring.site.doctor.patient import Patient

DOCTOR = "doctor"  # the phone that the media server has for this alone
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1"}  # noqa: S104 - compared with, not listened on
SLOW_S = 1.0

LINES = "SELECT number FROM channels_line WHERE active ORDER BY number"
PHONES = """
SELECT device.key FROM staff_device device JOIN staff_operator operator ON operator.id = device.operator_id
WHERE device.kind <> 'mobile'
"""


def asterisk(patient: Patient) -> Iterator[Finding]:
    media, leader = patient.media, patient.leader
    if media.trouble:
        yield bad(
            "Asterisk does not answer: {reason}",
            "Start it: script/server, or systemctl start thirdring-asterisk. Its log: {log}",
            reason=media.trouble,
            log=patient.installation.log / "asterisk.log",
        )
    elif leader is not None and not leader.asterisk_connected:
        yield bad(
            "Asterisk {version} runs, but the engine has no connection to it",
            "See the engine's log; both must have the same THIRDRING_ARI_PORT and THIRDRING_HOME.",
            version=media.version,
        )
    else:
        yield good("Asterisk {version} answers", version=media.version)


def voices(patient: Patient) -> Iterator[Finding]:
    if patient.media.voices:
        yield good("Voices are installed: {languages}", languages=", ".join(patient.media.voices))
    else:
        yield bad("No voices are installed: new prompts cannot be spoken", "Run script/setup.")


def phones(patient: Patient) -> Iterator[Finding]:
    known = [key for (key,) in patient.rows(PHONES)]
    if patient.media.trouble:
        yield unknown("Phones are looked at while Asterisk runs")
        return
    absent = [key for key in known if key not in patient.media.endpoints]
    online = [key for key in known if patient.media.endpoints.get(key) == "online"]
    if absent:
        yield bad(
            "Asterisk does not know {count} of the operators' phones, the first of them {first}",
            "See in the engine's log why the configuration was not taken over.",
            count=len(absent),
            first=absent[0],
        )
    else:
        yield good(
            "{online} of {count} operators' phones are registered", online=len(online), count=len(known)
        )


def test_call(patient: Patient) -> Iterator[Finding]:
    lines = [number for (number,) in patient.rows(LINES)]
    line = patient.line or (lines[0] if lines else "")
    if patient.media.trouble or patient.leader is None:
        yield unknown("A test call is made while engine and Asterisk run")
        return
    if not line:
        yield unknown("There is no line to call", "Add one in the administration (Lines).")
        return
    of = patient.installation
    server = (EVERYWHERE.get(of.host, of.host), of.sip_port)
    try:
        heard = call.call(server, line, DOCTOR, of.secrets.sip_password(DOCTOR))
    except (call.NotAnswered, OSError) as error:
        yield bad(
            "Line {line} did not answer the test call ({reason})",
            "See the logs of asterisk and engine in {log}.",
            line=line,
            reason=str(error) or "–",
            log=of.log,
        )
        return
    if heard.voice_after_s is None:
        yield bad(
            "Line {line} answered the test call after {answered} s, and nothing was heard",
            "The engine does not know the line, or voices do not get through: "
            "see its log in {log}, and let UDP ports {first} to {last} pass.",
            line=line,
            answered=round(heard.answered_after_s, 2),
            log=of.log,
            first=of.rtp_ports[0],
            last=of.rtp_ports[1],
        )
    elif heard.voice_after_s > SLOW_S:
        yield warning(
            "Line {line} answered a test call after {answered} s, and was heard only after {after} s",
            "This machine is slow or busy: see its load.",
            line=line,
            answered=round(heard.answered_after_s, 2),
            after=round(heard.voice_after_s, 2),
        )
    else:
        yield good(
            "Line {line} answered a test call after {answered} s, and its voice was heard after {after} s",
            line=line,
            answered=round(heard.answered_after_s, 2),
            after=round(heard.voice_after_s, 2),
        )
