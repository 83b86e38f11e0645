"""Who may do what, and that no tenant reaches into another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute
from tests.features.conftest import World

from trunkline.api import pages
from trunkline.api.app import ROUTERS
from trunkline.features.kit.auth import Needs, Public
from trunkline.store import tables

pytestmark = pytest.mark.features

SOCKETS = {"/api/live", "/api/sip", "/api/figures/live"}
"""WebSockets check by themselves; test_sockets.py holds them to it."""


def markers(dependant: Dependant) -> Iterator[Needs | Public]:
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Needs | Public):
            yield dependency.call
        yield from markers(dependency)


def test_every_route_has_a_permission_or_is_marked_public() -> None:
    public = set()
    for router in (*ROUTERS, pages.router):
        for route in router.routes:
            if isinstance(route, APIWebSocketRoute):
                assert route.path in SOCKETS
                continue
            assert isinstance(route, APIRoute), route
            found = list(markers(route.dependant))
            assert len(found) == 1, f"{route.path} has no permission, or two"
            if isinstance(found[0], Public):
                public.add(route.path)
    assert public == {"/api/session", "/api/health", "/api/try", "/api/docs", "/{path:path}"}


RESOURCES: dict[str, dict[str, Any]] = {
    "users": {"account": "wall", "name": "墙", "password": "long enough"},
    "queues": {"name": "墙"},
    "trunks": {"name": "wall"},
    "hours": {"name": "墙", "timezone": "UTC", "weekly": [[]] * 7},
    "reasons": {"code": "wall", "name": "墙"},
    "dispositions": {"name": "墙"},
    "customers": {"name": "墙", "numbers": ["13912345678"]},
    "caller-lists": {"kind": "black", "pattern": "139*"},
}


@pytest.mark.parametrize("resource", RESOURCES)
async def test_a_tenant_cannot_see_or_touch_what_belongs_to_another(world: World, resource: str) -> None:
    ours, theirs = await world.signed_in(), await world.signed_in(slug="other")
    made = await ours.post(f"/api/{resource}", json=RESOURCES[resource])
    assert made.status_code == 201, made.text
    path = f"/api/{resource}/{made.json()['id']}"
    assert (await theirs.get(path)).status_code == 404
    stolen = {"reason": "stolen"} if resource == "caller-lists" else {"name": "stolen"}
    assert (await theirs.patch(path, json=stolen)).status_code == 404
    assert (await theirs.delete(path)).status_code == 404
    listed = (await theirs.get(f"/api/{resource}?size=200")).json()["items"]
    assert made.json()["id"] not in {item["id"] for item in listed}
    assert (await ours.get(path)).json() == made.json()


READ_ONLY = {
    "flows": (tables.flows, ""),
    "prompts": (tables.prompts, "/audio"),
    "numbers": (tables.numbers, ""),
}


@pytest.mark.parametrize("resource", READ_ONLY)
async def test_a_tenant_cannot_read_what_belongs_to_another(world: World, resource: str) -> None:
    theirs = await world.signed_in(slug="other")
    table, suffix = READ_ONLY[resource]
    row = (await world.rows(table, tenant_id=await world.tenant_id()))[0]
    assert (await theirs.get(f"/api/{resource}/{row.id}{suffix}")).status_code == 404


@pytest.mark.parametrize(
    ("resource", "body"),
    [
        ("queues", {"name": "x", "member_ids": ["user"]}),
        ("users", {"account": "x", "name": "x", "password": "long enough", "queue_ids": ["queue"]}),
        ("numbers", {"number": "1", "flow_id": "flow"}),
        ("dispositions", {"name": "x", "parent_id": "disposition"}),
        ("caller-lists", {"kind": "black", "pattern": "139*", "flow_id": "flow"}),
    ],
)
async def test_references_into_another_tenant_are_refused(world: World, resource: str, body: dict[str, Any]) -> None:
    tenant_id = await world.tenant_id()
    ids = {
        "user": await world.user_id("agent1"),
        "queue": (await world.rows(tables.queues, tenant_id=tenant_id))[0].id,
        "flow": (await world.rows(tables.flows, tenant_id=tenant_id))[0].id,
        "disposition": (await world.rows(tables.dispositions, tenant_id=tenant_id))[0].id,
    }

    def filled(value: Any) -> Any:
        return [ids.get(item, item) for item in value] if isinstance(value, list) else ids.get(value, value)

    theirs = await world.signed_in(slug="other")
    answer = await theirs.post(f"/api/{resource}", json={name: filled(value) for name, value in body.items()})
    assert answer.status_code == 422, answer.text


AGENT_MAY_NOT = [
    ("GET", "/api/users"),
    ("POST", "/api/queues"),
    ("GET", "/api/trunks"),
    ("GET", "/api/numbers"),
    ("GET", "/api/hours"),
    ("GET", "/api/flows"),
    ("GET", "/api/prompts"),
    ("GET", "/api/audit"),
    ("GET", "/api/tenants"),
    ("POST", "/api/reasons"),
    ("GET", "/api/calls/export.csv"),
    ("GET", "/api/caller-lists"),
    ("POST", "/api/caller-lists"),
    ("GET", "/api/caller-lists/export.csv"),
    ("GET", "/api/caller-lists/refused"),
    ("GET", "/api/caller-lists/refused/export.csv"),
    ("POST", "/api/caller-lists/import"),
    ("POST", f"/api/calls/{'0' * 26}/block"),
]


async def test_an_agent_may_not_administer(world: World) -> None:
    agent = await world.signed_in("agent1")
    for method, path in AGENT_MAY_NOT:
        answer = await agent.request(method, path, json={} if method == "POST" else None)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "auth.forbidden"), path


async def test_a_supervisor_may_look_but_not_change(world: World) -> None:
    supervisor = await world.signed_in("supervisor")
    assert (await supervisor.get("/api/users")).status_code == 200
    assert (await supervisor.get("/api/queues")).status_code == 200
    assert (await supervisor.get("/api/caller-lists")).status_code == 200
    assert (await supervisor.post("/api/caller-lists", json=RESOURCES["caller-lists"])).status_code == 403
    refused = await supervisor.post("/api/users", json=RESOURCES["users"])
    assert refused.json()["error"]["params"] == {"permission": "users.write"}


async def test_an_administrator_cannot_make_or_touch_an_operator(world: World) -> None:
    operator = await world.signed_in()
    body = {"account": "chief", "name": "主管", "password": "long enough", "role": "administrator"}
    assert (await operator.post("/api/users", json=body)).status_code == 201
    administrator = await world.signed_in("chief")
    admin_path = f"/api/users/{await world.user_id('admin')}"
    for answer in (
        await administrator.post("/api/users", json={**body, "account": "x", "role": "operator"}),
        await administrator.patch(admin_path, json={"password": "mine now!"}),
        await administrator.patch(f"/api/users/{await world.user_id('chief')}", json={"role": "operator"}),
        await administrator.delete(admin_path),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "user.role_beyond_own")
