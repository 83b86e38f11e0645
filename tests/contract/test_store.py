"""RuntimeStore: the fake, SQLite and PostgreSQL keep the same promises."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from tests.contract.postgres_cluster import create_database, drop_database

from trunkline.core.config import TenantConfig
from trunkline.core.facts import CallArrived, ComfortPlayed, Fact, SwitchConnected
from trunkline.ids import new_id
from trunkline.ports import Batch, RuntimeStore, StoreUnavailable
from trunkline.store import tables
from trunkline.store.engine import make_engine
from trunkline.store.memory import MemoryRuntimeStore
from trunkline.store.migrate import upgrade
from trunkline.store.runtime_store import SqlRuntimeStore
from trunkline.store.seed import create_first

pytestmark = pytest.mark.contract

CUSTOMER = "c" * 26
NUMBER = "+8613900000009"


@dataclass
class FixedClock:
    at: int = 1_000_000

    def now(self) -> int:
        return self.at


@dataclass
class Subject:
    store: RuntimeStore
    tenant_id: str


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def subject(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Subject]:
    if request.param == "memory":
        memory = MemoryRuntimeStore()
        memory.add_tenant(TenantConfig("t" * 26))
        memory.add_customer("t" * 26, NUMBER, CUSTOMER, "甲", "vip")
        yield Subject(memory, "t" * 26)
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/store.db"
    else:
        maintenance = request.getfixturevalue("postgres_url")
        name = f"t{new_id()}"
        url = create_database(maintenance, name)
    tenant_id = prepare(url)
    store = SqlRuntimeStore(url, FixedClock())
    yield Subject(store, tenant_id)
    await store.close()
    if request.param == "postgresql":
        drop_database(maintenance, name)


def prepare(url: str) -> str:
    upgrade(url)
    engine = make_engine(url)
    seeded = create_first(engine, "correct horse")
    assert seeded is not None
    with engine.begin() as connection:
        connection.execute(
            insert(tables.customers).values(
                id=CUSTOMER,
                tenant_id=seeded.tenant_id,
                name="甲",
                company="",
                level="vip",
                email="",
                address="",
                notes="",
                created_at=1,
                changed_at=1,
            )
        )
        connection.execute(
            insert(tables.customer_numbers).values(tenant_id=seeded.tenant_id, number=NUMBER, customer_id=CUSTOMER)
        )
    engine.dispose()
    return seeded.tenant_id


def arrival(call_id: str, at: int = 1) -> CallArrived:
    return CallArrived(at, call_id, "ch-" + call_id, NUMBER, "张三 😀", "4000", None, "", "demo-trunk-local")


async def test_a_tenant_is_loaded_as_it_was_committed(subject: Subject) -> None:
    assert await subject.store.tenants() == [subject.tenant_id]
    facts: list[Fact] = [arrival("a" * 26), ComfortPlayed(2, "a" * 26, "q" * 26)]
    await subject.store.commit([Batch(subject.tenant_id, facts, 1, {"call:a": b'{"x":1}', "tenant": b"{}"})])
    await subject.store.commit([Batch(subject.tenant_id, [SwitchConnected(3, 0, 0)], 3, {"call:a": b'{"x":2}'})])

    saved = await subject.store.load(subject.tenant_id)

    assert saved.last_seq == 3
    assert saved.state == {"call:a": b'{"x":2}', "tenant": b"{}"}
    assert saved.config == await subject.store.load_config(subject.tenant_id)


async def test_none_removes_a_state(subject: Subject) -> None:
    await subject.store.commit([Batch(subject.tenant_id, changed={"call:a": b"1", "call:b": b"2"})])
    await subject.store.commit([Batch(subject.tenant_id, changed={"call:a": None, "call:never": None})])
    assert (await subject.store.load(subject.tenant_id)).state == {"call:b": b"2"}


async def test_repeating_a_batch_changes_nothing(subject: Subject) -> None:
    batch = Batch(subject.tenant_id, [arrival("a" * 26)], 1, {"call:a": b"1"})
    await subject.store.commit([batch])
    await subject.store.commit([batch])
    assert (await subject.store.load(subject.tenant_id)).last_seq == 1


async def test_a_repeated_batch_that_has_grown_is_completed(subject: Subject) -> None:
    first = arrival("a" * 26)
    await subject.store.commit([Batch(subject.tenant_id, [first], 1, {"call:a": b"1"})])
    await subject.store.commit([Batch(subject.tenant_id, [first, arrival("b" * 26)], 1, {"call:a": b"2"})])
    saved = await subject.store.load(subject.tenant_id)
    assert (saved.last_seq, saved.state["call:a"]) == (2, b"2")


async def test_numbers_taken_by_another_writer_are_refused_and_nothing_is_written(subject: Subject) -> None:
    await subject.store.commit([Batch(subject.tenant_id, [arrival("a" * 26)], 1)])
    with pytest.raises(StoreUnavailable) as refused:
        await subject.store.commit([Batch(subject.tenant_id, [arrival("b" * 26)], 1, {"call:b": b"1"})])
    assert refused.value.code == "failed"
    assert (await subject.store.load(subject.tenant_id)).state == {}


async def test_nothing_of_a_failed_transaction_is_in(subject: Subject) -> None:
    good = Batch(subject.tenant_id, [arrival("a" * 26)], 1, {"call:a": b"1"})
    with pytest.raises((StoreUnavailable, KeyError)):
        await subject.store.commit([good, Batch("nobody", [arrival("b" * 26)], 1)])
    saved = await subject.store.load(subject.tenant_id)
    assert (saved.last_seq, saved.state) == (0, {})
    await subject.store.commit([good])
    assert (await subject.store.load(subject.tenant_id)).last_seq == 1


async def test_customers_are_found_by_number(subject: Subject) -> None:
    found = await subject.store.find_customers(subject.tenant_id, [("call-1", NUMBER), ("call-2", "+861")])
    assert [(item.call_id, item.customer_id, item.customer_name, item.level) for item in found] == [
        ("call-1", CUSTOMER, "甲", "vip"),
        ("call-2", None, "", ""),
    ]


async def _served(subject: Subject, calls: list[tuple[int, str | None, str | None, str]]) -> None:
    """Calls of the past: (when, agent, customer, number)."""
    if isinstance(subject.store, MemoryRuntimeStore):
        for at, agent, customer, number in calls:
            subject.store.add_served(subject.tenant_id, at, number, customer, agent)
        return
    assert isinstance(subject.store, SqlRuntimeStore)
    engine = make_engine(subject.store._engine.url.render_as_string(hide_password=False))
    zeros = dict.fromkeys(("wait_ms", "talk_ms", "hold_ms", "wrap_ms", "length_ms", "talk_hold_ms"), 0)
    texts = dict.fromkeys(("from_name", "dialled", "line", "notes", "path"), "")
    with engine.begin() as connection:
        for at, agent, customer, number in calls:
            connection.execute(
                insert(tables.calls).values(
                    id=new_id(),
                    tenant_id=subject.tenant_id,
                    media="voice",
                    direction="in",
                    from_number=number,
                    customer_number=number,
                    arrived_at=at,
                    agent_id=agent,
                    customer_id=customer,
                    **zeros,
                    **texts,
                )
            )
    engine.dispose()


async def test_who_served_a_caller_last_is_told(subject: Subject) -> None:
    first, later, anybody = new_id(), new_id(), new_id()
    await _served(
        subject,
        [
            (1, first, CUSTOMER, NUMBER),
            (2, later, CUSTOMER, "+8610"),
            (3, None, CUSTOMER, NUMBER),
            (4, anybody, None, "+861"),
        ],
    )
    wanted = [("call-1", NUMBER), ("call-2", "+861"), ("call-3", "+862")]
    found = await subject.store.find_customers(subject.tenant_id, wanted, last_agent=True)
    assert [item.last_agent_id for item in found] == [later, anybody, None]
    assert [item.last_served_at for item in found] == [2, 4, None]
    unasked = await subject.store.find_customers(subject.tenant_id, wanted)
    assert [item.last_agent_id for item in unasked] == [None, None, None]


async def test_every_endpoint_has_its_tenant(subject: Subject) -> None:
    phones, trunks = await subject.store.endpoints()
    owners = await subject.store.endpoint_tenants()
    assert {spec.id for spec in phones} | {spec.id for spec in trunks} <= owners.keys()


# -- SQL only ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


async def test_configuration_uses_the_names_the_switch_knows(sqlite_url: str) -> None:
    tenant_id = prepare(sqlite_url)
    engine = make_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE numbers SET trunk_id = (SELECT id FROM trunks)"))
    engine.dispose()
    store = SqlRuntimeStore(sqlite_url, FixedClock())
    config = await store.load_config(tenant_id)
    agents = sorted(config.agents.values(), key=lambda agent: agent.extension)
    assert [(agent.phone_endpoint, agent.browser_endpoint) for agent in agents] == [
        ("demo-1001", "demo-1001-web"),
        ("demo-1002", "demo-1002-web"),
        ("demo-1009", "demo-1009-web"),
    ]
    assert [len(agent.queues) for agent in agents] == [2, 2, 0], "the supervisor serves no queue"
    assert config.numbers[0].trunk_id == "demo-trunk-local"
    flow = config.flows[config.numbers[0].flow_id]
    assert flow.start in flow.nodes
    _, trunks = await store.endpoints()
    assert trunks[0].match == ("127.0.0.1/32", "::1/128")
    await store.close()


async def test_numbers_are_rung_over_trunks_that_may_in_their_order(sqlite_url: str) -> None:
    tenant_id = prepare(sqlite_url)
    engine = make_engine(sqlite_url)
    usual = {"tenant_id": tenant_id, "match": "[]", "username": "", "secret": "", "register": False, "codecs": "[]"}
    usual |= {"transport": "udp", "active": True, "outbound": True, "server": "sip.example.com", "created_at": 1}
    rows = [
        {**usual, "name": "second", "position": 2, "caller_id": "02188886666", "max_channels": 30},
        {**usual, "name": "first", "position": 1},
        {**usual, "name": "idle", "active": False},
        {**usual, "name": "in-only", "outbound": False},
        {**usual, "name": "nowhere", "server": ""},
    ]
    with engine.begin() as connection:
        for row in rows:
            connection.execute(tables.trunks.insert().values({**row, "id": new_id()}))
    engine.dispose()
    store = SqlRuntimeStore(sqlite_url, FixedClock())
    config = await store.load_config(tenant_id)
    assert [(trunk.endpoint, trunk.caller_id, trunk.max_channels) for trunk in config.trunks] == [
        ("demo-trunk-first", "", 0),
        ("demo-trunk-second", "02188886666", 30),
    ]
    await store.close()


async def test_a_browser_is_an_endpoint_as_long_as_its_session_lasts(sqlite_url: str) -> None:
    tenant_id = prepare(sqlite_url)
    clock = FixedClock()
    engine = make_engine(sqlite_url)
    with engine.begin() as connection:
        agent = connection.scalar(text("SELECT id FROM users WHERE extension = '1001'"))
        session = {"tenant_id": tenant_id, "user_id": agent, "csrf": "", "created_at": 1, "seen_at": 1}
        connection.execute(
            insert(tables.sessions).values(id="s", expires_at=clock.at + 1, softphone_secret="x", **session)
        )
    engine.dispose()
    store = SqlRuntimeStore(sqlite_url, clock)

    async def browsers() -> list[str]:
        return [spec.id for spec in (await store.endpoints())[0] if spec.kind == "browser"]

    assert await browsers() == ["demo-1001-web"]
    clock.at += 1
    assert await browsers() == []
    await store.close()


async def test_a_locked_database_is_told_and_the_batch_goes_in_later(sqlite_url: str) -> None:
    tenant_id = prepare(sqlite_url)
    store = SqlRuntimeStore(sqlite_url, FixedClock(), busy_timeout_ms=50)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    batch = Batch(tenant_id, [arrival("a" * 26)], 1)
    with pytest.raises(StoreUnavailable) as refused:
        await store.commit([batch])
    assert refused.value.code == "locked"
    other.execute("ROLLBACK")
    other.close()
    await store.commit([batch])
    assert (await store.load(tenant_id)).last_seq == 1
    await store.close()


async def test_a_full_database_is_told(sqlite_url: str) -> None:
    tenant_id = prepare(sqlite_url)
    store = SqlRuntimeStore(sqlite_url, FixedClock())

    def leave_no_room(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    await store._writer.run(leave_no_room)
    with pytest.raises(StoreUnavailable) as refused:
        await store.commit([Batch(tenant_id, changed={"call:a": b"x" * 1_000_000})])
    assert refused.value.code == "full"
    await store.close()


async def test_an_unreachable_server_is_told() -> None:
    store = SqlRuntimeStore("postgresql://nobody@127.0.0.1:1/none", FixedClock())
    with pytest.raises(StoreUnavailable) as refused:
        await store.tenants()
    assert refused.value.code == "unreachable"
    await store.close()


async def test_a_lost_connection_is_opened_again(postgres_url: str) -> None:
    name = f"t{new_id()}"
    url = create_database(postgres_url, name)
    tenant_id = prepare(url)
    store = SqlRuntimeStore(url, FixedClock())
    await store.commit([Batch(tenant_id, [arrival("a" * 26)], 1)])
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = :name AND pid <> pg_backend_pid()"
            ),
            {"name": name},
        )
    engine.dispose()
    with pytest.raises(StoreUnavailable) as refused:
        await store.commit([Batch(tenant_id, [arrival("b" * 26)], 2)])
    assert refused.value.code == "unreachable"
    await store.commit([Batch(tenant_id, [arrival("b" * 26)], 2)])
    assert (await store.load(tenant_id)).last_seq == 2
    await store.close()
    drop_database(postgres_url, name)
