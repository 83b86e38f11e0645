"""The state of one tenant's calls and agents: plain mutable records, owned by the machine, stored as JSON.

Everything needed to go on after a restart is in here, deadlines included. Times are Unix milliseconds UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from trunkline.core.config import MEDIA_VOICE, Need


@dataclass(slots=True)
class Cursor:
    """Where a call is in its flow."""

    flow_id: str
    version: int
    node_id: str = ""
    tries: int = 0
    "how often the present node has asked"
    playback_id: str | None = None
    "what the node is playing now"
    deadline: int | None = None
    "the node's time limit, while it waits"
    playing: tuple[str, ...] = ()
    "prompts of that playback"
    answer: str = ""
    "key that the present node has taken as the answer, while it gives thanks for it; record: how far it has come"


@dataclass(slots=True)
class Told:
    """What a waiting caller was told of the wait."""

    position: int | None = None
    wait_min: int | None = None
    "minutes, as they were said"
    doubted_at: int | None = None
    "a wait this long shows that what was said at first cannot be trusted"


@dataclass(slots=True)
class Stay:
    """A call's stay in a queue."""

    id: str
    queue_id: str
    node_id: str
    since: int
    place: int
    "orders callers of the same priority: the moment from which the wait counts"
    priority: int
    comfort_at: int | None = None
    "when the next comfort message is due"
    comfort_playback: str | None = None
    leave_at: int | None = None
    "when the longest wait is over"
    needs: tuple[Need, ...] = ()
    "what the call asks of the agent, beside the queue"
    relaxed: int = 0
    "steps of the queue's relaxing that apply"
    beside: tuple[str, ...] = ()
    "queues whose agents may take it too, since this one flowed over"
    levels: tuple[int, ...] = ()
    "overflow levels that were taken, by their index"
    reviewed: bool = False
    "overflow was looked at when it came"
    came_from: tuple[str, ...] = ()
    "queues from which it was moved here"
    sticky_agent: str = ""
    "waits for this agent, who served the customer last; empty: for who the caller is"
    sticky_until: int | None = None
    "until then at most; None: waits for whoever is free"
    comfort_next: int = 0
    "how many comfort messages were played"
    announce_at: int | None = None
    "when the caller is to be told of the wait"
    announcing: Told | None = None
    "comfort_playback tells this; None: it is a comfort message"
    told: Told = field(default_factory=Told)
    "what was told to its end, the latest of each"
    playing: tuple[str, ...] = ()
    "prompts of comfort_playback"
    said: str = ""
    "what comfort_playback says: question (whether to be called back) | notice; empty: the wait, or a comfort message"
    asking: bool = False
    "the caller is asked whether to be called back"
    asking_until: int | None = None
    "the question is over, and its answer waited for until then"
    escalated: str = ""
    "why experts may take it too (waited | level | repeat), those who are free first; empty: they may not"
    typing: str | None = None
    "keys of another number for the callback as typed so far; None: none is being typed"
    typed_times: int = 0
    "how often the caller has begun to type one, or typed one that cannot be called"
    typed: str = ""
    "what the keys make so far, then the number that is to be confirmed: E.164; empty: the caller's own"
    typed_dial: str = ""
    typed_national: str = ""
    "the same as it is dialled, and as written in the country; empty: no landline or mobile there"


@dataclass(slots=True)
class Callback:
    """A customer who is to be called back, and stands in a queue's line for it: from the request to its end."""

    id: str
    queue_id: str
    number: str
    "the customer's: E.164 with + where it can be read so"
    dial: str
    "as it is to be dialled"
    requested_at: int
    queued_at: int
    "since when the customer waits"
    place: int
    "as Stay.place"
    priority: int
    expires_at: int
    "given up then"
    needs: tuple[Need, ...] = ()
    beside: tuple[str, ...] = ()
    "as in Stay"
    national: str = ""
    "the number as written in the tenant's country, which caller lists ask for"
    caller_id: str = ""
    "number to be shown, if agents may show it"
    number_id: str | None = None
    "the number of ours that was dialled: its opening hours hold"
    from_call: str = ""
    "call in which it was asked for; empty: opened otherwise"
    tries: int = 0
    "how often the customer was dialled"
    due_at: int | None = None
    "not in line before; None: in line, or being called"
    call_id: str = ""
    "the call by which the customer is being called back"
    again: bool = False
    "the customer has called again meanwhile, while call_id was on its way"
    reason: str = "asked"
    "asked: by the customer | abandoned: the customer gave up in the queue, and is called without having asked"
    superseded: str = ""
    "abandoned: outcome with which it ends with call_id, which was on its way when nobody needed to be called any more"
    set_aside: bool = False
    "an agent deals with who gave up: closed, and opened anew when the agent gives the customer back"


