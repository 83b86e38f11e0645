"""Hold what the switch has against what we believe, and make both agree.

The same code serves first start, reconnect, and the restart after a crash: what was missed is fed in as if it had been
reported, and what may not have been performed is ordered again. What goes on stays as it is.
"""

from __future__ import annotations

from trunkline.core import phones
from trunkline.core.calls import (
    announcing,
    arrival,
    dialling,
    ending,
    experts,
    flow,
    hearing,
    holding,
    matching,
    missed,
    monitoring,
    offering,
    queueing,
    recording,
    station,
    talking,
    voice_mail,
)
from trunkline.core.effects import (
    AnswerChannel,
    CreateBridge,
    DestroyBridge,
    HangUp,
    JoinBridge,
    LeaveBridge,
    MuteChannel,
    StartMusic,
    StartRecording,
    StartRingback,
    StopMusic,
)
from trunkline.core.facts import SwitchConnected, SwitchDisconnected
from trunkline.core.inputs import CallerArrived, PhoneChanged, SeenChannel, SwitchSeen
from trunkline.core.state import Call, Offer, Party, Talk, bridges_of
from trunkline.core.tenant import Tenant


def lost(t: Tenant) -> None:
    """The connection to the switch has gone. What goes on there goes on; deadlines of calls wait."""
    if t.connected:
        t.connected = False
        t.fact(SwitchDisconnected(t.now))


def seen(t: Tenant, inp: SwitchSeen) -> None:
    """We are connected: this is what the switch holds for this tenant."""
    there = {channel.id: channel for channel in inp.channels}
    before = len(t.calls)
    for call in list(t.calls.values()):
        lost = inp.started_at > call.arrived_at
        if call.dialling is not None:
            if lost:
                dialling.over(t, call, "lost", by="system")
        elif call.ended_at is None and call.channel_id not in there:
            ending.caller_gone(t, call, 0, lost=lost)
        elif call.ended_at is not None:
            voice_mail.ask(t, call)
    kept = [call for call in t.calls.values() if call.ended_at is None]
    _phones(t, inp.online)
    phones.look_for_pages(t)
    # Nothing is matched before everybody stands in line again.
    for call in kept:
        if call.ended_at is not None:
            continue  # over by what was found out of the phones
        if call.dialling is not None:
            _dialled(t, call, there, set(inp.bridges))
        else:
            _go_on(t, call, there, set(inp.bridges))
    t.connected = True
    wanted = {bridge_id for call in kept for bridge_id in bridges_of(call)}
    t.do(*(DestroyBridge(bridge_id) for bridge_id in inp.bridges if bridge_id not in wanted))
    t.fact(SwitchConnected(t.now, len(kept), before - len(t.calls)))
    if inp.missed is not None:
        missed.take(t, inp.missed)
    for channel in sorted(inp.channels, key=lambda seen: (seen.created_at, seen.id)):
        if channel.id not in t.channels and channel.ours:
            _unknown(t, channel)
            matching.match(t)
    matching.match(t)


def _phones(t: Tenant, online: frozenset[str]) -> None:
    for endpoint in sorted((t.online | set(t.stations)) - online):
        phones.changed(t, PhoneChanged(endpoint, online=False))
    for endpoint in sorted(online):
        phones.changed(t, PhoneChanged(endpoint, online=True))


def _unknown(t: Tenant, channel: SeenChannel) -> None:
    """A caller whose arrival we missed; or an agent's phone that rings for nothing."""
    if channel.dialled:
        arrival.arrived(
            t,
            CallerArrived(
                channel.id,
                channel.from_number,
                channel.from_name,
                channel.dialled,
                channel.endpoint,
                channel.created_at,
                held=channel.up,
                from_national=channel.from_national,
                to_dial=channel.to_dial,
            ),
        )
    else:
        t.do(HangUp(channel.id))


def _go_on(t: Tenant, call: Call, there: dict[str, SeenChannel], bridges: set[str]) -> None:
    """Bring a call that goes on to where its state says it is."""
    if call.ending_by is not None:
        t.do(HangUp(call.channel_id, call.ending_cause))
        return
    arrival.look_up(t, call)
    recording.stop_again(t, call)
    if call.answered and not there[call.channel_id].up:
        t.do(AnswerChannel(call.channel_id))
    if call.talk is not None:
        _conversation(t, call, there, bridges)
    elif call.offer is not None:
        for one in call.offers():
            _offer(t, call, one, there)
    elif call.stay is not None:
        queueing.wait(t, call, call.stay)
    elif call.play is None:
        t.do(StopMusic(call.channel_id))
        flow.again(t, call)
    announcing.again(t, call)
    if call.stay is not None:
        hearing.again(t, call, call.stay)


