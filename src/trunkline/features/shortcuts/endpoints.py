"""/api/shortcuts: a person's keys for what is done often."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import ColumnElement, delete, insert, select

from trunkline.features.kit import audit
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError
from trunkline.features.kit.fields import Model, Out
from trunkline.features.shortcuts.registry import SHORTCUTS, Action, Group, clashing, effective, refused
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

router = APIRouter(prefix="/api/shortcuts", tags=["shortcuts"])
SignedIn = Annotated[Context, needs()]

KEY = "shortcuts"
setting = tables.user_settings


class ShortcutOut(Out):
    """What is done, and by which keys; docs/guide, keyboard."""

    action: Action
    group: Group
    keys: str = Field(description="Modifiers and KeyboardEvent.code, as Alt+KeyH; empty: none.")
    default: str


class ShortcutsIn(Model):
    """A person's own keys. What is left out has those it begins with."""

    keys: dict[Action, Annotated[str, Field(max_length=40)]]


@router.get("")
async def list_shortcuts(context: SignedIn) -> list[ShortcutOut]:
    """Every shortcut, with one's own keys."""
    async with context.read() as connection:
        return _out(loads(await connection.scalar(select(setting.c.value).where(*_mine(context))) or "{}"))


@router.put("")
async def put_shortcuts(given: ShortcutsIn, context: SignedIn) -> list[ShortcutOut]:
    """Choose one's own keys. 422 with shortcut.reserved for keys of the browser or the system and shortcut.unknown_key;
    409 shortcut.taken when two actions would have the same."""
    if wrong := {f"keys.{name}": why for name, keys in given.keys.items() if (why := refused(keys))}:
        raise ApiError("input.invalid", 422, fields=wrong)
    wanted: dict[Action, str] = {name: given.keys.get(name, SHORTCUTS[name].default) for name in SHORTCUTS}
    if shared := clashing(wanted):
        fields = {f"keys.{name}": "shortcut.taken" for name in SHORTCUTS if name in shared}
        raise ApiError("shortcut.taken", 409, fields=fields)
    own: dict[str, str] = {name: keys for name, keys in wanted.items() if keys != SHORTCUTS[name].default}
    async with context.write() as change:
        before = loads(await change.connection.scalar(select(setting.c.value).where(*_mine(context))) or "{}")
        await change.connection.execute(delete(setting).where(*_mine(context)))
        values = {"tenant_id": context.tenant_id, "user_id": context.user.id, "key": KEY, "value": dumps(own)}
        await change.connection.execute(insert(setting).values(values))
        changes = audit.changed(effective(before), effective(own))
        await change.audit("shortcuts.changed", "user", context.user.id, context.user.name, changes)
    return _out(own)


def _mine(context: Context) -> tuple[ColumnElement[bool], ...]:
    return (
        setting.c.tenant_id == context.tenant_id,
        setting.c.user_id == context.user.id,
        setting.c.key == KEY,
    )


def _out(own: dict[str, str]) -> list[ShortcutOut]:
    return [
        ShortcutOut(action=action, group=SHORTCUTS[action].group, keys=keys, default=SHORTCUTS[action].default)
        for action, keys in effective(own).items()
    ]
