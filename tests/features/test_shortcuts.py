"""A person's keys: kept for them alone, and never two actions on the same."""

from __future__ import annotations

from typing import Any

import pytest
from tests.features.conftest import World

from trunkline.features.shortcuts.registry import SHORTCUTS, clashing, effective, refused

pytestmark = pytest.mark.features


def by_action(answer: Any) -> dict[str, str]:
    return {one["action"]: one["keys"] for one in answer.json()}


def test_the_keys_that_everybody_begins_with_are_good() -> None:
    begin = effective({})
    assert begin == {action: shortcut.default for action, shortcut in SHORTCUTS.items()}
    assert clashing(begin) == set() and not any(refused(keys) for keys in begin.values())


@pytest.mark.parametrize(
    "keys",
    ["Ctrl+KeyT", "Ctrl+Shift+KeyN", "Ctrl+Alt+KeyQ", "Meta+KeyK", "Alt+F4", "Alt+ArrowLeft", "F5", "F11"],
)
def test_keys_of_browser_system_and_telephone_are_reserved(keys: str) -> None:
    assert refused(keys) == "shortcut.reserved"


@pytest.mark.parametrize("keys", ["Escape", "Tab", "Alt+Enter", "Space", "x", "Alt", "Shift+Alt+KeyA", "Alt+Key"])
def test_what_is_no_key_for_it_is_refused(keys: str) -> None:
    assert refused(keys) == "shortcut.unknown_key"


@pytest.mark.parametrize("keys", ["F8", "Alt+Shift+KeyH", "KeyJ", "Alt+Numpad5", "Alt+Minus", ""])
def test_other_keys_can_be_chosen(keys: str) -> None:
    assert refused(keys) is None


def test_an_action_that_came_later_does_not_take_keys_that_are_in_use() -> None:
    keys = effective({"hold": "Alt+KeyA", "gone_long_ago": "Alt+KeyB"})
    assert (keys["hold"], keys["answer"], keys["join"]) == ("Alt+KeyA", "", "Alt+KeyB")


async def test_a_person_has_keys_of_their_own(world: World) -> None:
    client, other = await world.signed_in("agent1"), await world.signed_in("agent2")
    assert by_action(await client.get("/api/shortcuts"))["hold"] == "Alt+KeyH"
    answer = await client.put("/api/shortcuts", json={"keys": {"hold": "F8", "decline": ""}})
    assert (by_action(answer)["hold"], by_action(answer)["decline"]) == ("F8", "")
    elsewhere = await world.signed_in("agent1")
    assert by_action(await elsewhere.get("/api/shortcuts")) == by_action(answer)
    assert by_action(await other.get("/api/shortcuts"))["hold"] == "Alt+KeyH"
    chief = await world.signed_in("admin")
    entry = (await chief.get("/api/audit", params={"sort": "-at"})).json()["items"][0]
    assert entry["action"] == "shortcuts.changed"
    assert entry["changes"] == {"hold": ["Alt+KeyH", "F8"], "decline": ["Alt+KeyJ", ""]}
    back = await client.put("/api/shortcuts", json={"keys": {}})
    assert by_action(back) == effective({})


async def test_keys_may_be_swapped_but_not_shared(world: World) -> None:
    client = await world.signed_in("agent1")
    answer = await client.put("/api/shortcuts", json={"keys": {"hold": "Alt+KeyM", "mute": "Alt+KeyH"}})
    assert answer.status_code == 200
    refusal = await client.put("/api/shortcuts", json={"keys": {"hold": "Alt+KeyM"}})
    assert (refusal.status_code, refusal.json()["error"]["code"]) == (409, "shortcut.taken")
    assert set(refusal.json()["error"]["fields"]) == {"keys.hold", "keys.mute"}
    assert by_action(await client.get("/api/shortcuts"))["mute"] == "Alt+KeyH", "what was refused changes nothing"


@pytest.mark.parametrize(
    ("keys", "why"), [({"hold": "Ctrl+KeyT"}, "keys.hold"), ({"hold": "Escape"}, "keys.hold"), ({"fly": "F8"}, "")]
)
async def test_what_cannot_be_is_refused_beside_its_field(world: World, keys: dict[str, str], why: str) -> None:
    client = await world.signed_in("agent1")
    answer = await client.put("/api/shortcuts", json={"keys": keys})
    assert answer.status_code == 422
    assert not why or why in answer.json()["error"]["fields"]


async def test_nobody_without_a_session(world: World) -> None:
    client = world.client()
    assert (await client.get("/api/shortcuts")).status_code == 401
