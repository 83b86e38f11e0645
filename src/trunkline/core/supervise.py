"""What supervisors may order, and when: on conversations and agents that are not their own. Whether a person may do so
at all is settled outside; here it is settled whether it can be done now."""

from __future__ import annotations

from trunkline.core import commands, lending
from trunkline.core.calls import callbacks, caller, dialling, hearing, monitoring, offering, queueing, talking, waiting
from trunkline.core.facts import AgentForced, CallForceEnded, CallMoved
from trunkline.core.inputs import (
    EndCall,
    ForceState,
    LendAgent,
    MonitorAgent,
    MoveCall,
    ReturnAgent,
    StopMonitoring,
    SupervisorCommand,
    TakeOver,
)
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Stay
from trunkline.core.tenant import Tenant

MONITORS_LIMIT = 8
"""Supervisors who listen to one call."""


def handle(t: Tenant, command: SupervisorCommand) -> None:
    """Carry out a command, or raise Refusal and change nothing."""
    if not t.connected and not isinstance(command, ForceState | LendAgent | ReturnAgent):
        raise Refusal("switch.away", retry=True)
    match command:
        case MonitorAgent():
            _monitor(t, command)
        case StopMonitoring():
            _stop(t, command)
        case TakeOver():
            _take_over(t, command)
        case EndCall():
            _end_call(t, command)
        case ForceState():
            _force_state(t, command)
        case MoveCall():
            _move_call(t, command)
        case LendAgent():
            lending.lend(t, command)
        case ReturnAgent():
            lending.take_back(t, command)


def _monitor(t: Tenant, command: MonitorAgent) -> None:
    if command.mode not in monitoring.MODES:
        raise Refusal("monitor.mode_unknown")
    if command.agent_id == command.by:
        raise Refusal("monitor.oneself")
    call = _conversation(t, command.agent_id)
    running = monitoring.of_supervisor(t, command.by)
    if running is not None:
        if running[0] is not call:
            raise Refusal("monitor.elsewhere")
        monitoring.set_mode(t, *running, command.mode)
        return
    endpoint = _phone(t, command.by, command.station)
    if len(call.monitors) >= MONITORS_LIMIT:
        raise Refusal("monitor.too_many", limit=MONITORS_LIMIT)
    monitoring.start(t, call, command.by, command.agent_id, command.mode, endpoint)


def _conversation(t: Tenant, agent_id: str) -> Call:
    """The call in which an agent talks now."""
    agent = t.agents.get(agent_id)
    call = t.calls.get(agent.call_id or "") if agent is not None and agent.state in ("talking", "holding") else None
    if call is None or call.talk is None or call.ending_by is not None or call.ended_at is not None:
        raise Refusal("monitor.not_talking")
    return call


def _phone(t: Tenant, by: str, station: str) -> str:
    """The supervisor's phone: that of the station where they take calls, else the one that was asked for."""
    known = t.config.agents.get(by)
    if known is None:
        raise Refusal("monitor.no_extension")
    agent = t.agents.get(by)
    if agent is not None and agent.state not in ("ready", "not_ready"):
        raise Refusal("monitor.busy", retry=True)
    if agent is not None:
        endpoint = agent.endpoint
    else:
        endpoint = known.phone_endpoint if station == "phone" else known.browser_endpoint
    if endpoint not in t.online:
        raise Refusal("agent.phone_offline", retry=True)
    return endpoint


def _stop(t: Tenant, command: StopMonitoring) -> None:
    running = monitoring.of_supervisor(t, command.by)
    if running is None:
        raise Refusal("monitor.not_listening")
    monitoring.end(t, *running, "stopped")


def _take_over(t: Tenant, command: TakeOver) -> None:
    if command.agent_id == command.by:
        raise Refusal("take_over.oneself")
    call = _conversation(t, command.agent_id)
    running = monitoring.of_supervisor(t, command.by)
    if running is None:
        endpoint = _phone(t, command.by, command.station)
        one = monitoring.start(t, call, command.by, command.agent_id, "listen", endpoint)
        one.takes_over = True
        return
    if running[0] is not call:
        raise Refusal("monitor.elsewhere")
    one = running[1]
    if one.joined_at is None:
        one.takes_over = True
        t.touch(call)
    else:
        talking.take_from_agent(t, call, one)


