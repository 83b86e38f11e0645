"""What all tables share."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[str]:
    """The primary key: an id of ours."""
    return Column("id", String(26), primary_key=True)


def tenant_column() -> Column[str]:
    """Whose row it is."""
    return Column("tenant_id", String(26), ForeignKey("tenants.id"), nullable=False)
