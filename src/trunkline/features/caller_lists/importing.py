"""A file of entries: which column is what, what is wrong with which line, and the import itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from trunkline.features.caller_lists import repository, service
from trunkline.features.caller_lists.logs import ENTRY_COLUMNS
from trunkline.features.caller_lists.repository import WHAT, Key
from trunkline.features.caller_lists.schemas import ImportProblem, ImportReport
from trunkline.features.kit import spreadsheet
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, invalid
from trunkline.features.kit.fields import Line20, Line100, Line200, Priority
from trunkline.features.kit.texts import LANGUAGES, Texts
from trunkline.ids import new_id

FIELDS = ENTRY_COLUMNS[:10]
MOST_PROBLEMS = 500
AT_ONCE = 1000
"""Entries that one transaction writes: call control must not wait long for the database."""
_KINDS = {"black": "black", "blacklist": "black", "white": "white", "whitelist": "white", "vip": "vip"}
_ON = frozenset({"", "1", "on", "yes", "true", "y", "是", "启用", "啟用"})
_OFF = frozenset({"0", "off", "no", "false", "n", "否", "停用"})
_CHECKS: dict[str, TypeAdapter[Any]] = {
    "line": TypeAdapter(Line100),
    "level": TypeAdapter(Line20),
    "priority": TypeAdapter(Priority),
    "reason": TypeAdapter(Line200),
}
_SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - local time of the tenant, as spreadsheets count days
_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")


class _Bad(Exception):
    def __init__(self, name: str, value: str, code: str) -> None:
        super().__init__(code)
        self.name, self.value, self.code = name, value, code


@dataclass(slots=True)
class Plan:
    """What a file comes to."""

    columns: list[str]
    mapping: dict[str, int]
    sample: list[list[str]]
    lines: int = 0
    new: list[dict[str, Any]] = field(default_factory=list)
    replaced: list[dict[str, Any]] = field(default_factory=list)
    known: int = 0
    problems: list[tuple[int, _Bad]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose for a file."""

    kind: str
    mapping: Mapping[str, int] | None
    replace: bool
    confirm_wide: bool


async def import_entries(context: Context, content: bytes, choices: Choices, *, dry_run: bool) -> ImportReport:
    """Read a file of entries; unless it is a dry run, take in its good lines."""
    async with context.read() as connection:
        known = await repository.known(connection, context.tenant_id)
        numbers, flows = await repository.names(connection, context.tenant_id)
    try:
        # In a thread: the loop also serves callers.
        plan = await asyncio.to_thread(_plan, context, content, choices, known, numbers, flows)
    except spreadsheet.BadTable as error:
        raise ApiError(error.code, 422, params=error.params, fields={"file": error.code}) from None
    if not dry_run:
        await _take_in(context, plan)
    say = context.deps.texts.say
    return ImportReport(
        columns=plan.columns,
        mapping=plan.mapping,
        sample=plan.sample,
        lines=plan.lines,
        new=len(plan.new),
        replaced=len(plan.replaced),
        known=plan.known,
        bad=len(plan.problems),
        problems=[
            ImportProblem(
                line=line, field=bad.name, value=bad.value[:80], code=bad.code, message=say(context.language, bad.code)
            )
            for line, bad in plan.problems[:MOST_PROBLEMS]
        ],
        done=not dry_run,
    )


def _plan(
    context: Context,
    content: bytes,
    choices: Choices,
    known: dict[Key, tuple[Any, ...]],
    numbers: dict[str, str],
    flows: dict[str, str],
) -> Plan:
    table = spreadsheet.read(content)
    guessed = guess(table[0], context.deps.texts)
    has_heading = bool(guessed) or not any(_is_pattern(context, cell) for cell in table[0])
    columns = table[0] if has_heading else [_letter(place) for place in range(len(table[0]))]
    mapping = _mapping(choices.mapping, guessed, len(columns))
    first = 1 if has_heading else 0
    plan = Plan(columns, mapping, table[first : first + 5])
    seen: dict[Key, int] = {}
    for place, row in enumerate(table[first:], first + 1):
        if not any(row):
            continue
        plan.lines += 1
        try:
            values = _values(context, row, mapping, choices, numbers, flows)
            key: Key = (values["kind"], values["pattern"], values["number_id"], values["line"])
            if key in seen:
                raise _Bad("pattern", values["pattern"], "caller_list.twice")
        except _Bad as bad:
            plan.problems.append((place, bad))
            continue
        seen[key] = place
        before = known.get(key)
        if before is None:
            plan.new.append(values)
        elif choices.replace and before[1:] != tuple(values[name] for name in WHAT):
            plan.replaced.append({**values, "id": before[0]})
        else:
            plan.known += 1
    return plan


def guess(heading: Sequence[str], texts: Texts) -> dict[str, int]:
    """Which columns hold what, by their headings in any of our languages."""
    words = {name: name for name in FIELDS}
    for name in FIELDS:
        for language in LANGUAGES:
            words[texts.say(language, f"csv.caller_lists.{name}").lower()] = name
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        name = words.get(cell.lower(), "")
        if name and name not in found:
            found[name] = place
    return found


