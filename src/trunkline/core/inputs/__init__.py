"""What the machine is told: switch events, people's commands, outcomes of effects, configuration.

Every input is a frozen dataclass. ``at`` is when it happened at its source, in Unix milliseconds UTC, where the
source knows better than the reader; the machine's ``now`` is passed beside the input.
"""

from __future__ import annotations

from trunkline.core.inputs.agents import (
    AgentCommand as AgentCommand,
    ExtendWrapUp as ExtendWrapUp,
    GoNotReady as GoNotReady,
    GoReady as GoReady,
    PickUp as PickUp,
    SignIn as SignIn,
    SignOut as SignOut,
    WrapUp as WrapUp,
)
from trunkline.core.inputs.alarms import (
    AcknowledgeAlarm as AcknowledgeAlarm,
    AlarmInput as AlarmInput,
    ReadAlarms as ReadAlarms,
    RuleReading as RuleReading,
    SubjectValue as SubjectValue,
)
from trunkline.core.inputs.callbacks import (
    CallbackCommand as CallbackCommand,
    CancelCallback as CancelCallback,
    ClaimAbandoned as ClaimAbandoned,
    GiveBackAbandoned as GiveBackAbandoned,
    MoveCallback as MoveCallback,
)
from trunkline.core.inputs.calls import (
    AddParty as AddParty,
    AskExpert as AskExpert,
    CompleteTransfer as CompleteTransfer,
    Consult as Consult,
    DeclineOffer as DeclineOffer,
    DropParty as DropParty,
    HangUpCall as HangUpCall,
    HoldCall as HoldCall,
    JoinParties as JoinParties,
    MuteParty as MuteParty,
    Order as Order,
    PlayToCaller as PlayToCaller,
    ResumeCall as ResumeCall,
    SendKeys as SendKeys,
    SetMute as SetMute,
    StopAsking as StopAsking,
    StopPlay as StopPlay,
    SwapParties as SwapParties,
    TransferCall as TransferCall,
)
from trunkline.core.inputs.house import (
    ConfigChanged as ConfigChanged,
    CustomerLookedUp as CustomerLookedUp,
    HouseInput as HouseInput,
    LegReported as LegReported,
    PageChanged as PageChanged,
    TimeDue as TimeDue,
)
from trunkline.core.inputs.outbound import Dial as Dial
from trunkline.core.inputs.supervisors import (
    EndCall as EndCall,
    ForceState as ForceState,
    LendAgent as LendAgent,
    MonitorAgent as MonitorAgent,
    MoveCall as MoveCall,
    ReturnAgent as ReturnAgent,
    StopMonitoring as StopMonitoring,
    SupervisorCommand as SupervisorCommand,
    TakeOver as TakeOver,
)
from trunkline.core.inputs.switch import (
    CallerArrived as CallerArrived,
    ChannelGone as ChannelGone,
    ChannelRinging as ChannelRinging,
    ChannelUp as ChannelUp,
    EffectFailed as EffectFailed,
    KeyPressed as KeyPressed,
    MessageRecorded as MessageRecorded,
    MissedCaller as MissedCaller,
    MissedForgotten as MissedForgotten,
    PhoneChanged as PhoneChanged,
    PhoneHold as PhoneHold,
    PhoneTransfer as PhoneTransfer,
    PlaybackDone as PlaybackDone,
    SeenChannel as SeenChannel,
    SwitchInput as SwitchInput,
    SwitchLost as SwitchLost,
    SwitchSeen as SwitchSeen,
)

Command = AgentCommand | Order | Dial
Input = SwitchInput | Command | SupervisorCommand | CallbackCommand | HouseInput | AlarmInput
