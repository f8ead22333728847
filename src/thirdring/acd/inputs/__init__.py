"""What can happen to the centre. Every input carries its moment; nothing else enters the router.

Each group stands in a room of its own by who tells it: the telephone network, the desks, the
supervisors; promises hear from several sides. A *call* is the caller's connection, named by the
driver; a *leg* is the connection to one operator's phone, named by the router itself in
``Ring`` so that the world can answer by that name.
"""

from __future__ import annotations

from typing import TypeAlias

from thirdring.acd.inputs.desks import BusyLineAnswered as BusyLineAnswered
from thirdring.acd.inputs.desks import CardOpened as CardOpened
from thirdring.acd.inputs.desks import DeskConnected as DeskConnected
from thirdring.acd.inputs.desks import DeskLost as DeskLost
from thirdring.acd.inputs.desks import HangUpRequested as HangUpRequested
from thirdring.acd.inputs.desks import HoldRequested as HoldRequested
from thirdring.acd.inputs.desks import OfferRefused as OfferRefused
from thirdring.acd.inputs.desks import OperatorLoggedIn as OperatorLoggedIn
from thirdring.acd.inputs.desks import OperatorLoggedOut as OperatorLoggedOut
from thirdring.acd.inputs.desks import OperatorPaused as OperatorPaused
from thirdring.acd.inputs.desks import OperatorReady as OperatorReady
from thirdring.acd.inputs.desks import RecordingPauseRequested as RecordingPauseRequested
from thirdring.acd.inputs.desks import RecordingResumeRequested as RecordingResumeRequested
from thirdring.acd.inputs.desks import ResumeRequested as ResumeRequested
from thirdring.acd.inputs.desks import TransferCancelled as TransferCancelled
from thirdring.acd.inputs.desks import TransferCompleted as TransferCompleted
from thirdring.acd.inputs.desks import TransferMarkedWrong as TransferMarkedWrong
from thirdring.acd.inputs.desks import TransferRequested as TransferRequested
from thirdring.acd.inputs.desks import WrapUpEnded as WrapUpEnded
from thirdring.acd.inputs.event import CallId as CallId
from thirdring.acd.inputs.event import CentreConfigured as CentreConfigured
from thirdring.acd.inputs.event import Event as Event
from thirdring.acd.inputs.event import Illegal as Illegal
from thirdring.acd.inputs.event import LegId as LegId
from thirdring.acd.inputs.event import PartReturned as PartReturned
from thirdring.acd.inputs.event import TimerDue as TimerDue
from thirdring.acd.inputs.network import CallArrived as CallArrived
from thirdring.acd.inputs.network import CalleeAnswered as CalleeAnswered
from thirdring.acd.inputs.network import CalleeGone as CalleeGone
from thirdring.acd.inputs.network import CalleeRinging as CalleeRinging
from thirdring.acd.inputs.network import CallerGone as CallerGone
from thirdring.acd.inputs.network import DigitPressed as DigitPressed
from thirdring.acd.inputs.network import LegAnswered as LegAnswered
from thirdring.acd.inputs.network import LegDigitPressed as LegDigitPressed
from thirdring.acd.inputs.network import LegGone as LegGone
from thirdring.acd.inputs.network import LegRinging as LegRinging
from thirdring.acd.inputs.network import MessageRecorded as MessageRecorded
from thirdring.acd.inputs.network import PhoneLost as PhoneLost
from thirdring.acd.inputs.network import PhoneRegistered as PhoneRegistered
from thirdring.acd.inputs.network import PromptEnded as PromptEnded
from thirdring.acd.inputs.promises import AttemptFailed as AttemptFailed
from thirdring.acd.inputs.promises import AttemptRequested as AttemptRequested
from thirdring.acd.inputs.promises import CallBackOrdered as CallBackOrdered
from thirdring.acd.inputs.promises import CallBackRequested as CallBackRequested
from thirdring.acd.inputs.promises import DialOrdered as DialOrdered
from thirdring.acd.inputs.promises import Owner as Owner
from thirdring.acd.inputs.promises import PromiseKept as PromiseKept
from thirdring.acd.inputs.promises import PromiseMoved as PromiseMoved
from thirdring.acd.inputs.promises import PromiseOpened as PromiseOpened
from thirdring.acd.inputs.promises import PromisePutBack as PromisePutBack
from thirdring.acd.inputs.promises import PromiseWithdrawn as PromiseWithdrawn
from thirdring.acd.inputs.supervisors import DialLimitLift as DialLimitLift
from thirdring.acd.inputs.supervisors import DialLimitRestore as DialLimitRestore
from thirdring.acd.inputs.supervisors import MembershipSet as MembershipSet
from thirdring.acd.inputs.supervisors import OperatorStateSet as OperatorStateSet
from thirdring.acd.inputs.supervisors import SupervisionChangeRequested as SupervisionChangeRequested
from thirdring.acd.inputs.supervisors import SupervisionEndRequested as SupervisionEndRequested
from thirdring.acd.inputs.supervisors import SupervisionRequested as SupervisionRequested
from thirdring.acd.inputs.supervisors import TakeOverRequested as TakeOverRequested
from thirdring.acd.options import AttemptOutcome as AttemptOutcome
from thirdring.acd.options import BusyChoice as BusyChoice
from thirdring.acd.options import CentrePart as CentrePart
from thirdring.acd.options import DialWay as DialWay
from thirdring.acd.options import GoneCause as GoneCause
from thirdring.acd.options import Harm as Harm
from thirdring.acd.options import LegEnd as LegEnd
from thirdring.acd.options import StateOrder as StateOrder
from thirdring.acd.options import Summary as Summary
from thirdring.acd.options import SupervisionMode as SupervisionMode
from thirdring.acd.options import TransferMode as TransferMode

Input: TypeAlias = (
    CentreConfigured
    | CallArrived
    | PromptEnded
    | MessageRecorded
    | DigitPressed
    | CallerGone
    | LegRinging
    | LegAnswered
    | LegDigitPressed
    | LegGone
    | PhoneRegistered
    | PhoneLost
    | OperatorLoggedIn
    | OperatorLoggedOut
    | OperatorReady
    | OperatorPaused
    | OfferRefused
    | HangUpRequested
    | HoldRequested
    | ResumeRequested
    | CardOpened
    | WrapUpEnded
    | TransferRequested
    | TransferCompleted
    | TransferCancelled
    | BusyLineAnswered
    | TransferMarkedWrong
    | RecordingPauseRequested
    | RecordingResumeRequested
    | SupervisionRequested
    | SupervisionChangeRequested
    | SupervisionEndRequested
    | TakeOverRequested
    | OperatorStateSet
    | MembershipSet
    | DialLimitLift
    | DialLimitRestore
    | DeskConnected
    | DeskLost
    | PromiseOpened
    | AttemptRequested
    | CalleeRinging
    | CalleeAnswered
    | CalleeGone
    | AttemptFailed
    | PromiseKept
    | PromiseWithdrawn
    | PromisePutBack
    | CallBackRequested
    | CallBackOrdered
    | DialOrdered
    | PromiseMoved
    | PartReturned
    | TimerDue
)
