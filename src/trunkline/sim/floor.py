"""Holds the machine's state, the virtual switch and the live board against each other while a run goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import msgspec

from trunkline.core.board import Board
from trunkline.core.state import AgentState, Call, bridges_of
from trunkline.core.tenant import Tenant
from trunkline.sim.audit import check, given_callbacks
from trunkline.sim.switch import VirtualSwitch

WITH_CALL = ("ringing", "talking", "holding")
_PARTS = tuple(field.name for field in fields(Call) if "str" not in str(field.type) and "int" not in str(field.type))
_INSIDE: dict[type, tuple[bool, tuple[str, ...]]] = {}
"part of a call -> whether it is a party, and where it may hold others"
PATIENCE_S = 150.0
"""After a fault, call control has this long (with switch and database there) to notice what it was not told."""
SILENCE_S = 700.0
"""And this long for the end of a prompt, which the switch cannot be asked about."""
SILENT = ("silence while waiting", "a caller stuck in a flow")


def parties(call: Call) -> list[Any]:
    """Whoever is on the line beside the caller: all parts of the call, and parts of those, that have a channel."""
    found: list[Any] = []
    _gather(map(call.__getattribute__, _PARTS), found)
    return found


def _gather(values: Iterable[Any], found: list[Any]) -> None:
    for value in values:
        if value is None:
            continue
        if isinstance(value, dict | list):
            _gather(value.values() if isinstance(value, dict) else value, found)
            continue
        kind = value.__class__
        if kind not in _INSIDE:
            names = tuple(f.name for f in fields(value)) if is_dataclass(value) else ()
            is_party = "agent_id" in names and "channel_id" in names
            _INSIDE[kind] = is_party, tuple(name for name in names if isinstance(getattr(value, name), dict | list))
        is_party, inside = _INSIDE[kind]
        if is_party:
            found.append(value)
        if inside:
            _gather((getattr(value, name) for name in inside), found)


def legs(call: Call) -> list[Any]:
    """The parties that are agents of ours: each keeps one agent from all other work."""
    return [party for party in parties(call) if party.agent_id]


def check_agent(t: Tenant, agent: AgentState) -> None:
    """An agent's state and the call it names agree."""
    call = t.calls.get(agent.call_id or "")
    if agent.state in WITH_CALL:
        check(call is not None, "an agent with a call that is not there", agent)
        assert call is not None
        mine = [leg for leg in legs(call) if leg.agent_id == agent.id]
        check(len(mine) == 1, "an agent's call does not know the agent", agent, call)
    elif agent.state == "wrap_up":
        check(agent.until is not None, "a wrap-up without end", agent)
    else:
        check(agent.call_id is None, "an agent at rest with a call", agent)
    check(agent.state != "ready" or agent.online, "ready without a phone", agent)


def check_call(t: Tenant, call: Call) -> None:
    """A call is in one place, and has a next moment."""
    check(call.stay is None or call.talk is None, "waiting and talking", call)
    check(call.offer is None or call.stay is not None, "offered without a place", call)
    talk = call.talk
    if talk is not None and talk.agent_id and talk.held_by == "line" and call.ending_by is None:
        # With others there the line to the caller may be the one that was hung up: the page takes the caller back.
        held = talk.on_hold or talk.line is not None or talk.parties
        check(held, "on hold at the phone, where nothing is on hold", call)
    for leg in legs(call):
        agent = t.agents.get(leg.agent_id)
        check(agent is not None and agent.call_id == call.id, "a call holds an agent who is elsewhere", call, agent)


def check_changed(t: Tenant, keys: Iterable[str]) -> None:
    """What a transaction has changed."""
    for key in keys:
        kind, _, which = key.partition(":")
        if kind == "agent" and which in t.agents:
            check_agent(t, t.agents[which])
        elif kind == "call" and which in t.calls:
            check_call(t, t.calls[which])


