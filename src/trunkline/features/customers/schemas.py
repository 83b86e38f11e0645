"""Bodies of customers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from trunkline.features.kit.fields import Line20, Line200, Line400, Model, Name, Out, Paragraphs

GivenNumber = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class CustomerIn(Model):
    """A new customer."""

    name: Name
    company: Line200 = ""
    level: Line20 = ""
    email: Line200 = ""
    address: Line400 = ""
    notes: Paragraphs = ""
    numbers: list[GivenNumber] = Field(default_factory=list, max_length=50)


class CustomerPatch(CustomerIn, partial=True):
    """What changes of a customer."""


class Customer(Out):
    """A customer."""

    id: str
    name: str
    company: str
    level: str
    email: str
    address: str
    notes: str
    numbers: list[str]
    created_at: int
    changed_at: int
