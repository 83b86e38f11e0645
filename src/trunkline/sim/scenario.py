"""What a run is made of: who calls how often, who works how, what goes wrong. Everything follows from one number.

Times are seconds, rates are per second or per hour as the name says, shares lie between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any

from trunkline.core.config import (
    MEDIA_CALLBACK,
    MEDIA_VOICE,
    Agent,
    Announcing,
    AutoCallback,
    CallingBack,
    Capacity,
    Escalation,
    FlowDoc,
    Hours,
    KeyExit,
    Need,
    Number,
    Overflow,
    Queue,
    RelaxStep,
    TenantConfig,
    Trunk,
)

TENANT = "t1"
TRUNK = "demo-trunk-local"
SKILL = "s1"
EXPERTS = "qx"
MENU, STRAIGHT, CLOSED, UNKNOWN = "4000", "4100", "4200", "4999"
"""Dialled numbers: a menu before the queues, straight to the first queue, closed by its hours, nobody's."""
CALLS_ONLY = Capacity(((MEDIA_VOICE, 1), (MEDIA_CALLBACK, 0)))
"""Of every seventh agent: is given no callbacks."""


@dataclass(frozen=True, slots=True)
class Callers:
    """Who calls: arrivals are a Poisson process whose rate changes at given times."""

    calls: int = 1000
    rate_per_s: tuple[tuple[float, float], ...] = ((0.0, 0.2),)
    "(from second, rate) pairs by time; the last one holds on"
    straight: float = 0.5
    "share that dials the number without a menu; of the rest a few dial the closed or an unknown number"
    odd: float = 0.04
    withheld: float = 0.1
    numbers: int = 10_000
    "how many different callers there are"
    known: float = 0.3
    "share of numbers that belong to a customer"
    patience_s: float = 90.0
    "mean of the exponential time a caller stays without an agent; 0 = for ever"
    hasty: float = 0.05
    "share that hangs up within a second or two"
    wrong_key: float = 0.1
    no_key: float = 0.08
    talk_s: float = 60.0
    "mean of the exponential length of a conversation, until one of the two hangs up"
    hangs_up_first: float = 0.5
    leaves: float = 0.3
    answers: float = 0.6
    "of those who are asked how it was, answer by some key"
    "share that presses a key when told that the queue can be left by keys"


