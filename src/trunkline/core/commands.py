"""What people may order, and when. One table says what is refused with which code."""

from __future__ import annotations

from trunkline.core import orders, phones
from trunkline.core.agents import presence
from trunkline.core.calls import dialling, picking, station
from trunkline.core.config import Agent
from trunkline.core.facts import AgentNextStateChosen, AgentStateChanged
from trunkline.core.inputs import (
    AddParty,
    AskExpert,
    Command,
    CompleteTransfer,
    Consult,
    DeclineOffer,
    Dial,
    DropParty,
    ExtendWrapUp,
    GoNotReady,
    GoReady,
    HangUpCall,
    HoldCall,
    JoinParties,
    MuteParty,
    Order,
    PickUp,
    PlayToCaller,
    ResumeCall,
    SendKeys,
    SetMute,
    SignIn,
    SignOut,
    StopAsking,
    StopPlay,
    SwapParties,
    TransferCall,
    WrapUp,
)
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState, Call
from trunkline.core.tenant import Tenant

_ANY = frozenset({"not_ready", "ready", "ringing", "talking", "holding", "wrap_up"})
_TALK = frozenset({"talking", "holding"})

ALLOWED: dict[type[Command], tuple[frozenset[str], str]] = {
    SignOut: (_ANY, ""),
    GoReady: (_ANY, ""),
    GoNotReady: (_ANY, ""),
    Dial: (frozenset({"ready", "not_ready"}), "agent.busy"),
    PickUp: (_ANY, ""),
    DeclineOffer: (frozenset({"ringing"}), "call.not_offered"),
    HoldCall: (_TALK, "call.not_talking"),
    ResumeCall: (_TALK, "call.not_talking"),
    SetMute: (_TALK, "call.not_talking"),
    SendKeys: (_TALK, "call.not_talking"),
    HangUpCall: (_TALK | {"ringing"}, "call.not_talking"),
    TransferCall: (_TALK, "call.not_talking"),
    Consult: (_TALK, "call.not_talking"),
    AddParty: (_TALK, "call.not_talking"),
    AskExpert: (_TALK, "call.not_talking"),
    StopAsking: (_TALK, "call.not_talking"),
    SwapParties: (_TALK, "call.not_talking"),
    JoinParties: (_TALK, "call.not_talking"),
    CompleteTransfer: (_TALK, "call.not_talking"),
    DropParty: (_TALK, "call.not_talking"),
    MuteParty: (_TALK, "call.not_talking"),
    PlayToCaller: (_TALK, "call.not_talking"),
    StopPlay: (_TALK, "call.not_talking"),
    WrapUp: (_TALK | {"wrap_up"}, "agent.not_in_wrap_up"),
    ExtendWrapUp: (frozenset({"wrap_up"}), "agent.not_in_wrap_up"),
}
"""Command -> the agent's states in which it is allowed, and the refusal's code in the others."""

EXTENSION_LIMIT_S = 600
NOTES_LIMIT = 4000


def handle(t: Tenant, command: Command) -> None:
    """Carry out a command, or raise Refusal and change nothing."""
    if command.agent_id not in t.config.agents:
        raise Refusal("agent.unknown")
    if isinstance(command, SignIn):
        sign_in(t, command)
        return
    agent = t.agents.get(command.agent_id)
    if agent is None:
        raise Refusal("agent.not_signed_in")
    states, code = ALLOWED[type(command)]
    if agent.state not in states:
        raise Refusal(code)
    if isinstance(command, Order | Dial | PickUp) and not t.connected:
        raise Refusal("switch.away", retry=True)
    match command:
        case SignOut():
            then(t, agent, "signed_out", command.why)
        case GoReady():
            _go_ready(t, agent)
        case GoNotReady():
            _go_not_ready(t, agent, command.reason)
        case ExtendWrapUp():
            _extend(t, agent, command.seconds)
        case Dial():
            dialling.dial(t, agent, command)
        case PickUp():
            picking.pick_up(t, agent, command.call_id)
        case WrapUp():
            _own_call(t, agent, command.call_id)
            _wrap_up(t, agent, command)
        case _:
            orders.carry_out(t, agent, _own_call(t, agent, command.call_id), command)


def _own_call(t: Tenant, agent: AgentState, call_id: str) -> Call:
    call = t.calls.get(call_id)
    if call is None or agent.call_id != call.id:
        raise Refusal("call.not_yours")
    return call


