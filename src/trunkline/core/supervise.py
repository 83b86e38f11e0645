"""What supervisors may order, and when: on conversations and agents that are not their own. Whether a person may do so
at all is settled outside; here it is settled whether it can be done now."""

from __future__ import annotations

from trunkline.core.calls import monitoring
from trunkline.core.inputs import MonitorAgent, StopMonitoring, SupervisorCommand
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant

MONITORS_LIMIT = 8
"""Supervisors who listen to one call."""


def handle(t: Tenant, command: SupervisorCommand) -> None:
    """Carry out a command, or raise Refusal and change nothing."""
    if not t.connected:
        raise Refusal("switch.away", retry=True)
    match command:
        case MonitorAgent():
            _monitor(t, command)
        case StopMonitoring():
            _stop(t, command)


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


def removed_from_configuration(t: Tenant) -> None:
    """Who is nobody of ours any more hears nothing any more."""
    for by in list(t.monitors):
        running = monitoring.of_supervisor(t, by)
        if running is not None and by not in t.config.agents:
            monitoring.end(t, *running, "stopped")
