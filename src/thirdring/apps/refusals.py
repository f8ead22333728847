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
    "reason_missing": _("Say the reason."),
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
    "call_is_dialling": _("The number is still being dialled."),
    "transfer_target": _("Choose one person or one queue."),
    "transfer_to_self": _("Choose somebody else: this is you."),
    "unknown_queue": _("This queue does not exist any more. Reload the page."),
    "unknown_line": _("This line does not exist any more. Reload the page."),
    "colleague_logged_out": _("This colleague is not on shift. Choose somebody else, or the queue."),
    "transfer_unsaid": _(
        "Say first to whom the caller is passed on, and ask for consent; confirm each with its key."
    ),
    "nobody_was_busy": _("No line was busy just now. Choose the colleague once more."),
    "not_passed_on": _("No colleague has passed this caller on to you."),
    "not_while_promise": _("That is not possible while you keep a promise: dial, or put it back first."),
    "not_your_promise": _("This promise is not with you any more."),
    "unknown_promise": _("This promise is settled already."),
    "promise_with_another": _("A colleague has this promise in hand."),
    "already_dialling": _("The number is being dialled already."),
    "number_missing": _("No number is known. Type the one to call."),
    "phone_unreachable": _("Your phone is not registered. Wait until it is, then dial."),
    "dialled_too_often": _(
        "You have dialled as often within the hour as is allowed. Go on later, or ask your supervisor."
    ),
    "centre_dialled_too_often": _(
        "The centre has dialled as often within the hour as is allowed. Tell your supervisor."
    ),
    "moment_too_far": _("Choose a moment within the next twelve months."),
    "no_dial_limit": _("The rules in force do not limit the calls of an operator."),
    "dial_limit_lifted": _("The limit is lifted already."),
    "dial_limit_holds": _("The limit holds already."),
    "one_owner": _("Choose who is to call: one queue, one department or one person."),
    "not_while_supervising": _("That is not possible while you listen to a colleague's conversation."),
    "no_conversation": _("This conversation is over."),
    "already_supervised": _("Another supervisor listens to this conversation already."),
    "not_listening_yet": _("Lift your own phone first."),
    "recording_is_paused": _("The recording is paused already."),
    "recording_goes_on": _("The recording is not paused."),
    "not_while_coming_back": _("Your phone is being joined to your caller again. Wait a moment."),
    "call_is_interrupted": _("Your phone is being joined to your caller again. Wait a moment."),
    "order_without_reason": _("Say the reason."),
    "desk_is_gone": _("The operator's desk is closed: nobody would answer."),
    "membership_unchanged": _("That is so already."),
    "membership_over": _("Choose a moment that is still to come."),
    "no_promises": _("The rules in force keep no promises. Tell the administrator."),
}


def sentence_of(refusal: Illegal) -> str:
    """What the operator reads; a code without a translation shows the router's own English sentence."""
    return str(SENTENCES.get(refusal.code) or refusal)
