"""A call goes through its flow: what the interpreter wants done becomes facts and effects."""

from __future__ import annotations

from collections.abc import Callable

from trunkline.core.calls import caller, queueing, recording, survey, voice_mail
from trunkline.core.config import FlowDoc
from trunkline.core.effects import PlayPrompts, StopPlayback
from trunkline.core.facts import FlowKeyPressed, FlowNodeEntered, PromptFailed
from trunkline.core.flow import interpreter
from trunkline.core.flow.builtin import BUILT_IN
from trunkline.core.flow.steps import Answered, Asked, End, Enqueue, Entered, KeyTaken, Play, Record, Step, StopPlaying
from trunkline.core.state import Call, Cursor
from trunkline.core.tenant import Tenant


def begin(t: Tenant, call: Call, flow_id: str) -> None:
    """Enter a flow at its start."""
    doc = t.config.flows.get(flow_id) or BUILT_IN.get(flow_id)
    if doc is None:
        caller.hang_up(t, call, by="system", cause=38)
        return
    call.cursor = Cursor(doc.id, doc.version)
    _take(t, call, doc, interpreter.start(doc, call.cursor, t, t.now))


def key(t: Tenant, call: Call, pressed: str) -> None:
    """The caller pressed a key inside the flow."""
    _step(t, call, lambda doc, cursor: interpreter.key(doc, cursor, t, t.now, pressed))


def played(t: Tenant, call: Call, *, failed: bool) -> None:
    """The flow's playback is over."""
    cursor = call.cursor
    if failed and cursor is not None:
        t.fact(PromptFailed(t.now, call.id, cursor.node_id, cursor.playing))
    _step(t, call, lambda doc, cursor: interpreter.played(doc, cursor, t, t.now))


def due(t: Tenant, call: Call) -> None:
    """The present node's time limit is over."""
    _step(t, call, lambda doc, cursor: interpreter.due(doc, cursor, t, t.now))


def leave_due(t: Tenant, call: Call) -> None:
    """The longest wait in the queue is over: the queue node's timeout branch."""
    if not queueing.give_up(t, call):
        return
    if call.cursor is None:
        caller.hang_up(t, call, by="system")
    else:
        _step(t, call, lambda doc, cursor: interpreter.outcome(doc, cursor, t, t.now, "timeout"))


def message_over(t: Tenant, call: Call, outcome: str) -> None:
    """The message that the present node took is over: left or nothing."""
    _step(t, call, lambda doc, cursor: interpreter.outcome(doc, cursor, t, t.now, outcome))


def has_branch(t: Tenant, call: Call, branch: str) -> bool:
    """Whether the present node has a branch that leads somewhere."""
    cursor = call.cursor
    doc = t.flow(cursor.flow_id, cursor.version) if cursor is not None else None
    node = doc.nodes.get(cursor.node_id, {}) if doc is not None and cursor is not None else {}
    return interpreter.target_of(node, branch) is not None


def left_queue(t: Tenant, call: Call, *branches: str) -> None:
    """The call is out of a queue: on by the first of these branches that the node has."""
    cursor = call.cursor
    if cursor is None:
        caller.hang_up(t, call, by="system")
        return
    branch = next((name for name in branches if has_branch(t, call, name)), branches[-1])
    _step(t, call, lambda doc, cursor: interpreter.outcome(doc, cursor, t, t.now, branch))


def again(t: Tenant, call: Call) -> None:
    """Enter the present node once more: what it was doing may have been lost."""
    if call.cursor is not None and call.cursor.playback_id is not None:
        t.playbacks.pop(call.cursor.playback_id, None)  # its end may have been told while nobody heard
        t.do(StopPlayback(call.cursor.playback_id))
    _step(t, call, lambda doc, cursor: interpreter.again(doc, cursor, t, t.now))


def _step(t: Tenant, call: Call, advance: Callable[[FlowDoc, Cursor], list[Step]]) -> None:
    if call.cursor is None or call.ending_by is not None or call.ended_at is not None:
        return
    doc = t.flow(call.cursor.flow_id, call.cursor.version)
    if doc is None:
        caller.hang_up(t, call, by="system", cause=38)
        return
    _take(t, call, doc, advance(doc, call.cursor))


def _take(t: Tenant, call: Call, doc: FlowDoc, steps: list[Step]) -> None:
    """Carry steps out; a queue that refuses the caller at once gives the next ones."""
    cursor = call.cursor
    assert cursor is not None
    t.touch(call)
    entered = 0
    while (refused := _carry_out(t, call, doc, cursor, steps)) is not None:
        entered += sum(isinstance(step, Entered) for step in steps)
        steps = interpreter.outcome(doc, cursor, t, t.now, refused, entered)


def _carry_out(t: Tenant, call: Call, doc: FlowDoc, cursor: Cursor, steps: list[Step]) -> str | None:
    """Returns the outcome of a queue node that is over at once, else None."""
    for step in steps:
        match step:
            case Entered(node_id, node_type, via):
                t.fact(FlowNodeEntered(t.now, call.id, doc.id, doc.version, node_id, node_type, via))
            case KeyTaken(node_id, pressed, accepted, node_type):
                t.fact(FlowKeyPressed(t.now, call.id, node_id, pressed, accepted, node_type))
            case Play(prompts):
                _play(t, call, cursor, prompts)
            case StopPlaying(playback_id):
                t.playbacks.pop(playback_id, None)
                t.do(StopPlayback(playback_id))
            case Asked():
                recording.stop(t, call)  # where an agent has passed the call on, it goes on until here
                survey.offer(t, call, doc.id)
            case Answered():
                survey.answered(t, call, step)
            case Record():
                recording.stop(t, call)  # the conversation that was recorded is over
                survey.over(t, call)
                voice_mail.begin(t, call, step)
            case Enqueue(node_id, queue_id, priority, needs):
                survey.over(t, call)
                t.deadlines.set(("flow", call.id), None)
                return queueing.enter(t, call, node_id, queue_id, priority, needs)
            case End(served, fault):
                call.served = served
                survey.over(t, call, "ended" if fault else "")
                caller.hang_up(t, call, by="system" if fault else "flow", cause=38 if fault else 16)
                return None
    t.deadlines.set(("flow", call.id), cursor.deadline)
    return None


def _play(t: Tenant, call: Call, cursor: Cursor, prompts: tuple[str, ...]) -> None:
    caller.answer(t, call)
    cursor.playback_id, cursor.playing = t.new_id(), prompts
    t.playbacks[cursor.playback_id] = call.id
    t.do(PlayPrompts(call.channel_id, cursor.playback_id, prompts, t.config.tenant_id, call.language))