def _mapping(chosen: Mapping[str, int] | None, guessed: dict[str, int], width: int) -> dict[str, int]:
    mapping = dict(guessed if chosen is None else chosen)
    if "pattern" not in mapping:
        if chosen is not None:
            raise invalid("mapping", "caller_list.no_pattern_column")
        mapping["pattern"] = 0
    for name, place in mapping.items():
        if name not in FIELDS or not 0 <= place < width:
            raise invalid("mapping", "caller_list.no_such_column")
    return mapping


def _letter(place: int) -> str:
    return chr(65 + place) if place < 26 else _letter(place // 26 - 1) + _letter(place % 26)


def _is_pattern(context: Context, cell: str) -> bool:
    if not any(character.isdigit() for character in cell):
        return False
    try:
        service.read_pattern(context, cell, confirmed=True)
    except ApiError:
        return False
    return True


def _values(
    context: Context,
    row: Sequence[str],
    mapping: Mapping[str, int],
    choices: Choices,
    numbers: dict[str, str],
    flows: dict[str, str],
) -> dict[str, Any]:
    """One line as the fields of an entry. Raises _Bad."""
    cells = {name: row[place] for name, place in mapping.items()}

    def checked(name: str, value: object) -> Any:
        try:
            return _CHECKS[name].validate_python(value)
        except ValidationError:
            raise _Bad(name, str(value), "field.invalid") from None

    def named(name: str, ids: dict[str, str]) -> str | None:
        text = cells.get(name, "")
        if text and text not in ids:
            raise _Bad(name, text, "field.unknown_reference")
        return ids[text] if text else None

    written = cells["pattern"]
    try:
        pattern = service.read_pattern(context, written, confirmed=choices.confirm_wide)
    except ApiError as error:
        raise _Bad("pattern", written, next(iter(error.fields.values()))) from None
    return service.of_its_kind(
        {
            "kind": _kind(context, cells.get("kind", ""), choices.kind),
            "form": pattern.form,
            "pattern": pattern.text,
            "number_id": named("number", numbers),
            "line": checked("line", cells.get("line", "")),
            "flow_id": named("flow_name", flows),
            "level": checked("level", cells.get("level", "")),
            "priority": checked("priority", cells.get("priority", "") or 0),
            "reason": checked("reason", cells.get("reason", "")),
            "expires_at": _expiry(context, cells.get("expires_at", "")),
            "active": _switch(context, cells.get("active", "")),
        }
    )


def _kind(context: Context, text: str, default: str) -> str:
    if not text:
        return default
    for language in LANGUAGES:
        for kind in ("black", "white", "vip"):
            if text.lower() == context.deps.texts.say(language, f"caller_list_kind.{kind}").lower():
                return kind
    if text.lower() not in _KINDS:
        raise _Bad("kind", text, "field.choice")
    return _KINDS[text.lower()]


def _switch(context: Context, text: str) -> bool:
    says = {
        context.deps.texts.say(language, f"switched.{name}").lower(): name == "on"
        for language in LANGUAGES
        for name in ("on", "off")
    }
    lower = text.lower()
    if lower in says:
        return says[lower]
    if lower in _ON or lower in _OFF:
        return lower in _ON
    raise _Bad("active", text, "field.choice")


def _expiry(context: Context, text: str) -> int | None:
    """A day (until its end) or a time of the tenant's zone; a spreadsheet's count of days too."""
    if not text:
        return None
    zone = ZoneInfo(context.tenant.timezone)
    try:
        at = _moment(text).replace(tzinfo=zone).timestamp()
    except (ValueError, OverflowError):
        raise _Bad("expires_at", text, "caller_list.expiry_wrong") from None
    if at * 1000 <= context.now():
        raise _Bad("expires_at", text, "caller_list.expired_already")
    return int(at * 1000)


def _moment(text: str) -> datetime:
    if re.fullmatch(r"[2-9]\d{4}(\.\d+)?", text):
        days = float(text)
        return _SERIAL_EPOCH + timedelta(days=days + 1 if days.is_integer() else days)
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in match.groups())
    found = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the caller adds the zone
    return found if match.group(4) else found + timedelta(days=1)


async def _take_in(context: Context, plan: Plan) -> None:
    """In parts, each of which is good by itself; call control is told after the last."""
    now = context.now()
    new = [service.new_row(context, new_id(), values) for values in plan.new]
    replaced = [{**values, "changed_at": now} for values in plan.replaced]
    parts = max(-(-len(new) // AT_ONCE), -(-len(replaced) // AT_ONCE))
    for part in range(parts):
        span = slice(part * AT_ONCE, (part + 1) * AT_ONCE)
        async with context.write() as change:
            await repository.add_all(change.connection, new[span])
            await repository.replace_all(change.connection, context.tenant_id, replaced[span])
            counts = {"new": (None, len(new[span])), "replaced": (None, len(replaced[span]))}
            await change.audit("caller_list.imported", "caller_list", "", "", counts)
            await service.lists_changed(change, tell=part == parts - 1)
