"""What happened: past tense, append-only, ordered per tenant.

Facts are the only source for browsers, the call list, reports and audit of calls. The docstring of each class says
when it is emitted; the line under a field says what it means, units included. ``docs/events.md`` is generated from
both. ``at`` is Unix milliseconds UTC. A field, once published, keeps its meaning; new fields get a default.
"""

from __future__ import annotations

from trunkline.core.facts.agents import (
    AgentFact as AgentFact,
    AgentNextStateChosen as AgentNextStateChosen,
    AgentPhoneChanged as AgentPhoneChanged,
    AgentSignedIn as AgentSignedIn,
    AgentSignedOut as AgentSignedOut,
    AgentStateChanged as AgentStateChanged,
    CallWrappedUp as CallWrappedUp,
)
from trunkline.core.facts.alarms import (
    AlarmAcknowledged as AlarmAcknowledged,
    AlarmCleared as AlarmCleared,
    AlarmFact as AlarmFact,
    AlarmRaised as AlarmRaised,
)
from trunkline.core.facts.beside import (
    BesideFact as BesideFact,
    CallerPlayEnded as CallerPlayEnded,
    CallerPlayStarted as CallerPlayStarted,
)
from trunkline.core.facts.callbacks import (
    CallbackClosed as CallbackClosed,
    CallbackDue as CallbackDue,
    CallbackFact as CallbackFact,
    CallbackMoved as CallbackMoved,
    CallbackOffered as CallbackOffered,
    CallbackPostponed as CallbackPostponed,
    CallbackRequested as CallbackRequested,
    CallbackReturned as CallbackReturned,
)
from trunkline.core.facts.calls import (
    CallArrived as CallArrived,
    CallEnded as CallEnded,
    CallerAdmitted as CallerAdmitted,
    CallerIdentified as CallerIdentified,
    CallerRefused as CallerRefused,
    CallFact as CallFact,
    FlowKeyPressed as FlowKeyPressed,
    FlowNodeEntered as FlowNodeEntered,
    LegMeasured as LegMeasured,
    PromptFailed as PromptFailed,
    RecordingEnded as RecordingEnded,
    RecordingStarted as RecordingStarted,
    VipRecognised as VipRecognised,
)
from trunkline.core.facts.experts import (
    CallEscalated as CallEscalated,
    ExpertAsked as ExpertAsked,
    ExpertAskEnded as ExpertAskEnded,
    ExpertFact as ExpertFact,
)
from trunkline.core.facts.house import (
    HouseFact as HouseFact,
    SwitchConnected as SwitchConnected,
    SwitchDisconnected as SwitchDisconnected,
)
from trunkline.core.facts.outbound import (
    CallDialled as CallDialled,
    CustomerAnswered as CustomerAnswered,
    CustomerDialled as CustomerDialled,
    CustomerRinging as CustomerRinging,
    OutboundFact as OutboundFact,
)
from trunkline.core.facts.queueing import (
    CallAnswered as CallAnswered,
    CallerLeftByKey as CallerLeftByKey,
    CallOffered as CallOffered,
    CallPickedUp as CallPickedUp,
    CallQueued as CallQueued,
    ComfortPlayed as ComfortPlayed,
    OfferEnded as OfferEnded,
    OfferRinging as OfferRinging,
    PickUpRefused as PickUpRefused,
    QueueFact as QueueFact,
    QueueKeyIgnored as QueueKeyIgnored,
    QueueOverflowed as QueueOverflowed,
    QueueStayEnded as QueueStayEnded,
    RequirementRelaxed as RequirementRelaxed,
    StationPickedUp as StationPickedUp,
    StationRungAgain as StationRungAgain,
    StickyWaitBegan as StickyWaitBegan,
    StickyWaitEnded as StickyWaitEnded,
    WaitAnnounced as WaitAnnounced,
)
from trunkline.core.facts.supervisors import (
    AgentForced as AgentForced,
    AgentLent as AgentLent,
    AgentReturned as AgentReturned,
    CallForceEnded as CallForceEnded,
    CallMoved as CallMoved,
    MonitoringEnded as MonitoringEnded,
    MonitoringFact as MonitoringFact,
    MonitoringModeChanged as MonitoringModeChanged,
    MonitoringRequested as MonitoringRequested,
    MonitoringStarted as MonitoringStarted,
    SupervisorFact as SupervisorFact,
)
from trunkline.core.facts.surveys import (
    SurveyAnswered as SurveyAnswered,
    SurveyEnded as SurveyEnded,
    SurveyFact as SurveyFact,
    SurveyOffered as SurveyOffered,
)
from trunkline.core.facts.talking import (
    AgentLost as AgentLost,
    CallHeld as CallHeld,
    CallMuted as CallMuted,
    CallResumed as CallResumed,
    CallTakenOver as CallTakenOver,
    CallTransferred as CallTransferred,
    ConsultOver as ConsultOver,
    KeysSent as KeysSent,
    PartyHeld as PartyHeld,
    PartyInvited as PartyInvited,
    PartyJoined as PartyJoined,
    PartyLeft as PartyLeft,
    PartyMuted as PartyMuted,
    PartyRinging as PartyRinging,
    PhoneOrderRefused as PhoneOrderRefused,
    TalkFact as TalkFact,
    TransferFailed as TransferFailed,
)
from trunkline.core.facts.voice_mail import (
    VoiceMailDiscarded as VoiceMailDiscarded,
    VoiceMailFact as VoiceMailFact,
    VoiceMailLeft as VoiceMailLeft,
    VoiceMailStarted as VoiceMailStarted,
)

Fact = (
    CallFact
    | OutboundFact
    | ExpertFact
    | QueueFact
    | CallbackFact
    | TalkFact
    | MonitoringFact
    | SupervisorFact
    | BesideFact
    | SurveyFact
    | VoiceMailFact
    | AgentFact
    | HouseFact
    | AlarmFact
)

FACT_TYPES: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__args__}
"""Every kind of fact by its name, as stored and pushed."""
