"""Reading flows."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.features.flows.schemas import Flow, FlowSummary
from trunkline.features.kit import rows
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.kit.references import has_node
from trunkline.store import tables
from trunkline.store.codec import loads

SURVEY = "survey"
"""Type of the node that asks how it was."""


async def list_flows(context: Context, listing: ListQuery) -> Page[FlowSummary]:
    """One page of flows."""
    flow = tables.flows
    query = select(flow.c.id, flow.c.name, flow.c.version, flow.c.changed_at, flow.c.document)
    query = query.where(flow.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, flow.c.name))
    columns = {name: flow.c[name] for name in ("name", "version", "changed_at")}
    order = order_by(listing.sort, dict(columns), "name")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, flow.c.id, listing)
    asks = [has_node(loads(row.document), SURVEY) for row in found]
    items = [FlowSummary.model_validate({**row._mapping, "asks": has}) for row, has in zip(found, asks, strict=True)]
    return Page(items=items, total=total)


async def get_flow(context: Context, flow_id: str) -> Flow:
    """One flow with its document."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.flows, context.tenant_id, flow_id, "flow")
    document = loads(row.document)
    return Flow.model_validate({**row._mapping, "document": document, "asks": has_node(document, SURVEY)})
