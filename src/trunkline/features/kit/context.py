"""Who asks, and the one transaction in which a change and its audit row are written."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit import audit
from trunkline.features.kit.deps import AppDeps
from trunkline.store.engine import WRITE

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """The user who is signed in."""

    id: str
    name: str
    account: str
    role: str
    language: str
    extension: str | None
    outside_number: str = ""
    outside_own: bool = False


@dataclass(frozen=True, slots=True)
class Tenant:
    """The tenant of that user."""

    id: str
    slug: str
    name: str
    timezone: str
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Context:
    """A request of somebody who is signed in."""

    deps: AppDeps
    user: Person
    tenant: Tenant
    permissions: frozenset[str]
    session_id: str
    csrf: str
    address: str
    expires_at: int

    @property
    def tenant_id(self) -> str:
        return self.tenant.id

    @property
    def language(self) -> str:
        return self.user.language

    def may(self, permission: str) -> bool:
        """Whether the user has a permission."""
        return permission in self.permissions

    def now(self) -> int:
        """Unix milliseconds UTC."""
        return self.deps.clock.now()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with; all its reads see one state."""
        async with self.deps.engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[Change]:
        """One transaction; after it is committed, those are told who live by the configuration."""
        async with write_connection(self.deps) as connection:
            change = Change(self, connection)
            yield change
        for tenant_id in change.reload:
            await tell_runtime(self.deps, tenant_id)
        if change.endpoints and not change.reload:  # each reload has pushed them too
            await push_endpoints(self.deps)


@contextlib.asynccontextmanager
async def write_connection(deps: AppDeps) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction that writes."""
    one_writer = deps.engine.dialect.name == "sqlite"
    async with deps.writing if one_writer else contextlib.nullcontext(), deps.engine.connect() as connection:
        await connection.execution_options(**WRITE)
        async with connection.begin():
            yield connection


async def tell_runtime(deps: AppDeps, tenant_id: str | None) -> None:
    """The configuration has changed. It is committed already, so what fails now must not refuse the request: the
    runtime reads the configuration again at its next start or change."""
    try:
        await deps.control.config_changed(tenant_id)
    except Exception:  # see above: what is committed must not be refused
        log.exception("config_changed failed", extra={"tenant_id": tenant_id})
    await deps.hub.names_changed(tenant_id)


async def push_endpoints(deps: AppDeps) -> None:
    """Another browser may be a phone now, or none any more: nothing else has changed, so nothing else is loaded, and
    a shift that signs in at once shares the pushes. Fails as tell_runtime does."""
    try:
        await deps.endpoints.run()
    except Exception:  # as in tell_runtime
        log.exception("endpoints could not be pushed")


@dataclass(slots=True)
class Change:
    """A transaction that changes things."""

    context: Context
    connection: AsyncConnection
    reload: list[str | None] = field(default_factory=list)
    endpoints: bool = False
    "set when a session's browser phone has come or gone"

    async def audit(
        self,
        action: str,
        subject_type: str,
        subject_id: str,
        subject_name: str,
        changes: Mapping[str, Any] | None = None,
        *,
        tenant_id: str | None = None,
    ) -> None:
        """Write down who did what. changes: field -> (before, after)."""
        context = self.context
        await audit.record(
            self.connection,
            tenant_id=tenant_id or context.tenant_id,
            at=context.now(),
            user_id=context.user.id,
            account=context.user.account,
            address=context.address,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            subject_name=subject_name,
            changes=changes or {},
        )

    def config_changed(self, tenant_id: str | None = "") -> None:
        """The configuration (of the user's tenant, another, or None = tenants as a whole) is other after this."""
        target = self.context.tenant_id if tenant_id == "" else tenant_id
        if target not in self.reload:
            self.reload.append(target)
