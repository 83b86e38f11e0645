"""Something is played to the caller at an agent's order, in the conversation or after it: its begin and its end."""

from __future__ import annotations

from trunkline.core.effects import PlayPrompts, PlayToBridge, StopPlayback
from trunkline.core.facts import CallerPlayEnded, CallerPlayStarted
from trunkline.core.state import Call, CallerPlay
from trunkline.core.tenant import Tenant

SLACK_MS = 5_000
"""The switch says when a playback is over; so long after it should be, we take it as over."""
STOP_KEYS = frozenset("#*")
"""The caller stops with these what is played in the conversation."""


def begin(t: Tenant, call: Call, play: CallerPlay) -> None:
    """Play, in the conversation (everybody hears it) or, when the agent has left, to the caller alone."""
    play.until = t.now + play.length_ms + SLACK_MS
    call.play = play
    t.touch(call)
    t.fact(
        CallerPlayStarted(
            at=t.now,
            call_id=call.id,
            play_id=play.id,
            agent_id=play.agent_id,
            prompt=play.prompt,
            text=play.text,
            length_ms=play.length_ms,
            leave=play.leave,
            flow_id=play.flow_id,
            until=play.until,
        )
    )
    _order(t, call, play, again=False)


def again(t: Tenant, call: Call) -> bool:
    """After a restart: go on with it, or order it if it was never ordered. False when it must be over by now."""
    play = call.play
    if play is None or t.now >= play.since + play.length_ms:
        return False
    play.until = t.now + play.length_ms + SLACK_MS
    t.touch(call)
    _order(t, call, play, again=True)
    return True


def _order(t: Tenant, call: Call, play: CallerPlay, *, again: bool) -> None:
    restore(t, call)
    prompts, tenant_id = (play.prompt,), t.config.tenant_id
    if call.talk is None:
        t.do(PlayPrompts(call.channel_id, play.id, prompts, tenant_id, play.language, again))
    else:
        t.do(PlayToBridge(call.talk.bridge_id, play.id, prompts, tenant_id, play.language, again))


def restore(t: Tenant, call: Call) -> None:
    """Index what is played, and when it must be over."""
    if call.play is not None:
        t.playbacks[call.play.id] = call.id
        t.deadlines.set(("play", call.id), call.play.until)


def over(t: Tenant, call: Call, outcome: str) -> None:
    """It is over, if something was played; what the caller hears next is the next step's business."""
    play = call.play
    if play is None:
        return
    call.play = None
    t.touch(call)
    t.deadlines.set(("play", call.id), None)
    if t.playbacks.pop(play.id, None) is not None:
        t.do(StopPlayback(play.id))
    t.fact(CallerPlayEnded(t.now, call.id, play.id, outcome, t.now - play.since))
