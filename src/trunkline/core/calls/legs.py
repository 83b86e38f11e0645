"""What was measured of the audio of a call's legs becomes facts; nothing is decided by it."""

from __future__ import annotations

from trunkline.core.facts import LegMeasured
from trunkline.core.inputs import ChannelGone, LegReported
from trunkline.core.quality import LegAudio
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant


def gone(t: Tenant, inp: ChannelGone) -> None:
    """A channel has ended, of a call that may be over already. Before anything is decided on it."""
    if inp.audio is None or not inp.call_id or not inp.audio.says_something():
        return
    call = t.calls.get(inp.call_id)
    agent_id = _agent_on(call, inp.channel_id) or _agent_of(t, inp.endpoint)
    leg = "caller" if call is not None and call.channel_id == inp.channel_id else "agent" if agent_id else "outside"
    _measured(t, inp.call_id, "switch", leg, agent_id if leg == "agent" else "", inp.channel_id, inp.audio)


def reported(t: Tenant, inp: LegReported) -> None:
    """An agent's browser has measured."""
    if inp.audio.says_something():
        _measured(t, inp.call_id, "browser", "agent", inp.agent_id, "", inp.audio)


def _agent_on(call: Call | None, channel_id: str) -> str:
    """Who talks over this channel; an agent at an outside number is known by nothing else."""
    if call is None or call.talk is None:
        return ""
    if call.talk.channel_id == channel_id:
        return call.talk.agent_id
    return next((one.agent_id for one in call.talk.parties if one.channel_id == channel_id), "")


def _agent_of(t: Tenant, endpoint: str) -> str:
    if endpoint in t.stations:
        return t.stations[endpoint]
    # Signed out in the meantime.
    for agent in t.config.agents.values():
        if endpoint and endpoint in (agent.browser_endpoint, agent.phone_endpoint):
            return agent.id
    return ""


def _measured(t: Tenant, call_id: str, source: str, leg: str, agent_id: str, channel_id: str, audio: LegAudio) -> None:
    rating = audio.rated()
    t.fact(
        LegMeasured(
            at=t.now,
            call_id=call_id,
            source=source,
            leg=leg,
            agent_id=agent_id,
            channel_id=channel_id,
            received=audio.received,
            lost=max(0, audio.lost),
            jitter_ms=round(audio.jitter_ms, 1),
            rtt_ms=None if audio.rtt_ms is None else round(audio.rtt_ms, 1),
            sent=audio.sent,
            far_lost=audio.far_lost,
            far_jitter_ms=None if audio.far_jitter_ms is None else round(audio.far_jitter_ms, 1),
            mos=rating.mos,
            verdict=rating.verdict,
        )
    )
