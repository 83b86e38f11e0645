"""One run: a contact center on a virtual switch, in virtual time, run by the real runtime and the real core."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any, cast

from trunkline.core import inputs as i
from trunkline.core.board import Board
from trunkline.live.bus import InProcessBus
from trunkline.ports import Batch, NumberedFact, Refusal
from trunkline.runtime.clock import SystemClock
from trunkline.runtime.runtime import SWEEP_S, Runtime
from trunkline.runtime.sweep import LONGEST_PROMPT_LOOKS
from trunkline.sim import floor
from trunkline.sim.agents import AgentsAtWork
from trunkline.sim.audit import Audit, Broken, check
from trunkline.sim.callers import CallersAtWork
from trunkline.sim.channels import VirtualChannel
from trunkline.sim.faults import Troubles
from trunkline.sim.loop import EPOCH_MS, VirtualLoop
from trunkline.sim.outsiders import Outsiders
from trunkline.sim.scenario import TENANT, TRUNK, Faults, Scenario
from trunkline.sim.store import WatchedStore
from trunkline.sim.switch import VirtualSwitch
from trunkline.sim.wire import Wire

SLICE_S = 60.0
WHOLE_EVERY = 24
"""What has changed is looked at after every moment; everybody, the switch and the board after so many."""
FORGOTTEN_S = (LONGEST_PROMPT_LOOKS + 3) * SWEEP_S
"""By then a prompt whose end was lost has been given up, and it is forgotten whose it was."""
DRAIN_S = 6 * 3600.0
"""Virtual time by which the last caller must have gone after the last one rang."""

Tell = Callable[[str, object], None]


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    seed: int
    scenario: str
    calls: int
    virtual_s: float
    cpu_s: float
    facts: int
    digest: int
    from_own_phones: int
    "of the calls in outcomes, those that agents dialled at a phone, which were no consult"
    outcomes: dict[str, int]
    faults: dict[str, int]
    refusals: dict[str, int]
    waits_ms: list[int] = field(default_factory=list, repr=False)


class Center:
    """Construct, then :meth:`run`. ``checked``: hold every promise at every moment; else only run."""

    def __init__(self, scenario: Scenario, seed: int, *, checked: bool = True, tell: Tell | None = None) -> None:
        self.scenario = scenario
        self.seed = seed
        self.config = scenario.config()
        self.faults = scenario.faults
        self.loop = VirtualLoop()
        self.store = WatchedStore(self._rng("store"), keep_facts=20_000)
        self.switch = VirtualSwitch()
        self.wire = Wire(self.switch, self.loop, self._rng("wire"), scenario.faults, tell)
        self.audit = Audit(self.config, in_order=scenario.in_order)
        self.waits_ms: list[int] = []
        self.refusals: Counter[str] = Counter()
        self._tell = tell
        self._checked = checked
        self._clock_ahead_ms = 0
        self._ids = count(1)
        self._alive = False
        self._dirty = False
        self._changed: dict[str, object] = {}
        "keys of documents that were committed since the last look"
        self._looks = 0
        self._line_back_at = 0.0
        self._strays = floor.Strays(floor.PATIENCE_S if scenario.faults.any() else 0.0)
        self._bus = InProcessBus()
        self.callers = CallersAtWork(self, self._rng("callers"))
        self.agents = AgentsAtWork(self, self._rng("agents"))
        self.outsiders = Outsiders(self, self._rng("outsiders"))
        self.troubles = Troubles(self, self._rng("faults"))
        self._set_up()

    def _rng(self, what: str) -> Random:
        """Who draws has a source of their own, so that a change in one part leaves the others as they were."""
        return Random(f"{self.seed}/{what}")  # noqa: S311 - it must be repeatable

    def _set_up(self) -> None:
        self.switch.watcher = self
        store = self.store
        store.add_tenant(self.config)
        store.owners = {TRUNK: TENANT}
        for agent in self.config.agents.values():
            store.owners[agent.browser_endpoint] = store.owners[agent.phone_endpoint] = TENANT
        for n in range(int(self.scenario.callers.numbers * self.scenario.callers.known)):
            store.add_customer(TENANT, f"+86138{n:08d}", f"cust-{n}", f"Customer {n}", "vip" if n % 10 == 0 else "")
        if self.scenario.routing == "sticky":
            store.last_agents = tuple(self.config.agents)
        store.die = self._die
        if self._checked or self._tell:
            store.committed = self._committed
            self._bus.subscribe(self.agents.heard)
            if self._checked:
                self.loop.settled = self._settled
        else:
            store.committed = None
            self._bus.subscribe(self._only_waits)
        self._start_control()

    # -- running -----------------------------------------------------------------------------------------------------

    def run(self) -> Outcome:
        """From the first sign-in to the last sign-out. Raises what went wrong."""
        began = time.process_time()
        self.loop.call_later(1.0, self.agents.start)
        self.loop.call_later(2.0, self.callers.start)
        self.loop.call_later(3.0, self.troubles.start)
        self._until(lambda: self.callers.done, 10**9)
        self.troubles.stop()
        self.wire.stop_faults()
        self.faults = Faults()
        self._until(lambda: not self.switch.channels and self._runs_empty(), DRAIN_S)
        self.agents.shift = False
        self._until(lambda: self._quiet() and not self._tenant().agents, DRAIN_S)
        if self._checked:
            self.loop.run_until(self.loop.time() + FORGOTTEN_S)
            self.audit.finish()
            check(not self.runtime.remembered, "it is remembered whose something is that is not there any more")
            floor.check_messages(self.switch, self.audit.mails_over)
            floor.check_empty(self._tenant(), self.switch, self.store.documents(TENANT))
        return Outcome(
            self.seed,
            self.scenario.name,
            self.callers.rung,
            self.loop.time(),
            time.process_time() - began,
            self.audit.seq,
            self.audit.digest,
            self.audit.from_own_phones,
            dict(self.audit.outcomes),
            dict(self.troubles.happened),
            dict(self.refusals),
            self.audit.waits_ms if self._checked else self.waits_ms,
        )

    def _until(self, done: Callable[[], bool], within_s: float) -> None:
        end = self.loop.time() + within_s
        while not done():
            if self.loop.time() > end:
                raise Broken(f"still going on after {within_s:.0f} s: {self._what_is_left()}")
            self.loop.run_until(self.loop.time() + SLICE_S)

    def _runs_empty(self) -> bool:
        t = self._tenant() if self._alive else None
        return t is not None and not t.calls and not t.callbacks

    def _quiet(self) -> bool:
        return self._alive and self.runtime.tenant(TENANT) is not None

    def _what_is_left(self) -> str:
        if not self._quiet():
            return "call control is away"
        t = self._tenant()
        parts = (t.calls.values(), t.callbacks.values(), t.agents.values(), self.switch.channels.values())
        return " ".join(str(list(part)[:3]) for part in parts)

    def _tenant(self) -> Any:
        return self.runtime.tenant(TENANT)

    def now(self) -> int:
        """The machine's clock, Unix milliseconds."""
        return EPOCH_MS + self._clock_ahead_ms + int(self.loop.time() * 1000 + 1e-6)

    def note(self, what: str, about: object) -> None:
        """For the trace."""
        if self._tell is not None:
            self._tell(what, about)

    # -- call control ------------------------------------------------------------------------------------------------

    def _start_control(self) -> None:
        self._clock = SystemClock(lambda: self.now() * 1_000_000, lambda: int(self.loop.time() * 1e9))
        self.runtime = Runtime(self.store, self.wire, self._bus, self._clock, self._new_id)
        self._alive = True
        self.note("control starts", "")
        self.loop.create_task(self.runtime.start())
        self.agents.control_came_back()

    def _new_id(self) -> str:
        return f"{next(self._ids):012d}"

    def kill(self, where: str, away_s: float) -> None:
        """The process dies: now, or around the next commit; it is started again after away_s seconds."""
        if self._alive:
            self.note("kill", where)
            self._away_s = away_s
            if where == "now":
                self._die()
            else:
                self.store.kill_at = where

    def _die(self) -> None:
        self.note("control is dead", "")
        self._alive = False
        self.store.kill_at = ""
        self.wire.cut()
        self.loop.kill_tasks()
        self.loop.call_later(self._away_s, self._start_control)

    def order(self, command: i.Command) -> None:
        """Somebody presses a button on the page."""
        if self._alive:
            self.loop.create_task(self._order(command))

    async def _order(self, command: i.Command) -> None:
        self.note("command", command)
        try:
            await self.runtime.command(TENANT, command)
        except Refusal as refusal:
            self.refusals[refusal.code] += 1
            self.note("refused", refusal.code)

    def page(self, agent_id: str, *, is_open: bool) -> None:
        """An agent's working page is opened, or goes."""
        self.note("page", f"{agent_id} {is_open}")
        if self._alive:
            self.runtime.page_changed(TENANT, agent_id, is_open=is_open)

    def board(self) -> Board | None:
        """What a page shows that is loaded now; None while there is nobody to give it."""
        if not self._alive:
            return None
        try:
            _, board = _at_once(self.runtime.snapshot(TENANT))
        except Refusal:
            return None
        return cast(Board, board)

    # -- switch, line, clock -----------------------------------------------------------------------------------------

    def switch_now(self) -> VirtualSwitch:
        """The switch, whose clock is the machine's too."""
        self.switch.now = self.now()
        return self.switch

    def switch_call(self, endpoint: str, dialled: str, number: str) -> str:
        """A caller rings."""
        channel_id = self.switch_now().call_in(endpoint, dialled, number)
        self.note("caller rings", f"{channel_id} {dialled}")
        return channel_id

    def hang_up(self, channel_id: str, cause: int = 16) -> None:
        """A party hangs up, or a line dies."""
        self.note("hangs up", f"{channel_id} {cause}")
        self.switch_now().hang_up(channel_id, cause)
        self.pump()

    def pick_up(self, channel_id: str) -> None:
        """A phone that rings is answered."""
        self.switch_now().pick_up(channel_id)
        self.pump()

    def press(self, channel_id: str, key: str) -> None:
        """Somebody presses a key."""
        self.switch_now().press(channel_id, key)
        self.pump()

    def pump(self) -> None:
        """Let the switch say what it has to say."""
        if self.switch.events:
            self.wire.pump()

    def lose_line(self, for_s: float) -> None:
        """Call control and the switch do not hear of each other for a while."""
        self.note("line breaks", for_s)
        self._line_back_at = max(self._line_back_at, self.loop.time() + for_s)
        self.wire.break_line()
        self.loop.call_at(self._line_back_at, self._line_back)

    def _line_back(self) -> None:
        if self.loop.time() >= self._line_back_at and not self.wire.whole:
            self.note("line is back", "")
            self.switch.now = self.now()
            self.wire.mend_line()

    def restart_switch(self, for_s: float) -> None:
        """The switch dies with all its channels, and comes back empty."""
        self.note("switch restarts", for_s)
        self.lose_line(for_s)
        self.switch_now().crash()
        self.agents.switch_came_back()

    def set_clock(self, seconds: float) -> None:
        """Somebody sets the machine's clock."""
        self.note("clock is set", seconds)
        self._clock_ahead_ms += int(seconds * 1000)

    # -- what happens at phones --------------------------------------------------------------------------------------

    def rung(self, channel: VirtualChannel) -> None:
        """See sim.channels.Watcher."""
        (self.agents if self.agents.rings_here(channel) else self.outsiders).rung(channel)

    def recorded(self, channel: VirtualChannel, message_id: str, longest_s: int) -> None:
        """See sim.channels.Watcher."""
        self.callers.recorded(channel, message_id, longest_s)

    def hears(self, channel: VirtualChannel, playback_id: str, prompts: tuple[str, ...]) -> None:
        """See sim.channels.Watcher."""
        self.callers.hears(channel, playback_id, prompts)
        if self.agents.rings_here(channel):
            self.agents.hears(channel)

    def joined(self, channel: VirtualChannel, bridge_id: str) -> None:
        """See sim.channels.Watcher."""
        (self.agents if self.agents.rings_here(channel) else self.callers).joined(channel, bridge_id)

    def gone(self, channel: VirtualChannel) -> None:
        """See sim.channels.Watcher."""
        (self.agents if self.agents.rings_here(channel) else self.callers).gone(channel)

    # -- promises ----------------------------------------------------------------------------------------------------

    def _committed(self, batches: Sequence[Batch]) -> None:
        if self._tell is not None:
            for batch in batches:
                for seq, fact in enumerate(batch.facts, batch.first_seq):
                    self._tell(f"fact {seq}", fact)
        self._dirty = True
        for batch in batches:
            self._changed.update(batch.changed)
        if self._checked:
            self.audit.committed(batches)

    def _only_waits(self, _tenant: str, items: Sequence[NumberedFact]) -> None:
        for item in items:
            if type(item.fact).__name__ == "CallAnswered":
                self.waits_ms.append(item.fact.wait_ms)  # type: ignore[union-attr]

    def _settled(self) -> None:
        """Nothing more happens at this moment."""
        if not self._dirty:
            return
        self._dirty = False
        t = self.runtime.tenant(TENANT) if self._alive else None
        if t is None:
            return
        floor.check_changed(t, self._changed)
        self._changed.clear()
        well = t.connected and self.switch.connected and not (self.store.failing or self.store.stalling)
        if not well:
            self._strays.quiet()
        self._looks += 1
        if self._looks % WHOLE_EVERY == 0:
            self._look_at_everything(t, well)

    def _look_at_everything(self, t: Any, well: bool) -> None:
        floor.check_all(t, anybody=self.scenario.routing != "needs")
        seq, board = _at_once(self.runtime.snapshot(TENANT))
        if seq == self.audit.seq:
            floor.check_board(self.audit.board, floor.plain(board))
        health = self.runtime.health()
        check(not health["runtime"]["faults"], "an input could not be handled")
        if well and health["store"]["ok"]:
            self._strays.look(t, self.switch, self.loop.time(), self._clock.now())


def _at_once(coro: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that waits for nothing."""
    try:
        coro.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("it waits")
