"""What an administrator has set up, as the core sees it: plain values, one snapshot per tenant.

The runtime builds a :class:`TenantConfig` from the database and hands it in with
:class:`~trunkline.core.inputs.ConfigChanged`. Times are Unix milliseconds in UTC; lengths say their unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from trunkline.core.alarms import AlarmRule
from trunkline.core.lists.index import CallerLists

MEDIA_VOICE = "voice"
"""The media kind of a phone call. Chat, email, fax, SMS and tickets use the same routing with their own kind."""

MEDIA_CALLBACK = "callback"
"""Customers who are to be called back: for whoever has a free hand for a call and a phone from which to call."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked of an agent."""

    skill_id: str
    level: int = 1
    "the least level, 1..10"
    required: bool = True
    "else preferred: who has it comes first, and nobody is shut out"


@dataclass(frozen=True, slots=True)
class RelaxStep:
    """A required skill is asked for less after a while, so that nobody waits for ever for the ideal agent."""

    after_s: int
    "seconds waited in the queue"
    skill_id: str
    level: int = 0
    "the least level from then on; 0 = not required any more"


@dataclass(frozen=True, slots=True)
class Overflow:
    """A level of overflow: when too many wait, or too long, work gets another way out. Each is taken once a stay."""

    when: str
    "wait | length | nobody | estimate"
    at: int = 0
    "wait, estimate: seconds; length: this many wait already; nobody: not used"
    action: str = "beside"
    "beside: agents of another queue may take it too | move: it waits there | flow | branch of the node | voice_mail"
    target: str = ""
    "beside, move: a queue's id; flow: a flow's id; branch: not used, the branch is 'overflow', else 'timeout'"


@dataclass(frozen=True, slots=True)
class Announcing:
    """What waiting callers are told of their wait."""

    position: bool = False
    "the place in line"
    estimate: bool = False
    "the expected wait, as long as it can be trusted"
    at_start: bool = True
    "soon after the wait begins; else only after every_s"
    every_s: int = 60
    "again so long after the last time; 0 = not again"
    most_position: int = 20
    "places beyond are only said to be beyond; 0 = every place is said"
    most_min: int = 30
    "longer waits are only said to be longer; 0 = every wait is said"


@dataclass(frozen=True, slots=True)
class KeyExit:
    """A key by which a waiting caller leaves the queue."""

    key: str
    "0-9, * or #"
    action: str
    "queue | flow | branch of the node ('key:<key>') | callback (the place in line is kept) | voice_mail"
    target: str = ""
    "queue, flow: its id"
    keep: bool = True
    "queue: the wait counts there"
    label: str = ""
    "what it is for, as it is said: 'voice mail'; empty: it is not said"


@dataclass(frozen=True, slots=True)
class CallingBack:
    """How those who left a queue for it are called back."""

    retries: int = 2
    "how often it is tried again when the customer was not reached"
    every_s: int = 600
    "so long after the last try"
    expires_s: int = 86_400
    "given up so long after the request"
    caller_id: str = ""
    "number to be shown; empty: the number that the customer dialled, if agents may show it, else the trunk's own"
    other_number: bool = False
    "the customer may type another number, a landline or mobile of the company's own country"


@dataclass(frozen=True, slots=True)
class AutoCallback:
    """How callers who gave up in a queue are called back without having asked for it."""

    on: bool = False
    least_wait_s: int = 20
    "who gave up sooner is not called"
    after_s: int = 300
    "the first try comes so long after they gave up"
    tries: int = 2
    "how often the customer is dialled, at most"
    every_s: int = 1_800
    "so long after the last try"
    expires_s: int = 28_800
    "given up so long after they gave up"
    hours_id: str = ""
    "opening hours within which they are called; empty: those of the number that they dialled"