@dataclass(slots=True)
class Offer:
    """An agent is reserved for a call and is being rung."""

    id: str
    agent_id: str
    channel_id: str
    at: int
    until: int
    ringing: bool = False
    number: str = ""
    "the agent's outside number, where the agent is rung there"
    trunk_id: str = ""
    "switch endpoint of the trunk over which the number is rung"
    confirm: bool = False
    "who answers there must press a key: it might be a mailbox"
    picked_up_at: int | None = None
    "answered there, and the key is waited for"
    asking: str | None = None
    "playback that asks for the key"
    together: bool = False
    "others may be rung at the same time; the first to answer gets the call"


@dataclass(slots=True)
class Party:
    """Somebody in a conversation besides the customer and the agent in charge: another agent, or an outside number."""

    id: str
    channel_id: str
    purpose: str
    "consult | conference | transfer"
    at: int
    until: int
    "rings at most until then"
    agent_id: str = ""
    "an agent of ours; empty: an outside number"
    number: str = ""
    "the outside number; of an agent: where the agent is rung"
    trunk_id: str = ""
    "switch endpoint of the trunk over which the number is rung"
    invited_by: str = ""
    "agent"
    ringing: bool = False
    joined_at: int | None = None
    held: bool = False
    "hears music, apart from the others"
    muted: bool = False
    confirm: bool = False
    "who answers there must press a key: it might be a mailbox"
    picked_up_at: int | None = None
    "answered there, and the key is waited for"
    asking: str | None = None
    "playback that asks for the key"


@dataclass(slots=True)
class Line:
    """The one of the two lines of the phone of the agent in charge that is not in the bridge."""

    channel_id: str
    second: bool
    "the phone dialled it while the first one was in the conversation"
    party_id: str = ""
    "who was asked over the second line"
    on_hold: bool = False
    "the phone has it on hold"


@dataclass(slots=True)
class Asked:
    """The agent in charge asks for an expert: stands in the experts' line, then an expert is rung for a consult."""

    id: str
    queue_id: str
    "the experts'"
    since: int
    until: int
    "who has not come by then does not come"
    priority: int
    party_id: str = ""
    "the expert who is rung; empty: in line, and caller and agent hear music"


@dataclass(slots=True)
class Talk:
    """Customer and agent are connected, and whoever else they have asked to join."""

    agent_id: str
    "in charge; empty while nobody of ours is: the caller waits for, or talks to, those to whom the call was passed"
    channel_id: str
    "the agent's; of a phone with two lines, the one in the bridge"
    bridge_id: str
    queue_id: str
    since: int
    held_at: int | None = None
    held_by: str = ""
    "page | phone (the switch plays music by itself) | line: at the phone, for its other line; apart, as by the page"
    muted: bool = False
    parties: list[Party] = field(default_factory=list)
    trunk_id: str = ""
    "switch endpoint of the trunk over which the agent talks; empty: at a phone or browser of ours"
    on_hold: bool = False
    "the agent's phone has the line in the bridge on hold"
    line: Line | None = None
    "the phone's other line, while it has two"
    asked: Asked | None = None
    "an expert is asked for"
    advised: bool = False
    "the agent has been reminded to ask one"


