"""The vectors that hold the reducer in Python and the one in TypeScript together.

Renew them with ``TRUNKLINE_UPDATE_VECTORS=1 pytest tests/live/test_vectors.py``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.live.stories import STORIES, tell
from trunkline.core import board as boards
from trunkline.core.facts import FACT_TYPES, Fact

pytestmark = pytest.mark.live

FILE = Path(__file__).parent / "vectors.json"


def vector(name: str, facts: list[Fact]) -> dict[str, Any]:
    """From an empty board, and from the middle, so that a page that came late is tried too."""
    items = [{"kind": type(fact).__name__, "fact": msgspec.to_builtins(fact)} for fact in facts]
    board = boards.empty()
    for item in items:
        boards.apply(board, item["kind"], item["fact"])
    return {"name": name, "start": boards.empty(), "facts": items, "board": board}


def made() -> list[dict[str, Any]]:
    vectors = []
    for name in STORIES:
        whole = vector(name, tell(name))
        vectors.append(whole)
        half = len(whole["facts"]) // 2
        start = boards.empty()
        for item in whole["facts"][:half]:
            boards.apply(start, item["kind"], item["fact"])
        late = {"name": f"{name} (seen from the middle)", "start": json.loads(json.dumps(start))}
        vectors.append({**late, "facts": whole["facts"][half:], "board": whole["board"]})
    return vectors


def test_the_vectors_are_up_to_date() -> None:
    text = json.dumps(made(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("TRUNKLINE_UPDATE_VECTORS"):
        FILE.write_text(text, "utf-8")
    assert FILE.read_text("utf-8") == text, "see the top of this file for how to renew them"


def test_every_kind_of_fact_is_in_them() -> None:
    seen = {item["kind"] for entry in made() for item in entry["facts"]}
    assert seen == FACT_TYPES.keys()
