"""Matching waiting work with available agents: ``matches`` gives who gets what, best first.

One decision: of all work for which somebody who fulfils its needs is available, the first by effective priority, then
by when its wait began, then by id; it gets, by the first of its routes on which somebody is available, the agent whom
the queue's strategy chooses. The answer depends on what the router was told and the time given, on nothing else.

Event-driven: looked for is only a match with what has come since the last time (``fresh``), because nothing else can
fit. Work of equal needs stands in one line, and the agents who fulfil them in one pool; an agent knows the lines whose
work they can take. So a decision costs as much as an agent has such lines, however many agents and callers there are.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heapreplace

from trunkline.core.acd.lines import NOBODY, Kind, KindKey, Line, LineKey, Seat, Tally, Waiting
from trunkline.core.acd.strategies import strategy_for
from trunkline.core.acd.strategies.base import Choice
from trunkline.core.acd.work import MINUTE_MS, SINCE_BITS, Route, Turn, Work, turn_at
from trunkline.core.config import MEDIA_VOICE, Agent, Queue
from trunkline.core.state import AgentState

ONE_CALL = {MEDIA_VOICE: 1}
_Place = tuple[Turn, str]
"""(turn at a moment, work id)"""
_Candidate = tuple[_Place, int, str]
"""(place, 0 = work or 1 = agent, id)"""


class Router:
    """Who waits, who is available, and who gets whom."""

    def __init__(self, queues: Mapping[str, Queue], agents: Iterable[Agent], seed: int = 0) -> None:
        """seed: what the random strategy draws from."""
        self._queues = queues
        self._seed = seed
        self._lines: dict[LineKey, Line] = {}
        self._heads: list[Turn] = [NOBODY]
        "the turn of the first in every line, by the line's number; no line has number 0"
        self._unused: list[int] = []
        "numbers of lines that are there no more"
        self._lines_of: dict[str, list[Line]] = {}
        self._kinds: dict[KindKey, Kind] = {}
        self._tallies: dict[str, Tally] = {}
        self._waiting: dict[str, Waiting] = {}
        self._whose: dict[Turn, Waiting] = {}
        "whose turn it is; of equal turns, one of them"
        self._equal: dict[Turn, list[Waiting]] = {}
        "all whose turn it is, where that is more than one"
        self._fresh_work: dict[str, Waiting] = {}
        self._fresh_agents: dict[str, Seat] = {}
        self._last: dict[str, int] = {}
        "position of the agent whom a queue took last, where it matters"
        self._turning = any(strategy_for(queue.strategy).turning for queue in queues.values())
        self._ageing: dict[int, int] = {}
        "how many lines age at which rate"
        self._uneven = False
        "they age at several rates; while it is one, turns are compared as they are"
        self._serve: dict[str, list[Seat]] = {}
        self._skilled: dict[tuple[str, str], list[Seat]] = {}
        self._orders: dict[str, dict[str, int]] = {}
        "queue id -> place of those whom its fixed order names"
        self._ranks: dict[str, int] = {}
        "place of all agents by id"
        self._seats: dict[str, Seat] = self._seat(agents)

    def _seat(self, agents: Iterable[Agent]) -> dict[str, Seat]:
        known = sorted(agents, key=lambda agent: agent.id)
        self._ranks.update((agent.id, rank) for rank, agent in enumerate(known))
        return {agent.id: self._sit(agent) for agent in known}

    def _sit(self, agent: Agent) -> Seat:
        """A seat at the queues that the agent serves."""
        places = {queue_id: self._position(queue_id, agent.id) for queue_id in agent.queues if queue_id in self._queues}
        seat = Seat(agent.id, places, dict(agent.skills))
        for queue_id in places:
            self._serve.setdefault(queue_id, []).append(seat)
            for skill in seat.skills:
                self._skilled.setdefault((queue_id, skill), []).append(seat)
        return seat

    def _position(self, queue_id: str, agent_id: str) -> int:
        """Place in the queue's fixed order, whoever else serves it now; who is not named comes after, by id."""
        order = self._orders.get(queue_id)
        if order is None:
            named = dict.fromkeys(self._queues[queue_id].sequence)
            order = self._orders[queue_id] = {named_id: place for place, named_id in enumerate(named)}
        return order.get(agent_id, len(order) + self._ranks.setdefault(agent_id, len(self._ranks)))

    def configured(self, queues: Mapping[str, Queue], agents: Iterable[Agent]) -> Router:
        """A router for another configuration, with whose turn it is. Work and agents are to be added again."""
        router = Router(queues, agents, self._seed)
        router._last = {queue_id: last for queue_id, last in self._last.items() if queue_id in queues}
        return router

    def reseat(self, agent: Agent) -> None:
        """The agent serves other queues, or has other skills, from now on; nothing else of the configuration changes.
        Costs as much as there are lines."""
        old = self._seats.get(agent.id)
        state, free = (old.agent, old.free) if old is not None else (None, {})
        self.remove_agent(agent.id)
        for queue_id in old.queues if old is not None else ():
            self._serve[queue_id] = [seat for seat in self._serve[queue_id] if seat is not old]
            for skill in old.skills if old is not None else ():
                key = queue_id, skill
                self._skilled[key] = [seat for seat in self._skilled[key] if seat is not old]
        seat = self._seats[agent.id] = self._sit(agent)
        for line in self._lines.values():
            if seat.fulfils(line.route):
                seat.add_line(line)
        if state is not None:
            self.add_agent(state, free)

    # -- work --------------------------------------------------------------------------------------------------------

    def add_work(self, work: Work) -> None:
        """Put work in its lines, or elsewhere when its place or its needs have changed."""
        work_id = work.id
        if work_id in self._waiting:
            self.remove_work(work_id)
        kind = self._kinds.get((work.queue_id, work.routes, work.media, work.weight, work.ageing)) or self._kind(work)
        since = work.since  # see Turn
        turn = (work.ageing * since - MINUTE_MS * work.priority << SINCE_BITS) + since
        self._waiting[work_id] = waiting = (turn, work_id, work, kind)
        if self._whose.setdefault(turn, waiting) is not waiting:
            self._equal.setdefault(turn, [self._whose[turn]]).append(waiting)
        kind.tally.count += 1
        for line in kind.lines:
            others = line.waiting
            insort(others, waiting)
            if others[0] is waiting:
                self._heads[line.number] = turn
            if line.pool:
                self._fresh_work[work_id] = waiting

    def remove_work(self, work_id: str) -> None:
        """Take work out of its lines; nothing happens when it is in none."""
        waiting = self._waiting.get(work_id)
        if waiting is not None:
            self._remove(waiting)

    def _remove(self, waiting: Waiting) -> None:
        turn, work_id, _, kind = waiting
        del self._waiting[work_id]
        if self._equal and turn in self._equal:
            self._part(waiting)
        else:
            del self._whose[turn]
        kind.tally.count -= 1
        for line in kind.lines:
            others = line.waiting
            if others[0] is not waiting:
                del others[bisect_left(others, waiting)]
                continue
            del others[0]
            self._heads[line.number] = others[0][0] if others else NOBODY
            if not others and line.route.only is not None:
                self._drop(line)
        if self._fresh_work:
            self._fresh_work.pop(work_id, None)

    def _part(self, waiting: Waiting) -> None:
        """Who had an equal turn waits no more."""
        turn = waiting[0]
        left = self._equal[turn]
        left.remove(waiting)
        self._whose[turn] = left[0]
        if len(left) == 1:
            del self._equal[turn]

    def waiting(self, queue_id: str) -> int:
        """How many wait in a queue; who waits beside in another counts where they came in."""
        tally = self._tallies.get(queue_id)
        return 0 if tally is None else tally.count

    def ahead(self, work_id: str, now: int) -> int:
        """How many of those who stand in the work's queue, beside or not, come before it."""
        turn, _, work, _ = self._waiting[work_id]
        moment = turn_at(turn, work.ageing, now)
        return sum(
            bisect_left(line.waiting, (turn_at(moment, -line.ageing, now), work_id))
            for line in self._lines_of.get(work.queue_id, ())
        )

    # -- agents ------------------------------------------------------------------------------------------------------

    def add_agent(self, agent: AgentState, free: Mapping[str, int] = ONE_CALL) -> None:
        """The agent can take work from now on, ``free`` units by media. Who is not configured gets none."""
        seat = self._seats.get(agent.id)
        if seat is None:
            return
        if seat.agent is not None:
            self._leave(seat)
        if free:
            if free is not seat.free and free != seat.free:
                seat.free, seat.pick = free, None
            seat.agent = agent
            self._fresh_agents[seat.id] = seat

    def remove_agent(self, agent_id: str) -> None:
        """The agent is not available any more; nothing happens when it was not."""
        seat = self._seats.get(agent_id)
        if seat is not None and seat.agent is not None:
            self._leave(seat)

    def _leave(self, seat: Seat) -> None:
        if seat.pooled:
            seat.leave_pools()
        seat.agent = None
        self._fresh_agents.pop(seat.id, None)

    def could_take(self, agent_id: str, route: Route) -> bool:
        """Whether an agent, available or not, serves the queue and fulfils the needs of a route."""
        seat = self._seats.get(agent_id)
        return seat is not None and seat.fulfils(route)

    def anybody(self, work: Work) -> bool:
        """Whether somebody is available who could take this work, by any of its routes. ``matches`` has come to its
        end."""
        for route in work.routes:
            line = self._lines.get((route, work.media, work.weight, work.ageing))
            if (line or self._open((route, work.media, work.weight, work.ageing))).pool:
                return True
        return False

    # -- matching ----------------------------------------------------------------------------------------------------

    def matches(self, now: int) -> Iterator[tuple[str, str]]:
        """(work id, agent id) of who is to be brought together, best first, until nothing fits any more.

        Both are taken out before they are given; who can take more, or was not brought together after all, is to be
        added again.
        """
        fresh_work, fresh_agents = self._fresh_work, self._fresh_agents
        while fresh_work or fresh_agents:
            if not fresh_work and len(fresh_agents) == 1:
                # An agent becomes free while callers wait: no pool has to be touched.
                (seat,) = fresh_agents.values()
                first = self._first_work(seat, now)
                if first is not None:
                    yield self._take(first, seat)
                else:
                    fresh_agents.clear()
                    seat.enter_pools()
            elif not fresh_agents and len(fresh_work) == 1:
                (waiting,) = fresh_work.values()
                found = self._best_agent(waiting)
                if found is not None:
                    yield self._take(waiting, found)
                else:
                    fresh_work.clear()
            else:
                yield from self._match_many(now)

    def beside(self, work: Work, most: int) -> list[str]:
        """Agents who could take work that is being offered already, at most so many, best first: by the first of its
        routes on which somebody is available. They are taken out, as by ``matches``, which has come to its end, or has
        just given this work. Nobody is rung beside an agent who is waited for."""
        for route in work.routes or (Route(work.queue_id),):
            key = (route, work.media, work.weight, work.ageing)
            line = (self._lines.get(key) or self._open(key)) if route.only is None else None
            if line is not None and line.pool:
                found = [entry[3] for entry in line.pool[:most]]
                for agent_id in found:
                    self.remove_agent(agent_id)
                return found
        return []

    def _match_many(self, now: int) -> Iterator[tuple[str, str]]:
        """What is best only gets worse by what is taken: candidates are looked at again when their turn comes."""
        heap: list[_Candidate] = [(_place(waiting, now), 0, waiting[1]) for waiting in self._fresh_work.values()]
        for seat in self._fresh_agents.values():
            seat.enter_pools()
            first = self._first_work(seat, now)
            if first is not None:
                heap.append((_place(first, now), 1, seat.id))
        self._fresh_work.clear()
        self._fresh_agents.clear()
        heapify(heap)
        try:
            yield from self._best_first(heap, now)
        finally:  # whoever reads stopped early: what is left is looked at again
            for _, kind, entity_id in heap:
                if kind:
                    seat = self._seats[entity_id]
                    if seat.agent is not None:
                        self._fresh_agents[entity_id] = seat
                elif entity_id in self._waiting:
                    self._fresh_work[entity_id] = self._waiting[entity_id]

    def _best_first(self, heap: list[_Candidate], now: int) -> Iterator[tuple[str, str]]:
        while heap:
            place, kind, entity_id = heap[0]
            if kind == 1:
                seat = self._seats[entity_id]
                waiting = self._first_work(seat, now) if seat.agent is not None else None
                if waiting is not None and (later := _place(waiting, now)) != place:
                    heapreplace(heap, (later, 1, entity_id))
                    continue
            else:
                waiting = self._waiting.get(entity_id)
            found = self._best_agent(waiting) if waiting is not None else None
            if waiting is None or found is None:
                heappop(heap)
            else:
                yield self._take(waiting, found)

    def _first_work(self, seat: Seat, now: int) -> Waiting | None:
        """The first work that an available agent could take."""
        if self._uneven:
            heads = (standing.line.waiting for lines in seat.open_lines() for standing in lines)
            return min((line[0] for line in heads if line), key=lambda waiting: _place(waiting, now), default=None)
        turn = min((seat.pick or seat.picker())(self._heads))
        if self._equal and turn in self._equal:
            return min(waiting for waiting in self._equal[turn] if seat.may_take(waiting))
        return self._whose.get(turn)

    def _best_agent(self, waiting: Waiting) -> Seat | None:
        """The agent whom work gets, by the first of its routes on which somebody is available."""
        for line in waiting[3].lines:
            if line.pool:
                last = self._last.get(line.route.queue_id, -1)
                return self._seats[line.best_agent(Choice(waiting[1], self._seed, last))[3]]
        return None

    def _take(self, waiting: Waiting, seat: Seat) -> tuple[str, str]:
        if self._turning:
            for line in waiting[3].lines:
                if seat.fulfils(line.route):
                    self._last[line.route.queue_id] = seat.queues[line.route.queue_id]
                    break
        self._remove(waiting)
        if seat.pooled:
            seat.leave_pools()
        seat.agent = None
        if self._fresh_agents:
            self._fresh_agents.pop(seat.id, None)
        return waiting[1], seat.id

    # -- lines -------------------------------------------------------------------------------------------------------

    def _kind(self, work: Work) -> Kind:
        """What such work has in common; lines that it needs are opened. What waits for one agent is not kept."""
        routes, media, weight, ageing = work.routes or (Route(work.queue_id),), work.media, work.weight, work.ageing
        lines = tuple(
            self._lines.get(key) or self._open(key) for route in routes if (key := (route, media, weight, ageing))
        )
        tally = self._tallies.setdefault(work.queue_id, Tally())
        kind = Kind(lines, tally)
        if all(route.only is None for route in routes):
            self._kinds[(work.queue_id, work.routes, media, weight, ageing)] = kind
        return kind

    def _open(self, key: LineKey) -> Line:
        """A new line for certain needs. It is made known to who fulfils them: those who have its rarest skill are
        looked at. There are as many as queues, relaxing steps and flows ask for different things."""
        route, _, _, ageing = key
        queue = self._queues.get(route.queue_id)
        line = self._lines[key] = Line(key, strategy_for(queue.strategy if queue else ""), self._number())
        self._lines_of.setdefault(route.queue_id, []).append(line)
        self._ageing[ageing] = self._ageing.get(ageing, 0) + 1
        self._uneven = len(self._ageing) > 1
        for seat in self._candidates(route):
            if seat.fulfils(route):
                seat.add_line(line)
        return line

    def _number(self) -> int:
        if self._unused:
            return self._unused.pop()
        self._heads.append(NOBODY)
        return len(self._heads) - 1

    def _candidates(self, route: Route) -> Iterable[Seat]:
        if route.only is not None:
            seat = self._seats.get(route.only)
            return () if seat is None else (seat,)
        groups = [self._skilled.get((route.queue_id, skill), []) for skill, _ in route.required]
        if not groups:
            return self._serve.get(route.queue_id, ())
        return min(groups, key=len)

    def _drop(self, line: Line) -> None:
        """Forget the line of one agent."""
        route = line.route
        del self._lines[(route, line.media, line.weight, line.ageing)]
        self._lines_of[route.queue_id].remove(line)
        self._ageing[line.ageing] -= 1
        if not self._ageing[line.ageing]:
            del self._ageing[line.ageing]
            self._uneven = len(self._ageing) > 1
        self._unused.append(line.number)
        for seat in self._candidates(route):
            seat.drop_line(line)


def _place(waiting: Waiting, now: int) -> _Place:
    """Where work stands at a moment among work that ages differently fast, least first."""
    turn, work_id, work, _ = waiting
    return turn_at(turn, work.ageing, now), work_id
