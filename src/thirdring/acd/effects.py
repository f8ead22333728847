"""What the router answers: *actions* that the driver carries out, and *facts* that the journal keeps.

Actions are orders to the world (ring, join, play …). Facts are what every screen and
report is folded from; a fact never asks the world for anything. Both stand in one
ordered tuple per input, so the journal shows cause and consequence side by side. They are
many, immutable and free of cycles, hence ``gc=False``.
"""

from __future__ import annotations

from typing import TypeAlias

from thirdring.acd.actions import (
    Dial,
    HangUpCall,
    HangUpLeg,
    Join,
    JoinLegs,
    Part,
    PauseRecording,
    Play,
    PlayToLeg,
    RecordMessage,
    ResumeRecording,
    Ring,
    Say,
    StartMusic,
    StopMusic,
    StopPlaying,
    Supervise,
)
from thirdring.acd.facts import (
    Arrived,
    BusyChoiceMade,
    CardSeen,
    CentreChanged,
    ChoiceMade,
    ChoiceOffered,
    Consulting,
    DeviceReachable,
    DialsExhausted,
    Ended,
    Held,
    Interrupted,
    Joined,
    LegEnded,
    Lifted,
    LineClosed,
    MenuChosen,
    MenuEntered,
    MessageClosed,
    MessageLeft,
    MissesRepeated,
    NoticeHeard,
    NoticeStarted,
    Offered,
    OfferEnded,
    OperatorChanged,
    PartWasAway,
    PauseAwaited,
    Queued,
    QueueUnservable,
    Rang,
    Resumed,
    TransferEnded,
    TransferStarted,
    TransferWrong,
    WaitTold,
)
from thirdring.acd.promise_facts import (
    AttemptEnded,
    AttemptStarted,
    Dialled,
    Promised,
    PromiseEnded,
    PromiseGiven,
    PromiseOverdue,
    PromiseReturned,
    PromiseScheduled,
    PromiseSeen,
)
from thirdring.acd.supervision_facts import (
    DialLimitLifted,
    MembershipChanged,
    OperatorOrdered,
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
)

AnyAction: TypeAlias = (
    Play
    | StopPlaying
    | StartMusic
    | StopMusic
    | Ring
    | HangUpLeg
    | HangUpCall
    | Join
    | Part
    | JoinLegs
    | PlayToLeg
    | Say
    | RecordMessage
    | Dial
    | Supervise
    | PauseRecording
    | ResumeRecording
)
AnyFact: TypeAlias = (
    Arrived
    | NoticeStarted
    | NoticeHeard
    | MenuEntered
    | MenuChosen
    | Queued
    | WaitTold
    | LineClosed
    | ChoiceOffered
    | ChoiceMade
    | MessageLeft
    | MessageClosed
    | Offered
    | Rang
    | Lifted
    | OfferEnded
    | Joined
    | Held
    | Resumed
    | Interrupted
    | LegEnded
    | TransferStarted
    | Consulting
    | TransferEnded
    | BusyChoiceMade
    | TransferWrong
    | RecordingPaused
    | RecordingResumed
    | SupervisionStarted
    | SupervisionChanged
    | SupervisionEnded
    | OperatorOrdered
    | MembershipChanged
    | DialLimitLifted
    | CardSeen
    | Ended
    | Promised
    | PromiseGiven
    | PromiseSeen
    | Dialled
    | AttemptStarted
    | AttemptEnded
    | PromiseReturned
    | PromiseScheduled
    | PromiseOverdue
    | PromiseEnded
    | OperatorChanged
    | PauseAwaited
    | MissesRepeated
    | DialsExhausted
    | DeviceReachable
    | QueueUnservable
    | CentreChanged
    | PartWasAway
)
Effect: TypeAlias = AnyAction | AnyFact
