"""What the runtime needs from the outside, as Protocols. Adapters live in ``switch``, ``store``, ``live`` ...

One contract suite (``tests/contract``) runs on each fake and on each real adapter.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from trunkline.core.config import TenantConfig
from trunkline.core.effects import SwitchEffect
from trunkline.core.facts import Fact
from trunkline.core.inputs import (
    AlarmInput,
    CallbackCommand,
    Command,
    CustomerLookedUp,
    LegReported,
    SupervisorCommand,
    SwitchInput,
    SwitchSeen,
)
from trunkline.core.records import dataclass as record
from trunkline.core.refusal import Refusal as Refusal


class Clock(Protocol):
    """Time, so that tests and the simulation can hold it."""

    def now(self) -> int:
        """Unix milliseconds, UTC."""
        ...


# -- telephony -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EndpointSpec:
    """A phone or browser that may register with the switch."""

    id: str
    "unique over tenants: '<tenant slug>-<extension>' for a SIP phone, '<tenant slug>-<extension>-web' for a browser"
    secret: str
    kind: str
    "browser | phone | caller (try-it page) "
    caller_id: str = ""
    "'Name <number>' shown to who is called"
    max_contacts: int = 1
    "a new registration takes the place of the oldest"


@dataclass(frozen=True, slots=True)
class TrunkSpec:
    """A line to a carrier or PBX."""

    id: str
    "switch endpoint id, unique over tenants: '<tenant slug>-trunk-<name>'"
    match: tuple[str, ...] = ()
    "addresses or networks (CIDR) from which its calls come"
    server: str = ""
    "host[:port] for calls out and for registration; empty = inbound only"
    username: str = ""
    secret: str = ""
    register: bool = False
    codecs: tuple[str, ...] = ("alaw", "ulaw", "g722")
    transport: str = "udp"
    "udp | tcp"


@dataclass(frozen=True, slots=True)
class SwitchHealth:
    """State of the switch as the adapter knows it."""

    connected: bool
    version: str = ""
    detail: str = ""


class Telephony(Protocol):
    """A switch.

    Inputs are delivered in order through the callback given to :meth:`start`; after each (re)connect a SwitchSeen
    comes before any other input, and SwitchLost when the connection has gone.
    """

    async def start(self, deliver: Callable[[SwitchInput], None]) -> None:
        """Connect, and stay connected until :meth:`stop`. Returns at once; connection state comes as inputs."""
        ...

    async def stop(self) -> None:
        """Close the connection; what goes on at the switch goes on."""
        ...

    def submit(self, effect: SwitchEffect) -> None:
        """Order an effect and return at once. Effects are performed in the order submitted. A failure that matters
        is delivered as EffectFailed; "not found" on hang-up, stop and destroy is success."""
        ...

    async def snapshot(self) -> SwitchSeen:
        """What the switch holds now."""
        ...

    async def set_endpoints(self, endpoints: Sequence[EndpointSpec], trunks: Sequence[TrunkSpec]) -> None:
        """Make the switch know exactly these: new ones are pushed, changed ones replaced, others removed. Cheap when
        nothing changed. Remembered and pushed again after a reconnect."""
        ...

    async def trunk_states(self) -> dict[str, str]:
        """Trunk endpoint id -> online | offline | unknown | rejected."""
        ...

    def health(self) -> SwitchHealth:
        """Whether callers can be served."""
        ...


# -- store ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class SavedTenant:
    """What is loaded at start: the state as of the last commit."""

    config: TenantConfig
    state: dict[str, bytes] = field(default_factory=dict)
    """'call:<id>' | 'agent:<id>' | 'callback:<id>' | 'queue:<id>' | 'alarm:<rule>:<subject>' -> the JSON document the
    machine wrote"""
    last_seq: int = 0


@dataclass(slots=True)
class Batch:
    """One transaction of one tenant."""

    tenant_id: str
    facts: list[Fact] = field(default_factory=list)
    "in order; numbered from first_seq"
    first_seq: int = 0
    changed: dict[str, bytes | None] = field(default_factory=dict)
    "state documents by key; None = removed"


class StoreUnavailable(Exception):
    """The database cannot be written now (locked, full, away). The runtime keeps the batch and tries again."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        "locked | full | unreachable | failed"