@dataclass(frozen=True, slots=True)
class People:
    """How agents work."""

    number: int = 8
    answer_s: float = 4.0
    "mean of the exponential time until an offered call is answered; 0 = at once"
    misses: float = 0.03
    declines: float = 0.03
    phone_dies: float = 0.01
    "share of conversations in which the phone dies"
    holds: float = 0.15
    mutes: float = 0.1
    sends_keys: float = 0.05
    passes: float = 0.1
    "share of conversations in which the agent transfers, consults or brings somebody in"
    asks_experts: float = 0.1
    "share of conversations in which the agent asks for an expert, where there are any"
    dials_at_phone: float = 0.2
    "share of conversations at a desk phone in which the agent dials on a second line, or transfers there"
    wrap_up_s: float = 15.0
    "mean time until the agent ends the wrap-up; often the countdown is first"
    breaks_per_hour: float = 1.0
    break_s: float = 240.0
    sign_outs_per_hour: float = 0.3
    dials_per_hour: float = 2.0
    "calls of their own"
    vanishing_per_hour: float = 0.3
    "the phone or browser loses its registration for a while"
    at_phone: float = 0.3
    "share of agents at a SIP phone, the others use the browser"
    outside: float = 0.15
    "share of agents who are rung at an outside number"


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong. Shares are of events or effects; the others happen so many times an hour."""

    lost_events: float = 0.0
    doubled_events: float = 0.0
    late_events: float = 0.0
    "the event and all after it come up to four seconds later"
    late_effects: float = 0.0
    "the order and all after it are performed up to two seconds later"
    failed_prompts: float = 0.0
    line_breaks: float = 0.0
    "the connection to the switch is lost for up to a minute and comes back"
    switch_restarts: float = 0.0
    "every channel dies"
    kills: float = 0.0
    "the control process dies: between commit and effect, before a commit, or anywhere"
    store_failures: float = 0.0
    "commits fail for up to twenty seconds; one in three was written though it seemed to fail"
    store_stalls: float = 0.0
    "commits take up to three seconds each, for a while"
    clock_jumps: float = 0.0
    "the machine's clock is set forward or back, by seconds or by up to two hours"

    def any(self) -> bool:
        """Whether anything goes wrong at all."""
        return any(getattr(self, field.name) for field in fields(self))


ALL_FAULTS = Faults(0.002, 0.01, 0.01, 0.01, 0.02, 2.0, 0.7, 3.0, 2.0, 2.0, 1.5)
"""Every fault, far more often than in any real house."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run."""

    name: str
    callers: Callers = Callers()
    people: People = People()
    faults: Faults = Faults()
    queues: int = 2
    routing: str = "plain"
    "plain | needs | ageing | sticky | overflow | ring_all: what of routing is set up in all queues"
    experts: Escalation | None = None
    "the second line of all queues; every fourth agent is an expert, every eighth nothing else. None: there is none"
    queue: tuple[tuple[str, Any], ...] = ()
    "settings of all queues, beside the defaults of core.config.Queue"

    @property
    def in_order(self) -> bool:
        """Whether who is served first follows from priorities and waits alone; where it matters who the caller is, a
        call may stand back for a moment until that is known."""
        by_who = self.experts is not None and (self.experts.levels or self.experts.repeat_days)
        return self.routing in ("plain", "ring_all") and not by_who

    def config(self) -> TenantConfig:
        """The tenant's configuration."""
        ids = tuple(f"q{n}" for n in range(1, self.queues + 1))
        settings: dict[str, Any] = dict(self.queue)
        second = {EXPERTS: Queue(EXPERTS, EXPERTS, expert=True, **settings)} if self.experts is not None else {}
        rule = replace(self.experts, queue_id=EXPERTS) if self.experts is not None else Escalation()
        agents = {}
        for n in range(1, self.people.number + 1):
            served = tuple(q for index, q in enumerate(ids) if n % 3 or index == n % self.queues)
            if second and n % 4 == 0:
                served = (EXPERTS,) if n % 8 == 0 else (*served, EXPERTS)
            extension = str(1000 + n)
            agents[f"a{n:03d}"] = Agent(
                f"a{n:03d}",
                f"Agent {n}",
                extension,
                served,
                f"demo-{extension}-web",
                f"demo-{extension}",
                skills=((SKILL, 1 + n % 10),) if n % 2 else (),
                outside_number=f"1370000{extension}",
                capacity=Capacity() if n % 7 else CALLS_ONLY,
                dials_out=n % 5 > 0,
            )
        return TenantConfig(
            tenant_id=TENANT,
            # Callers of the last queue are served first where agents serve more than one.
            queues={
                **{
                    q: Queue(
                        q, q, priority=10 * (n == 2), escalation=rule, **{**settings, **_routing(self.routing, q, ids)}
                    )
                    for n, q in enumerate(ids)
                },
                **second,
            },
            agents=agents,
            numbers=(
                Number("n1", MENU, "f1", "consulting", show_out=True),
                Number("n2", STRAIGHT, "f2"),
                Number("n3", CLOSED, "f1", hours_id="h1", closed_flow_id="f3", priority=5),
            ),
            hours={"h1": Hours("h1", "never", "Asia/Shanghai")},
            flows={flow.id: flow for flow in _flows(ids)},
            reasons={"lunch": False, "training": True},
            dispositions=frozenset({"d1", "d2"}),
            skills=frozenset({SKILL}),
            trunks=(Trunk("trunk-1", TRUNK),),
        )


def _routing(kind: str, queue_id: str, queues: tuple[str, ...]) -> dict[str, Any]:
    """Settings of one queue. In a house with one queue nothing can flow over to another."""
    if kind == "needs":
        return {"needs": (Need(SKILL, 4),), "relax": (RelaxStep(10, SKILL, 2), RelaxStep(25, SKILL, 0))}
    if kind == "ageing":
        return {"ageing_per_min": 6}
    if kind == "ring_all":
        return {"strategy": "ring_all", "ring_at_most": 3}
    if kind == "sticky":
        return {"sticky_wait_s": 12}
    if kind != "overflow":
        return {}
    levels = [Overflow("wait", 90, "flow", "f3"), Overflow("nobody", 0, "branch")]
    other = queues[-1] if queues[0] == queue_id else queues[0]
    if other != queue_id:
        levels = [Overflow("wait", 10, "beside", other), Overflow("length", 5, "move", other), *levels]
    return {"overflow": tuple(levels)}


