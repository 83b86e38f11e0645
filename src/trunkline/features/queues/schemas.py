"""Bodies of queues."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trunkline.features.kit.fields import (
    CallerId,
    Id,
    Line20,
    Line60,
    Model,
    Name,
    Out,
    Priority,
    PromptName,
    Seconds,
    SpokenLanguage,
)

Strategy = Literal[
    "longest_idle", "fewest_calls", "least_talk", "random", "sequential", "round_robin", "most_skilled", "ring_all"
]
Level = Annotated[int, Field(ge=1, le=10)]
Pause = Annotated[int, Field(ge=0, le=3600)]
Ageing = Annotated[int, Field(ge=0, le=1000, description="Priority points added a minute of waiting.")]


class Need(Model):
    """A skill that the queue asks of its agents."""

    skill_id: Id
    level: Level = 1
    required: bool = Field(default=True, description="Else preferred: who has it comes first, nobody is shut out.")


class RelaxStep(Model):
    """A required skill is asked for less after a while."""

    after_s: Annotated[int, Field(ge=1, le=86_400)]
    skill_id: Id
    level: Annotated[int, Field(ge=0, le=9)] = Field(default=0, description="0 = not required any more.")


class OverflowLevel(Model):
    """A way out of the queue when too many wait, or too long."""

    when: Literal["wait", "length", "nobody", "estimate"]
    at: Annotated[int, Field(ge=0, le=86_400)] = Field(
        default=0, description="wait, estimate: seconds; length: callers; nobody: not used."
    )
    action: Literal["beside", "move", "flow", "branch", "voice_mail"]
    target_id: Id | None = Field(default=None, description="beside, move: a queue; flow: a flow; others: none.")


class Announcing(Model):
    """What waiting callers are told of their wait."""

    position: bool = Field(default=False, description="The place in line.")
    estimate: bool = Field(default=False, description="The expected wait, as long as it can be trusted.")
    at_start: bool = Field(default=True, description="Soon after the wait begins; else only after every_s.")
    every_s: Pause = Field(default=60, description="Again so long after the last time; 0 = not again.")
    most_position: Annotated[int, Field(ge=0, le=100)] = Field(
        default=20, description="Places beyond are only said to be beyond; 0 = every place is said."
    )
    most_min: Annotated[int, Field(ge=0, le=180)] = Field(
        default=30, description="Longer waits are only said to be longer; 0 = every wait is said."
    )


class KeyExit(Model):
    """A key by which a waiting caller leaves the queue."""

    key: Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]
    action: Literal["queue", "flow", "branch", "callback", "voice_mail"] = Field(
        description="branch: the queue node's branch of this key; callback: called back, at the place held; "
        "voice_mail: a message for this queue."
    )
    target_id: Id | None = Field(default=None, description="queue, flow: its id; others: none.")
    keep: bool = Field(default=True, description="queue: the time waited counts there.")
    label: Line60 = Field(default="", description="What it is for, as it is said; empty: it is not said.")


class CallingBack(Model):
    """How those who left the queue for it are called back."""

    retries: Annotated[int, Field(ge=0, le=10)] = Field(
        default=2, description="How often it is tried again when the customer was not reached."
    )
    every_s: Annotated[int, Field(ge=10, le=86_400)] = Field(default=600, description="So long after the last try.")
    expires_s: Annotated[int, Field(ge=60, le=604_800)] = Field(
        default=86_400, description="Given up so long after the request."
    )
    caller_id: CallerId = Field(
        default="",
        description="Number to be shown; empty: the number that was dialled, if agents may show it, else the trunk's.",
    )
    other_number: bool = Field(
        default=False,
        description="Callers may type another number, a landline or mobile of the country; who withholds theirs, too.",
    )


class AutoCallback(Model):
    """How callers who gave up in the queue are called back without having asked for it."""

    on: bool = False
    least_wait_s: Annotated[int, Field(ge=0, le=3600)] = Field(
        default=20, description="Who gave up sooner is not called."
    )
    after_s: Annotated[int, Field(ge=0, le=86_400)] = Field(
        default=300, description="The first try comes so long after they gave up."
    )
    tries: Annotated[int, Field(ge=1, le=10)] = Field(
        default=2, description="The customer is dialled so often at most."
    )
    every_s: Annotated[int, Field(ge=10, le=86_400)] = Field(default=1_800, description="So long after the last try.")
    expires_s: Annotated[int, Field(ge=60, le=604_800)] = Field(
        default=28_800, description="Given up so long after they gave up."
    )
    hours_id: Id | None = Field(
        default=None,
        description="Opening hours within which they are called; None: those of the number that they dialled.",
    )


class Escalation(Model):
    """The second line: whom agents ask for help, and which callers come to experts by themselves."""

    queue_id: Annotated[Id, Field(description="The experts: a queue that is marked as such.")]
    ask_s: Annotated[int, Field(ge=0, le=600)] = Field(
        default=60, description="An agent who asks waits at most this long; 0 = is told at once that nobody is free."
    )
    waited_s: Annotated[int, Field(ge=0, le=86_400)] = Field(
        default=0, description="A caller who has waited this long may be served by experts too; 0 = not."
    )
    talked_s: Annotated[int, Field(ge=0, le=86_400)] = Field(
        default=0, description="After so long a talk the agent is reminded to ask; 0 = not."
    )
    levels: list[Line20] = Field(
        default_factory=list, max_length=20, description="Customers of these levels may be served by experts at once."
    )
    repeat_days: Annotated[int, Field(ge=0, le=365)] = Field(
        default=0, description="So may who talked with an agent less than so many days ago; 0 = not."
    )


class QueueIn(Model):
    """A new queue."""

    name: Name
    strategy: Strategy = "longest_idle"
    priority: Priority = 0
    ring_at_most: Annotated[int, Field(ge=2, le=50)] = Field(
        default=10, description="ring_all: no more agents than this are rung at once for one caller."
    )
    offer_timeout_s: Annotated[int, Field(ge=5, le=300)] = 20
    wrap_up_s: Annotated[int, Field(ge=0, le=3600)] = 30
    comfort_first_s: Annotated[int, Field(ge=0, le=3600)] = 30
    comfort_every_s: Pause = Field(default=30, description="0 = no comfort messages.")
    comfort_prompts: list[PromptName] = Field(
        default_factory=lambda: ["comfort"],
        max_length=10,
        description="One each time, in order, and from the beginning.",
    )
    language: SpokenLanguage | None = Field(
        default=None, description="Of what is said while waiting; None = as the number that was dialled."
    )
    announcing: Announcing = Field(default_factory=Announcing)
    exits: list[KeyExit] = Field(default_factory=list, max_length=12)
    calling_back: CallingBack = Field(default_factory=CallingBack)
    auto_callback: AutoCallback = Field(default_factory=AutoCallback)
    music_id: Id | None = Field(default=None, description="None = the installation's music.")
    exits_prompt: PromptName | None = Field(
        default=None, description="Prompt that names the keys; None: their labels are said."
    )
    max_wait_s: Seconds = 0
    max_waiting: Annotated[int, Field(ge=0, le=100_000)] = 0
    short_abandon_s: Annotated[int, Field(ge=0, le=600)] = 5
    record: bool = True
    member_ids: list[Id] = Field(
        default_factory=list, max_length=10_000, description="In the queue's fixed order (sequential, round robin)."
    )
    skills: list[Need] = Field(default_factory=list, max_length=20)
    relaxing: list[RelaxStep] = Field(default_factory=list, max_length=20)
    ageing_per_min: Ageing | None = Field(default=None, description="None = as the company has it.")
    sticky_wait_s: Annotated[int, Field(ge=0, le=3600)] = Field(
        default=0, description="A returning customer waits this long for who served them last; 0 = not at all."
    )
    overflow: list[OverflowLevel] = Field(default_factory=list, max_length=10)
    handling_s: Annotated[int, Field(ge=1, le=86_400)] = Field(
        default=180, description="Expected length of a call with wrap-up, for expected waits."
    )
    survey_flow_id: Id | None = Field(
        default=None,
        description="Flow with a survey in which callers are asked how it was, when the agent hangs up; None: none.",
    )
    survey_outbound: bool = Field(default=False, description="Customers whom we called are asked too.")
    expert: bool = Field(default=False, description="Its agents are experts, the second line of other queues.")
    escalation: Escalation | None = Field(default=None, description="None = there is no second line.")


class QueuePatch(QueueIn, partial=True):
    """What changes of a queue."""


class Queue(Out):
    """A queue."""

    id: str
    name: str
    strategy: str
    ring_at_most: int
    priority: int
    offer_timeout_s: int
    wrap_up_s: int
    comfort_first_s: int
    comfort_every_s: int
    comfort_prompts: list[str]
    language: SpokenLanguage | None
    announcing: Announcing
    exits: list[KeyExit]
    calling_back: CallingBack
    auto_callback: AutoCallback
    exits_prompt: str | None
    music_id: str | None
    max_wait_s: int
    max_waiting: int
    short_abandon_s: int
    record: bool
    member_ids: list[str]
    skills: list[Need]
    relaxing: list[RelaxStep]
    ageing_per_min: int | None
    sticky_wait_s: int
    overflow: list[OverflowLevel]
    handling_s: int
    survey_flow_id: str | None
    survey_outbound: bool
    expert: bool
    escalation: Escalation | None


class Defaults(Model):
    """What holds for queues that do not say otherwise."""

    ageing_per_min: Ageing