@dataclass(slots=True)
class Monitor:
    """A supervisor who listens to a conversation, and may speak to the agent (whisper) or to all (barge)."""

    id: str
    supervisor_id: str
    watched_id: str
    "agent at whose side the supervisor listens; when they have left, at the side of whoever is in charge"
    channel_id: str
    "the supervisor's phone"
    endpoint: str
    bridge_id: str
    "in which the supervisor hears the ear"
    mode: str
    "listen | whisper | barge"
    at: int
    until: int
    "rings at most until then"
    shown: bool = False
    "the agent's page says that somebody listens"
    joined_at: int | None = None
    ear_id: str = ""
    "channel that carries what is heard at ear_at; empty while there is none"
    ear_at: str = ""
    "channel that is listened to"
    ear_whispers: bool = False
    "what the supervisor says is heard there"
    in_talk: bool = False
    "in the conversation's bridge"
    lost_until: int | None = None
    "the phone vanished; unless it is back by then, the listening is over"
    takes_over: bool = False
    "is in charge of the call as soon as the phone is answered"


@dataclass(slots=True)
class CallerPlay:
    """Something that is played to the caller at an agent's order."""

    id: str
    "of the playback"
    prompt: str
    language: str
    agent_id: str
    since: int
    length_ms: int
    until: int = 0
    "over then at the latest"
    text: str = ""
    "the text that is read out; empty: a prompt of the library"
    leave: bool = False
    "the agent has left the call to it"
    flow_id: str = ""
    "leave: what the caller gets afterwards; empty: the call ends"


@dataclass(slots=True)
class Dialling:
    """A call of ours on its way: first the agent's own phone is rung, then, with the agent in the bridge, the customer.
    It is over when the customer has answered, or was not reached."""

    agent_id: str
    channel_id: str
    "the agent's"
    bridge_id: str
    at: int
    until: int
    "whoever is rung now rings at most until then"
    caller_id: str = ""
    "number to be shown to the customer; empty: each trunk's own"
    queue_id: str = ""
    customer_at: int | None = None
    "the customer is rung since; None: the agent's own phone is"
    ringing: bool = False
    "the customer's phone rings"
    number: str = ""
    "the agent's outside number, where the agent is rung there"
    trunk_id: str = ""
    "switch endpoint of the trunk over which the agent's number is rung"
    confirm: bool = False
    "who answers there must press a key: it might be a mailbox"
    picked_up_at: int | None = None
    "answered there, and the key is waited for, or was pressed"
    asking: str | None = None
    "playback that asks for the key"


@dataclass(slots=True)
class Survey:
    """The caller is asked how it was."""

    id: str
    agent_id: str
    "whom it is about: who was in charge last; empty: the caller has talked to nobody"
    queue_id: str
    since: int
    answers: int = 0
    rated: bool = False
    "the survey has its mark"


@dataclass(slots=True)
class VoiceMail:
    """A message that the caller leaves, until it is known what was recorded."""

    id: str
    stem: str
    "its file under the recordings folder, without ending"
    box: str
    "queue | agent; empty: of nobody in particular"
    box_id: str
    queue_id: str
    "queue from which the caller came"
    since: int
    until: int = 0
    "the recording, or the answer where it was asked for, has come by then"
    asked: bool = False
    "the switch was told to end it and to say what there is"
    asked_again: int = 0
    "how often since its answer has not come in time"


@dataclass(slots=True)
class Recording:
    """The running recording of a call."""

    id: str
    stem: str
    since: int


