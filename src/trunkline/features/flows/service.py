"""Reading flows."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.features.flows.schemas import Flow, FlowSummary
from trunkline.features.kit import rows
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.store import tables
from trunkline.store.codec import loads


async def list_flows(context: Context, listing: ListQuery) -> Page[FlowSummary]:
    """One page of flows."""
    flow = tables.flows
    query = select(flow.c.id, flow.c.name, flow.c.version, flow.c.changed_at)
    query = query.where(flow.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, flow.c.name))
    columns = {name: flow.c[name] for name in ("name", "version", "changed_at")}
    order = order_by(listing.sort, dict(columns), "name")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, flow.c.id, listing)
    return Page(items=[FlowSummary.model_validate(row) for row in found], total=total)


async def get_flow(context: Context, flow_id: str) -> Flow:
    """One flow with its document."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.flows, context.tenant_id, flow_id, "flow")
    return Flow.model_validate({**row._mapping, "document": loads(row.document)})
