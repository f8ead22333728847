"""What is said once calls can be taken: where to look, how to log in, what to try first."""

from __future__ import annotations

from thirdring.installation import Installation
from thirdring.words import _

# Logins of the demonstration world, those a newcomer needs first, and what each is.
LOGINS = (
    ("maria", "operator of level 1"),
    ("olga", "operator of level 2, doctor-expert"),
    ("svetlana", "supervisor"),
    ("admin", "administrator"),
)
LINES = ("1001", "1002", "1003", "2001", "2002")


def welcome(installation: Installation) -> str:
    """The whole text, for a terminal."""
    site = f"http://{installation.host}:{installation.http_port}"
    rows = [
        (_("Desk"), f"{site}/"),
        (_("Call from the browser"), f"{site}/call/"),
        (_("Administration"), f"{site}/admin/"),
        (_("State of every part"), f"{site}/healthz"),
        (_("Programming interface"), f"{site}/api/v1/docs"),
        ("SIP", f"{installation.host}:{installation.sip_port}"),
        (_("Logs"), str(installation.log)),
    ]
    parts = [_("Calls can be taken."), _table(rows)]
    if installation.demonstration:
        password = installation.secrets.demonstration_password()
        parts += [
            _("Logins (password of each: {password})", password=password),
            _table([(login, _(who)) for login, who in LOGINS]),
            _(
                "Try first: open the desk, log in as maria and start the shift. In another window open "
                "“Call from the browser”, choose line 1001 and call: the desk rings. Answer, fill the card, "
                "close it."
            ),
            _("The lines are {lines}; 1002 has a menu, 1003 office hours.", lines=", ".join(LINES)),
        ]
    parts.append(_("Ctrl-C stops everything."))
    return "\n" + "\n\n".join(parts) + "\n"


def _table(rows: list[tuple[str, str]]) -> str:
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"  {name:<{width}}  {value}" for name, value in rows)
