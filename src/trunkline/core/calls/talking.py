"""Agent and caller talk: connected, held, muted, recorded, and apart again."""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import caller, queueing
from trunkline.core.effects import (
    CreateBridge,
    DestroyBridge,
    HangUp,
    JoinBridge,
    LeaveBridge,
    MuteChannel,
    SendDigits,
    StartMusic,
    StartRecording,
    StopMusic,
)
from trunkline.core.facts import (
    AgentLost,
    CallAnswered,
    CallHeld,
    CallMuted,
    CallResumed,
    KeysSent,
    RecordingEnded,
    RecordingStarted,
)
from trunkline.core.hours import local_time
from trunkline.core.state import Call, Recording, Stay, Talk
from trunkline.core.tenant import Tenant

LOST_PRIORITY = 1_000
"""Added to the priority of a caller whose agent's phone was lost: served before all others."""


def begin(t: Tenant, call: Call) -> None:
    """The offered agent has answered: connect."""
    offer, stay = call.offer, call.stay
    assert offer is not None and stay is not None
    queue = t.config.queues.get(stay.queue_id)
    t.fact(
        CallAnswered(
            at=t.now,
            call_id=call.id,
            stay_id=stay.id,
            queue_id=stay.queue_id,
            offer_id=offer.id,
            agent_id=offer.agent_id,
            wait_ms=t.now - stay.since,
        )
    )
    queueing.quiet(t, call)
    queueing.leave(t, call, "answered")
    t.deadlines.set(("offer", call.id), None)
    call.talk = Talk(offer.agent_id, offer.channel_id, t.new_id(), stay.queue_id, t.now)
    call.offer = None
    call.ever_answered = True
    t.touch(call)
    t.do(CreateBridge(call.talk.bridge_id))
    if queue is None or queue.record:
        record(t, call)
    t.do(JoinBridge(call.talk.bridge_id, (call.channel_id, call.talk.channel_id)))
    agent = t.agents.get(offer.agent_id)
    if agent is not None:
        agent.disposition_id, agent.notes = None, ""
        t.set_agent_state(agent, "talking", call_id=call.id)


def record(t: Tenant, call: Call) -> None:
    """Start the recording of the customer's channel, unless it runs already."""
    assert call.talk is not None
    if call.recording is not None:
        return
    recording_id = t.new_id()
    day = local_time(t.now, "UTC")
    stem = f"{t.config.tenant_id}/{day:%Y/%m/%d}/{recording_id}"
    call.recording = Recording(recording_id, stem, t.now)
    t.fact(RecordingStarted(t.now, call.id, recording_id, stem, call.talk.agent_id, call.talk.queue_id))
    t.do(StartRecording(recording_id, call.channel_id, stem))


def end_recording(t: Tenant, call: Call) -> None:
    """The recording is over, if one runs."""
    recording = call.recording
    if recording is not None:
        t.fact(RecordingEnded(t.now, call.id, recording.id, t.now - recording.since))
        call.recording = None
        t.touch(call)


def hold(t: Tenant, call: Call, by: str) -> None:
    """The caller hears music until taken back. At the phone: the switch plays it by itself."""
    talk = call.talk
    if talk is None or talk.held_at is not None:
        return
    talk.held_at, talk.held_by = t.now, by
    t.touch(call)
    t.fact(CallHeld(t.now, call.id, talk.agent_id, by))
    if by == "page":
        t.do(LeaveBridge(talk.bridge_id, call.channel_id), StartMusic(call.channel_id))
    agent = t.agents.get(talk.agent_id)
    if agent is not None and agent.call_id == call.id:
        t.set_agent_state(agent, "holding", call_id=call.id)


def resume(t: Tenant, call: Call, by: str) -> None:
    """The caller is taken back."""
    talk = call.talk
    if talk is None or talk.held_at is None:
        return
    t.fact(CallResumed(t.now, call.id, talk.agent_id, by, t.now - talk.held_at))
    if talk.held_by == "page":
        t.do(StopMusic(call.channel_id), JoinBridge(talk.bridge_id, (call.channel_id,)))
    talk.held_at, talk.held_by = None, ""
    t.touch(call)
    agent = t.agents.get(talk.agent_id)
    if agent is not None and agent.call_id == call.id:
        t.set_agent_state(agent, "talking", call_id=call.id)


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


def hang_up(t: Tenant, call: Call) -> None:
    """The agent ends the call."""
    agent_gone(t, call, 16)


def agent_gone(t: Tenant, call: Call, cause: int) -> None:
    """The agent's channel has ended. Hung up: the call is over. Lost: the caller goes back to the head of the queue."""
    talk = call.talk
    if talk is None:
        return
    lost = cause not in (0, 16, 17, 21) and call.ending_by is None
    _end_hold(t, call, talk)
    if lost:
        t.fact(AgentLost(t.now, call.id, talk.agent_id, talk.queue_id, cause))
    end(t, call, lost=lost)
    if call.ending_by is not None:
        return
    if not lost:
        caller.hang_up(t, call, by="agent")
        return
    priority = LOST_PRIORITY + call.priority
    node_id = call.cursor.node_id if call.cursor else ""
    queueing.begin(t, call, Stay(t.new_id(), talk.queue_id, node_id, t.now, t.now, priority))


def _end_hold(t: Tenant, call: Call, talk: Talk) -> None:
    """A hold that runs is over because the conversation is."""
    if talk.held_at is not None:
        t.fact(CallResumed(t.now, call.id, talk.agent_id, "end", t.now - talk.held_at))
        talk.held_at, talk.held_by = None, ""


def end(t: Tenant, call: Call, *, lost: bool = False) -> None:
    """The conversation is over: the agent's side is let go and wrap-up begins. The caller's side is left alone."""
    talk = call.talk
    if talk is None:
        return
    _end_hold(t, call, talk)
    t.channels.pop(talk.channel_id, None)
    t.do(HangUp(talk.channel_id), DestroyBridge(talk.bridge_id))
    if not lost:
        end_recording(t, call)
    call.talk = None
    t.touch(call)
    agent = t.agents.get(talk.agent_id)
    if agent is None or agent.call_id != call.id:
        return
    if lost:
        presence.after_lost_conversation(t, agent)
    else:
        presence.begin_wrap_up(t, agent, call, talk.queue_id)
