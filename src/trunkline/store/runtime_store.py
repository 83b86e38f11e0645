"""The runtime's part of the database: one commit is one hop to one thread that owns one connection."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, bindparam, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

from trunkline.core.config import TenantConfig
from trunkline.core.inputs import CustomerLookedUp
from trunkline.ports import Batch, Clock, EndpointSpec, SavedTenant, StoreUnavailable, TrunkSpec
from trunkline.store import config_rows, tables
from trunkline.store.caller_lists import CallerListReader
from trunkline.store.engine import WRITE, make_engine

T = TypeVar("T")

_INSERT_FACT = text(
    "INSERT INTO facts (tenant_id, seq, at, kind, call_id, agent_id, body)"
    " VALUES (:tenant_id, :seq, :at, :kind, :call_id, :agent_id, :body)"
)
_PUT_STATE = text(
    "INSERT INTO live_state (tenant_id, key, body) VALUES (:tenant_id, :key, :body)"
    " ON CONFLICT (tenant_id, key) DO UPDATE SET body = excluded.body"
)
_DROP_STATE = text("DELETE FROM live_state WHERE tenant_id = :tenant_id AND key = :key")


class SqlRuntimeStore:
    """RuntimeStore on SQLite or PostgreSQL."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        busy_timeout_ms: int = 2000,
        dial_out: frozenset[str] = frozenset(),
        pick_up: frozenset[str] | None = None,
    ) -> None:
        self._clock = clock
        self._dial_out = dial_out
        self._pick_up = pick_up
        self._engine = make_engine(url, busy_timeout_ms=busy_timeout_ms)
        self._writer = _Worker(self._engine, "store-write", WRITE)
        # Look-ups have their own thread, so that a slow one never stands before a commit.
        self._reader = _Worker(self._engine, "store-read", {})
        self._lists = CallerListReader()
        self._insert_fact = _Prepared(self._engine, _INSERT_FACT)
        self._put_state = _Prepared(self._engine, _PUT_STATE)
        self._drop_state = _Prepared(self._engine, _DROP_STATE)
        self._dbapi: Any = self._engine.dialect.loaded_dbapi
        # psycopg begins by itself; for SQLite see store.engine.
        self._begin = "BEGIN IMMEDIATE" if self._engine.dialect.name == "sqlite" else ""

    def _config(self, connection: Connection, tenant_id: str) -> TenantConfig:
        return config_rows.tenant_config(
            connection, tenant_id, self._lists, dial_out=self._dial_out, pick_up=self._pick_up
        )

    async def close(self) -> None:
        """End the threads and connections."""
        await self._writer.close()
        await self._reader.close()
        self._engine.dispose()

    async def tenants(self) -> list[str]:
        tenant = tables.tenants
        return await self._reader.run(
            lambda connection: list(
                connection.scalars(select(tenant.c.id).where(tenant.c.active.is_(True)).order_by(tenant.c.id))
            )
        )

    async def load(self, tenant_id: str) -> SavedTenant:
        def work(connection: Connection) -> SavedTenant:
            state = tables.live_state
            rows = connection.execute(select(state.c.key, state.c.body).where(state.c.tenant_id == tenant_id))
            last = connection.scalar(select(func.max(tables.facts.c.seq)).where(tables.facts.c.tenant_id == tenant_id))
            return SavedTenant(
                config=self._config(connection, tenant_id),
                state={row.key: bytes(row.body) for row in rows},
                last_seq=last or 0,
            )

        return await self._reader.run(work)

    async def load_config(self, tenant_id: str) -> TenantConfig:
        return await self._reader.run(lambda connection: self._config(connection, tenant_id))

    async def commit(self, batches: Sequence[Batch]) -> None:
        await self._writer.run(lambda connection: self._commit(connection, batches))

    def _commit(self, connection: Connection, batches: Sequence[Batch]) -> None:
        # Straight through the driver: what SQLAlchemy adds per statement is as much as the statement itself here.
        driver = connection.connection
        facts = [_fact_row(batch, index) for batch in batches for index in range(len(batch.facts))]
        try:
            self._write(driver, batches, facts)
        except self._dbapi.IntegrityError:
            driver.rollback()
            facts = _without_known(connection, facts)
            connection.rollback()
            self._write(driver, batches, facts)

    def _write(self, driver: PoolProxiedConnection, batches: Sequence[Batch], facts: list[_FactRow]) -> None:
        puts = [
            (batch.tenant_id, key, body) for batch in batches for key, body in batch.changed.items() if body is not None
        ]
        drops = [(batch.tenant_id, key) for batch in batches for key, body in batch.changed.items() if body is None]
        cursor = driver.cursor()
        if self._begin:
            cursor.execute(self._begin)
        if facts:
            cursor.executemany(*self._insert_fact.with_rows(facts))
        if puts:
            cursor.executemany(*self._put_state.with_rows(puts))
        if drops:
            cursor.executemany(*self._drop_state.with_rows(drops))
        driver.commit()
        cursor.close()

    async def find_customers(
        self, tenant_id: str, wanted: Sequence[tuple[str, str]], *, last_agent: bool = False
    ) -> list[CustomerLookedUp]:
        numbers = {number for _, number in wanted}
        found = await self._reader.run(lambda connection: _callers(connection, tenant_id, numbers, last_agent))
        return [CustomerLookedUp(call_id, *found[number]) for call_id, number in wanted]

    async def endpoints(self) -> tuple[list[EndpointSpec], list[TrunkSpec]]:
        now = self._clock.now()
        return await self._reader.run(lambda connection: config_rows.switch_endpoints(connection, now))

    async def endpoint_tenants(self) -> dict[str, str]:
        return await self._reader.run(config_rows.endpoint_owners)


