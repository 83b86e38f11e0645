"""Facts of a conversation: hold, mute, keys, further parties, and who is in charge."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class AgentLost:
    """The agent's phone was lost in the middle of the conversation; the caller goes back to the head of the queue."""

    at: int
    call_id: str
    agent_id: str
    queue_id: str
    cause: int
    "Q.850 cause of the agent's channel"


@dataclass(frozen=True, slots=True)
class CallHeld:
    """The agent put the caller on hold."""

    at: int
    call_id: str
    agent_id: str
    by: str
    "page | phone"


@dataclass(frozen=True, slots=True)
class CallResumed:
    """The agent took the caller back from hold, or the conversation ended during it."""

    at: int
    call_id: str
    agent_id: str
    by: str
    "page | phone | end"
    held_ms: int


@dataclass(frozen=True, slots=True)
class CallMuted:
    """The agent muted or unmuted the own voice."""

    at: int
    call_id: str
    agent_id: str
    muted: bool


@dataclass(frozen=True, slots=True)
class KeysSent:
    """The agent sent DTMF to the caller's side; the keys themselves are not kept."""

    at: int
    call_id: str
    agent_id: str
    count: int


@dataclass(frozen=True, slots=True)
class PartyInvited:
    """Somebody is being rung to join the conversation: another agent, or an outside number."""

    at: int
    call_id: str
    party_id: str
    purpose: str
    "consult | conference | transfer"
    channel_id: str
    by: str
    "agent who asked for it"
    until: int
    agent_id: str | None = None
    "the agent who is rung; None: an outside number"
    number: str = ""
    trunk_id: str = ""
    "switch endpoint of the trunk"


@dataclass(frozen=True, slots=True)
class PartyRinging:
    """The party's phone confirmed that it rings."""

    at: int
    call_id: str
    party_id: str


@dataclass(frozen=True, slots=True)
class PartyJoined:
    """The party answered and is in the conversation."""

    at: int
    call_id: str
    party_id: str
    ring_ms: int


@dataclass(frozen=True, slots=True)
class PartyHeld:
    """A party was put on hold with music, or taken back."""

    at: int
    call_id: str
    party_id: str
    held: bool


@dataclass(frozen=True, slots=True)
class PartyMuted:
    """A party's voice is not heard any more, or heard again."""

    at: int
    call_id: str
    party_id: str
    muted: bool


@dataclass(frozen=True, slots=True)
class PartyLeft:
    """A party is out of the conversation, or was never reached."""

    at: int
    call_id: str
    party_id: str
    outcome: str
    "left | dropped | cancelled | no_answer | declined | busy | failed | phone_lost | call_ended | switch_lost"
    talk_ms: int
    "from joined to left; 0 when never joined"
    cause: int = 16
    "Q.850 cause of the party's channel"


@dataclass(frozen=True, slots=True)
class ConsultOver:
    """All are together: the consult has become a conference."""

    at: int
    call_id: str


@dataclass(frozen=True, slots=True)
class CallTransferred:
    """The agent in charge passed the call on and left it."""

    at: int
    call_id: str
    agent_id: str
    "who passed it on"
    to_kind: str
    "agent | queue | flow | number"
    to: str
    "id of the agent, queue or flow; or the number"
    attended: bool
    "after a consult"


@dataclass(frozen=True, slots=True)
class TransferFailed:
    """Nobody was reached to whom the call was passed: the caller goes to the queue, or the call ends."""

    at: int
    call_id: str
    queue_id: str | None


@dataclass(frozen=True, slots=True)
class CallTakenOver:
    """An agent is in charge of a call that another passed on, or that a supervisor took from another."""

    at: int
    call_id: str
    agent_id: str
    channel_id: str
    forced: bool = False
    "a supervisor took it"
    from_agent_id: str | None = None
    "forced: the agent who was in charge"


@dataclass(frozen=True, slots=True)
class PhoneOrderRefused:
    """What the agent in charge wanted at their phone cannot be: the phone was told, and the conversation goes on."""

    at: int
    call_id: str
    agent_id: str
    order: str
    "consult (dialled on a second line) | transfer (SIP REFER)"
    code: str
    "why, as for the same order on the page"


TalkFact = (
    AgentLost
    | CallHeld
    | CallResumed
    | CallMuted
    | KeysSent
    | PartyInvited
    | PartyRinging
    | PartyJoined
    | PartyHeld
    | PartyMuted
    | PartyLeft
    | ConsultOver
    | CallTransferred
    | TransferFailed
    | CallTakenOver
    | PhoneOrderRefused
)
