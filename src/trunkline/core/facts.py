"""What happened: past tense, append-only, ordered per tenant.

Facts are the only source for browsers, the call list, reports and audit of calls. The docstring of each class says
when it is emitted; the line under a field says what it means, units included. ``docs/events.md`` is generated from
both. ``at`` is Unix milliseconds UTC. A field, once published, keeps its meaning; new fields get a default.
"""

from __future__ import annotations

from dataclasses import dataclass

# -- calls ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A caller's channel reached us and a call was opened for it."""

    at: int
    call_id: str
    channel_id: str
    from_number: str
    "E.164 with + where it could be read so, else as delivered; empty when withheld"
    from_name: str
    "display name as delivered, cleaned of control characters, at most 80 characters"
    dialled: str
    "the number dialled (DNIS), as delivered"
    number_id: str | None
    "the tenant's number that matched"
    line: str
    "line of business of that number"
    endpoint: str
    "switch endpoint the call came over"
    media: str = "voice"
    held_ms: int = 0
    "how long the switch had held the caller with music because call control was away"


@dataclass(frozen=True, slots=True)
class CallerIdentified:
    """The caller's number belongs to a known customer."""

    at: int
    call_id: str
    customer_id: str
    customer_name: str
    level: str = ""
    "customer level such as vip"


@dataclass(frozen=True, slots=True)
class CallerRefused:
    """The caller lists refused the caller at arrival, before anything was heard."""

    at: int
    call_id: str
    from_number: str
    dialled: str
    "the number dialled (DNIS), as delivered"
    number_id: str | None
    line: str
    "line of business of the number dialled"
    why: str
    "blacklist | white_list_only (the number takes white-listed callers only)"
    action: str
    "hang_up | flow"
    flow_id: str | None
    "flow: the one that the caller gets instead of the number's"
    entry_id: str | None
    "blacklist: the entry that fits the caller best"
    pattern: str
    "of that entry"
    reason: str
    "of that entry"


@dataclass(frozen=True, slots=True)
class CallerAdmitted:
    """The white list let in a caller whom the blacklist, or the number dialled, would have refused."""

    at: int
    call_id: str
    entry_id: str
    pattern: str
    reason: str


@dataclass(frozen=True, slots=True)
class VipRecognised:
    """The caller is on the VIP list."""

    at: int
    call_id: str
    entry_id: str
    pattern: str
    level: str
    "shown to the agent"
    priority: int
    "added to the call's priority in queues"
    reason: str


@dataclass(frozen=True, slots=True)
class FlowNodeEntered:
    """The call entered a node of its flow."""

    at: int
    call_id: str
    flow_id: str
    flow_version: int
    node_id: str
    node_type: str
    via: str = ""
    "the branch by which it came; empty at the start"


@dataclass(frozen=True, slots=True)
class FlowKeyPressed:
    """The caller pressed a key inside the flow."""

    at: int
    call_id: str
    node_id: str
    key: str
    accepted: bool
    "the node has a branch for it"


@dataclass(frozen=True, slots=True)
class PromptFailed:
    """A prompt could not be played; the flow went on as if it had ended."""

    at: int
    call_id: str
    node_id: str
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallQueued:
    """The call began to wait in a queue: a queue stay begins."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    priority: int
    ahead: int
    "how many were waiting before it"
    media: str = "voice"


@dataclass(frozen=True, slots=True)
class ComfortPlayed:
    """A comfort message was played to the waiting caller."""

    at: int
    call_id: str
    queue_id: str


@dataclass(frozen=True, slots=True)
class StickyWaitBegan:
    """The caller waits for the agent who last served them, before anybody else is offered the call."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    agent_id: str
    until: int
    "whoever is free gets the call from then on"


@dataclass(frozen=True, slots=True)
class StickyWaitEnded:
    """The agent who last served the caller is waited for no longer; the call goes to whoever is free."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    agent_id: str
    outcome: str
    "over (of the set time) | agent_gone (signed out)"


@dataclass(frozen=True, slots=True)
class RequirementRelaxed:
    """After so long a wait less is asked of the agent."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    skill_id: str
    level: int
    "the least level from now on; 0 = the skill is not required any more"


@dataclass(frozen=True, slots=True)
class QueueOverflowed:
    """A queue stay took a level of overflow."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    when: str
    "wait | length | nobody | estimate"
    limit: int
    "wait, estimate: seconds; length: callers"
    action: str
    "beside | move | flow | branch"
    target: str
    "id of the queue or flow; empty for branch"
    waited_ms: int
    "in this stay"
    before: int
    "callers who stood before it"
    estimate_ms: int | None = None
    "expected wait then; None when nobody was at work"


@dataclass(frozen=True, slots=True)
class CallOffered:
    """An agent was reserved for the call and the agent's phone is being rung."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    offer_id: str
    agent_id: str
    channel_id: str
    until: int
    "the offer ends then, if nobody answers"