def _conversation(t: Tenant, call: Call, there: dict[str, SeenChannel], bridges: set[str]) -> None:
    talk = call.talk
    assert talk is not None
    for one in list(talk.parties):
        if one.channel_id not in there and call.talk is talk:
            talking.party_gone(t, call, one, "left" if one.joined_at is not None else "switch_lost")
    if call.talk is talk and talk.line is not None and talk.line.channel_id not in there:
        talking.line_gone(t, call, talk.line.channel_id, 16)
    for _ in range(2):  # lines of the agent's phone
        if call.talk is talk and talk.agent_id and talk.channel_id not in there:
            talking.agent_gone(t, call, 16)
    if call.talk is not talk or call.ending_by is not None:
        return
    if talk.bridge_id not in bridges:
        t.do(CreateBridge(talk.bridge_id))
    for one in list(talk.parties):
        _party(t, call, talk, one, there[one.channel_id])
    agent = there.get(talk.channel_id)
    experts.again(t, call, talk, agent.bridge_id if agent is not None else None)
    if agent is not None and agent.dialled and not agent.up:  # the phone dialled it
        t.do(AnswerChannel(agent.id))
    if talk.line is not None:
        _other_line(t, talk, there[talk.line.channel_id])
    if agent is not None and agent.bridge_id != talk.bridge_id and not experts.in_line(talk):
        t.do(JoinBridge(talk.bridge_id, (talk.channel_id,)))
    caller = there[call.channel_id]
    if talk.muted:
        t.do(MuteChannel(talk.channel_id, True))
    if talk.held_by in holding.APART:
        if caller.bridge_id is not None:
            t.do(LeaveBridge(caller.bridge_id, call.channel_id))
        t.do(StartMusic(call.channel_id))
    elif caller.bridge_id != talk.bridge_id:
        t.do(StopMusic(call.channel_id), JoinBridge(talk.bridge_id, (call.channel_id,)))
    _monitors(t, call, there, bridges)
    if call.recording is not None:
        t.do(StartRecording(call.recording.id, call.channel_id, call.recording.stem, again=True))


def _other_line(t: Tenant, talk: Talk, channel: SeenChannel) -> None:
    """The line of the agent's phone that is not in the bridge."""
    if channel.dialled and not channel.up:
        t.do(AnswerChannel(channel.id))
    if channel.bridge_id is not None:
        t.do(LeaveBridge(channel.bridge_id, channel.id))


def _party(t: Tenant, call: Call, talk: Talk, one: Party, channel: SeenChannel) -> None:
    if one.joined_at is None:
        if one.picked_up_at is not None:
            station.ask_again(t, call, one)
        elif channel.up:
            talking.party_answered(t, call, one)
        elif one.purpose == "consult" and one.agent_id and talk.agent_id:
            t.do(StartRingback(talk.channel_id))
    elif one.held:
        if channel.bridge_id is not None:
            t.do(LeaveBridge(channel.bridge_id, one.channel_id))
        t.do(StartMusic(one.channel_id))
    elif channel.bridge_id != talk.bridge_id:
        t.do(StopMusic(one.channel_id), JoinBridge(talk.bridge_id, (one.channel_id,)))
    if one.muted:
        t.do(MuteChannel(one.channel_id, True))


def _monitors(t: Tenant, call: Call, there: dict[str, SeenChannel], bridges: set[str]) -> None:
    where = {channel.id: channel.bridge_id for channel in there.values()}
    for one in list(call.monitors):
        if one.channel_id not in there:
            monitoring.end(t, call, one, "stopped" if one.joined_at is not None else "no_answer")
        elif one.joined_at is not None:
            monitoring.again(t, call, one, where, bridges)
        elif there[one.channel_id].up:
            talking.supervisor_answered(t, call, one.channel_id)


def _dialled(t: Tenant, call: Call, there: dict[str, SeenChannel], bridges: set[str]) -> None:
    """A call of ours on its way. A customer's channel that is not there may have been rung: it is not rung again."""
    arrival.look_up(t, call)
    dial = call.dialling
    assert dial is not None
    own, customer = there.get(dial.channel_id), there.get(call.channel_id)
    if own is None and call.callback_id and dial.customer_at is None:
        dialling.over(t, call, "lost", by="system")  # it may never have been rung
    elif own is None:
        dialling.agent_gone(t, call, 16)
    elif dial.customer_at is None:
        if dial.picked_up_at is not None:
            station.ask_again(t, call, dial)
        elif own.up:
            dialling.agent_answered(t, call)
    elif customer is None:
        dialling.over(t, call, "lost", by="system")
    else:
        if dial.bridge_id not in bridges:
            t.do(CreateBridge(dial.bridge_id))
        for channel in (own, customer):
            if channel.bridge_id != dial.bridge_id:
                t.do(JoinBridge(dial.bridge_id, (channel.id,)))
        if customer.up:
            dialling.answered(t, call)


def _offer(t: Tenant, call: Call, offer: Offer, there: dict[str, SeenChannel]) -> None:
    channel = there.get(offer.channel_id)
    if offer not in call.offers():
        return  # another agent has answered meanwhile
    if channel is None:
        # It may never have been rung, or the agent may have rejected meanwhile: back in line, the agent is free.
        offering.failed(t, call, offer, "switch_lost")
    elif offer.picked_up_at is not None:
        station.ask_again(t, call, offer)
    elif channel.up:
        offering.answered(t, call, offer)
