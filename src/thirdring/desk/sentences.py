"""Refusals in the operator's language: the router's stable codes, each with what to do now."""

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
    "stale": _("The command reached the call engine too late and was not carried out. Try again."),
    "unknown_operator": _("You are not in the centre's configuration any more. Tell the administrator."),
    "unknown_device": _("This phone is not in the centre's configuration. Tell the administrator."),
    "reason_missing": _("A pause needs a reason."),
    "not_while_logged_out": _("Your shift has not begun."),
    "not_while_paused": _("That is not possible during a pause."),
    "not_while_ready": _("That is not possible now: no call is with you."),
    "not_while_unreachable": _("That is not possible while your phone is not registered."),
    "not_while_offered": _("That is not possible while your phone rings."),
    "not_while_talking": _("That is not possible during a conversation."),
    "not_while_wrap_up": _("The conversation has ended already."),
    "not_while_set_aside": _("That is not possible now: the call has gone on to a colleague."),
    "not_your_call": _("This call is not with you any more."),
    "not_your_conversation": _("A colleague consults you: the caller is still hers or his."),
    "call_is_talking": _("The caller is with you already."),
    "call_is_held": _("The caller is on hold: take the caller back first."),
    "call_is_transferring": _("The colleague's phone is ringing: cancel the transfer first."),
    "call_is_consulting": _("You speak with a colleague: join or cancel the transfer first."),
    "transfer_target": _("Choose one person or one queue."),
    "transfer_to_self": _("Choose somebody else: this is you."),
    "unknown_queue": _("This queue does not exist any more. Reload the page."),
    "colleague_logged_out": _("This colleague is not on shift. Choose somebody else, or the queue."),
}


def sentence_of(refusal: Illegal) -> str:
    """What the operator reads; a code without a translation shows the router's own English sentence."""
    return str(SENTENCES.get(refusal.code) or refusal)