def check_all(t: Tenant, *, anybody: bool) -> None:
    """Everybody, and what can only be seen over all. anybody: every agent of a queue may take every call of it."""
    taken = Counter(leg.agent_id for call in t.calls.values() for leg in legs(call))
    check(all(number == 1 for number in taken.values()), "an agent reserved twice", taken)
    for agent in t.agents.values():
        check_agent(t, agent)
        check(agent.state in WITH_CALL or agent.id not in taken, "a call holds an agent at rest", agent)
    for call in t.calls.values():
        check_call(t, call)
    if t.connected and anybody:
        _nobody_waits_beside_a_free_agent(t)
    due = t.deadlines.next()
    if any(agent.state in ("ringing", "wrap_up") for agent in t.agents.values()):
        check(due is not None, "ringing or wrap-up without a deadline")


def _nobody_waits_beside_a_free_agent(t: Tenant) -> None:
    idle = [agent.id for agent in t.agents.values() if agent.state == "ready"]
    agents = [t.config.agents[agent_id] for agent_id in idle if agent_id in t.config.agents]
    free = {queue_id for agent in agents for queue_id in agent.queues}
    calling_back = {queue_id for agent in agents if given_callbacks(agent) for queue_id in agent.queues}
    for one in t.callbacks.values():
        if one.due_at is None and not one.call_id:
            check(one.queue_id not in calling_back, "somebody waits at home beside a free agent", one)
    for call in t.calls.values():
        asked = call.talk.asked if call.talk is not None else None
        if asked is not None and not asked.party_id:
            check(asked.queue_id not in free, "an agent waits beside a free expert", call)
        if call.stay is None or call.offer is not None or call.ending_by is not None or call.ended_at is not None:
            continue
        if call.stay.sticky_until is None:  # else for a certain agent, or for who the caller is
            check(call.stay.queue_id not in free, "a caller waits beside a free agent", call)
            second = t.config.queues[call.stay.queue_id].escalation.queue_id if call.stay.escalated else ""
            check(second not in free, "a caller waits beside a free expert", call)


def check_board(shown: Board, fresh: Board) -> None:
    """The board folded from the log is the one that a page would be given now."""
    if shown != fresh:
        for part in ("agents", "calls", "callbacks"):
            keys = set(shown[part]) | set(fresh[part])
            other = [key for key in sorted(keys) if shown[part].get(key) != fresh[part].get(key)]
            for key in other[:1]:
                check(False, "the board is not what the facts say", shown[part].get(key), fresh[part].get(key))
        check(False, "the board is not what the facts say", shown["switch"], fresh["switch"])


class Strays:
    """What the switch holds and what the calls say must be the same: at once without faults, soon with them."""

    def __init__(self, patience_s: float) -> None:
        self._patience = patience_s
        self._since: dict[tuple[str, str], float] = {}

    def quiet(self) -> None:
        """Switch, database or call control is away: nobody can be blamed yet."""
        self._since = {}

    def look(self, t: Tenant, switch: VirtualSwitch, at: float, now: int) -> None:
        """Compare; at: the loop's seconds, now: the product's milliseconds."""
        found = set(self._found(t, switch, now))
        self._since = {what: self._since.get(what, at) for what in found}
        for (what, which), since in self._since.items():
            patience = SILENCE_S if self._patience and what in SILENT else self._patience
            check(at - since < patience, what, which, f"for {at - since:.1f} s")

    def _found(self, t: Tenant, switch: VirtualSwitch, now: int) -> Iterator[tuple[str, str]]:
        there = switch.channels
        for channel_id in t.channels:
            if channel_id not in there:
                yield "a call believes in a channel that is not there", channel_id
        for channel_id in there:
            if channel_id not in t.channels:
                yield "a channel without a call", channel_id
        wanted = {bridge_id for call in t.calls.values() for bridge_id in bridges_of(call)}
        for bridge_id in switch.bridges - wanted:
            yield "a bridge without a conversation", bridge_id
        for bridge_id in wanted - switch.bridges:
            yield "a conversation without a bridge", bridge_id
        recorded = set(switch.recordings.values())
        for call in t.calls.values():
            yield from _of_call(call, switch, recorded)
        for agent in t.agents.values():
            if agent.until is not None and agent.state in ("ringing", "wrap_up") and now > agent.until + 5000:
                yield f"{agent.state} beyond its end", agent.id


