"""Names of endpoints at the switch. They are unique over tenants because a slug and what follows it are."""

from __future__ import annotations


def phone(slug: str, extension: str) -> str:
    """The SIP phone of an extension."""
    return f"{slug}-{extension}"


def browser(slug: str, extension: str) -> str:
    """The browser of an extension."""
    return f"{slug}-{extension}-web"


def caller(slug: str) -> str:
    """The try-it page's caller."""
    return f"{slug}-caller"


def trunk(slug: str, name: str) -> str:
    """A trunk."""
    return f"{slug}-trunk-{name}"
