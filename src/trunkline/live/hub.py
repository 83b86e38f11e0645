"""Live pages: each gets a snapshot and then the facts after it.

Pages that may see everything share one encoding of each batch. A page that may see only its own part gets a stream of
its own, numbered by itself without gaps: when a call comes into its view or leaves it other than by the reducer, it
is sent a fresh snapshot, so that its board always equals a fresh one. What happened at once is one message to each
page, which then draws once: an offered call and the ringing of its agent come together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import msgspec

from trunkline.core import board as boards
from trunkline.live.client import CHANGED, REPLACED, SIGNED_OUT, Client, Connection, Viewer
from trunkline.ports import Bus, Clock, Control, NumberedFact

log = logging.getLogger(__name__)
Names = dict[str, dict[str, dict[str, Any]]]
LoadNames = Callable[[str], Awaitable[Names]]
"""tenant id -> {"agents": {id: {"name", "extension"}}, "queues": {id: {"name", "member_ids"}}, "flows": ...}"""
Item = dict[str, Any]
_Told = dict[str, list[Item] | None]
"""user id -> facts for the pages of who sees their own part; None = a fresh snapshot"""

_FOR_WATCHERS = frozenset({"AlarmRaised", "AlarmAcknowledged", "AlarmCleared"}) | boards.CALLBACKS
"""Facts that are not for pages that see only their own part."""

FLUSH_EVERY_S = 0.02
"""The first fact goes out at once; in a burst, batches at most so often."""
_ELSEWHERE = '{"type":"news","of":"elsewhere"}'


class Hub:
    """All live pages of this process."""

    def __init__(self, control: Control, bus: Bus, clock: Clock, load_names: LoadNames) -> None:
        self._control = control
        self._clock = clock
        self._load_names = load_names
        self._rooms: dict[str, _Room] = {}
        self._end_listening = bus.subscribe(self._heard)

    def close(self) -> None:
        """Hear no more facts; pages are told to come again."""
        self._end_listening()
        for room in list(self._rooms.values()):
            for client in list(room.clients):
                client.close(CHANGED)

    async def serve(self, connection: Connection, viewer: Viewer, still_valid: Callable[[], Awaitable[bool]]) -> None:
        """Serve an accepted socket until it ends."""
        client = Client(viewer)
        if viewer.work:
            self._replace(viewer)
        room = self._rooms.get(viewer.tenant_id)
        if room is None:
            room = self._rooms[viewer.tenant_id] = _Room(viewer.tenant_id, self._control, self._clock, self._load_names)
        room.clients.add(client)
        if viewer.work:
            self._control.page_changed(viewer.tenant_id, viewer.user_id, is_open=True)
        try:
            await room.join(client)
            await client.run(connection, still_valid)
        finally:
            room.leave(client)
            if viewer.work and not self._clients(lambda other: other.user_id == viewer.user_id and other.work):
                self._control.page_changed(viewer.tenant_id, viewer.user_id, is_open=False)
            if not room.clients:
                self._rooms.pop(viewer.tenant_id, None)

    def _replace(self, viewer: Viewer) -> None:
        for client in self._clients(lambda other: other.user_id == viewer.user_id and other.work):
            client.push('{"type":"replaced"}')
            client.close(REPLACED)

    def session_ended(self, session_id: str) -> None:
        """A session is over: its pages too."""
        for client in self._clients(lambda other: other.session_id == session_id):
            client.push('{"type":"signed_out"}')
            client.close(SIGNED_OUT)

    def working_sessions(self, user_id: str) -> set[str]:
        """The sessions in which this user has the working page open."""
        return {one.viewer.session_id for one in self._clients(lambda other: other.user_id == user_id and other.work)}

    def user_changed(self, user_id: str) -> None:
        """What a user may see may have changed: their pages come again."""
        for client in self._clients(lambda other: other.user_id == user_id):
            client.close(CHANGED)

    async def names_changed(self, tenant_id: str | None) -> None:
        """Configuration has changed: tell pages the new names."""
        for room in list(self._rooms.values()):
            if tenant_id is None or room.tenant_id == tenant_id:
                await room.reload_names()

    def tell(self, tenant_id: str, user_ids: Iterable[str] | None, message: dict[str, Any]) -> None:
        """Push a message of its own kind to all pages of these users; None = of everybody. It is no fact: it is not
        numbered, not repeated, and not in a snapshot, so that a page that comes later asks for what it is about."""
        wanted = None if user_ids is None else frozenset(user_ids)
        room = self._rooms.get(tenant_id)
        pages = room.clients if room is not None else ()
        clients = [client for client in pages if wanted is None or client.viewer.user_id in wanted]
        text = _encode(message) if clients else ""
        for client in clients:
            client.push(text)

    def _clients(self, wanted: Callable[[Viewer], bool]) -> list[Client]:
        return [client for room in self._rooms.values() for client in room.clients if wanted(client.viewer)]

    def _heard(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        room = self._rooms.get(tenant_id)
        if room is not None:
            room.heard(facts)


class _Room:
    """The pages of one tenant, and the board as they have it."""

    def __init__(self, tenant_id: str, control: Control, clock: Clock, load_names: LoadNames) -> None:
        self.tenant_id = tenant_id
        self.clients: set[Client] = set()
        self._joined: set[Client] = set()
        self._own: dict[str, set[Client]] = {}
        self._control = control
        self._clock = clock
        self._load_names = load_names
        self._board = boards.empty()
        self._names: Names = {}
        self._seq = 0
        self._ready = False
        self._waiting: list[NumberedFact] = []
        self._loading = asyncio.Lock()
        self._flush_at: asyncio.TimerHandle | asyncio.Handle | None = None
        self._flushed = 0.0
        self._reload: asyncio.Task[None] | None = None
        self._snapshot = ""

    async def join(self, client: Client) -> None:
        async with self._loading:
            if not self._ready:
                await self._load()
        self._joined.add(client)
        if client.viewer.full:
            client.push(self._full_snapshot())
        else:
            self._own.setdefault(client.viewer.user_id, set()).add(client)
            client.push(self._own_snapshot(client))

    def leave(self, client: Client) -> None:
        self.clients.discard(client)
        self._joined.discard(client)
        mine = self._own.get(client.viewer.user_id)
        if mine is not None:
            mine.discard(client)
            if not mine:
                del self._own[client.viewer.user_id]
        if not self.clients:
            if self._flush_at is not None:
                self._flush_at.cancel()
            if self._reload is not None:
                self._reload.cancel()

    async def _load(self) -> None:
        self._names = await self._load_names(self.tenant_id)
        self._seq, board = await self._control.snapshot(self.tenant_id)
        # Encoded and decoded: a copy that the runtime's own board does not change under us.
        self._board = msgspec.json.decode(msgspec.json.encode(board))
        self._snapshot = ""
        self._waiting = [fact for fact in self._waiting if fact.seq > self._seq]
        self._ready = True
        self._schedule()

    async def reload_names(self) -> None:
        names = await self._load_names(self.tenant_id)
        if names == self._names:
            return
        self._names = names
        self._snapshot = ""
        text = _encode({"type": "names", "names": names})
        for client in list(self._joined):
            if client.viewer.full:
                client.push(text)
            else:
                client.push(_encode({"type": "names", "names": self._own_names(client)}))

    # -- facts -------------------------------------------------------------------------------------------------------

    def heard(self, facts: Sequence[NumberedFact]) -> None:
        self._waiting.extend(facts)
        if self._ready:
            self._schedule()

    def _schedule(self) -> None:
        if not self._waiting or self._flush_at is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._flushed + FLUSH_EVERY_S - loop.time()
        self._flush_at = loop.call_later(wait, self._flush) if wait > 0 else loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_at = None
        self._flushed = asyncio.get_running_loop().time()
        facts, self._waiting = self._waiting, []
        items: list[Item] = []
        told: _Told = {}
        for numbered in facts:
            if numbered.seq <= self._seq:
                continue
            if numbered.seq != self._seq + 1:
                self._start_over(numbered.seq)
                return
            self._seq = numbered.seq
            fact: dict[str, Any] = msgspec.to_builtins(numbered.fact)
            item = {"seq": numbered.seq, "kind": type(numbered.fact).__name__, "fact": fact}
            items.append(item)
            self._apply(item, told)
        if not items:
            return
        self._snapshot = ""
        text = ""
        for client in self._joined:
            if client.viewer.full:
                text = text or _encode({"type": "facts", "items": items})
                client.push(text)
        for user_id, own_items in told.items():
            for client in self._own[user_id]:
                client.push(self._own_snapshot(client) if own_items is None else _own_facts(client, own_items))
        self._tell_where_it_went(items)

    def _tell_where_it_went(self, items: list[Item]) -> None:
        """Who was rung beside the one who has answered is told so: their call vanishes, which could be a fault."""
        ended = [item["fact"] for item in items if item["kind"] == "OfferEnded"]
        rung = {fact["agent_id"] for fact in ended if fact["outcome"] in ("answered_elsewhere", "picked_up")}
        for client in self._joined if rung else ():
            if client.viewer.work and client.viewer.user_id in rung:
                client.push(_ELSEWHERE)

    def _start_over(self, seq: int) -> None:
        """A fact is missing, which must not be: take the board anew and give every page a fresh one."""
        log.error("facts are missing before %d: reading the board again", seq, extra={"tenant_id": self.tenant_id})
        self._ready = False
        self._reload = asyncio.get_running_loop().create_task(self._read_again())

    async def _read_again(self) -> None:
        async with self._loading:
            await self._load()
        for client in list(self._joined):
            client.push(self._full_snapshot() if client.viewer.full else self._own_snapshot(client))

    def _full_snapshot(self) -> str:
        if not self._snapshot:
            self._snapshot = self._encode_snapshot(self._seq, self._board, self._names)
        return self._snapshot

    def _encode_snapshot(self, seq: int, board: boards.Board, names: Names) -> str:
        return _encode(
            {"type": "snapshot", "seq": seq, "board": board, "names": names, "server_now": self._clock.now()}
        )

    # -- pages that see only their own part --------------------------------------------------------------------------

    def _apply(self, item: Item, told: _Told) -> None:
        """Change the board, and note what pages that see their own part are to be told of it."""
        kind, fact = item["kind"], item["fact"]
        if not self._own or kind in _FOR_WATCHERS:
            boards.apply(self._board, kind, fact)
            return
        call_id, agent_id = fact.get("call_id"), fact.get("agent_id")
        agent = self._board["agents"].get(agent_id)
        left = agent["call_id"] if agent is not None and kind == "AgentStateChanged" else None
        before = {key: self._people(key) for key in (call_id, left)}
        boards.apply(self._board, kind, fact)
        after = {key: self._people(key) for key in before}
        if call_id is None and agent_id is None:
            concerned: set[str] = set(self._own)
        else:
            concerned = set().union(*before.values(), *after.values(), (agent_id,) if agent_id else ())
        if kind in boards.MONITORING and not fact["shown"]:
            return  # who works is not told that somebody listens
        for user_id in concerned & self._own.keys():
            came = any(user_id in after[key] and user_id not in before[key] for key in before)
            went = any(
                user_id in before[key] and user_id not in after[key] and key in self._board["calls"] for key in before
            )
            items = told.setdefault(user_id, [])
            if came or went:
                told[user_id] = None
            elif items is not None:
                items.append(item)

    def _people(self, call_id: str | None) -> set[str]:
        call = self._board["calls"].get(call_id)
        return set(call["agents"]) if call is not None else set()

    def _own_snapshot(self, client: Client) -> str:
        board = own_part(self._board, client.viewer.user_id)
        return self._encode_snapshot(client.numbered, board, self._own_names(client))

    def _own_names(self, client: Client) -> Names:
        me = client.viewer.user_id
        return {**self._names, "agents": {k: v for k, v in self._names.get("agents", {}).items() if k == me}}


def own_part(board: boards.Board, user_id: str) -> boards.Board:
    """What a person may see who may see only their own: their entry, and the calls that are theirs, without telling
    whose else they are."""
    return {
        "agents": {key: agent for key, agent in board["agents"].items() if key == user_id},
        "calls": {
            key: {**call, "agents": [user_id], "monitors": _shown(call)}
            for key, call in board["calls"].items()
            if user_id in call["agents"]
        },
        "callbacks": {},
        "switch": board["switch"],
        "alarms": {},
    }


def _shown(call: dict[str, Any]) -> dict[str, Any]:
    """Those who listen, as far as the agent is to know."""
    return {key: one for key, one in call.get("monitors", {}).items() if one["shown"]}


def _own_facts(client: Client, items: list[Item]) -> str:
    first = client.numbered + 1
    client.numbered += len(items)
    return _encode({"type": "facts", "items": [{**item, "seq": first + i} for i, item in enumerate(items)]})


def _encode(message: dict[str, Any]) -> str:
    return msgspec.json.encode(message).decode()