@dataclass(slots=True)
class Call:
    """A call from its arrival to the end of its wrap-up."""

    id: str
    channel_id: str
    from_number: str
    from_name: str
    dialled: str
    number_id: str | None
    line: str
    endpoint: str
    arrived_at: int
    held_ms: int = 0
    priority: int = 0
    media: str = MEDIA_VOICE
    answered: bool = False
    "the caller's channel has been answered by us"
    cursor: Cursor | None = None
    stay: Stay | None = None
    offer: Offer | None = None
    "who is being rung for it"
    more_offers: list[Offer] = field(default_factory=list)
    "others who are rung at the same time; none when nobody is"
    talk: Talk | None = None
    recording: Recording | None = None
    play: CallerPlay | None = None
    ever_queued: bool = False
    ever_answered: bool = False
    looked_up: bool = False
    customer_id: str | None = None
    last_agent_id: str | None = None
    "the agent who last served this customer"
    ending_by: str | None = None
    "we have ordered the hang-up of the caller's channel for: agent | flow | system"
    ending_until: int | None = None
    "if the switch has not confirmed by then, the call counts as ended"
    ending_cause: int = 16
    served: bool = False
    "the flow ended at a mark that says the caller was served"
    refused: bool = False
    ended_at: int | None = None
    in_wrap_up: list[str] = field(default_factory=list)
    "agents in wrap-up for this call"
    language: str = "zh"
    "of what the caller hears"
    keys_from: int = 0
    "keys pressed before are not heard: the caller has just left a queue by key, and some press twice"
    monitors: list[Monitor] = field(default_factory=list)
    "supervisors who listen; none without a conversation"
    direction: str = "in"
    "in | out: an agent called the customer. Then from_number is the number shown, dialled the one that was dialled"
    number: str = ""
    "out: the customer's, E.164 with + where it can be read so"
    dialling: Dialling | None = None
    to_dial: str = ""
    "in: the caller's number as it is dialled from here; empty: as from_number"
    national: str = ""
    "in: the caller's number as written in the tenant's country, where it was read so"
    callback_id: str = ""
    "out: the callback that it carries out"
    served_by: str = ""
    "the agent who was in charge last, once they are out of the conversation"
    served_queue: str = ""
    "queue for which they were"
    survey: Survey | None = None
    level: str = ""
    "of the customer; of the VIP list, where the number is on it"
    last_served_at: int | None = None
    "when the customer's last call with an agent came in"
    stopped_recording: str = ""
    "the recording that was over before the call was: after a restart it is stopped again"
    mail: VoiceMail | None = None
    left_queue: str = ""
    "the queue in which the call waited last, once it is out of it"

    @property
    def customer_number(self) -> str:
        """The customer's number, whoever called whom."""
        return self.number if self.direction == "out" else self.from_number

    @property
    def bridge_id(self) -> str | None:
        """The bridge that the call has at the switch, or None."""
        if self.talk is not None:
            return self.talk.bridge_id
        if self.dialling is not None and self.dialling.customer_at is not None:
            return self.dialling.bridge_id
        return None

    def offers(self) -> list[Offer]:
        """Everybody who is being rung for it."""
        return [] if self.offer is None else [self.offer, *self.more_offers]


def bridges_of(call: Call) -> list[str]:
    """The bridges that the switch holds for a call."""
    if call.talk is None:
        return [call.bridge_id] if call.bridge_id is not None else []
    return [call.talk.bridge_id, *(one.bridge_id for one in call.monitors if one.joined_at is not None)]


@dataclass(slots=True)
class AgentState:
    """A signed-in agent."""

    id: str
    station: str
    endpoint: str
    state: str
    since: int
    reason: str = ""
    until: int | None = None
    call_id: str | None = None
    idle_since: int = 0
    "orders agents by idleness: when the last work or break ended"
    handled: int = 0
    "calls answered since signing in; begins with the least of those who are signed in"
    talked_ms: int = 0
    "conversation since signing in, holds included; begins likewise"
    busy_since: int | None = None
    "since when the agent has been at work on the present call, from answer to the end of wrap-up"
    busy_queue: str = ""
    "the queue of that call"
    online: bool = False
    next: str | None = None
    "ready | not_ready | signed_out: what follows the call and its wrap-up"
    next_reason: str = ""
    page_until: int | None = None
    "at an outside number: the working page has gone; unless it is back by then, the agent is away"
    lent: list[str] | None = None
    "queues that the agent serves for a time instead of their own; None: their own"
    lent_until: int | None = None
    "until then; None: until they sign out"
    lost_until: int | None = None
    "the phone vanished during a conversation; unless it is back by then, the conversation is taken as lost"
    disposition_id: str | None = None
    "said early, for the wrap-up to come"
    notes: str = ""
    wrap_queue: str = ""
    "queue whose call is being wrapped up"
    wrap_ms: int = 0
    "wrap-up so far, before it was last extended"
