"""/api/skills"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.skills import service
from trunkline.features.skills.schemas import Skill, SkillIn, SkillPatch

router = APIRouter(prefix="/api/skills", tags=["skills"])
Reader = Annotated[Context, needs("skills.read")]
Writer = Annotated[Context, needs("skills.write")]


@router.get("")
async def list_skills(listing: Listing, context: Reader) -> Page[Skill]:
    """Skills."""
    return await service.list_skills(context, listing)


@router.post("", status_code=201)
async def create_skill(given: SkillIn, context: Writer) -> Skill:
    """A new skill."""
    return await service.create_skill(context, given)


@router.get("/{skill_id}")
async def get_skill(skill_id: Id, context: Reader) -> Skill:
    """One skill."""
    return await service.get_skill(context, skill_id)


@router.patch("/{skill_id}")
async def change_skill(skill_id: Id, given: SkillPatch, context: Writer) -> Skill:
    """Change what is given."""
    return await service.change_skill(context, skill_id, given)


@router.delete("/{skill_id}", status_code=204)
async def delete_skill(skill_id: Id, context: Writer) -> None:
    """Delete one that nobody has and nothing asks for."""
    await service.delete_skill(context, skill_id)