_FactRow = tuple[str, int, int, str, str | None, str | None, bytes]
_encode = msgspec.json.Encoder().encode


def _fact_row(batch: Batch, index: int) -> _FactRow:
    fact = batch.facts[index]
    return (
        batch.tenant_id,
        batch.first_seq + index,
        fact.at,
        type(fact).__name__,
        getattr(fact, "call_id", None),
        getattr(fact, "agent_id", None) or None,
        _encode(fact),
    )


def _without_known(connection: Connection, rows: list[_FactRow]) -> list[_FactRow]:
    """What is not in yet. The same number with other content means that a second process writes this tenant."""
    facts = tables.facts
    fresh = []
    for row in rows:
        body = connection.scalar(select(facts.c.body).where(facts.c.tenant_id == row[0], facts.c.seq == row[1]))
        if body is None:
            fresh.append(row)
        elif bytes(body) != row[6]:
            raise StoreUnavailable("failed", f"fact {row[1]} of tenant {row[0]} was written by somebody else")
    return fresh


_Caller = tuple[str | None, str, str, str | None, int | None]
"""(customer id, name, level, agent who last served them, and when that call came)"""


def _callers(connection: Connection, tenant_id: str, numbers: set[str], last_agent: bool) -> dict[str, _Caller]:
    """Who calls from these numbers; with last_agent also who last served the customer, or the number where it belongs
    to none, and when."""
    customers = _customers(connection, tenant_id, numbers)
    call = tables.calls
    found: dict[str, _Caller] = {}
    for number in numbers:
        customer_id, name, level = customers.get(number, (None, "", ""))
        if not last_agent:
            found[number] = (customer_id, name, level, None, None)
            continue
        same = call.c.customer_id == customer_id if customer_id is not None else call.c.customer_number == number
        last = connection.execute(
            select(call.c.agent_id, call.c.arrived_at)
            .where(call.c.tenant_id == tenant_id, same, call.c.agent_id.is_not(None))
            .order_by(call.c.arrived_at.desc())
            .limit(1)
        ).first()
        found[number] = (customer_id, name, level, *(last if last is not None else (None, None)))
    return found


