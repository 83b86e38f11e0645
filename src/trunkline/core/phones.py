"""An agent's phone or browser comes and goes: what becomes of the agent, and of the call there."""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import dialling, monitoring, offering, party, station, talking
from trunkline.core.facts import AgentPhoneChanged
from trunkline.core.inputs import PageChanged, PhoneChanged
from trunkline.core.state import AgentState
from trunkline.core.tenant import Tenant

GRACE_MS = 10_000
"""A browser whose socket was closed registers again within this or not at all; until then a conversation goes on."""
SILENT_GRACE_MS = 60_000
"""One that does not answer is perhaps on its way into another network: its conversation goes on as long as the switch
keeps a line that sends nothing (`rtp_timeout`), which usually ends it before."""
PAGE_GRACE_MS = 30_000
"""An agent at an outside number is there as long as their working page is open: it may be away this long, for a reload
or a bad moment of the network."""


def changed(t: Tenant, inp: PhoneChanged) -> None:
    """A phone has registered or its registration has gone."""
    if inp.online:
        t.online.add(inp.endpoint)
    else:
        t.online.discard(inp.endpoint)
    monitoring.phone_changed(t, inp.endpoint, online=inp.online)
    agent = t.agents.get(t.stations.get(inp.endpoint, ""))
    if agent is not None:
        _is_there(t, agent, online=inp.online, silent=inp.silent)


def _is_there(t: Tenant, agent: AgentState, *, online: bool, silent: bool = False) -> None:
    if agent.online == online:
        return
    agent.online = online
    t.touch(agent)
    t.fact(AgentPhoneChanged(t.now, agent.id, online))
    if online:
        agent.lost_until = None
        t.deadlines.set(("lost", agent.id), None)
    else:
        _lost(t, agent, GRACE_MS if not silent else SILENT_GRACE_MS)


def _lost(t: Tenant, agent: AgentState, grace_ms: int) -> None:
    """Nobody may ring into the void."""
    call = t.calls.get(agent.call_id or "")
    if agent.state == "ready":
        t.set_agent_state(agent, "not_ready", reason=presence.reason_of_absence(agent))
    elif agent.station == station.OUTSIDE:
        pass  # who is rung or talks outside goes on without the page; afterwards they are not ready
    elif agent.state == "ringing" and call is not None:
        one = party.find(call.talk, agent_id=agent.id) if call.talk is not None else None
        if one is not None:
            talking.party_gone(t, call, one, "phone_lost")
        elif call.dialling is not None:
            dialling.agent_gone(t, call, station.NOT_DIALLED)
        elif (offer := offering.find(call, agent_id=agent.id)) is not None:
            offering.failed(t, call, offer, "phone_lost")
    elif agent.state in ("talking", "holding") and agent.station == "browser":
        agent.lost_until = t.now + grace_ms
        t.deadlines.set(("lost", agent.id), agent.lost_until)


def page_changed(t: Tenant, inp: PageChanged) -> None:
    """An agent's working page was opened or has gone, which matters to who is rung at an outside number: a page that
    nobody closed is no sign that they work, but without one nobody may ring their phone at home."""
    if inp.open:
        t.pages.add(inp.agent_id)
    else:
        t.pages.discard(inp.agent_id)
    agent = t.agents.get(inp.agent_id)
    if agent is not None:
        look_for_page(t, agent)


def look_for_page(t: Tenant, agent: AgentState) -> None:
    """Whether an agent at an outside number has a page; without one, how long it is waited for."""
    if agent.station != station.OUTSIDE:
        return
    there = agent.id in t.pages
    if not there and (agent.page_until is not None or not agent.online):
        return
    agent.page_until = None if there else t.now + PAGE_GRACE_MS
    t.deadlines.set(("page", agent.id), agent.page_until)
    t.touch(agent)
    if there:
        _is_there(t, agent, online=True)


def look_for_pages(t: Tenant) -> None:
    """After a start it is not known who has a page: they come again by themselves, or not."""
    for agent in t.agents.values():
        look_for_page(t, agent)


def page_due(t: Tenant, agent: AgentState) -> None:
    """The page has not come back."""
    agent.page_until = None
    t.touch(agent)
    _is_there(t, agent, online=False)


def lost_due(t: Tenant, agent: AgentState) -> None:
    """The browser has not come back: the conversation is taken as lost."""
    agent.lost_until = None
    t.touch(agent)
    call = t.calls.get(agent.call_id or "")
    if call is None or call.talk is None or agent.state not in ("talking", "holding"):
        return
    one = party.find(call.talk, agent_id=agent.id)
    if one is not None:
        talking.party_gone(t, call, one, "phone_lost")
    else:
        for _ in range(1 if call.talk.line is None else 2):
            talking.agent_gone(t, call, 27)
