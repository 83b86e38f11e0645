"""The runtime: one inbox, one writer.

Take what is in the inbox; let the machines decide; commit facts and changed state in one transaction, so that a burst
costs one commit; then hand facts to who listens and order the effects. While a commit is under way the inbox fills, so
load makes bigger groups by itself. All tenants of this process share the writer: each tenant still has exactly one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from trunkline.core.config import TenantConfig
from trunkline.core.effects import FindCustomer, SwitchEffect
from trunkline.core.inputs import (
    AlarmInput,
    CallbackCommand,
    Command,
    ConfigChanged,
    Input,
    LegReported,
    PageChanged,
    SupervisorCommand,
    SwitchInput,
    SwitchLost,
    TimeDue,
)
from trunkline.core.refusal import Refusal
from trunkline.core.tenant import Tenant
from trunkline.ids import new_id
from trunkline.ports import Batch, Bus, RuntimeStore, StoreUnavailable, Telephony
from trunkline.runtime.clock import LastingClock
from trunkline.runtime.runner import TenantRunner, numbered
from trunkline.runtime.sweep import Sweep
from trunkline.runtime.switchboard import Switchboard

log = logging.getLogger(__name__)

COMMAND_TIMEOUT_S = 5.0
"""A person's command is answered within this; longer means that the database cannot be written."""
RETRY_S = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Pauses before a refused commit is tried again; the last one repeats."""

SWEEP_S = 30.0
"""The switch is looked over this often for what was not reported."""

_Item = tuple[str, Input, "asyncio.Future[None] | None"]


class Runtime:
    """Runs the machines of all tenants. Implements the Control port."""

    def __init__(
        self,
        store: RuntimeStore,
        telephony: Telephony,
        bus: Bus,
        clock: LastingClock,
        make_id: Callable[[], str] = new_id,
        on_config: Callable[[TenantConfig], None] | None = None,
    ) -> None:
        """on_config: told of every configuration before it is in force."""
        self._store = store
        self._telephony = telephony
        self._bus = bus
        self._clock = clock
        self._make_id = make_id
        self._on_config = on_config or (lambda _config: None)
        self._runners: dict[str, TenantRunner] = {}
        self._tenants: dict[str, Tenant] = {}
        self._switchboard = Switchboard()
        self._inbox: deque[_Item] = deque()
        self._wake = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at: int | None = None
        self._lookups: set[asyncio.Task[None]] = set()
        self._writer: asyncio.Task[None] | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._sweep = Sweep()
        self._store_error: str | None = None
        self._faults = 0
        self._config_lock = asyncio.Lock()

    # -- life --------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Load every tenant's state and begin. Calls are reconciled as soon as the switch is there."""
        for tenant_id in await self._store.tenants():
            await self._add(tenant_id)
        self._switchboard.set_endpoints(await self._store.endpoint_tenants())
        self._writer = asyncio.create_task(self._write(), name="runtime-writer")
        endpoints, trunks = await self._store.endpoints()
        await self._telephony.set_endpoints(endpoints, trunks)
        await self._telephony.start(self.deliver)
        self._sweeper = asyncio.create_task(self._look_over(), name="runtime-sweep")

    async def stop(self) -> None:
        """Commit what has been decided, and end. Calls at the switch go on."""
        await self._telephony.stop()
        if self._timer is not None:
            self._timer.cancel()
        for task in (self._sweeper, self._writer):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        for lookup in list(self._lookups):
            lookup.cancel()

    async def _add(self, tenant_id: str) -> None:
        saved = await self._store.load(tenant_id)
        self._on_config(saved.config)
        runner = TenantRunner(tenant_id, saved, self._make_id)
        self._clock.not_before(runner.last_at)
        self._runners[tenant_id] = runner
        self._tenants[tenant_id] = runner.machine.tenant
        self._switchboard.adopt(runner.machine.tenant)

    # -- in ----------------------------------------------------------------------------------------------------------

    def deliver(self, inp: SwitchInput) -> None:
        """Take an input from the switch."""
        if isinstance(inp, SwitchLost):
            self._sweep.forget()
        told, strays = self._switchboard.route(inp, self._tenants)
        for effect in strays:
            self._telephony.submit(effect)
        for tenant_id, part in told:
            self._put(tenant_id, part)

    def _put(self, tenant_id: str, inp: Input, done: asyncio.Future[None] | None = None) -> None:
        self._inbox.append((tenant_id, inp, done))
        self._wake.set()

    async def _ask(self, tenant_id: str, inp: Input) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(tenant_id, inp, done)
        try:
            await asyncio.wait_for(done, COMMAND_TIMEOUT_S)
        except TimeoutError:
            raise Refusal("store.unavailable", retry=True) from None

    async def command(
        self, tenant_id: str, command: Command | SupervisorCommand | CallbackCommand | AlarmInput | LegReported
    ) -> None:
        """Control port: put a person's command in; returns once it is decided and committed. Raises Refusal."""
        if tenant_id not in self._runners:
            raise Refusal("tenant.inactive")
        await self._ask(tenant_id, command)

    def page_changed(self, tenant_id: str, agent_id: str, *, is_open: bool) -> None:
        """Control port: an agent's working page was opened, or has gone."""
        if tenant_id in self._runners:
            self._put(tenant_id, PageChanged(agent_id, is_open))

    async def config_changed(self, tenant_id: str | None) -> None:
        """Control port: load the configuration again and make machine and switch know it."""
        async with self._config_lock:
            for known in await self._store.tenants():
                if known not in self._runners:
                    await self._add(known)
            if tenant_id is not None and tenant_id in self._runners:
                config = await self._store.load_config(tenant_id)
                self._on_config(config)
                await self._ask(tenant_id, ConfigChanged(config))
            self._switchboard.set_endpoints(await self._store.endpoint_tenants())
            endpoints, trunks = await self._store.endpoints()
            await self._telephony.set_endpoints(endpoints, trunks)

    async def snapshot(self, tenant_id: str) -> tuple[int, dict[str, Any]]:
        """Control port: (seq, board) of a tenant. The board is the live one: encode it before the next await."""
        runner = self._runners.get(tenant_id)
        if runner is None:
            raise Refusal("tenant.inactive")
        return runner.seq, runner.board

    def tenant(self, tenant_id: str) -> Tenant | None:
        """A tenant's state, to be read only, by who watches the whole process (the simulation)."""
        return self._tenants.get(tenant_id)

    @property
    def remembered(self) -> int:
        """How many things at the switch it is known whose they are, for who watches that none is kept for ever."""
        return self._switchboard.remembered

    @property
    def calls(self) -> int:
        """How many calls of all tenants run, wrap-ups included."""
        return sum(len(tenant.calls) for tenant in self._tenants.values())

    def health(self) -> dict[str, Any]:
        """Control port: whether callers can be served, part by part."""
        switch = self._telephony.health()
        connected = switch.connected and all(tenant.connected for tenant in self._tenants.values())
        return {
            "switch": {"ok": connected, "version": switch.version, "detail": switch.detail},
            "store": {"ok": self._store_error is None, "detail": self._store_error or ""},
            "runtime": {
                "ok": self._writer is not None and not self._writer.done(),
                "calls": self.calls,
                "waiting_inputs": len(self._inbox),
                "faults": self._faults,
            },
        }

    # -- the writer ----------------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        while True:
            self._set_timer()
            await self._wake.wait()
            self._wake.clear()
            waiting = self._decide()
            batches = [batch for runner in self._runners.values() if (batch := runner.take_batch()) is not None]
            if batches:
                await self._commit(batches)
            for batch in batches:
                if batch.facts:
                    self._bus.publish(batch.tenant_id, numbered(batch))
            self._perform()
            for done in waiting:
                if not done.done():
                    done.set_result(None)

    def _decide(self) -> list[asyncio.Future[None]]:
        """Empty the inbox into the machines; returns who waits for the commit."""
        waiting: list[asyncio.Future[None]] = []
        now = self._clock.now()
        for runner in self._runners.values():
            deadline = runner.machine.next_deadline()
            if deadline is not None and deadline <= now:
                self._inbox.append((runner.tenant_id, TimeDue(), None))
        for _ in range(len(self._inbox)):
            tenant_id, inp, done = self._inbox.popleft()
            runner = self._runners[tenant_id]
            try:
                runner.handle(inp, now)
            except Refusal as refusal:
                if done is not None and not done.done():
                    done.set_exception(refusal)
            except Exception as error:
                # A fault in deciding must not stop the other calls; it is counted, shown by health, and logged.
                self._faults += 1
                log.exception("input could not be handled", extra={"input": type(inp).__name__})
                if done is not None and not done.done():
                    done.set_exception(error)
            else:
                if done is not None:
                    waiting.append(done)
        return waiting

    async def _commit(self, batches: list[Batch]) -> None:
        """Commit, and keep trying: nothing decided is lost, and nothing is done that is not on record."""
        tries = 0
        while True:
            try:
                await self._store.commit(batches)
            except StoreUnavailable as error:
                if self._store_error is None:
                    log.error("the database cannot be written", extra={"code": error.code})
                self._store_error = error.code
                await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1
            else:
                if self._store_error is not None:
                    log.warning("the database can be written again")
                self._store_error = None
                return

    def _perform(self) -> None:
        wanted: dict[tuple[str, bool], list[tuple[str, str]]] = {}
        for runner in self._runners.values():
            for effect in runner.take_effects():
                if isinstance(effect, FindCustomer):
                    asked = wanted.setdefault((runner.tenant_id, effect.last_agent), [])
                    asked.append((effect.call_id, effect.number))
                else:
                    self._submit(runner.tenant_id, effect)
        for (tenant_id, last_agent), pairs in wanted.items():
            task = asyncio.create_task(self._look_up(tenant_id, pairs, last_agent), name="find-customers")
            self._lookups.add(task)
            task.add_done_callback(self._lookups.discard)

    def _submit(self, tenant_id: str, effect: SwitchEffect) -> None:
        self._switchboard.note(tenant_id, effect)
        self._telephony.submit(effect)

    async def _look_up(self, tenant_id: str, pairs: list[tuple[str, str]], last_agent: bool) -> None:
        try:
            found = await self._store.find_customers(tenant_id, pairs, last_agent=last_agent)
        except StoreUnavailable:
            return  # the caller is served as an unknown one; the page looks again when it shows the call
        for outcome in found:
            self._put(tenant_id, outcome)

    async def _look_over(self) -> None:
        """Every now and then: what did the switch not tell?"""
        while True:
            await asyncio.sleep(SWEEP_S)
            if self._store_error is not None or not all(tenant.connected for tenant in self._tenants.values()):
                continue
            try:
                seen = await self._telephony.snapshot()
            except Exception:  # the adapter tells of a lost connection by itself
                log.warning("the switch could not be looked over", exc_info=True)
                continue
            self._switchboard.prune(seen, self._tenants)
            missed, orders = self._sweep.look(seen, self._tenants)
            if missed or orders:
                log.warning("the switch did not report everything", extra={"missed": len(missed) + len(orders)})
            for inp in missed:
                self.deliver(inp)
            for effect in orders:
                self._telephony.submit(effect)

    def _set_timer(self) -> None:
        """Wake up by the earliest deadline. A timer that is early wakes up for nothing and is set anew, which costs
        less than setting it with every deadline that comes and goes."""
        at: int | None = None
        for runner in self._runners.values():
            deadline = runner.machine.next_deadline()
            if deadline is not None and (at is None or deadline < at):
                at = deadline
        if at is None or (self._timer_at is not None and self._timer_at <= at):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        delay = max(0, at - self._clock.now()) / 1000
        self._timer = asyncio.get_running_loop().call_later(delay, self._time)

    def _time(self) -> None:
        self._timer_at = None
        self._wake.set()
