"""The real product for an hour: callers without pause, agents who do everything, call control killed every 5 minutes.

Asterisk and the served process are the product's, callers and phones are SIP over UDP. What has to hold at the end:

- a call never ends because of call control: no fact says so, and conversations that were there before the first kill
  are there after the last one;
- nobody is left behind: no channel, no bridge, no call, no agent in a state that belongs to a call;
- every call is told to the end: arrival and end, each stay, offer, party and recording with its end, a line in the list
  of calls; and who was heard by the caller as taken is in it;
- memory of Asterisk, and of call control at the same age, is within 5 % of where it stood after 10 minutes.

From the environment: TRUNKLINE_SOAK_MINUTES (60; quick 2), TRUNKLINE_SOAK_RATE calls a second (20; quick 5).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections import Counter
from typing import Any

import httpx
from sqlalchemy import select

from bench.figures import Report, say
from bench.installation import Installation
from bench.soak_people import Callers, Desks, RestlessPhones, Sink
from trunkline.store import tables
from trunkline.store.codec import loads
from trunkline.store.engine import make_engine
from trunkline.switch.config import APP

TALK_S = (1.0, 12.0)
LASTING = 6
"""Conversations that go on all the time."""
AGENTS_A_CALL = 10
"""Agents for each call a second: they talk, ring, and are asked by others."""
DRAIN_S = 60.0
NUMBER_LENGTH = 11
"""Of callers' numbers as they are dialled, without the country's code."""
IN_A_CALL = frozenset({"ringing", "talking", "holding", "wrap_up"})
_ENDS = {
    "CallArrived": ("call_id", frozenset({"CallEnded"})),
    "CallQueued": ("stay_id", frozenset({"QueueStayEnded"})),
    "CallOffered": ("offer_id", frozenset({"OfferEnded", "CallAnswered"})),
    "PartyInvited": ("party_id", frozenset({"PartyLeft"})),
    "RecordingStarted": ("recording_id", frozenset({"RecordingEnded"})),
}
"""What begins -> (what it is known by, which facts end it)."""


def run(report: Report, *, quick: bool) -> None:
    minutes = float(os.environ.get("TRUNKLINE_SOAK_MINUTES", "2" if quick else "60"))
    rate = float(os.environ.get("TRUNKLINE_SOAK_RATE", "5" if quick else "20"))
    asyncio.run(Soak(minutes * 60, rate, kill_every_s=35 if quick else 300, settled_s=30 if quick else 600).run(report))


class Soak:
    """One run."""

    def __init__(self, length_s: float, rate: float, *, kill_every_s: float, settled_s: float) -> None:
        self._length_s = length_s
        self._rate = rate
        self._kill_every_s = kill_every_s
        self._settled_s = settled_s
        self._chance = random.Random(42)
        self._calling: set[asyncio.Task[str]] = set()
        self._restarting = asyncio.Lock()
        self._placed = 0
        self._away: list[float] = []
        "seconds from each kill until callers can be served again"
        self._switch_memory: list[tuple[float, int]] = []
        self._control_memory: list[tuple[float, int]] = []
        "call control's, each time just before it is killed or ended"

    async def run(self, report: Report) -> None:
        """Everything."""
        async with Installation() as house:
            house.add_queues({"7401": ("soak", round(self._rate * AGENTS_A_CALL)), "7402": ("lasting", LASTING)})
            house.add_queues({"7403": ("others", 0)}, wrap_up_s=1)
            self._share_agents(house)
            await house.start()
            sink = Sink()
            server = ("127.0.0.1", house.settings.sip_port)
            callers = Callers(server, media_port=sink.port)
            phones = RestlessPhones(server, media_port=sink.port)
            steady = RestlessPhones(server, media_port=sink.port, hang_ups=0)
            lasting = [agent for agent in house.agents if agent.id in self._lasting]
            desks = Desks(house, self._chance, self._others)
            tasks: list[asyncio.Task[Any]] = []
            try:
                for line in (callers, phones, steady):
                    await line.open()
                for line, agents in ((steady, lasting), (phones, [a for a in house.agents if a not in lasting])):
                    accounts = [(agent.endpoint, agent.secret) for agent in agents]
                    for account in accounts:
                        await line.register(*account)
                    tasks.append(asyncio.create_task(line.keep_registered(accounts)))
                await desks.sign_in()
                tasks.append(asyncio.create_task(desks.run()))
                say(f"{len(house.agents)} agents are ready; {self._rate:g} calls a second for {self._length_s:.0f} s")
                dropped = await self._load(house, callers, desks)
                left = await self._left_behind(house)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await desks.close()
                for line in (callers, phones, steady):
                    line.close()
                sink.close()
            say("orders: " + ", ".join(f"{name} {count}" for name, count in sorted(desks.done.items())))
            say("calls ended: " + ", ".join(f"{name} {count}" for name, count in sorted(callers.ends.items())))
            self._report(report, house, callers, left, dropped)

    def _share_agents(self, house: Installation) -> None:
        """The agents of the first queue serve the one that calls are passed on to, too."""
        engine = make_engine(house.settings.database_url)
        member, queue = tables.queue_members, tables.queues
        with engine.begin() as connection:
            ids = {row.name: row.id for row in connection.execute(select(queue.c.name, queue.c.id))}
            rows = connection.execute(select(member).where(member.c.queue_id == ids["soak"])).mappings().all()
            connection.execute(member.insert(), [{**row, "queue_id": ids["others"]} for row in rows])
            found = connection.execute(select(member.c.user_id).where(member.c.queue_id == ids["lasting"]))
            self._lasting = set(found.scalars())
        engine.dispose()
        self._others = ids["others"]

    # -- load ----------------------------------------------------------------------------------------------------------

    async def _load(self, house: Installation, callers: Callers, desks: Desks) -> int:
        """Calls and kills until the time is over; returns how many of the lasting conversations did not last."""
        began = time.monotonic()
        kept = [
            asyncio.create_task(callers.ring("7402", f"1390000{n:04d}", self._length_s + 3600)) for n in range(LASTING)
        ]
        await asyncio.sleep(3)
        killing = asyncio.create_task(self._kills(house, began))
        looking = asyncio.create_task(self._look(house, began))
        next_at = time.monotonic()
        while time.monotonic() - began < self._length_s:
            self._place(callers)
            next_at += self._chance.expovariate(self._rate)
            await asyncio.sleep(max(0, next_at - time.monotonic()))
        took = time.monotonic() - began
        say(f"{self._placed} calls placed, {self._placed / took:.1f} a second; waiting for the last ones")
        async with self._restarting:
            killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
        desks.busy = False
        if self._calling:
            await asyncio.wait(self._calling, timeout=DRAIN_S)
        dropped = sum(one.done() for one in kept)
        self._control_memory.append((time.monotonic() - began, _memory(house.serve.pid)))
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        for one in kept:
            one.cancel()
        await asyncio.gather(*kept, return_exceptions=True)
        self._rate_held = self._placed / took
        return dropped

    def _place(self, callers: Callers) -> None:
        self._placed += 1
        number = f"138{self._placed:08d}"
        task = asyncio.create_task(callers.ring("7401", number, self._chance.uniform(*TALK_S)))
        self._calling.add(task)
        task.add_done_callback(self._calling.discard)

    async def _kills(self, house: Installation, began: float) -> None:
        while True:
            await asyncio.sleep(self._kill_every_s)
            self._control_memory.append((time.monotonic() - began, _memory(house.serve.pid)))
            since = time.monotonic()
            async with self._restarting:
                await house.kill_serve()
                await house.start_serve()
            self._away.append(time.monotonic() - since)
            say(f"call control was killed; callers are served again after {self._away[-1]:.1f} s")

    async def _look(self, house: Installation, began: float) -> None:
        while True:
            self._switch_memory.append((time.monotonic() - began, house.switch.memory_bytes() or 0))
            await asyncio.sleep(5)

    # -- what is left --------------------------------------------------------------------------------------------------

    async def _left_behind(self, house: Installation) -> Counter[str]:
        """The lasting callers hang up by going away: the switch ends what we end here. Then everything must go."""
        ari = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{house.settings.switch_http_port}/ari",
            auth=(APP, house.secrets.ari),
            timeout=10,
        )
        watcher = await house.session("supervisor")
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(ari)
            stack.push_async_callback(watcher.aclose)
            numbers = tuple(f"1390000{n:04d}" for n in range(LASTING))
            for channel in (await ari.get("/channels")).json():
                if channel["caller"]["number"].endswith(numbers):
                    await ari.delete(f"/channels/{channel['id']}")
            end = time.monotonic() + DRAIN_S
            while True:
                health = (await watcher.get("/api/health")).json()
                left = Counter(
                    channels=len((await ari.get("/channels")).json()),
                    bridges=len((await ari.get("/bridges")).json()),
                    calls=health["parts"]["runtime"]["calls"],
                    faults=health["parts"]["runtime"]["faults"],
                )
                left["agents"] = await self._busy_agents(house)
                if not +left or time.monotonic() > end:
                    return left
                await asyncio.sleep(1)

    async def _busy_agents(self, house: Installation) -> int:
        engine = make_engine(house.settings.database_url)
        state = tables.live_state
        with engine.connect() as connection:
            bodies = connection.execute(select(state.c.body).where(state.c.key.like("agent:%"))).scalars().all()
        engine.dispose()
        return sum(loads(body)["agent"]["state"] in IN_A_CALL for body in bodies)

    # -- what is on record ---------------------------------------------------------------------------------------------

    def _report(self, report: Report, house: Installation, callers: Callers, left: Counter[str], dropped: int) -> None:
        engine = make_engine(house.settings.database_url)
        open_ends, lost, arrived, facts = _on_record(engine)
        call = tables.calls
        with engine.connect() as connection:
            listed = connection.execute(select(call.c.id, call.c.ended_at)).all()
        engine.dispose()
        missing = callers.heard - arrived
        if +open_ends:
            say(f"begun and not ended: {dict(+open_ends)}")
        report.add("rate_held", self._rate_held, "calls/s")
        report.add("calls", self._placed, "calls")
        report.add("facts", facts, "facts")
        report.add("kills", len(self._away), "kills")
        report.add("served_again_after", max(self._away, default=float("nan")), "s")
        report.add("conversations_dropped_by_kills", dropped + lost["system"], "calls", most=0)
        report.add("callers_gave_up_meanwhile", lost["caller"], "calls")
        report.add("callers_lost", len(missing), "calls", most=0)
        for name in ("channels", "bridges", "calls", "agents", "faults"):
            report.add(f"{name}_left", left[name], name, most=0)
        report.add("facts_without_their_end", sum(open_ends.values()), "facts", most=0)
        report.add("calls_without_an_end_in_the_list", sum(row.ended_at is None for row in listed), "calls", most=0)
        report.add("calls_not_in_the_list", len(arrived) - len(listed), "calls", most=0)
        self._memory(report, "asterisk", self._switch_memory)
        self._memory(report, "control", self._control_memory)

    def _memory(self, report: Report, name: str, seen: list[tuple[float, int]]) -> None:
        settled = next((size for at, size in seen if at >= self._settled_s), float("nan"))
        last = seen[-1][1] if seen else float("nan")
        # A run that is shorter than ten minutes says nothing about growth: what is being warmed up grows.
        most = 1.05 if self._length_s > 600 else None
        report.add(f"{name}_memory", last / 1e6, "MB", peer=settled / 1e6, most_ratio=most)


def _on_record(engine: Any) -> tuple[Counter[str], Counter[str], set[str], int]:
    """From the log: what was begun and not ended; calls that call control ended or lost ("system"), and callers who
    gave up while it was away ("caller"); the ends of the numbers of who arrived; and how many facts there are."""
    begun: dict[tuple[str, str], int] = {}
    lost: Counter[str] = Counter()
    count = 0
    arrived: set[str] = set()
    parties: dict[str, str] = {}
    ending = {end: (kind, key) for kind, (key, ends) in _ENDS.items() for end in ends}
    fact = tables.facts
    with engine.connect() as connection:
        for kind, body in connection.execute(select(fact.c.kind, fact.c.body).order_by(fact.c.seq)):
            count += 1
            told = loads(body)
            if kind in _ENDS:
                begun[(kind, told[_ENDS[kind][0]])] = 1
            if kind in ending:
                begun.pop((ending[kind][0], told.get(ending[kind][1], "")), None)
            if kind == "PartyInvited":
                parties[told["channel_id"]] = told["party_id"]
            if kind == "CallTakenOver":  # the party is in charge from now on
                begun.pop(("PartyInvited", parties.get(told["channel_id"], "")), None)
            if kind == "CallArrived":
                arrived.add(told["from_number"][-NUMBER_LENGTH:])
            if kind == "CallEnded" and (told["outcome"] == "lost" or told["ended_by"] == "system"):
                lost["caller" if told["ended_by"] == "caller" else "system"] += 1
    return Counter(kind for kind, _ in begun), lost, arrived, count


def _memory(pid: int) -> int:
    """Bytes of memory that a process holds."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
