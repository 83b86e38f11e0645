"""Write docs/events.md from the facts' docstrings and field notes. ``--check`` only says whether it is up to date."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

from trunkline.core import facts

TARGET = Path(__file__).resolve().parents[1] / "docs" / "events.md"
HEAD = """\
<!-- Made by tools/gen_events.py from src/trunkline/core/facts/: change those files, not this one. -->

# Events

What happened, in the past tense: an ordered, append-only log for each tenant, numbered without gaps. Live pages, the
call list and reports read it and are told nothing any other way. `at` is always Unix milliseconds, UTC. A field, once
published, keeps its meaning; a new field has a default. Lengths ending in `_ms` are milliseconds.

On the live socket each comes as `{"seq": 17, "kind": "CallQueued", "fact": {…}}`.
"""


def notes(kind: type[object]) -> dict[str, str]:
    """Field -> the string literal under it."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    field = ""
    for line in body.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            field = line.target.id
        elif field and isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            found[field] = " ".join(str(line.value.value).split())
            field = ""
    return found


def section(name: str, kind: type[facts.Fact]) -> Iterator[str]:
    when = inspect.getdoc(kind)
    if not when:
        raise SystemExit(f"{name}: say in the docstring when it is emitted")
    yield f"\n### {name}\n\n{' '.join(when.split())}\n\n| field | type | meaning |\n| --- | --- | --- |\n"
    told = notes(kind)
    for field in fields(kind):
        default = "" if field.default is MISSING else f" (default `{field.default!r}`)"
        kind_text = str(field.type).replace("|", "\\|")
        meaning = told.get(field.name, "").replace("|", "\\|")
        yield f"| `{field.name}` | {kind_text} | {meaning}{default} |\n"


def text() -> str:
    groups: dict[str, list[str]] = {"Calls": [], "Agents": [], "The house": []}
    for name, kind in facts.FACT_TYPES.items():
        group = "Agents" if name.startswith("Agent") else "The house" if name.startswith("Switch") else "Calls"
        groups[group].append("".join(section(name, kind)))
    return HEAD + "".join(f"\n## {title}\n{''.join(parts)}" for title, parts in groups.items())


def main() -> int:
    if "--check" in sys.argv:
        return 0 if TARGET.exists() and TARGET.read_text("utf-8") == text() else 1
    TARGET.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