def _end_call(t: Tenant, command: EndCall) -> None:
    call = t.calls.get(command.call_id)
    if call is None or call.ended_at is not None or call.ending_by is not None:
        raise Refusal("call.over")
    t.fact(CallForceEnded(t.now, call.id, command.by))
    if call.dialling is not None:
        dialling.over(t, call, "cancelled", by="supervisor")
        if (at_home := t.callbacks.get(call.callback_id)) is not None:
            callbacks.close(t, at_home, "cancelled", by=command.by)
        return
    if call.talk is not None:
        talking.end(t, call)
    elif call.stay is not None:
        if call.offer is not None:
            offering.withdraw(t, call, "caller_gone")
        hearing.quiet(t, call)
        queueing.leave(t, call, "flowed_out")
    caller.hang_up(t, call, by="supervisor")


# -- agents ------------------------------------------------------------------------------------------------------------


def _force_state(t: Tenant, command: ForceState) -> None:
    agent = t.agents.get(command.agent_id)
    if agent is None:
        raise Refusal("force.not_signed_in")
    if (agent.state, agent.reason) == (command.state, command.reason):
        return
    if command.state == "ready":
        if agent.id in t.monitors:
            raise Refusal("force.listening")
        if not agent.online:
            raise Refusal("force.phone_offline", retry=True)
    elif command.state == "not_ready":
        if command.reason not in t.config.reasons:
            raise Refusal("reason.unknown")
    elif command.state != "signed_out":
        raise Refusal("force.state_unknown")
    t.fact(
        AgentForced(
            at=t.now,
            agent_id=agent.id,
            by=command.by,
            by_name=command.by_name,
            state=command.state,
            reason=command.reason if command.state == "not_ready" else "",
            after_call=agent.state in ("ringing", "talking", "holding"),
        )
    )
    reason = {"not_ready": command.reason, "signed_out": "supervisor"}.get(command.state, "")
    commands.then(t, agent, command.state, reason)


# -- waiting callers ---------------------------------------------------------------------------------------------------


def _move_call(t: Tenant, command: MoveCall) -> None:
    call = t.calls.get(command.call_id)
    stay = call.stay if call is not None else None
    if call is None or stay is None or call.ending_by is not None or call.ended_at is not None:
        raise Refusal("move.not_waiting")
    match command.how:
        case "queue":
            _to_queue(t, call, stay, command)
        case "head":
            _to_head(t, call, stay, command)
        case "agent":
            _to_agent(t, call, stay, command)
        case _:
            raise Refusal("target.unknown")


def _to_queue(t: Tenant, call: Call, stay: Stay, command: MoveCall) -> None:
    if command.to not in t.config.queues or stay.queue_id not in t.config.queues:
        raise Refusal("target.unknown")
    if command.to == stay.queue_id:
        raise Refusal("move.same_queue")
    _moved(t, call, stay, command, command.to)
    if call.offer is not None:
        offering.withdraw(t, call, "moved")
    waiting.move(t, call, stay, command.to)


def _to_head(t: Tenant, call: Call, stay: Stay, command: MoveCall) -> None:
    """Before all others of the queue as they stand, whatever their priority and however it grows."""
    if call.offer is not None:
        raise Refusal("move.being_offered", retry=True)
    stay.priority = callbacks.first_priority(t, stay.queue_id, stay)
    stay.sticky_agent, stay.sticky_until = "", None
    _moved(t, call, stay, command, stay.queue_id)
    t.touch(call)
    queueing.wait(t, call, stay)


def _to_agent(t: Tenant, call: Call, stay: Stay, command: MoveCall) -> None:
    known, agent = t.config.agents.get(command.to), t.agents.get(command.to)
    if known is None:
        raise Refusal("target.unknown")
    if offering.find(call, agent_id=command.to) is not None:
        raise Refusal("move.being_offered", retry=True)
    if agent is None or agent.state != "ready":
        raise Refusal("target.not_ready", retry=True, name=known.name)
    _moved(t, call, stay, command, agent.id)
    if call.offer is not None:
        offering.withdraw(t, call, "moved")
    t.router.remove_work(call.id)
    offering.offer(t, call, agent)


def _moved(t: Tenant, call: Call, stay: Stay, command: MoveCall, target: str) -> None:
    t.fact(CallMoved(t.now, call.id, command.by, command.how, target, stay.queue_id, stay.priority))


def removed_from_configuration(t: Tenant) -> None:
    """Who is nobody of ours any more hears nothing any more."""
    for by in list(t.monitors):
        running = monitoring.of_supervisor(t, by)
        if running is not None and by not in t.config.agents:
            monitoring.end(t, *running, "stopped")
