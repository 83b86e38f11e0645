"""Running a flow: pure. Something happens to the call, steps come out; the cursor is moved on.

A path that never waits is cut off after MAX_NODES nodes, and a branch that leads nowhere ends the call, so that no
document can hang a caller in silence.
"""

from __future__ import annotations

from trunkline.core.config import FlowDoc
from trunkline.core.flow.nodes import NODES
from trunkline.core.flow.run import FlowRun, World
from trunkline.core.flow.steps import End, Entered, Step
from trunkline.core.state import Cursor

MAX_NODES = 50
"""Nodes entered in a row without waiting for anything."""


def start(doc: FlowDoc, cursor: Cursor, world: World, now: int) -> list[Step]:
    """Enter the flow at its start."""
    steps: list[Step] = []
    _enter(doc, cursor, world, now, doc.start, "", steps)
    return steps


def again(doc: FlowDoc, cursor: Cursor, world: World, now: int) -> list[Step]:
    """Enter the present node once more, because what it was doing may have been lost; tries and answer are kept."""
    steps: list[Step] = []
    kept = cursor.tries, cursor.answer
    _enter(doc, cursor, world, now, cursor.node_id, "again", steps, kept=kept)
    return steps


def key(doc: FlowDoc, cursor: Cursor, world: World, now: int, pressed: str) -> list[Step]:
    """The caller pressed a key."""
    return _tell(doc, cursor, world, now, "key", pressed)


def played(doc: FlowDoc, cursor: Cursor, world: World, now: int) -> list[Step]:
    """The present playback is over."""
    cursor.playback_id = None
    return _tell(doc, cursor, world, now, "played")


def due(doc: FlowDoc, cursor: Cursor, world: World, now: int) -> list[Step]:
    """The present node's time limit is over."""
    cursor.deadline = None
    return _tell(doc, cursor, world, now, "due")


def outcome(doc: FlowDoc, cursor: Cursor, world: World, now: int, name: str, entered: int = 0) -> list[Step]:
    """What the node had ordered elsewhere is over. entered: nodes entered in a row before, when it was over at once."""
    return _tell(doc, cursor, world, now, "outcome", name, entered=entered)


def _tell(doc: FlowDoc, cursor: Cursor, world: World, now: int, what: str, *args: str, entered: int = 0) -> list[Step]:
    settings = doc.nodes.get(cursor.node_id)
    if settings is None:
        return [End(served=False, fault="flow.node_missing")]
    run = FlowRun(settings, cursor, world, now)
    getattr(NODES[settings["type"]], what)(run, *args)
    _follow(doc, cursor, world, now, run, entered)
    return run.steps


def _enter(
    doc: FlowDoc,
    cursor: Cursor,
    world: World,
    now: int,
    node_id: str,
    via: str,
    steps: list[Step],
    *,
    entered: int = 0,
    kept: tuple[int, str] = (0, ""),
) -> None:
    settings = doc.nodes.get(node_id)
    node = NODES.get(str(settings.get("type"))) if settings is not None else None
    if settings is None or node is None:
        steps.append(End(served=False, fault="flow.node_missing"))
        return
    if entered >= MAX_NODES:
        steps.append(End(served=False, fault="flow.loop"))
        return
    cursor.node_id, cursor.deadline, cursor.playback_id = node_id, None, None
    cursor.tries, cursor.answer = kept
    steps.append(Entered(node_id, settings["type"], via))
    run = FlowRun(settings, cursor, world, now, steps)
    node.enter(run)
    _follow(doc, cursor, world, now, run, entered + 1)


def _follow(doc: FlowDoc, cursor: Cursor, world: World, now: int, run: FlowRun, entered: int) -> None:
    if run.branch is None:
        return
    target = target_of(run.node, run.branch)
    if target is None:
        run.steps.append(End(served=False, fault=f"flow.no_branch.{run.branch}"))
    else:
        _enter(doc, cursor, world, now, target, run.branch, run.steps, entered=entered)


def target_of(node: dict[str, object], branch: str) -> str | None:
    """Where a branch of a node leads, or None."""
    if branch == "next":
        target = node.get("next")
    elif branch.startswith("key:"):
        keys = node.get("keys")
        target = keys.get(branch[4:]) if isinstance(keys, dict) else None
    else:
        on = node.get("on")
        target = on.get(branch) if isinstance(on, dict) else None
    return target if isinstance(target, str) else None


def problems(doc: FlowDoc) -> list[tuple[str, str]]:
    """What is wrong with a document: (node id, code) pairs, empty when it can be run."""
    found: list[tuple[str, str]] = []
    if doc.start not in doc.nodes:
        found.append(("", "flow.start_missing"))
    for node_id, settings in doc.nodes.items():
        node = NODES.get(str(settings.get("type")))
        if node is None:
            found.append((node_id, "flow.node_type_unknown"))
            continue
        found += [(node_id, code) for code in node.problems(settings)]
        for branch in node.branches(settings):
            target = target_of(settings, branch)
            if target is None:
                found.append((node_id, "flow.branch_missing"))
            elif target not in doc.nodes:
                found.append((node_id, "flow.branch_nowhere"))
    return found
