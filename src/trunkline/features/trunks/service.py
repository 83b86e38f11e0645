"""Rules of trunks."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from sqlalchemy import Row, select

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError, invalid, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.kit.references import refuse_in_use
from trunkline.features.trunks.schemas import Trunk, TrunkIn, TrunkPatch
from trunkline.ids import new_id
from trunkline.store import endpoints, tables
from trunkline.store.codec import dumps, loads

log = logging.getLogger(__name__)
_STATES = ("online", "offline", "unknown", "rejected")
_JSON = ("match", "codecs")


async def list_trunks(context: Context, listing: ListQuery) -> Page[Trunk]:
    """One page of trunks."""
    trunk = tables.trunks
    query = select(trunk).where(trunk.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, trunk.c.name, trunk.c.server))
    columns = {
        name: trunk.c[name] for name in ("name", "server", "transport", "active", "outbound", "position", "created_at")
    }
    order = order_by(listing.sort, dict(columns), "name")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, trunk.c.id, listing)
    states = await _states(context)
    return Page(items=[_trunk(context, row, states) for row in found], total=total)


async def get_trunk(context: Context, trunk_id: str) -> Trunk:
    """One trunk."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.trunks, context.tenant_id, trunk_id, "trunk")
    return _trunk(context, row, await _states(context))


async def _states(context: Context) -> dict[str, str]:
    try:
        return await context.deps.trunk_states()
    except Exception:  # the list of trunks is worth showing without their states
        log.warning("trunk states cannot be read", exc_info=True)
        return {}


def _trunk(context: Context, row: Row[Any], states: dict[str, str]) -> Trunk:
    state = states.get(endpoints.trunk(context.tenant.slug, row.name), "unknown")
    values = _readable(row)
    if not values["server"]:
        state = "unknown"  # nobody to ask: such a trunk only waits for calls from its addresses
    return Trunk.model_validate({**values, "status": state if state in _STATES else "unknown"})


def _readable(row: Row[Any]) -> dict[str, Any]:
    values = dict(row._mapping)
    values.update({name: loads(values[name]) for name in _JSON})
    values["has_secret"] = bool(values["secret"])
    return values


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    return {name: dumps(value) if name in _JSON else value for name, value in values.items()}


async def create_trunk(context: Context, given: TrunkIn) -> Trunk:
    """A new trunk."""
    values = given.model_dump(by_alias=True)
    trunk_id = new_id()
    async with context.write() as change:
        await _refuse_conflicts(change, values, None)
        row = {**_stored(values), "id": trunk_id, "tenant_id": context.tenant_id, "created_at": context.now()}
        await rows.add(change.connection, tables.trunks, row)
        await change.audit("trunk.created", "trunk", trunk_id, given.name, audit.created(values))
        change.config_changed()
    return await get_trunk(context, trunk_id)


async def change_trunk(context: Context, trunk_id: str, given: TrunkPatch) -> Trunk:
    """Change a trunk."""
    values = given.changes()
    async with context.write() as change:
        row = await rows.require(change.connection, tables.trunks, context.tenant_id, trunk_id, "trunk")
        before = _readable(row)
        await _refuse_conflicts(change, {**before, **values}, trunk_id)
        await rows.change(change.connection, tables.trunks, context.tenant_id, trunk_id, _stored(values))
        await change.audit("trunk.changed", "trunk", trunk_id, row.name, audit.changed(before, values))
        change.config_changed()
    return await get_trunk(context, trunk_id)


async def delete_trunk(context: Context, trunk_id: str) -> None:
    """Delete a trunk that no number names."""
    async with context.write() as change:
        row = await rows.require(change.connection, tables.trunks, context.tenant_id, trunk_id, "trunk")
        number = tables.numbers
        used = await rows.names_where(
            change.connection, number, context.tenant_id, "number", number.c.trunk_id == trunk_id
        )
        refuse_in_use("trunk", used)
        await rows.remove(change.connection, tables.trunks, context.tenant_id, trunk_id)
        await change.audit(
            "trunk.deleted", "trunk", trunk_id, row.name, audit.removed(row._mapping, ("name", "server"))
        )
        change.config_changed()


async def _refuse_conflicts(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    trunk = tables.trunks
    if values["register"] and not (values["server"] and values["username"]):
        raise invalid("server" if not values["server"] else "username", "trunk.register_needs_server")
    if values["outbound"] and not values["server"]:
        raise invalid("server", "trunk.outbound_needs_server")
    same = trunk.c.name == values["name"]
    error = taken("trunk", "name")
    await rows.refuse_taken(change.connection, trunk, change.context.tenant_id, same, error, but_id=but_id)
    if values["active"]:
        await _refuse_overlap(change, values["match"], but_id)


async def _refuse_overlap(change: Change, match: list[str], but_id: str | None) -> None:
    """A call is given to a trunk, and so to a tenant, by where it comes from: no address may belong to two."""
    networks = [ipaddress.ip_network(text) for text in match]
    trunk = tables.trunks
    others = await change.connection.execute(select(trunk.c.id, trunk.c.match).where(trunk.c.active.is_(True)))
    for other in others:
        if other.id == but_id:
            continue
        for text in loads(other.match):
            theirs = ipaddress.ip_network(text)
            for mine in networks:
                if mine.version == theirs.version and mine.overlaps(theirs):
                    code = "trunk.match_taken"
                    raise ApiError(code, params={"network": str(mine)}, fields={"match": code})
