"""Bodies of skills."""

from __future__ import annotations

from trunkline.features.kit.fields import Model, Name, Out


class SkillIn(Model):
    """A new skill."""

    name: Name


class SkillPatch(SkillIn, partial=True):
    """What changes of a skill."""


class Skill(Out):
    """A skill."""

    id: str
    name: str
    agents: int
    "how many users have it"
