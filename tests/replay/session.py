"""A recorded session: what the switch and people put in, and the facts that came of it, as JSON lines."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from tests.core.harness import demo_config
from trunkline.core import facts, inputs
from trunkline.core.config import TenantConfig
from trunkline.core.facts import Fact
from trunkline.core.machine import Machine
from trunkline.core.refusal import Refusal

FOLDER = Path(__file__).parent / "sessions"


def config() -> TenantConfig:
    """The configuration all sessions are recorded with."""
    return demo_config(wrap_up_s=2, offer_timeout_s=5, comfort_every_s=0)


def counted_ids() -> Callable[[], str]:
    """Ids that are the same in each run."""
    numbers = count(1)
    return lambda: f"replay-{next(numbers):05d}"


def input_line(inp: inputs.Input, now: int) -> dict[str, Any]:
    """An input as stored."""
    return {"now": now, "input": type(inp).__name__, "fields": msgspec.to_builtins(inp)}


def fact_line(fact: Fact) -> dict[str, Any]:
    """A fact as stored."""
    return {"fact": type(fact).__name__, "fields": msgspec.to_builtins(fact)}


def save(name: str, lines: list[dict[str, Any]]) -> None:
    """Write a session."""
    FOLDER.mkdir(exist_ok=True)
    text = b"\n".join(msgspec.json.encode(line) for line in lines)
    (FOLDER / f"{name}.jsonl").write_bytes(text + b"\n")


def load(path: Path) -> tuple[list[tuple[int, inputs.Input]], list[dict[str, Any]]]:
    """(inputs with their times, expected facts)."""
    lines = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    put_in = [
        (line["now"], msgspec.convert(line["fields"], getattr(inputs, line["input"])))
        for line in lines
        if "input" in line
    ]
    return put_in, [_as_read_today(line) for line in lines if "fact" in line]


def _as_read_today(line: dict[str, Any]) -> dict[str, Any]:
    """A stored fact with what has come to its kind since; what it said then it still says."""
    fact = msgspec.convert(line["fields"], getattr(facts, line["fact"]))
    read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(fact_line(fact)))
    assert line["fields"].items() <= read["fields"].items()
    return read


def replay(put_in: list[tuple[int, inputs.Input]]) -> list[dict[str, Any]]:
    """The facts that a fresh machine makes of the inputs, as stored ones look."""
    machine = Machine(config(), counted_ids())
    said: list[Fact] = []
    for now, inp in put_in:
        try:
            said += machine.handle(inp, now).facts
        except Refusal:
            continue
    return [msgspec.json.decode(msgspec.json.encode(fact_line(fact))) for fact in said]