@dataclass(frozen=True, slots=True)
class OfferRinging:
    """The agent's phone confirmed that it rings."""

    at: int
    call_id: str
    offer_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """An offer ended without an answer."""

    at: int
    call_id: str
    offer_id: str
    agent_id: str
    queue_id: str
    outcome: str
    "no_answer | declined | phone_lost | failed | caller_gone | switch_lost"
    ring_ms: int


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The agent answered and was connected with the caller."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    offer_id: str
    agent_id: str
    wait_ms: int
    "from queued to answered"


@dataclass(frozen=True, slots=True)
class QueueStayEnded:
    """A queue stay ended; METRICS.md, 'outcome of a queue stay'."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    outcome: str
    "answered | abandoned | flowed_out | refused | lost"
    wait_ms: int
    short: bool = False
    "abandoned within the queue's short-abandon limit"


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
    """An agent is in charge of a call that another passed on."""

    at: int
    call_id: str
    agent_id: str
    channel_id: str


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """Recording of the customer's channel was ordered from the switch."""

    at: int
    call_id: str
    recording_id: str
    stem: str
    "path under the recordings folder without ending"
    agent_id: str
    queue_id: str


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The recording is over: the customer's channel ended or recording was stopped."""

    at: int
    call_id: str
    recording_id: str
    length_ms: int
    "from start to end by the clock; the audio's own length is read from the file"


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The caller's channel ended; the call is over but for wrap-up."""

    at: int
    call_id: str
    ended_by: str
    "caller | agent | flow | system"
    cause: int
    "Q.850 cause of the caller's channel"
    outcome: str
    "answered | abandoned | served_by_flow | given_up_in_flow | refused | lost"
    length_ms: int
    "from arrival to end"


# -- agents --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgentSignedIn:
    """An agent signed in."""

    at: int
    agent_id: str
    station: str
    "browser | phone"
    endpoint: str


@dataclass(frozen=True, slots=True)
class AgentSignedOut:
    """An agent signed out or was signed out."""

    at: int
    agent_id: str
    why: str
    "agent | supervisor | session_ended | removed"


@dataclass(frozen=True, slots=True)
class AgentStateChanged:
    """An agent passed from one state to another. Every second of a signed-in agent is in exactly one state."""

    at: int
    agent_id: str
    state: str
    "signed_out | not_ready | ready | ringing | talking | holding | wrap_up"
    reason: str
    "not_ready: the reason code; else empty"
    call_id: str | None
    until: int | None
    "ringing, wrap_up: ends then at the latest"
    was: str
    "the state before"
    was_reason: str
    was_ms: int
    "how long the state before lasted"


@dataclass(frozen=True, slots=True)
class AgentNextStateChosen:
    """During a call or wrap-up the agent chose what comes after it."""

    at: int
    agent_id: str
    next: str
    "ready | not_ready | signed_out"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgentPhoneChanged:
    """The phone or browser of a signed-in agent's station appeared or vanished."""

    at: int
    agent_id: str
    online: bool


@dataclass(frozen=True, slots=True)
class CallWrappedUp:
    """After-call work on a call is over."""

    at: int
    call_id: str
    agent_id: str
    queue_id: str
    disposition_id: str | None
    notes: str
    wrap_ms: int
    timed_out: bool
    "the countdown ended it"


# -- the house -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SwitchConnected:
    """Call control is connected to the switch and has reconciled with it."""

    at: int
    calls_kept: int
    "calls that went on"
    calls_ended: int
    "calls found to have ended meanwhile"


@dataclass(frozen=True, slots=True)
class SwitchDisconnected:
    """The connection to the switch was lost."""

    at: int


Fact = (
    CallArrived
    | CallerIdentified
    | CallerRefused
    | CallerAdmitted
    | VipRecognised
    | FlowNodeEntered
    | FlowKeyPressed
    | PromptFailed
    | CallQueued
    | ComfortPlayed
    | StickyWaitBegan
    | StickyWaitEnded
    | RequirementRelaxed
    | QueueOverflowed
    | CallOffered
    | OfferRinging
    | OfferEnded
    | CallAnswered
    | QueueStayEnded
    | AgentLost
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
    | RecordingStarted
    | RecordingEnded
    | CallEnded
    | AgentSignedIn
    | AgentSignedOut
    | AgentStateChanged
    | AgentNextStateChosen
    | AgentPhoneChanged
    | CallWrappedUp
    | SwitchConnected
    | SwitchDisconnected
)

FACT_TYPES: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__args__}
"""Every kind of fact by its name, as stored and pushed."""
