"""What agents order on a call."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """The agent turns the offered call down; it goes to the next agent and keeps its place."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class HoldCall:
    """The agent puts the caller on hold (music)."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class ResumeCall:
    """The agent takes the caller back."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class SetMute:
    """The agent mutes or unmutes the own voice."""

    agent_id: str
    call_id: str
    muted: bool


@dataclass(frozen=True, slots=True)
class SendKeys:
    """The agent sends DTMF to the caller's side."""

    agent_id: str
    call_id: str
    keys: str


@dataclass(frozen=True, slots=True)
class HangUpCall:
    """The agent ends the call."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class TransferCall:
    """The agent passes the call on at once and is done with it."""

    agent_id: str
    call_id: str
    kind: str
    "agent | queue | flow | number"
    to: str
    "id of the agent, queue or flow; or the number as it is to be dialled"
    readable: str = ""
    "number: the same, E.164 with + where it can be read so"
    national: str = ""
    "number: as CallerArrived.from_national"


@dataclass(frozen=True, slots=True)
class Consult:
    """The caller hears music while the agent talks to somebody else."""

    agent_id: str
    call_id: str
    kind: str
    "agent | queue | number; queue: whoever is free there for longest"
    to: str
    readable: str = ""
    "number: the same, E.164 with + where it can be read so"
    national: str = ""
    "number: as CallerArrived.from_national"


@dataclass(frozen=True, slots=True)
class AddParty:
    """Somebody else is rung to join the conversation of all."""

    agent_id: str
    call_id: str
    kind: str
    "agent | queue | number"
    to: str
    readable: str = ""
    "number: the same, E.164 with + where it can be read so"
    national: str = ""
    "number: as CallerArrived.from_national"


@dataclass(frozen=True, slots=True)
class SwapParties:
    """The one who was on hold comes back, and the other hears music."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class JoinParties:
    """Everybody together: nobody is on hold any more."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class CompleteTransfer:
    """The agent leaves, and the caller and the others go on."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class DropParty:
    """The agent takes somebody out of the conversation, or rings no longer."""

    agent_id: str
    call_id: str
    party_id: str


@dataclass(frozen=True, slots=True)
class MuteParty:
    """The agent mutes somebody else's voice, or lets it be heard again."""

    agent_id: str
    call_id: str
    party_id: str
    muted: bool


@dataclass(frozen=True, slots=True)
class PlayToCaller:
    """The agent has something played to the caller."""

    agent_id: str
    call_id: str
    prompt: str
    "name of the prompt"
    length_ms: int
    text: str = ""
    "what it says, when it was spoken for this"
    language: str = "zh"
    leave: bool = False
    "the agent leaves; it is played to the caller alone"
    flow_id: str = ""
    "leave: what the caller gets afterwards; empty: the call ends"


@dataclass(frozen=True, slots=True)
class StopPlay:
    """The agent ends what is played to the caller."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class AskExpert:
    """The agent asks the best free expert of the queue's second line, waiting for one if need be."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class StopAsking:
    """The agent does not wait for an expert any longer."""

    agent_id: str
    call_id: str


Order = (
    AskExpert
    | StopAsking
    | DeclineOffer
    | HoldCall
    | ResumeCall
    | SetMute
    | SendKeys
    | HangUpCall
    | TransferCall
    | Consult
    | AddParty
    | SwapParties
    | JoinParties
    | CompleteTransfer
    | DropParty
    | MuteParty
    | PlayToCaller
    | StopPlay
)