def _of_call(call: Call, switch: VirtualSwitch, recorded: set[str]) -> Iterator[tuple[str, str]]:
    channel = switch.channels.get(call.channel_id)
    if channel is None or call.ending_by is not None or call.dialling is not None:
        return
    if call.talk is not None:
        if not call.talk.agent_id:
            return  # passed on: the caller hears it ring, or talks to whom it was passed
        yield from _of_parties(call, switch)
        if call.talk.held_by not in ("page", "line"):
            if channel.bridge_id != call.talk.bridge_id:
                yield "a conversation whose caller is not in its bridge", call.id
            if channel.music:
                yield "music in a conversation", call.id
        elif not channel.music:
            yield "silence on hold", call.id
    elif channel.bridge_id is not None:
        yield "a caller in a bridge without a conversation", call.id
    elif call.stay is not None and not channel.music and channel.playing is None:
        yield "silence while waiting", call.id
    elif (
        call.stay is None
        and call.cursor is not None
        and call.cursor.deadline is None
        and not _at_a_box(call, channel.playing)
    ):
        yield "a caller stuck in a flow", call.id
    if (call.recording is not None) != (call.channel_id in recorded):
        yield "recorded or not", call.id


def _of_parties(call: Call, switch: VirtualSwitch) -> Iterator[tuple[str, str]]:
    """The agent in charge, with all lines of the phone, and whoever was brought in."""
    talk = call.talk
    assert talk is not None
    agent = switch.channels.get(talk.channel_id)
    if agent is not None:
        in_line = talk.asked is not None and not talk.asked.party_id
        if in_line != agent.music:
            yield "silence or music for who asks for an expert, or does not", agent.id
        if agent.bridge_id != (None if in_line else talk.bridge_id):
            yield "an agent who is not in the conversation", agent.id
        if agent.ringback and not any(one.purpose == "consult" and one.joined_at is None for one in talk.parties):
            yield "it rings for ever at who asks", agent.id
    line = switch.channels.get(talk.line.channel_id) if talk.line is not None else None
    if line is not None and line.bridge_id is not None:
        yield "both lines of a phone in a conversation", line.id
    for one in talk.parties:
        channel = switch.channels.get(one.channel_id)
        if channel is None or one.joined_at is None:
            continue
        if channel.bridge_id != (None if one.held else talk.bridge_id):
            yield "somebody is not where the conversation is, or not out of it", channel.id
        if channel.music != one.held:
            yield "silence or music for somebody who was brought in", channel.id


def _at_a_box(call: Call, playing: str | None) -> bool:
    """The caller hears something or leaves a message, and one of both ends by itself."""
    return playing is not None or call.mail is not None


def check_empty(t: Tenant, switch: VirtualSwitch, documents: dict[str, bytes]) -> None:
    """After the last call nothing is left anywhere."""
    check(not t.calls, "calls left over", t.calls)
    check(not t.agents, "agents left over", t.agents)
    check(not t.callbacks, "callbacks left over", t.callbacks)
    left = [key for key in documents if not key.startswith("queue:")]  # how long calls take is kept
    check(not left, "documents left over", left)
    check(not t.channels and not t.playbacks, "channels or playbacks left over", t.channels, t.playbacks)
    check(not t.mails and not switch.messages, "messages left over", t.mails)
    check(not switch.channels, "channels left at the switch", switch.channels)
    check(not switch.bridges, "bridges left at the switch", switch.bridges)
    check(not switch.recordings and not switch.playbacks, "sound left at the switch", switch.recordings)
    check(t.deadlines.next() is None, "deadlines left over", t.deadlines.next())


def check_messages(switch: VirtualSwitch, kept: dict[str, int | None]) -> None:
    """Whatever can be listened to is kept as it was said, and nothing else is. kept: message -> length; None: not."""
    for message_id, message in switch.stored.items():
        good = message.length_ms >= 1_000 and not message.silent
        wanted = message.length_ms if good else None
        check(kept.get(message_id, "never begun") == wanted, "a message is lost, or kept in vain", message_id, message)


def plain(board: Board) -> Board:
    """A board as it would arrive at a page."""
    decoded: Board = msgspec.json.decode(msgspec.json.encode(board))
    return decoded
