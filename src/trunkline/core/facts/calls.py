"""Facts of a call as a whole: its arrival, its way through the flow, its recording and its end."""

from __future__ import annotations

from trunkline.core.records import dataclass


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
    """The caller pressed a key inside the flow. Of a survey only keys that mean nothing; its answers are
    SurveyAnswered."""

    at: int
    call_id: str
    node_id: str
    key: str
    accepted: bool
    "the node has a branch for it"
    node_type: str = "menu"
    "menu | survey"


@dataclass(frozen=True, slots=True)
class PromptFailed:
    """Prompts could not be played; the flow, or the music of the queue, went on as if they had ended."""

    at: int
    call_id: str
    node_id: str
    prompts: tuple[str, ...]


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
class LegMeasured:
    """A leg of a call is over, and its audio was measured: by the switch, or by the agent's browser. It may come after
    the end of the call."""

    at: int
    call_id: str
    source: str
    "switch | browser"
    leg: str
    "caller | agent (also one at an outside number) | outside (another number that was rung)"
    agent_id: str
    "whose phone or browser it was; empty: nobody's of ours"
    channel_id: str
    "at the switch; empty: measured by a browser"
    received: int
    "packets that came over the leg to who measured"
    lost: int
    jitter_ms: float
    rtt_ms: float | None
    "round trip; None: not measured"
    sent: int
    far_lost: int | None
    "packets sent that the far side missed; None: it has not reported"
    far_jitter_ms: float | None
    mos: float
    "mean opinion score of the worse way, estimated by the E-model (ITU-T G.107)"
    verdict: str
    "good | fair | bad: R from 80, from 70, below"


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The caller's channel ended; the call is over but for wrap-up."""

    at: int
    call_id: str
    ended_by: str
    "caller | agent | flow | system | party | supervisor"
    cause: int
    "Q.850 cause of the caller's channel"
    outcome: str
    """answered | abandoned | served_by_flow | given_up_in_flow | refused | lost. When we called, instead of the middle
    four: busy | no_answer | rejected | unallocated (there is no such number) | failed | cancelled (by the agent, or
    because the agent's own phone was not answered)"""
    length_ms: int
    "from arrival, or from dialling, to end"


CallFact = (
    CallArrived
    | CallerIdentified
    | CallerRefused
    | CallerAdmitted
    | VipRecognised
    | FlowNodeEntered
    | FlowKeyPressed
    | PromptFailed
    | RecordingStarted
    | RecordingEnded
    | CallEnded
    | LegMeasured
)
