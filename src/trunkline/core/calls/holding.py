"""Within a conversation: the caller on hold, the agent muted, keys sent to the caller's side."""

from __future__ import annotations

from trunkline.core.calls import playing
from trunkline.core.effects import JoinBridge, LeaveBridge, MuteChannel, SendDigits, StartMusic, StopMusic
from trunkline.core.facts import CallHeld, CallMuted, CallResumed, KeysSent
from trunkline.core.state import Call, Talk
from trunkline.core.tenant import Tenant

APART = frozenset({"page", "line"})
"""Who is held so is out of the bridge and hears music of ours; of a hold at the phone the switch plays it by itself."""


def hold(t: Tenant, call: Call, by: str) -> None:
    """The caller hears music until taken back. by: as Talk.held_by."""
    talk = call.talk
    if talk is None:
        return
    if talk.held_at is not None:
        if by == "line" and talk.held_by != by:
            if talk.held_by == "phone":
                t.do(LeaveBridge(talk.bridge_id, call.channel_id), StartMusic(call.channel_id))
            talk.held_by = by
            t.touch(call)
        return
    playing.over(t, call, "held")
    talk.held_at, talk.held_by = t.now, by
    t.touch(call)
    t.fact(CallHeld(t.now, call.id, talk.agent_id, "phone" if by == "line" else by))
    if by in APART:
        t.do(LeaveBridge(talk.bridge_id, call.channel_id), StartMusic(call.channel_id))
    _show(t, call, talk, "holding")


def resume(t: Tenant, call: Call, by: str) -> None:
    """The caller is taken back."""
    talk = call.talk
    if talk is None or talk.held_at is None:
        return
    held_by = talk.held_by
    over(t, call, by)
    if held_by in APART:
        t.do(StopMusic(call.channel_id), JoinBridge(talk.bridge_id, (call.channel_id,)))
    _show(t, call, talk, "talking")


def over(t: Tenant, call: Call, by: str = "end") -> None:
    """The hold is over, if there is one; what the caller hears next is the next step's business."""
    talk = call.talk
    if talk is not None and talk.held_at is not None:
        t.fact(CallResumed(t.now, call.id, talk.agent_id, by, t.now - talk.held_at))
        talk.held_at, talk.held_by = None, ""
        t.touch(call)


def without_phone(t: Tenant, call: Call) -> None:
    """The phone that has its line on hold leaves the bridge. The music that the switch plays for it to those who stay
    would go on for ever: ours is begun for who is held, and there is none for the others."""
    talk = call.talk
    if talk is None or not talk.on_hold:
        return
    talk.on_hold = False
    t.touch(call)
    if talk.held_by == "phone":
        talk.held_by = "page"
        t.do(LeaveBridge(talk.bridge_id, call.channel_id), StartMusic(call.channel_id))
    t.do(*(StopMusic(one.channel_id) for one in talk.parties if one.joined_at is not None and not one.held))


def at_phone(talk: Talk) -> bool:
    """Whether the agent's phone holds the caller, and nobody but the phone can take them back."""
    return talk.held_by == "phone" or (talk.held_by == "line" and talk.on_hold)


def _show(t: Tenant, call: Call, talk: Talk, state: str) -> None:
    agent = t.agents.get(talk.agent_id)
    if agent is not None and agent.call_id == call.id:
        t.set_agent_state(agent, state, call_id=call.id)


def mute(t: Tenant, call: Call, *, muted: bool) -> None:
    """The agent's voice is not heard, or heard again."""
    talk = call.talk
    if talk is None or talk.muted == muted:
        return
    talk.muted = muted
    t.touch(call)
    t.fact(CallMuted(t.now, call.id, talk.agent_id, muted))
    t.do(MuteChannel(talk.channel_id, muted))


def send_keys(t: Tenant, call: Call, keys: str) -> None:
    """DTMF to the caller's side."""
    assert call.talk is not None
    t.fact(KeysSent(t.now, call.id, call.talk.agent_id, len(keys)))
    t.do(SendDigits(call.channel_id, keys))
