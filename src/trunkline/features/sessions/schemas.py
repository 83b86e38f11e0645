"""Bodies of sessions."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from trunkline.features.kit.fields import Language, Model, Out, OutsideNumber, Password

GivenPassword = Annotated[str, StringConstraints(max_length=200)]


class SignIn(Model):
    """Account and password."""

    account: Annotated[str, StringConstraints(max_length=100)] = Field(description="`name` or `name@tenant`.")
    password: GivenPassword


class LanguageChange(Model):
    """The user's language."""

    language: Language


class OutsideChange(Model):
    """The own outside number."""

    outside_number: OutsideNumber


class PasswordChange(Model):
    """A new password for oneself."""

    current: GivenPassword
    new: Password


class MeUser(Out):
    """The user."""

    id: str
    name: str
    account: str
    role: str
    language: str
    extension: str | None
    outside_number: str = Field(description="Mobile or line at home where calls may be taken; may be empty.")
    outside_own: bool = Field(description="May change that number.")


class MeTenant(Out):
    """The user's tenant."""

    id: str
    slug: str
    name: str
    timezone: str
    country: str
    language: str


class Me(Out):
    """Who is signed in and what they may do."""

    user: MeUser
    tenant: MeTenant
    permissions: list[str]
    csrf: str = Field(description="Goes back in X-CSRF-Token with every request that changes something.")
    version: str