class RuntimeStore(Protocol):
    """The runtime's part of the database."""

    async def tenants(self) -> list[str]:
        """Ids of the tenants to run."""
        ...

    async def load(self, tenant_id: str) -> SavedTenant:
        """State, configuration and the last fact's number of one tenant."""
        ...

    async def load_config(self, tenant_id: str) -> TenantConfig:
        """The configuration as it is now."""
        ...

    async def commit(self, batches: Sequence[Batch]) -> None:
        """Write all batches in one transaction, or none. Raises StoreUnavailable. Repeating a batch whose facts are
        in already (the answer to an earlier try was lost) changes nothing."""
        ...

    async def find_customers(
        self, tenant_id: str, wanted: Sequence[tuple[str, str]], *, last_agent: bool = False
    ) -> list[CustomerLookedUp]:
        """For (call id, number) pairs: the customer of each; with last_agent also who served them last and when, for
        which the call list has to be searched."""
        ...

    async def endpoints(self) -> tuple[list[EndpointSpec], list[TrunkSpec]]:
        """All endpoints and trunks of all tenants, for the switch."""
        ...

    async def endpoint_tenants(self) -> dict[str, str]:
        """Switch endpoint id -> tenant id, trunks included."""
        ...


# -- live push ---------------------------------------------------------------------------------------------------------


@record(frozen=True, slots=True)
class NumberedFact:
    """A committed fact with its number in the tenant's log."""

    seq: int
    fact: Fact


class Bus(Protocol):
    """Committed facts on their way to who listens: live pages, the call list, webhooks."""

    def publish(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        """Hand on committed facts. Never blocks, never raises."""
        ...

    def subscribe(self, listener: Callable[[str, Sequence[NumberedFact]], None]) -> Callable[[], None]:
        """Call listener(tenant_id, facts) for all that is published from now on; returns how to end it."""
        ...


# -- what the API asks of the runtime ----------------------------------------------------------------------------------


class Control(Protocol):
    """The runtime as the web application sees it."""

    async def command(
        self, tenant_id: str, command: Command | SupervisorCommand | CallbackCommand | AlarmInput | LegReported
    ) -> None:
        """Put a person's command, or what is read for alarms, in; returns once it has been decided and committed.
        Raises Refusal."""
        ...

    def page_changed(self, tenant_id: str, agent_id: str, *, is_open: bool) -> None:
        """An agent's working page was opened, or has gone: who is rung at an outside number is there as long as it is
        open."""
        ...

    async def config_changed(self, tenant_id: str | None) -> None:
        """The configuration of a tenant (None = endpoints or tenants as a whole) was changed: load it again, hand it
        to the machine and push endpoints. Returns when callers get the new one."""
        ...

    async def snapshot(self, tenant_id: str) -> tuple[int, dict[str, Any]]:
        """(seq, board): the tenant's live board as of fact number seq; see core.board."""
        ...

    def health(self) -> dict[str, Any]:
        """{'switch': {...}, 'store': {...}, 'runtime': {...}} each with 'ok': bool and details."""
        ...


class SpokenSentences(Protocol):
    """Sentences that are said as they come up, as audio."""

    def media_uri(self, text: str, language: str) -> str | None:
        """What the switch plays, None when it has not been spoken yet."""
        ...

    async def speak(self, text: str, language: str) -> str:
        """What the switch plays, spoken now if need be. May raise anything."""
        ...


Speech = Callable[[str, str], Awaitable[bytes]]
"""(text, voice) -> 16-bit mono WAV bytes at the voice's own rate."""
