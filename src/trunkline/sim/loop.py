"""An asyncio loop in virtual time: nothing sleeps, the clock goes on to the next moment at which something is due.

It runs the real runtime unchanged, without threads, sockets or the machine's clock, and in an order that depends on
nothing but what was scheduled: the same start gives the same run.
"""

from __future__ import annotations

import asyncio
from asyncio import events
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from heapq import heappop, heappush
from typing import Any, cast

EPOCH_MS = 1_800_000_000_000
"""Unix milliseconds at which virtual time begins."""


class _Entry(asyncio.TimerHandle):
    """A callback in the queue; the standard one would copy a context each time."""

    __slots__ = ()

    def __init__(self, when: float, callback: Callable[..., object], args: Any, context: Context | None) -> None:
        self._when = when
        self._callback, self._args, self._context = callback, args, context
        self._cancelled = False

    def cancel(self) -> None:
        self._cancelled = True
        self._args = ()

    def cancelled(self) -> bool:
        return self._cancelled

    def when(self) -> float:
        return self._when

    def __repr__(self) -> str:
        return f"<due at {self._when}>"


class VirtualLoop:
    """As much of an event loop as coroutines, futures and time-outs need.

    ``settled`` is called each time nothing more is to be done at the present moment, before time goes on.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._ready: deque[_Entry] = deque()
        self._due: list[tuple[float, int, _Entry]] = []
        self._count = 0
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self.failures: list[BaseException] = []
        "what nobody else has caught"
        self.settled: Callable[[], None] | None = None

    # -- what asyncio asks of a loop --

    def time(self) -> float:
        """Virtual seconds since the beginning."""
        return self._now

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> _Entry:
        entry = _Entry(self._now, callback, args, context)
        self._ready.append(entry)
        return entry

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> _Entry:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> _Entry:
        entry = _Entry(when, callback, args, context)
        self._count += 1
        heappush(self._due, (when, self._count, entry))
        return entry

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=_as_loop(self))

    def create_task(
        self, coro: Coroutine[Any, Any, Any], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=_as_loop(self), name=name or "virtual")
        self._tasks[task] = None
        task.add_done_callback(self._task_over)
        return task

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.failures.append(context.get("exception") or RuntimeError(context.get("message", "unknown")))

    # -- running --

    def run_until(self, end: float) -> None:
        """Let virtual time pass up to ``end`` seconds. What nobody caught is raised."""
        before = events._get_running_loop()
        events._set_running_loop(_as_loop(self))
        try:
            self._run(end)
        finally:
            events._set_running_loop(before)

    def _run(self, end: float) -> None:
        ready, due, failures = self._ready, self._due, self.failures
        while True:
            while ready:
                entry = ready.popleft()
                if entry._cancelled:
                    continue
                if entry._context is None:
                    entry._callback(*entry._args)
                else:
                    entry._context.run(entry._callback, *entry._args)
            if failures:
                raise failures[0]
            if self.settled is not None:
                self.settled()
                if ready:
                    continue
            while due and due[0][2]._cancelled:
                heappop(due)
            if not due or due[0][0] > end:
                break
            when, _, entry = heappop(due)
            if when > self._now:
                self._now = when
            ready.append(entry)
        self._now = max(self._now, end)

    def kill_tasks(self) -> None:
        """End every task as a killed process would: none gets to do anything more that counts."""
        for task in list(self._tasks):
            task.cancel()

    def _task_over(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failures.append(error)


def _as_loop(loop: VirtualLoop) -> asyncio.AbstractEventLoop:
    """What asyncio takes it for."""
    return cast(asyncio.AbstractEventLoop, loop)
