"""Whether calls can come and go over each trunk: is it registered where it registers, does its server answer.

Asterisk tells of registrations alone. That a server is there is asked by an OPTIONS of our own: if
Asterisk qualified it, calls over providers who answer no OPTIONS would be given up. What only a call can
show is said as such.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Iterator

from thirdring.site.doctor.findings import Finding, bad, good, unknown, warning
from thirdring.site.doctor.patient import Patient

SIP_PORT = 5060
ANSWERING_S = 3.0
RESEND_S = 0.5
LARGEST = 65_535
REGISTERED = "Registered"
REJECTED = "Rejected"

TRUNKS = "SELECT key, name, register, host FROM channels_trunk WHERE active ORDER BY key"


def trunks(patient: Patient) -> Iterator[Finding]:
    configured = patient.rows(TRUNKS)
    if patient.media.trouble:
        yield unknown("Trunks are looked at while Asterisk runs")
    elif not configured and patient.runs and not patient.installation.demonstration:
        return  # then "configuration" tells it, and as grave as it is
    elif not configured:
        yield warning(
            "No trunk is configured: nobody can call in from outside",
            "Add one in the administration (Trunks); docs/how-to/trunk.md says how.",
        )
    else:
        for key, name, registers, server in configured:
            if key not in patient.media.endpoints:
                yield bad(
                    "Asterisk does not know the trunk {name}",
                    "See in the engine's log why the configuration was not taken over.",
                    name=name,
                )
            elif registers:
                yield registered(name, server, key, patient.media.registrations)
            elif server:
                yield reached(name, server)
            else:
                yield good(
                    "The trunk {name} does not register and has no server: "
                    "it takes calls, and only a call shows whether they come",
                    name=name,
                )


def registered(name: str, server: str, key: str, registrations: dict[str, str] | None) -> Finding:
    """``registrations`` by key as Asterisk tells them; ``None`` when its console cannot be asked."""
    if registrations is None:
        return unknown(
            "Whether the trunk {name} is registered cannot be asked from here",
            "Run the doctor on Asterisk's machine, as the user that Asterisk runs as.",
            name=name,
        )
    state = registrations.get(key, "–")
    if state == REGISTERED:
        return good("The trunk {name} is registered at {server}", name=name, server=server)
    if state == REJECTED:
        return bad(
            "The trunk {name} is not registered: {server} refuses it",
            "Correct user name and password of the trunk in the administration, or ask the provider; "
            "it is tried again when they change, and every five minutes.",
            name=name,
            server=server,
        )
    why = unanswered(server)
    if why is not None:
        return bad(
            "The trunk {name} is not registered: {server} does not answer ({reason})",
            "Check the trunk's server, and that the network lets SIP (UDP) through; "
            "it is tried again every 30 s.",
            name=name,
            server=server,
            reason=why,
        )
    return bad(
        "The trunk {name} is not registered ({state})",
        "Check server, user name and password of the trunk, and that the network lets SIP through.",
        name=name,
        state=state,
    )


def reached(name: str, server: str) -> Finding:
    """Of a trunk that does not register and calls out."""
    why = unanswered(server)
    if why is None:
        return good(
            "The trunk {name} does not register; its server {server} answers", name=name, server=server
        )
    return warning(
        "The trunk {name} does not register, and its server {server} does not answer ({reason})",
        "Check the trunk's server, and that the network lets SIP (UDP) through. Some providers answer no "
        "OPTIONS: the test call on the trunk's page shows whether calls go through.",
        name=name,
        server=server,
        reason=why,
    )


def unanswered(server: str) -> str | None:
    """Why ``server`` (host or host:port) answers no OPTIONS; ``None`` when it answers, whatever it says."""
    host, _separator, port = server.partition(":")
    deadline = time.monotonic() + ANSWERING_S
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as signals:
            signals.connect((host, int(port or SIP_PORT)))
            signals.settimeout(RESEND_S)
            question = _question(server, *signals.getsockname())
            while time.monotonic() < deadline:
                signals.send(question)
                try:
                    if signals.recv(LARGEST).startswith(b"SIP/2.0 "):
                        return None
                except TimeoutError:
                    continue
    except OSError as error:
        return error.strerror or str(error)
    return f"{ANSWERING_S:g} s"


def _question(server: str, host: str, port: int) -> bytes:
    lines = (
        f"OPTIONS sip:{server} SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(8)}",
        "Max-Forwards: 70",
        f"From: <sip:doctor@{host}>;tag={secrets.token_hex(4)}",
        f"To: <sip:{server}>",
        f"Call-ID: {secrets.token_hex(8)}",
        "CSeq: 1 OPTIONS",
        f"Contact: <sip:doctor@{host}:{port}>",
        "Content-Length: 0",
    )
    return "\r\n".join((*lines, "", "")).encode()