def _flows(queues: tuple[str, ...]) -> tuple[FlowDoc, ...]:
    leave = {"timeout": "bye", "full": "bye"}
    menu: dict[str, dict[str, Any]] = {
        "welcome": {"type": "play", "prompts": ["greeting"], "next": "menu"},
        "menu": {
            "type": "menu",
            "prompts": ["menu"],
            "invalid_prompts": ["invalid"],
            "no_input_prompts": ["no_input"],
            "keys": {str(n): f"ask{n}" for n in range(1, len(queues) + 1)},
            "tries": 3,
            "timeout_s": 6,
            "on": {"invalid": "bye", "timeout": "bye"},
        },
        "nobody": {"type": "play", "prompts": ["nobody"], "next": "end"},
        "bye": {"type": "play", "prompts": ["goodbye"], "next": "end"},
        "end": {"type": "hang_up"},
    }
    for n, queue_id in enumerate(queues, 1):
        menu[f"ask{n}"] = {"type": "staffed", "queue_id": queue_id, "on": {"yes": f"wait{n}", "no": "nobody"}}
        menu[f"wait{n}"] = {"type": "queue", "queue_id": queue_id, "on": leave, "keys": {"3": "menu"}}
    straight: dict[str, dict[str, Any]] = {
        "wait": {"type": "queue", "queue_id": queues[0], "on": {"timeout": "end", "full": "end"}},
        "end": {"type": "hang_up"},
    }
    closed: dict[str, dict[str, Any]] = {
        "say": {"type": "play", "prompts": ["closed"], "next": "box"},
        "box": {
            "type": "record",
            "longest_s": 30,
            "prompts": ["voice_mail"],
            "thanks_prompts": ["thanks"],
            "next": "end",
        },
        "end": {"type": "hang_up", "served": True},
    }
    survey: dict[str, dict[str, Any]] = {
        "ask": {
            "type": "survey",
            "prompts": ["survey"],
            "thanks_prompts": ["thanks"],
            "answers": {"1": {"score": 5, "satisfied": True}, "3": {"score": 1}, "9": {"complaint": True}},
            "next": "end",
        },
        "end": {"type": "hang_up", "served": True},
    }
    return (
        FlowDoc("f1", "menu", 1, "welcome", menu),
        FlowDoc("f2", "straight", 1, "wait", straight),
        FlowDoc("f3", "closed", 1, "say", closed),
        FlowDoc("f4", "survey", 1, "ask", survey),
    )


def draw(seed: int, calls: int, *, faults: bool = True) -> Scenario:
    """A scenario of its own for every seed: size, load, habits, queue settings and the mix of faults."""
    rng = Random(f"{seed}/scenario")  # noqa: S311 - it must be repeatable
    number = rng.choice((2, 5, 12, 30))
    talk = rng.choice((20.0, 60.0, 150.0))
    wrap_limit = rng.choice((0, 0, 10, 30))
    wrap = rng.choice((5.0, 15.0, 60.0))
    handling = talk + 4 + min(wrap_limit, wrap)
    rates = [rng.uniform(0.4, 1.4) * number / handling for _ in range(4)]
    mixed = Faults()
    if faults:
        chosen = {f.name: getattr(ALL_FAULTS, f.name) for f in fields(Faults) if rng.random() < 0.6}
        mixed = replace(mixed, **chosen)
    return Scenario(
        name=f"drawn from {seed}" + ("" if faults else ", without faults"),
        callers=Callers(
            calls=calls,
            rate_per_s=tuple((900.0 * n, rate) for n, rate in enumerate(rates)),
            straight=rng.choice((0.2, 0.6, 0.9)),
            patience_s=rng.choice((30.0, 120.0, 400.0)),
            talk_s=talk,
        ),
        people=People(number=number, wrap_up_s=wrap, misses=rng.choice((0.0, 0.05)), declines=rng.choice((0.0, 0.05))),
        faults=mixed,
        queues=rng.choice((1, 2, 3)),
        experts=_second_line(Random(f"{seed}/experts")),  # noqa: S311 - it must be repeatable
        routing=rng.choice(("plain", "plain", "plain", "needs", "ageing", "sticky", "overflow", "ring_all")),
        queue=(
            ("wrap_up_s", wrap_limit),
            ("comfort_every_s", rng.choice((0, 15, 30))),
            ("max_wait_s", rng.choice((0, 45, 200))),
            ("max_waiting", rng.choice((0, 0, 10))),
            ("offer_timeout_s", rng.choice((8, 20))),
            ("record", rng.random() < 0.7),
            *_waiting(Random(f"{seed}/waiting")),  # noqa: S311 - it must be repeatable
        ),
    )


