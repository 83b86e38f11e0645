"""Bodies of notices."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from trunkline.features.kit.fields import Millis, Model, Name, Out, no_control_but_lines

Text = Annotated[
    str,
    BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value),
    StringConstraints(min_length=1, max_length=4000),
    AfterValidator(no_control_but_lines),
]


class BulletinIn(Model):
    """A new notice."""

    title: Name
    text: Text
    pinned: bool = False
    "shown before the others"
    from_at: Millis | None = None
    "null: from now on"
    until_at: Millis | None = None
    "null: until it is taken away"


class BulletinPatch(BulletinIn, partial=True):
    """What changes. Another text or title is news: everybody counts as not having read it."""


class Bulletin(Out):
    """A notice, for who writes them."""

    id: str
    title: str
    text: str
    pinned: bool
    from_at: int
    until_at: int | None
    author_name: str
    created_at: int
    changed_at: int
    read: int
    "how many have read it as it is now"
    people: int
    "how many there are"


class Posted(Out):
    """A notice on the board."""

    id: str
    title: str
    text: str
    pinned: bool
    from_at: int
    until_at: int | None
    author_name: str
    changed_at: int
    read_at: int | None
    "by me"


class Board(Out):
    """What is posted now."""

    items: list[Posted]
    "pinned ones first, then the newest; at most 100"
    changes_at: int | None = Field(description="When the next one comes or goes by itself.")


class Reader(Out):
    """Somebody, and when they read it."""

    user_id: str
    name: str
    read_at: int | None


class Readers(Out):
    """Everybody; who has not read it first."""

    items: list[Reader]
