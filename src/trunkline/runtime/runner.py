"""One tenant's machine with its place in the fact log and its live board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from trunkline.core import board as boards
from trunkline.core.acd.estimate import Handling
from trunkline.core.alarms import AlarmState
from trunkline.core.effects import Effect
from trunkline.core.facts import Fact
from trunkline.core.inputs import Input, MissedCaller
from trunkline.core.machine import Machine
from trunkline.core.state import AgentState, Call, Callback
from trunkline.ports import Batch, NumberedFact, SavedTenant
from trunkline.runtime import typed


class _SavedCall(msgspec.Struct):
    call: Call
    view: dict[str, Any] | None


class _SavedAgent(msgspec.Struct):
    agent: AgentState
    view: dict[str, Any] | None


class _SavedCallback(msgspec.Struct):
    callback: Callback
    view: dict[str, Any] | None


class _SavedQueue(msgspec.Struct):
    learned: Handling


class _SavedAlarm(msgspec.Struct):
    alarm: AlarmState
    view: dict[str, Any] | None


class _SavedMissed(msgspec.Struct):
    missed: MissedCaller


_encode = msgspec.json.Encoder().encode
_decode_call = msgspec.json.Decoder(_SavedCall).decode
_decode_agent = msgspec.json.Decoder(_SavedAgent).decode
_decode_callback = msgspec.json.Decoder(_SavedCallback).decode
_decode_queue = msgspec.json.Decoder(_SavedQueue).decode
_decode_missed = msgspec.json.Decoder(_SavedMissed).decode
_decode_alarm = msgspec.json.Decoder(_SavedAlarm).decode


class TenantRunner:
    """Feeds the machine and gathers what its decisions want committed and done.

    The machine's state may be ahead of the database by the batch that is being committed; ``seq`` and ``board`` go
    with the machine.
    """

    def __init__(self, tenant_id: str, saved: SavedTenant, new_id: Callable[[], str]) -> None:
        self.tenant_id = tenant_id
        self.machine = Machine(saved.config, new_id)
        self.seq = saved.last_seq
        self.board = boards.empty()
        self.last_at = 0
        "the latest moment that the loaded state knows of, Unix milliseconds"
        self.effects: list[Effect] = []
        self._facts: list[Fact] = []
        self._changed: dict[str, None] = {}
        self._restore(saved.state)

    def _restore(self, state: dict[str, bytes]) -> None:
        calls: list[Call] = []
        agents: list[AgentState] = []
        learned: dict[str, Handling] = {}
        alarms: list[AlarmState] = []
        callbacks: list[Callback] = []
        missed: list[MissedCaller] = []
        for key, body in sorted(state.items()):
            if key.startswith("call:"):
                saved_call = _decode_call(body)
                calls.append(saved_call.call)
                if saved_call.view is not None:
                    self.board["calls"][saved_call.call.id] = saved_call.view
            elif key.startswith("agent:"):
                saved_agent = _decode_agent(body)
                agents.append(saved_agent.agent)
                if saved_agent.view is not None:
                    self.board["agents"][saved_agent.agent.id] = saved_agent.view
            elif key.startswith("callback:"):
                saved_callback = _decode_callback(body)
                callbacks.append(saved_callback.callback)
                if saved_callback.view is not None:
                    self.board["callbacks"][saved_callback.callback.id] = saved_callback.view
            elif key.startswith("queue:"):
                learned[key.removeprefix("queue:")] = _decode_queue(body).learned
            elif key.startswith("missed:"):
                missed.append(_decode_missed(body).missed)
            elif key.startswith("alarm:"):
                saved_alarm = _decode_alarm(body)
                alarms.append(saved_alarm.alarm)
                if saved_alarm.view is not None:
                    self.board["alarms"][saved_alarm.alarm.alarm_id] = saved_alarm.view
        self.last_at = max(
            (
                *(agent.since for agent in agents),
                *(call.ended_at or call.arrived_at for call in calls),
                *(alarm.raised_at for alarm in alarms),
                *(callback.requested_at for callback in callbacks),
                *(call.stay.since for call in calls if call.stay is not None),
            ),
            default=0,
        )
        self.machine.restore(calls, agents, learned, alarms, callbacks, missed)

    def handle(self, inp: Input, now: int) -> None:
        """Let the machine decide. Raises Refusal for a command that is not allowed."""
        decision = self.machine.handle(typed.read(inp, self.machine.tenant), now)
        self.seq += len(decision.facts)
        for fact in decision.facts:
            kind = type(fact).__name__
            if boards.shows(kind):
                boards.apply(self.board, kind, msgspec.to_builtins(fact))
        self._facts += decision.facts
        self.effects += decision.effects
        self._changed.update(dict.fromkeys(decision.changed))

    def take_batch(self) -> Batch | None:
        """What is to be committed now; None when nothing is."""
        if not self._facts and not self._changed:
            return None
        batch = Batch(
            self.tenant_id,
            self._facts,
            self.seq - len(self._facts) + 1,
            {key: self._document(key) for key in self._changed},
        )
        self._facts, self._changed = [], {}
        return batch

    def take_effects(self) -> list[Effect]:
        """What is to be done once the batch is in."""
        effects, self.effects = self.effects, []
        return effects

    def _document(self, key: str) -> bytes | None:
        entity = self.machine.document(key)
        if entity is None:
            return None
        if isinstance(entity, Handling):
            return _encode(_SavedQueue(entity))
        if isinstance(entity, Call):
            return _encode(_SavedCall(entity, self.board["calls"].get(entity.id)))
        if isinstance(entity, Callback):
            return _encode(_SavedCallback(entity, self.board["callbacks"].get(entity.id)))
        if isinstance(entity, MissedCaller):
            return _encode(_SavedMissed(entity))
        if isinstance(entity, AlarmState):
            return _encode(_SavedAlarm(entity, self.board["alarms"].get(entity.alarm_id)))
        return _encode(_SavedAgent(entity, self.board["agents"].get(entity.id)))


def numbered(batch: Batch) -> list[NumberedFact]:
    """The facts of a batch with their numbers."""
    return [NumberedFact(batch.first_seq + index, fact) for index, fact in enumerate(batch.facts)]
