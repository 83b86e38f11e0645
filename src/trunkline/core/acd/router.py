"""Matching waiting work with available agents.

Event-driven: called when work begins to wait or an agent becomes available, never by polling. The answer depends on
the arguments alone; ties are broken by place, then by id.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass

from trunkline.core.acd.strategies import rank_for
from trunkline.core.config import Queue
from trunkline.core.state import AgentState

_Place = tuple[int, int, str]
"""(-priority, since when the wait counts, work id): least is served first"""


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work that waits: a call, later a chat, an email, a ticket."""

    id: str
    media: str
    queue_id: str
    priority: int
    since: int

    @property
    def place(self) -> _Place:
        """What orders it among all waiting work."""
        return (-self.priority, self.since, self.id)


class Router:
    """Waiting lines and pools of available agents, indexed by queue."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue] = {}
        self._lines: dict[str, list[_Place]] = {}
        self._work: dict[str, Work] = {}
        self._pools: dict[str, list[tuple[int, str]]] = {}
        self._agents: dict[str, dict[str, int]] = {}

    def set_queues(self, queues: dict[str, Queue]) -> None:
        """Take over the configuration of queues. Work in a queue that has gone keeps waiting until it is removed."""
        self._queues = dict(queues)

    # -- work --------------------------------------------------------------------------------------------------------

    def add_work(self, work: Work) -> int:
        """Put work in its line; returns how many are ahead of it there."""
        self.remove_work(work.id)
        line = self._lines.setdefault(work.queue_id, [])
        insort(line, work.place)
        self._work[work.id] = work
        return bisect_left(line, work.place)

    def remove_work(self, work_id: str) -> None:
        """Take work out of its line; nothing happens when it is in none."""
        work = self._work.pop(work_id, None)
        if work is None:
            return
        line = self._lines[work.queue_id]
        del line[bisect_left(line, work.place)]
        if not line:
            del self._lines[work.queue_id]

    def waiting(self, queue_id: str) -> int:
        """How many wait in a queue."""
        return len(self._lines.get(queue_id, ()))

    # -- agents ------------------------------------------------------------------------------------------------------

    def add_agent(self, agent: AgentState, queue_ids: tuple[str, ...]) -> None:
        """The agent is available to these queues from now on."""
        self.remove_agent(agent.id)
        ranks: dict[str, int] = {}
        for queue_id in queue_ids:
            queue = self._queues.get(queue_id)
            if queue is None:
                continue
            rank = ranks[queue_id] = rank_for(queue.strategy)(agent)
            insort(self._pools.setdefault(queue_id, []), (rank, agent.id))
        self._agents[agent.id] = ranks

    def remove_agent(self, agent_id: str) -> None:
        """The agent is not available any more; nothing happens when it was not."""
        for queue_id, rank in self._agents.pop(agent_id, {}).items():
            pool = self._pools[queue_id]
            del pool[bisect_left(pool, (rank, agent_id))]
            if not pool:
                del self._pools[queue_id]

    # -- matching ----------------------------------------------------------------------------------------------------

    def agent_for(self, work_id: str) -> str | None:
        """The agent whom this work should get now, or None.

        Work is given only to an agent for whom it is the first in line over all the agent's queues.
        """
        work = self._work.get(work_id)
        if work is None:
            return None
        for _, agent_id in self._pools.get(work.queue_id, ()):
            if self.work_for(agent_id) == work_id:
                return agent_id
        return None

    def work_for(self, agent_id: str) -> str | None:
        """The work that an available agent should get now, or None: the first by priority and place over the
        agent's queues."""
        best: _Place | None = None
        for queue_id in self._agents.get(agent_id, ()):
            line = self._lines.get(queue_id)
            if line and (best is None or line[0] < best):
                best = line[0]
        return None if best is None else best[2]
