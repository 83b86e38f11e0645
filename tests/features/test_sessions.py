"""Signing in and out."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from argon2 import PasswordHasher
from sqlalchemy import update
from tests.features.conftest import PASSWORD, World

from trunkline.core import board as boards
from trunkline.core.facts import AgentSignedIn
from trunkline.core.inputs import SignOut
from trunkline.features.sessions import service
from trunkline.store import tables
from trunkline.store.passwords import needs_rehash

pytestmark = pytest.mark.features


async def test_a_session_is_opened_with_a_strict_cookie_and_told_what_it_may(world: World) -> None:
    client = world.client()
    answer = await client.post("/api/session", json={"account": "Admin", "password": PASSWORD})
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    me = answer.json()
    assert me["user"]["role"] == "operator"
    assert "tenants.write" in me["permissions"]
    assert me["tenant"]["slug"] == "demo"
    assert me["version"] == "1.2.3"
    again = await client.get("/api/session")
    assert again.json() == me
    stored = await world.rows(tables.sessions)
    assert client.cookies["tl_session"] not in {row.id for row in stored}


async def test_secure_cookie_over_https(world: World) -> None:
    world.settings.secure = True
    answer = await world.client().post("/api/session", json={"account": "admin", "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()


async def test_the_tenant_can_be_named(world: World) -> None:
    answer = await world.client().post("/api/session", json={"account": "admin@other", "password": PASSWORD})
    assert answer.json()["tenant"]["slug"] == "other"


@pytest.mark.parametrize("account", ["admin", "nobody", "admin@nowhere", "", "\x00", "管理员", "a" * 99])
async def test_wrong_passwords_are_refused_alike(world: World, account: str) -> None:
    answer = await world.client().post("/api/session", json={"account": account, "password": "wrong"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "auth.wrong_password"


async def test_five_wrong_passwords_lock_for_five_minutes(world: World) -> None:
    client = world.client()
    for _ in range(5):
        await client.post("/api/session", json={"account": "agent1", "password": "wrong"})
    locked = await client.post("/api/session", json={"account": "agent1", "password": PASSWORD})
    assert (locked.status_code, locked.json()["error"]["code"]) == (403, "auth.locked")
    assert locked.json()["error"]["params"] == {"seconds": 300}
    world.clock.at += 300_001
    assert (await client.post("/api/session", json={"account": "agent1", "password": PASSWORD})).status_code == 201
    assert await world.actions() == ["sign_in.failed"] * 4 + ["sign_in.locked", "sign_in.succeeded"]


async def test_without_a_session_everything_is_401(world: World) -> None:
    answer = await world.client().get("/api/session")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "auth.required")


async def test_a_session_ends_when_it_is_not_used(world: World) -> None:
    client = await world.signed_in()
    world.clock.at += 11 * 3_600_000
    assert (await client.get("/api/session")).status_code == 200
    world.clock.at += 11 * 3_600_000
    assert (await client.get("/api/session")).status_code == 200
    world.clock.at += 13 * 3_600_000
    assert (await client.get("/api/session")).status_code == 401


async def test_changes_need_the_token_and_the_own_origin(world: World) -> None:
    client = await world.signed_in()
    token = client.headers.pop("X-CSRF-Token")
    answer = await client.patch("/api/session", json={"language": "en"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "auth.csrf")
    client.headers["X-CSRF-Token"] = token
    foreign = await client.patch("/api/session", json={"language": "en"}, headers={"Origin": "https://evil.test"})
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "auth.origin")
    own = await client.patch("/api/session", json={"language": "en"}, headers={"Origin": "http://trunkline.test"})
    assert own.json()["user"]["language"] == "en"


async def test_another_site_cannot_sign_one_in(world: World) -> None:
    body = {"account": "admin", "password": PASSWORD}
    answer = await world.client().post("/api/session", json=body, headers={"Origin": "https://evil.test"})
    assert answer.status_code == 403


async def test_signing_out_ends_work_too(world: World) -> None:
    client = await world.signed_in("agent1")
    assert (await client.delete("/api/session")).status_code == 204
    assert (await client.get("/api/session")).status_code == 401
    tenant_id, agent_id = await world.tenant_id(), await world.user_id("agent1")
    assert world.control.commands == [(tenant_id, SignOut(agent_id, "session_ended"))]


async def test_signing_out_of_a_second_session_leaves_work_alone(world: World) -> None:
    working = await world.signed_in("agent1")
    await working.get("/api/work/softphone")
    second = await world.signed_in("agent1")
    await second.delete("/api/session")
    assert world.control.commands == []


@pytest.mark.parametrize("station", ["phone", "outside"])
async def test_at_a_desk_phone_the_session_with_the_working_page_is_the_one_of_work(
    world: World, monkeypatch: pytest.MonkeyPatch, station: str
) -> None:
    """Also when another session had a browser's phone once, as one of yesterday that nobody signed out of."""
    stale = await world.signed_in("agent1")
    await stale.get("/api/work/softphone")
    before = {row.id for row in await world.rows(tables.sessions)}
    mine = await world.signed_in("agent1")
    pages = [row.id for row in await world.rows(tables.sessions) if row.id not in before]
    third = await world.signed_in("agent1")
    tenant_id, agent_id = await world.tenant_id(), await world.user_id("agent1")
    board = world.control.boards.setdefault(tenant_id, boards.empty())
    signed_in = AgentSignedIn(1, agent_id, station, "e")
    boards.apply(board, "AgentSignedIn", msgspec.to_builtins(signed_in))
    monkeypatch.setattr(
        world.deps.hub, "working_sessions", lambda user_id: set(pages) if user_id == agent_id else set()
    )
    await third.delete("/api/session")
    assert world.control.commands == [], "looked at lists in another window"
    await mine.delete("/api/session")
    assert world.control.commands == [(tenant_id, SignOut(agent_id, "session_ended"))]
    pages.clear()
    another = await world.signed_in("agent1")
    await another.delete("/api/session")
    assert len(world.control.commands) == 2, "nobody works from any other session"