def _second_line(rng: Random) -> Escalation | None:
    """Whether there are experts, how long who asks for one waits, and which callers come to them by rule."""
    rule = Escalation(
        EXPERTS,
        ask_s=rng.choice((0, 10, 60)),
        waited_s=rng.choice((0, 0, 10, 40)),
        talked_s=rng.choice((0, 20)),
        levels=rng.choice(((), ("vip",))),
        repeat_days=rng.choice((0, 1)),
    )
    return rule if rng.random() < 0.6 else None


def _waiting(rng: Random) -> tuple[tuple[str, Any], ...]:
    """What callers are told while they wait, and how they may leave."""
    ways = (
        KeyExit("1", "flow", "f3", label="voice mail"),
        KeyExit("2", "queue", "q1", keep=rng.random() < 0.5, label="sales"),
        KeyExit("3", "branch", label="the menu"),
        KeyExit("4", "callback"),
    )
    return (
        ("announcing", Announcing(rng.random() < 0.5, rng.random() < 0.5, rng.random() < 0.7, rng.choice((0, 15, 40)))),
        ("comfort", rng.choice((("comfort",), ("comfort", "transferring"), ()))),
        ("comfort_first_s", rng.choice((None, 0, 10))),
        ("exits", ways if rng.random() < 0.3 else ()),
        (
            "calling_back",
            CallingBack(
                rng.choice((0, 1, 2)), rng.choice((10, 120)), rng.choice((600, 7200)), other_number=rng.random() < 0.5
            ),
        ),
        ("survey_flow_id", "f4" if rng.random() < 0.4 else ""),
        (
            "auto_callback",
            AutoCallback(
                rng.random() < 0.5,
                least_wait_s=rng.choice((0, 15)),
                after_s=rng.choice((30, 300)),
                tries=rng.choice((1, 3)),
                every_s=rng.choice((20, 120)),
                expires_s=rng.choice((400, 7200)),
            ),
        ),
    )


def erlang(calls: int, *, agents: int = 50, load: float = 0.96, service_s: float = 60.0) -> Scenario:
    """M/M/c: Poisson arrivals, exponential service, everybody waits, agents answer at once and have no wrap-up."""
    return Scenario(
        name=f"M/M/{agents} at load {load:g}",
        callers=Callers(
            calls=calls,
            rate_per_s=((0.0, load * agents / service_s),),
            straight=1.0,
            odd=0.0,
            withheld=1.0,
            known=0.0,
            patience_s=0.0,
            hasty=0.0,
            talk_s=service_s,
            hangs_up_first=1.0,
        ),
        people=People(
            number=agents,
            answer_s=0.0,
            misses=0.0,
            declines=0.0,
            phone_dies=0.0,
            holds=0.0,
            mutes=0.0,
            sends_keys=0.0,
            passes=0.0,
            asks_experts=0.0,
            dials_at_phone=0.0,
            breaks_per_hour=0.0,
            sign_outs_per_hour=0.0,
            dials_per_hour=0.0,
            vanishing_per_hour=0.0,
            at_phone=0.0,
            outside=0.0,
        ),
        queues=1,
        queue=(("wrap_up_s", 0), ("comfort_every_s", 0), ("record", False)),
    )