def _customers(connection: Connection, tenant_id: str, numbers: set[str]) -> dict[str, tuple[str, str, str]]:
    number, customer = tables.customer_numbers, tables.customers
    rows = connection.execute(
        select(number.c.number, customer.c.id, customer.c.name, customer.c.level)
        .join(customer, customer.c.id == number.c.customer_id)
        .where(
            number.c.tenant_id == tenant_id,
            customer.c.tenant_id == tenant_id,
            number.c.number.in_(bindparam("numbers", expanding=True)),
        ),
        {"numbers": sorted(numbers)},
    )
    return {row.number: (row.id, row.name, row.level) for row in rows}


class _Prepared:
    """A statement compiled once for the driver; rows are tuples in the order of its parameters."""

    def __init__(self, engine: Engine, statement: Any) -> None:
        compiled = statement.compile(dialect=engine.dialect)
        self._sql = str(compiled)
        self._names = [] if compiled.positional else re.findall(r":(\w+)", statement.text)

    def with_rows(self, rows: Sequence[tuple[Any, ...]]) -> tuple[str, Any]:
        """What the driver's executemany takes."""
        names = self._names
        return self._sql, [dict(zip(names, row, strict=True)) for row in rows] if names else rows


class _Worker:
    """One thread with one connection, opened when first needed and again after it broke.

    A queue of our own, because a ThreadPoolExecutor's futures cost half as much again as the hop itself.
    """

    def __init__(self, engine: Engine, name: str, options: dict[str, Any]) -> None:
        self._engine = engine
        self._errors: tuple[type[Exception], ...] = (SQLAlchemyError, engine.dialect.loaded_dbapi.Error)
        self._options = options
        self._name = name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do work in the thread. Raises StoreUnavailable for whatever the database refuses."""
        if self._thread is None:
            self._thread = Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()
        self._jobs.put((loop, outcome, work))
        return await outcome

    async def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            await asyncio.get_running_loop().run_in_executor(None, thread.join)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            loop, outcome, work = job
            try:
                result = self._run(work)
            except BaseException as error:
                _tell(loop, _fail, outcome, error)
            else:
                _tell(loop, _succeed, outcome, result)
        self._drop()

    def _run(self, work: Callable[[Connection], T]) -> T:
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(**self._options)
            result = work(self._connection)
            if self._connection.in_transaction():
                self._connection.rollback()  # a read began a transaction; the next one must see newer rows
            return result
        except self._errors as error:
            self._drop()
            raise unavailable(error) from error
        except BaseException:
            self._drop()
            raise

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except SQLAlchemyError:
                connection.invalidate()


_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[Connection], Any]]


def _tell(loop: asyncio.AbstractEventLoop, how: Callable[..., None], outcome: asyncio.Future[Any], what: Any) -> None:
    with contextlib.suppress(RuntimeError):  # the loop was closed while we worked: nobody waits any more
        loop.call_soon_threadsafe(how, outcome, what)


def _succeed(outcome: asyncio.Future[Any], result: Any) -> None:
    if not outcome.done():
        outcome.set_result(result)


def _fail(outcome: asyncio.Future[Any], error: BaseException) -> None:
    if not outcome.done():
        outcome.set_exception(error)


_SQLSTATES = {"53100": "full", "55P03": "locked", "40001": "locked", "40P01": "locked"}


def unavailable(error: Exception) -> StoreUnavailable:
    """What an error of the driver, or of SQLAlchemy about it, means to the runtime."""
    original: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    detail = str(original)[:200]
    lower = detail.lower()
    sqlstate = getattr(original, "sqlstate", None)
    if sqlstate in _SQLSTATES:
        return StoreUnavailable(_SQLSTATES[sqlstate], detail)
    if "database is locked" in lower or "table is locked" in lower or "is busy" in lower:
        return StoreUnavailable("locked", detail)
    if "disk is full" in lower or "no space left" in lower:
        return StoreUnavailable("full", detail)
    if "unable to open" in lower or (sqlstate or "")[:2] in ("08", "57") or _is_connection_error(original):
        return StoreUnavailable("unreachable", detail)
    return StoreUnavailable("failed", detail)


def _is_connection_error(original: BaseException | None) -> bool:
    # psycopg gives OperationalError without a state when it cannot connect; SQLite uses the same class for disk errors.
    return type(original).__module__.startswith("psycopg") and getattr(original, "sqlstate", None) is None
