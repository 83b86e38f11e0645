"""An agent has something played to the caller, and stays in the conversation or leaves the call to it."""

from __future__ import annotations

from trunkline.core.calls import caller, flow, playing, talking
from trunkline.core.inputs import PlayToCaller
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, CallerPlay
from trunkline.core.tenant import Tenant

LONGEST_MS = 600_000
TEXT_LIMIT = 500
TOO_SOON_MS = 1_000


def play(t: Tenant, call: Call, order: PlayToCaller) -> None:
    """Play it. Who leaves is free at once, and the caller hears it to the end."""
    talk = call.talk
    if talk is None or call.ending_by is not None:
        raise Refusal("call.not_talking")
    if call.play is not None:
        raise Refusal("call.playing", retry=True)
    if talk.held_at is not None:
        raise Refusal("call.on_hold", retry=True)
    if order.leave and talk.parties:
        raise Refusal("call.others_there")
    if order.flow_id and order.flow_id not in t.config.flows:
        raise Refusal("target.unknown")
    if not order.prompt or not 0 < order.length_ms <= LONGEST_MS or len(order.text) > TEXT_LIMIT:
        raise Refusal("prompt.unplayable")
    made = CallerPlay(
        id=t.new_id(),
        prompt=order.prompt,
        language=order.language,
        agent_id=order.agent_id,
        since=t.now,
        length_ms=order.length_ms,
        text=order.text,
        leave=order.leave,
        flow_id=order.flow_id if order.leave else "",
    )
    if order.leave:
        talking.pass_on(t, call)
        call.cursor = None  # the flow that led to the queue is left for good
    playing.begin(t, call, made)


def stop(t: Tenant, call: Call) -> None:
    """The agent ends it."""
    if call.play is None:
        raise Refusal("call.not_playing")
    finished(t, call, "stopped")


def finished(t: Tenant, call: Call, outcome: str) -> None:
    """It is over. Where the agent had left, the call goes on to a flow or ends."""
    play = call.play
    playing.over(t, call, outcome)
    if play is None or not play.leave or call.talk is not None or call.ending_by is not None:
        return
    if play.flow_id in t.config.flows:
        flow.begin(t, call, play.flow_id)
    else:
        caller.hang_up(t, call, by="agent" if play.agent_id else "flow")


def played(t: Tenant, call: Call, *, failed: bool) -> None:
    """The switch says that the playback is over. Where the caller is alone with it and it is over too soon, the caller
    has most likely hung up, which is told in a moment: the call is not taken as ended by us before that."""
    play = call.play
    if (
        play is not None
        and play.leave
        and play.agent_id
        and not failed
        and t.now < play.since + play.length_ms - TOO_SOON_MS
    ):
        play.until = t.now + TOO_SOON_MS
        t.touch(call)
        playing.restore(t, call)
    else:
        finished(t, call, "failed" if failed else "over")


def key(t: Tenant, call: Call, pressed: str) -> bool:
    """A key of the caller's that ends what is played in the conversation. False: it is for somebody else."""
    if call.play is None or call.play.leave or pressed not in playing.STOP_KEYS:
        return False
    finished(t, call, "key")
    return True


def again(t: Tenant, call: Call) -> None:
    """After a restart: it goes on, or is over."""
    if call.play is not None and not playing.again(t, call):
        finished(t, call, "over")
