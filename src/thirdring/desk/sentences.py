"""Refusals in the operator's language: the router's and the desk's stable codes, each with what to do now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from thirdring.acd.inputs import Illegal

SENTENCES = {
    "engine-away": _(
        "The call engine does not answer at the moment. Conversations go on; try again in a few seconds."
    ),
    "journal-away": _(
        "The database cannot be reached at the moment. Conversations go on; try again in a few seconds."
    ),
}


def sentence_of(refusal: Illegal) -> str:
    """What the operator reads; a code that has no translation yet shows the router's own English sentence."""
    return str(SENTENCES.get(refusal.code) or refusal)
