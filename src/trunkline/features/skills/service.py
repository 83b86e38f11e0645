"""Rules of skills."""

from __future__ import annotations

from typing import Any

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import not_found, taken
from trunkline.features.kit.lists import ListQuery, Page
from trunkline.features.kit.references import flows_that_ask_for, queues_that_name, refuse_in_use
from trunkline.features.skills import repository
from trunkline.features.skills.schemas import Skill, SkillIn, SkillPatch
from trunkline.ids import new_id
from trunkline.store import tables


async def list_skills(context: Context, listing: ListQuery) -> Page[Skill]:
    """One page of skills."""
    async with context.read() as connection:
        found, total = await repository.page(connection, context.tenant_id, listing)
    return Page(items=[Skill.model_validate(row) for row in found], total=total)


async def get_skill(context: Context, skill_id: str) -> Skill:
    """One skill."""
    async with context.read() as connection:
        row = await repository.find(connection, context.tenant_id, skill_id)
    if row is None:
        raise not_found("skill")
    return Skill.model_validate(row)


async def create_skill(context: Context, given: SkillIn) -> Skill:
    """A new skill."""
    values = given.model_dump()
    skill_id = new_id()
    async with context.write() as change:
        await _refuse_taken_name(change, values, None)
        row = {**values, "id": skill_id, "tenant_id": context.tenant_id, "created_at": context.now()}
        await rows.add(change.connection, tables.skills, row)
        await change.audit("skill.created", "skill", skill_id, given.name, audit.created(values))
        change.config_changed()
    return await get_skill(context, skill_id)


async def change_skill(context: Context, skill_id: str, given: SkillPatch) -> Skill:
    """Change a skill."""
    values = given.changes()
    async with context.write() as change:
        before = await rows.require(change.connection, tables.skills, context.tenant_id, skill_id, "skill")
        await _refuse_taken_name(change, values, skill_id)
        await rows.change(change.connection, tables.skills, context.tenant_id, skill_id, values)
        await change.audit("skill.changed", "skill", skill_id, before.name, audit.changed(before._mapping, values))
        change.config_changed()
    return await get_skill(context, skill_id)


async def delete_skill(context: Context, skill_id: str) -> None:
    """Delete a skill that no queue or flow asks for and no user has; the name stays with the calls."""
    tenant_id = context.tenant_id
    async with context.write() as change:
        before = await rows.require(change.connection, tables.skills, tenant_id, skill_id, "skill")
        used = [
            *await queues_that_name(change.connection, tenant_id, ("skills", "relaxing"), "skill_id", skill_id),
            *await flows_that_ask_for(change.connection, tenant_id, skill_id),
            *await repository.users_with(change.connection, tenant_id, skill_id),
        ]
        refuse_in_use("skill", used)
        await rows.remove(change.connection, tables.skills, tenant_id, skill_id, before.name)
        await change.audit("skill.deleted", "skill", skill_id, before.name, audit.removed(before._mapping, ("name",)))
        change.config_changed()


async def _refuse_taken_name(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    if "name" in values:
        same = tables.skills.c.name == values["name"]
        tenant_id, error = change.context.tenant_id, taken("skill", "name")
        await rows.refuse_taken(change.connection, tables.skills, tenant_id, same, error, but_id=but_id)
