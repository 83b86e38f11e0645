"""A flow document that cannot be run is known before a caller finds out."""

from __future__ import annotations

from typing import Any

import pytest

from trunkline.core.config import FlowDoc
from trunkline.core.flow.interpreter import problems
from trunkline.store import demo_flow

pytestmark = pytest.mark.core


def doc(document: dict[str, Any]) -> FlowDoc:
    return FlowDoc("f", "flow", 1, document["start"], document["nodes"])


@pytest.mark.parametrize(
    "document",
    [demo_flow.hotline({"1": "q1", "2": "q2"}), demo_flow.closed(), demo_flow.survey(), demo_flow.message_box("q1")],
)
def test_the_demo_flows_lead_somewhere_from_everywhere(document: dict[str, Any]) -> None:
    assert problems(doc(document)) == []


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ({}, ("", "flow.start_missing")),
        ({"a": {"type": "no such"}}, ("a", "flow.node_type_unknown")),
        ({"a": {"type": "play", "prompts": ["x"]}}, ("a", "flow.branch_missing")),
        ({"a": {"type": "play", "prompts": ["x"], "next": "gone"}}, ("a", "flow.branch_nowhere")),
        ({"a": {"type": "survey", "next": "a"}}, ("a", "flow.answers_missing")),
    ],
)
def test_what_is_wrong_is_named_with_its_node(nodes: dict[str, Any], found: tuple[str, str]) -> None:
    assert found in problems(doc({"start": "a", "nodes": nodes}))
