"""What a company settles about its list of abandoned calls: one JSON value among its small settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection, delete, insert, select

from trunkline.features.kit.fields import Model
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

KEY = "abandoned_calls"
setting = tables.tenant_settings


class AbandonedSettings(Model):
    """What gets on the list, and how long it stays there."""

    in_flow: bool = Field(False, description="Callers who give up in the flow, before any queue, are listed too.")
    flow_short_s: Annotated[int, Field(ge=0, le=600)] = Field(
        5, description="Given up in the flow sooner counts as short; in queues the queue's own limit counts."
    )
    open_days: Annotated[int, Field(ge=1, le=365)] = Field(
        3, description="Who was not reached within so many days after the last call is called back no more."
    )
    kept_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        90, description="Entries that are done are deleted after so many days."
    )
    claim_min: Annotated[int, Field(ge=1, le=1440)] = Field(
        30, description="An agent who has taken an entry loses it after so many minutes."
    )


def read(connection: Connection, tenant_id: str) -> AbandonedSettings:
    """The company's settings; what it never set has its default."""
    query = select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == KEY)
    value = connection.scalar(query)
    return AbandonedSettings.model_validate(loads(value)) if value else AbandonedSettings.model_validate({})


def write(connection: Connection, tenant_id: str, given: AbandonedSettings) -> None:
    """Replace them."""
    connection.execute(delete(setting).where(setting.c.tenant_id == tenant_id, setting.c.key == KEY))
    connection.execute(insert(setting).values(tenant_id=tenant_id, key=KEY, value=dumps(given.model_dump())))
