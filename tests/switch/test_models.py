"""The messages decoded here are messages of the Asterisk that is shipped."""

from __future__ import annotations

import json
import typing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from trunkline.switch.ari import client, models

from .conftest import TREE

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in Path(TREE / "usr/share/asterisk/rest-api").glob("*.json"):
        found |= json.loads(path.read_text("utf-8")).get("models", {})
    return found


STRUCTS = [
    kind
    for kind in vars(models).values()
    if isinstance(kind, type)
    and issubclass(kind, msgspec.Struct)
    and kind not in (msgspec.Struct, models.QueryParameter, models.RESTRequest)
]


def _properties(described: dict[str, Any], name: str) -> dict[str, Any]:
    found = dict(described[name]["properties"])
    for parent, model in described.items():
        if name in model.get("subTypes", []):
            found |= _properties(described, parent)
    return found


@pytest.mark.parametrize("kind", STRUCTS, ids=lambda kind: str(kind.__name__))
def test_fields_exist_and_what_we_require_is_always_sent(
    asterisk_install: Any, described: dict[str, Any], kind: type[msgspec.Struct]
) -> None:
    properties = _properties(described, kind.__name__)
    hints = typing.get_type_hints(kind)
    for info in msgspec.structs.fields(kind):
        assert info.name in properties, f"{kind.__name__}.{info.name} is not in the description"
        if info.required:
            assert properties[info.name].get("required"), f"{kind.__name__}.{info.name} may be missing"
        if typing.get_origin(hints[info.name]) is typing.Literal:
            allowed = set(properties[info.name]["allowableValues"]["values"])
            assert allowed <= set(typing.get_args(hints[info.name]))


def test_events_asked_for_can_be_decoded(asterisk_install: Any, described: dict[str, Any]) -> None:
    known = {kind.__name__ for kind in typing.get_args(models.Event)}
    assert {*client.EVENTS, *client.PHONE_EVENTS} <= known <= set(described)
