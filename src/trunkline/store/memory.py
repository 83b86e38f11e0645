"""RuntimeStore in memory: passes the same contract suite as the real one, for tests and the simulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from trunkline.core.config import TenantConfig
from trunkline.core.facts import Fact
from trunkline.core.inputs import CustomerLookedUp
from trunkline.ports import Batch, EndpointSpec, SavedTenant, StoreUnavailable, TrunkSpec


@dataclass(slots=True)
class _Tenant:
    config: TenantConfig
    state: dict[str, bytes] = field(default_factory=dict)
    facts: dict[int, Fact] = field(default_factory=dict)
    "by number, in order"
    last_seq: int = 0
    customers: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    served: list[tuple[int, str, str | None, str | None]] = field(default_factory=list)
    "(at, number, customer id, agent id)"


class MemoryRuntimeStore:
    """Keeps everything in dicts. ``fail_with`` makes the next commits fail, as a locked or full database would.

    keep_facts: only so many of the newest facts are kept, for runs too long for memory; None = all.
    """

    def __init__(self, keep_facts: int | None = None) -> None:
        self._tenants: dict[str, _Tenant] = {}
        self._keep_facts = keep_facts
        self.fail_with: StoreUnavailable | None = None
        self.commits = 0
        self.phones: list[EndpointSpec] = []
        self.trunks: list[TrunkSpec] = []
        self.owners: dict[str, str] = {}

    def add_tenant(self, config: TenantConfig) -> None:
        """Add a tenant or change its configuration."""
        if config.tenant_id in self._tenants:
            self._tenants[config.tenant_id].config = config
        else:
            self._tenants[config.tenant_id] = _Tenant(config)

    def add_customer(self, tenant_id: str, number: str, customer_id: str, name: str, level: str = "") -> None:
        """Add a customer's number."""
        self._tenants[tenant_id].customers[number] = (customer_id, name, level)

    def facts(self, tenant_id: str) -> list[Fact]:
        """All facts that are kept, in order."""
        return list(self._tenants[tenant_id].facts.values())

    def documents(self, tenant_id: str) -> dict[str, bytes]:
        """The state documents by key."""
        return self._tenants[tenant_id].state

    async def tenants(self) -> list[str]:
        return sorted(self._tenants)

    async def load(self, tenant_id: str) -> SavedTenant:
        tenant = self._tenants[tenant_id]
        return SavedTenant(tenant.config, dict(tenant.state), tenant.last_seq)

    async def load_config(self, tenant_id: str) -> TenantConfig:
        return self._tenants[tenant_id].config

    async def commit(self, batches: Sequence[Batch]) -> None:
        if self.fail_with is not None:
            raise self.fail_with
        for batch in batches:
            tenant = self._tenants[batch.tenant_id]
            if batch.first_seq <= tenant.last_seq:
                _refuse_other_facts(tenant, batch)
        for batch in batches:
            tenant = self._tenants[batch.tenant_id]
            for seq, fact in enumerate(batch.facts, batch.first_seq):
                if seq > tenant.last_seq:
                    tenant.facts[seq] = fact
                    tenant.last_seq = seq
            for key, body in batch.changed.items():
                if body is None:
                    tenant.state.pop(key, None)
                else:
                    tenant.state[key] = body
            if self._keep_facts is not None and len(tenant.facts) > 2 * self._keep_facts:
                tenant.facts = dict(list(tenant.facts.items())[-self._keep_facts :])
        self.commits += 1

    def add_served(self, tenant_id: str, at: int, number: str, customer_id: str | None, agent_id: str | None) -> None:
        """A call that an agent took, or nobody (None), as the call list would have it."""
        self._tenants[tenant_id].served.append((at, number, customer_id, agent_id))

    async def find_customers(
        self, tenant_id: str, wanted: Sequence[tuple[str, str]], *, last_agent: bool = False
    ) -> list[CustomerLookedUp]:
        tenant = self._tenants[tenant_id]
        found = []
        for call_id, number in wanted:
            customer, name, level = tenant.customers.get(number, (None, "", ""))
            calls: list[tuple[int | None, str | None]] = [
                (at, agent)
                for at, rung, served, agent in tenant.served
                if last_agent and agent is not None and (served == customer if customer else rung == number)
            ]
            at, last = max(calls, default=(None, None))
            found.append(CustomerLookedUp(call_id, customer, name, level, last_agent_id=last, last_served_at=at))
        return found

    async def endpoints(self) -> tuple[list[EndpointSpec], list[TrunkSpec]]:
        return list(self.phones), list(self.trunks)

    async def endpoint_tenants(self) -> dict[str, str]:
        return dict(self.owners)


def _refuse_other_facts(tenant: _Tenant, batch: Batch) -> None:
    """A number that is taken by another fact means that somebody else writes to the same log."""
    for seq, fact in enumerate(batch.facts, batch.first_seq):
        seen = tenant.facts.get(seq)
        if seen is not None and msgspec.json.encode(seen) != msgspec.json.encode(fact):
            raise StoreUnavailable("failed", "written by somebody else")