async def test_changing_the_password_ends_other_sessions(world: World) -> None:
    client, other = await world.signed_in("agent1"), await world.signed_in("agent1")
    wrong = await client.post("/api/session/password", json={"current": "wrong", "new": "another horse"})
    assert (wrong.status_code, list(wrong.json()["error"]["fields"])) == (422, ["current"])
    done = await client.post("/api/session/password", json={"current": PASSWORD, "new": "another horse"})
    assert done.status_code == 204
    assert (await other.get("/api/session")).status_code == 401
    assert (await client.get("/api/session")).status_code == 200
    body = {"account": "agent1", "password": "another horse"}
    assert (await world.client().post("/api/session", json=body)).status_code == 201


async def test_a_password_hashed_with_former_parameters_is_hashed_anew_on_signing_in(world: World) -> None:
    former = PasswordHasher(memory_cost=65_536, time_cost=3, parallelism=4).hash(PASSWORD)
    user = tables.users
    async with world.engine.begin() as connection:
        await connection.execute(update(user).where(user.c.account == "agent1").values(password_hash=former))
    wrong = {"account": "agent1", "password": "wrong"}
    assert (await world.client().post("/api/session", json=wrong)).status_code == 401
    (kept,) = await world.rows(user, account="agent1")
    assert kept.password_hash == former
    right = {"account": "agent1", "password": PASSWORD}
    assert (await world.client().post("/api/session", json=right)).status_code == 201
    (row,) = await world.rows(user, account="agent1")
    assert row.password_hash != former and not needs_rehash(row.password_hash)
    assert (await world.client().post("/api/session", json=right)).status_code == 201
    assert (await world.rows(user, account="agent1"))[0].password_hash == row.password_hash


async def test_many_can_sign_in_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "verify_password", lambda _stored, _given: True)
    monkeypatch.setattr(service, "_hashing", asyncio.Semaphore(2))  # of this test's loop
    body = {"account": "agent1", "password": "not checked here"}
    clients = [world.client() for _ in range(60)]
    answers = await asyncio.gather(*(client.post("/api/session", json=body) for client in clients))
    assert {answer.status_code for answer in answers} == {201}


async def test_who_is_switched_off_is_out_at_once(world: World) -> None:
    agent, admin = await world.signed_in("agent1"), await world.signed_in()
    await admin.patch(f"/api/users/{await world.user_id('agent1')}", json={"active": False})
    assert (await agent.get("/api/session")).status_code == 401


async def test_messages_are_in_the_language_asked_for(world: World) -> None:
    chinese = await world.client(**{"Accept-Language": "zh-TW"}).get("/api/session")
    english = await world.client(**{"Accept-Language": "fr, en;q=0.8, zh;q=0.2"}).get("/api/session")
    assert chinese.json()["error"]["message"] == "請先登入。"
    assert english.json()["error"]["message"] == "Please sign in."