def sign_in(t: Tenant, command: SignIn) -> None:
    """Begin work, not ready yet. Signing in again with another station changes the station."""
    known = t.config.agents[command.agent_id]
    endpoint = _endpoint(t, known, command.station)
    agent = t.agents.get(command.agent_id)
    if agent is not None:
        if agent.station == command.station and agent.endpoint == endpoint:
            return
        if presence.is_busy(agent):
            raise Refusal("agent.busy", retry=True)
        presence.sign_out(t, agent, "agent")
    agent = presence.sign_in(t, command.agent_id, command.station, endpoint)
    phones.look_for_page(t, agent)


def _endpoint(t: Tenant, known: Agent, where: str) -> str:
    """The switch endpoint of a station; empty for the outside number."""
    if where == station.OUTSIDE:
        if not known.outside_number:
            raise Refusal("agent.no_outside_number")
        if not t.config.trunks:
            raise Refusal("line.none")
        if any(t.number_for(trunk.endpoint, known.outside_number) for trunk in t.config.trunks):
            raise Refusal("number.own")
        return ""
    endpoint = {"phone": known.phone_endpoint, "browser": known.browser_endpoint}.get(where, "")
    if not endpoint:
        raise Refusal("agent.station_unknown")
    return endpoint


def then(t: Tenant, agent: AgentState, what: str, reason: str) -> None:
    """Now, or after the call and its wrap-up."""
    if agent.state in ("ringing", "talking", "holding"):
        agent.next, agent.next_reason = what, reason
        t.touch(agent)
        t.fact(AgentNextStateChosen(t.now, agent.id, what, reason))
        return
    agent.next, agent.next_reason = what, reason
    if agent.state == "wrap_up":
        presence.finish_wrap_up(t, agent, timed_out=False)
    else:
        presence.rest(t, agent)


def _go_ready(t: Tenant, agent: AgentState) -> None:
    if agent.state == "ready":
        return
    if agent.id in t.monitors:
        raise Refusal("monitor.listening")
    if not agent.online:
        outside = agent.station == station.OUTSIDE
        raise Refusal("agent.page_away" if outside else "agent.phone_offline", retry=True)
    then(t, agent, "ready", "")


def _go_not_ready(t: Tenant, agent: AgentState, reason: str) -> None:
    if reason not in t.config.reasons:
        raise Refusal("reason.unknown")
    if agent.state == "not_ready" and agent.reason == reason:
        return
    if agent.state == "wrap_up":
        agent.next, agent.next_reason = "not_ready", reason
        t.touch(agent)
        t.fact(AgentNextStateChosen(t.now, agent.id, "not_ready", reason))
    else:
        then(t, agent, "not_ready", reason)


def _wrap_up(t: Tenant, agent: AgentState, command: WrapUp) -> None:
    if command.disposition_id is not None and command.disposition_id not in t.config.dispositions:
        raise Refusal("disposition.unknown")
    if len(command.notes) > NOTES_LIMIT:
        raise Refusal("notes.too_long", limit=NOTES_LIMIT)
    agent.disposition_id, agent.notes = command.disposition_id, command.notes
    t.touch(agent)
    if agent.state == "wrap_up" and command.finish:
        presence.finish_wrap_up(t, agent, timed_out=False)


def _extend(t: Tenant, agent: AgentState, seconds: int) -> None:
    assert agent.until is not None
    if not 1 <= seconds <= EXTENSION_LIMIT_S:
        raise Refusal("wrap_up.extension_invalid", limit=EXTENSION_LIMIT_S)
    until = min(agent.until + seconds * 1000, t.now + EXTENSION_LIMIT_S * 1000)
    agent.until = until
    t.deadlines.set(("wrap", agent.id), until)
    t.touch(agent)
    t.fact(
        AgentStateChanged(
            at=t.now,
            agent_id=agent.id,
            state="wrap_up",
            reason="",
            call_id=agent.call_id,
            until=until,
            was="wrap_up",
            was_reason="",
            was_ms=t.now - agent.since,
        )
    )
    agent.wrap_ms += t.now - agent.since
    agent.since = t.now


def _has_station(known: Agent, agent: AgentState) -> bool:
    if agent.station == station.OUTSIDE:
        return bool(known.outside_number)
    return agent.endpoint in (known.browser_endpoint, known.phone_endpoint)


def removed_from_configuration(t: Tenant) -> None:
    """Agents who were deleted or deactivated leave the floor, after their call if they have one."""
    for agent in list(t.agents.values()):
        known = t.config.agents.get(agent.id)
        if known is not None and _has_station(known, agent):
            t.index_agent(agent)
        elif agent.next != "signed_out":
            then(t, agent, "signed_out", "removed")
