"""Bodies of users."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trunkline.features.kit.fields import Account, Extension, Id, Language, Model, Name, Out, OutsideNumber, Password

Role = Literal["agent", "supervisor", "administrator", "operator"]


class UserSkill(Model):
    """A skill that a user has."""

    skill_id: Id
    level: Annotated[int, Field(ge=1, le=10)] = 1


class Capacity(Model):
    """How much of each medium an agent has in hand at once. A phone call is one, and nothing else comes beside it."""

    callback: Annotated[int, Field(ge=0, le=1)] = Field(
        default=1, description="Customers who are to be called back: 0 = is given none."
    )


class UserIn(Model):
    """A new user."""

    account: Account
    name: Name
    role: Role = "agent"
    language: Language = "zh-CN"
    active: bool = True
    extension: Extension | None = None
    password: Password
    outside_number: OutsideNumber = Field(default="", description="Mobile or line at home where calls may be taken.")
    outside_confirm: bool = Field(default=True, description="Who answers there must press 1: it may be a mailbox.")
    outside_own: bool = Field(default=False, description="May change the outside number themselves.")
    queue_ids: list[Id] = Field(default_factory=list, max_length=1000)
    skills: list[UserSkill] = Field(default_factory=list, max_length=200)
    capacity: Capacity | None = Field(default=None, description="None = as the company has it.")


class UserPatch(UserIn, partial=True):
    """What changes of a user."""


class User(Out):
    """A user."""

    id: str
    account: str
    name: str
    role: Role
    language: str
    active: bool
    extension: str | None
    outside_number: str
    outside_confirm: bool
    outside_own: bool
    queue_ids: list[str]
    skills: list[UserSkill]
    capacity: Capacity | None


class UserDefaults(Model):
    """What holds for agents who have nothing of their own set."""

    capacity: Capacity


class Phone(Out):
    """What to enter in a SIP phone."""

    server: str
    port: int
    transport: str
    username: str
    password: str
    uri: str
