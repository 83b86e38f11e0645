"""Bodies of tenants."""

from __future__ import annotations

from trunkline.features.kit.fields import Account, Country, Language, Model, Name, Out, Password, Slug, Timezone


class TenantBase(Model):
    """What can be said of a tenant."""

    slug: Slug
    name: Name
    timezone: Timezone = "Asia/Shanghai"
    country: Country = "CN"
    language: Language = "zh-CN"
    active: bool = True


class TenantIn(TenantBase):
    """A new tenant with its first administrator."""

    admin_account: Account = "admin"
    admin_password: Password


class TenantPatch(TenantBase, partial=True):
    """What changes of a tenant. The slug stays: phones register by it."""


class Tenant(Out):
    """A tenant."""

    id: str
    slug: str
    name: str
    timezone: str
    country: str
    language: str
    active: bool