@dataclass(frozen=True, slots=True)
class Escalation:
    """The second line of a queue: who is asked for help, and which callers come to experts by themselves."""

    queue_id: str = ""
    "the queue whose agents are the experts; empty: there is no second line"
    ask_s: int = 60
    "an agent who asks waits at most this long for an expert; 0 = is told at once that nobody is free"
    waited_s: int = 0
    "a caller who has waited this long may be served by experts too; 0 = not by waiting"
    talked_s: int = 0
    "after so long a talk the agent is reminded to ask an expert; 0 = not"
    levels: tuple[str, ...] = ()
    "callers of these customer levels may be served by experts at once"
    repeat_days: int = 0
    "so may who talked with an agent less than so many days ago; 0 = not"


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much an agent can have in hand at once."""

    limits: tuple[tuple[str, int], ...] = ((MEDIA_VOICE, 1), (MEDIA_CALLBACK, 1))
    "(media, units): a piece of work takes its weight of them. A callback is taken with the hand of a call"
    alone: frozenset[str] = frozenset({MEDIA_VOICE})
    "media that are never handled beside another: while one goes on nothing else comes, and it comes to an empty desk"


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in which work waits for an agent."""

    id: str
    name: str
    strategy: str = "longest_idle"
    "name of a strategy registered in core.acd.strategies"
    priority: int = 0
    "added to each caller's priority; higher is served first"
    offer_timeout_s: int = 20
    "an agent's phone rings at most this long"
    ring_at_most: int = 10
    "strategy ring_all: no more agents than this are rung at once for one caller"
    wrap_up_s: int = 30
    "time for after-call work; 0 = none"
    comfort_every_s: int = 30
    "a comfort message is played this often while waiting; 0 = never"
    comfort_first_s: int | None = None
    "the first one comes so long after the wait begins; None = as comfort_every_s"
    comfort: tuple[str, ...] = ("comfort",)
    "prompts of the comfort messages: one each time, in order, and from the beginning again"
    music: str = "default"
    "music class of the switch"
    language: str = ""
    "zh | en: of what is played and said here; empty: as the call has it"
    announcing: Announcing = Announcing()
    exits: tuple[KeyExit, ...] = ()
    "keys by which callers leave"
    exits_prompt: str = ""
    "library prompt that names the exits; empty: their labels are said"
    short_abandon_s: int = 5
    "a caller who hangs up sooner counts as a short abandon"
    max_wait_s: int = 0
    "a caller who has waited this long takes the node's timeout branch; 0 = waits for ever"
    max_waiting: int = 0
    "a caller who finds this many waiting takes the node's full branch; 0 = no limit"
    record: bool = True
    needs: tuple[Need, ...] = ()
    "skills asked of the agent; a flow's queue node may add its own"
    relax: tuple[RelaxStep, ...] = ()
    ageing_per_min: int | None = None
    "priority points added a minute of waiting; None = as the tenant has it"
    sticky_wait_s: int = 0
    "a returning customer waits this long for the agent who last served them; 0 = not at all"
    overflow: tuple[Overflow, ...] = ()
    "levels, in the order in which they are looked at"
    sequence: tuple[str, ...] = ()
    "agents' ids in the queue's fixed order; who serves it and is not named comes after, by id"
    survey_flow_id: str = ""
    "the flow in which callers are asked how it was, when the agent ends the conversation; empty: none"
    survey_outbound: bool = False
    "customers whom we called are asked too"
    handling_s: int = 180
    "expected talk, hold and wrap-up of one call, for estimated waits until enough calls have been seen"
    calling_back: CallingBack = CallingBack()
    auto_callback: AutoCallback = AutoCallback()
    expert: bool = False
    "its agents are experts, the second line of other queues"
    escalation: Escalation = Escalation()


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who handles work."""

    id: str
    name: str
    extension: str
    queues: tuple[str, ...] = ()
    "ids of the queues this agent serves"
    browser_endpoint: str = ""
    "switch endpoint of the agent's browser"
    phone_endpoint: str = ""
    "switch endpoint of the agent's SIP phone"
    skills: tuple[tuple[str, int], ...] = ()
    "(skill id, level 1..10)"
    capacity: Capacity = Capacity()
    outside_number: str = ""
    "a mobile or a line at home where the agent may be rung, as it is dialled; empty: none"
    outside_confirm: bool = True
    "who answers there must press a key, since a mailbox may answer"
    may_pick_up: bool = True
    "may take calls that ring at colleagues or wait in the own queues"
    dials_out: bool = False
    "may ring outside numbers; asked for what is dialled at a desk phone, since pages ask for themselves"


@dataclass(frozen=True, slots=True)
class Number:
    """An inbound number (DNIS)."""

    id: str
    number: str
    flow_id: str
    line: str = ""
    "line of business shown to the agent"
    trunk_id: str | None = None
    "only calls over this trunk; None = over any line of the tenant"
    hours_id: str | None = None
    closed_flow_id: str | None = None
    "flow outside the opening hours, when hours_id is set"
    priority: int = 0
    white_list_only: bool = False
    "callers who are not on the white list are refused"
    language: str = "zh"
    "zh | en: of what callers hear"
    show_out: bool = False
    "agents may show it to those whom they call"


@dataclass(frozen=True, slots=True)
class Trunk:
    """A line over which numbers can be rung."""

    id: str
    endpoint: str
    "switch endpoint"
    caller_id: str = ""
    "number shown to the called; empty: as the trunk does by itself"
    max_channels: int = 0
    "calls at once, in and out; 0 = no limit"


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours. Minutes count from local midnight; an interval may not pass midnight."""

    id: str
    name: str
    timezone: str
    "IANA name, such as Asia/Shanghai"
    weekly: tuple[tuple[tuple[int, int], ...], ...] = ((),) * 7
    "for Monday..Sunday: (from minute, to minute) pairs, the end excluded"
    special: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    "by local date YYYY-MM-DD: the pairs that replace the week's; none = closed all day"


@dataclass(frozen=True, slots=True)
class FlowDoc:
    """One published version of a flow."""

    id: str
    name: str
    version: int
    start: str
    nodes: dict[str, dict[str, Any]]
    "node id -> {'type': ..., settings ..., 'next'/'on': branches}"


@dataclass(frozen=True, slots=True)
class TenantConfig:
    """Everything the machine of one tenant needs to know."""

    tenant_id: str
    timezone: str = "Asia/Shanghai"
    queues: dict[str, Queue] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    "lines for ringing outside numbers, in the order in which they are tried"
    hours: dict[str, Hours] = field(default_factory=dict)
    flows: dict[str, FlowDoc] = field(default_factory=dict)
    reasons: dict[str, bool] = field(default_factory=dict)
    "not-ready reason code -> productive"
    dispositions: frozenset[str] = frozenset()
    "ids of the dispositions an agent may choose"
    language: str = "zh"
    "in which agents are spoken to: a language of prompts"
    country: str = "CN"
    "ISO 3166 region by which national numbers are read"
    skills: frozenset[str] = frozenset()
    "ids of the skills there are; a need of any other is not asked for"
    ageing_per_min: int = 0
    "priority points added a minute of waiting, where a queue does not say otherwise"
    monitoring_shown: bool = False
    "agents see on their page that a supervisor listens"
    lists: CallerLists = field(default_factory=CallerLists)
    "blacklist, white list and VIP list"
    alarm_rules: dict[str, AlarmRule] = field(default_factory=dict)
    "those that are switched on"
    calls_back: bool = field(init=False)
    "callers of some queue may be called back"

    def __post_init__(self) -> None:
        offered = any(
            queue.auto_callback.on or any(way.action == "callback" for way in queue.exits)
            for queue in self.queues.values()
        )
        object.__setattr__(self, "calls_back", offered)
