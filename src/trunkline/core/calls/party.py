"""One further party of a conversation: rung, joined, held, muted, gone. Who may join whom is decided above."""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import station
from trunkline.core.config import Trunk
from trunkline.core.effects import (
    HangUp,
    JoinBridge,
    LeaveBridge,
    MuteChannel,
    StartMusic,
    StopMusic,
)
from trunkline.core.facts import PartyHeld, PartyInvited, PartyJoined, PartyLeft, PartyMuted, PartyRinging
from trunkline.core.state import AgentState, Call, Party, Talk
from trunkline.core.tenant import Tenant

RING_S = 30
"""How long a party is rung."""
GRACE_MS = 2_000
"""The switch ends an unanswered ring itself; if it does not say so, we do, this much later."""


def find(talk: Talk, *, channel_id: str = "", agent_id: str = "", party_id: str = "") -> Party | None:
    """A party of the conversation by its channel, agent or id."""
    for party in talk.parties:
        if (
            (channel_id and party.channel_id == channel_id)
            or (agent_id and party.agent_id == agent_id)
            or (party_id and party.id == party_id)
        ):
            return party
    return None


def joined(talk: Talk) -> list[Party]:
    """Those who have answered."""
    return [party for party in talk.parties if party.joined_at is not None]


def ring_agent(t: Tenant, call: Call, agent: AgentState, purpose: str, by: str) -> Party:
    """Ring another agent, who is reserved for it."""
    party = _new(t, call, purpose, by)
    party.agent_id = agent.id
    station.ring(t, call, agent, party, RING_S)
    _told(t, call, party)
    t.set_agent_state(agent, "ringing", call_id=call.id, until=party.until)
    return party


def ring_number(t: Tenant, call: Call, number: str, trunk: Trunk, purpose: str, by: str) -> Party:
    """Ring an outside number over a trunk."""
    party = _new(t, call, purpose, by)
    party.number, party.trunk_id = number, trunk.endpoint
    _told(t, call, party)
    assert call.talk is not None
    station.dial(t, call, party, trunk, call.talk.bridge_id)
    return party


def ring_over(t: Tenant, call: Call, party: Party, trunk: Trunk) -> None:
    """Ring the number once more, over another trunk."""
    if party.agent_id:
        station.ring_again(t, call, party, trunk)
        return
    station.change_line(t, call, party, trunk)
    _told(t, call, party)
    assert call.talk is not None
    station.dial(t, call, party, trunk, call.talk.bridge_id)


def _new(t: Tenant, call: Call, purpose: str, by: str) -> Party:
    assert call.talk is not None
    party = Party(t.new_id(), t.new_id(), purpose, t.now, t.now + RING_S * 1000, invited_by=by)
    call.talk.parties.append(party)
    t.channels[party.channel_id] = call.id
    t.touch(call)
    return party


def _told(t: Tenant, call: Call, party: Party) -> None:
    t.fact(
        PartyInvited(
            at=t.now,
            call_id=call.id,
            party_id=party.id,
            purpose=party.purpose,
            channel_id=party.channel_id,
            by=party.invited_by,
            until=party.until,
            agent_id=party.agent_id or None,
            number="" if party.agent_id else party.number,  # where an agent lives is nobody else's business
            trunk_id=party.trunk_id,
        )
    )
    set_deadline(t, call)


def set_deadline(t: Tenant, call: Call) -> None:
    """When the next ring must have ended."""
    ringing = [party.until for party in call.talk.parties if party.joined_at is None] if call.talk else []
    t.deadlines.set(("party", call.id), min(ringing) + GRACE_MS if ringing else None)


def rings(t: Tenant, call: Call, party: Party) -> None:
    """The phone confirms that it rings."""
    if not party.ringing and party.joined_at is None:
        party.ringing = True
        t.touch(call)
        t.fact(PartyRinging(t.now, call.id, party.id))


def answered(t: Tenant, call: Call, party: Party) -> None:
    """The party has answered, and hears and is heard by those who are not on hold."""
    assert call.talk is not None
    party.joined_at = t.now
    station.settled(t, party)
    t.touch(call)
    set_deadline(t, call)
    t.fact(PartyJoined(t.now, call.id, party.id, t.now - party.at))
    t.do(JoinBridge(call.talk.bridge_id, (party.channel_id,)))
    agent = t.agents.get(party.agent_id)
    if agent is not None:
        agent.disposition_id, agent.notes = None, ""
        t.set_agent_state(agent, "talking", call_id=call.id)


def hold(t: Tenant, call: Call, party: Party, *, held: bool) -> None:
    """Music for the party, apart from the others; or back among them."""
    if party.held == held or party.joined_at is None or call.talk is None:
        return
    party.held = held
    t.touch(call)
    t.fact(PartyHeld(t.now, call.id, party.id, held))
    if held:
        t.do(LeaveBridge(call.talk.bridge_id, party.channel_id), StartMusic(party.channel_id))
    else:
        t.do(StopMusic(party.channel_id), JoinBridge(call.talk.bridge_id, (party.channel_id,)))


def mute(t: Tenant, call: Call, party: Party, *, muted: bool) -> None:
    """The party's voice is not heard, or heard again."""
    if party.muted == muted or party.joined_at is None:
        return
    party.muted = muted
    t.touch(call)
    t.fact(PartyMuted(t.now, call.id, party.id, muted))
    t.do(MuteChannel(party.channel_id, muted))


def out(t: Tenant, call: Call, party: Party, outcome: str, cause: int = 16, *, hang_up: bool = True) -> None:
    """The party is out of the conversation, for whatever reason; an agent is free again."""
    talk = call.talk
    assert talk is not None
    talk.parties.remove(party)
    station.settled(t, party)
    t.channels.pop(party.channel_id, None)
    t.touch(call)
    set_deadline(t, call)
    talk_ms = 0 if party.joined_at is None else t.now - party.joined_at
    t.fact(PartyLeft(t.now, call.id, party.id, outcome, talk_ms, cause))
    if hang_up:
        t.do(HangUp(party.channel_id))
    agent = t.agents.get(party.agent_id)
    if agent is None or agent.call_id != call.id:
        return
    if party.joined_at is None:
        if outcome in ("no_answer", "declined", "failed", "phone_lost"):
            presence.after_missed_offer(t, agent, outcome)
        else:
            presence.after_withdrawn_offer(t, agent)
    elif outcome == "phone_lost":
        presence.after_lost_conversation(t, agent)
    else:
        presence.rest(t, agent)


def outcome_of(party: Party, cause: int, *, timed_out: bool) -> str:
    """What a Q.850 cause of the party's channel says."""
    if party.joined_at is not None:
        return "left"
    if cause == 17:
        return "busy" if not party.agent_id else "declined"
    if cause == 21:
        return "declined"
    if timed_out or cause in (16, 18, 19):
        return "no_answer"
    return "failed"
