"""Which tenant a switch event belongs to: by channel, playback, message, bridge or endpoint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trunkline.core.effects import (
    DestroyBridge,
    DialAgent,
    DialOut,
    Effect,
    EndMessage,
    ForgetMissed,
    HangUp,
    PlayPrompts,
    PlayToBridge,
    RecordMessage,
    SnoopChannel,
    SwitchEffect,
)
from trunkline.core.inputs import (
    CallerArrived,
    ChannelGone,
    ChannelRinging,
    ChannelUp,
    EffectFailed,
    KeyPressed,
    MessageRecorded,
    MissedCaller,
    MissedForgotten,
    PhoneChanged,
    PhoneHold,
    PhoneTransfer,
    PlaybackDone,
    SeenChannel,
    SwitchInput,
    SwitchLost,
    SwitchSeen,
)
from trunkline.core.state import bridges_of
from trunkline.core.tenant import Tenant
from trunkline.numbers import dialable, national, normalise, to_dial

REJECTED = 21
_MAKE_A_CHANNEL = (DialAgent, DialOut, SnoopChannel)


class Switchboard:
    """Looks up the tenant of what the switch reports. An endpoint nobody owns gets no service."""

    def __init__(self) -> None:
        self._endpoints: dict[str, str] = {}
        self._channels: dict[str, str] = {}
        self._playbacks: dict[str, str] = {}
        self._messages: dict[str, str] = {}
        self._calls: dict[str, str] = {}
        "channel that we dialled -> its call, which may be over before the channel is"
        self._idle: frozenset[str] = frozenset()
        "ids of which nobody knew anything at the last look"

    def set_endpoints(self, owners: dict[str, str]) -> None:
        """Endpoint or trunk id -> tenant id."""
        self._endpoints = owners

    def adopt(self, tenant: Tenant) -> None:
        """Learn what a restored tenant's calls use."""
        tenant_id = tenant.config.tenant_id
        self._channels.update(dict.fromkeys(tenant.channels, tenant_id))
        self._calls.update(tenant.channels)
        self._playbacks.update(dict.fromkeys(tenant.playbacks, tenant_id))
        self._messages.update(dict.fromkeys(tenant.mails, tenant_id))

    def note(self, tenant_id: str, effect: Effect) -> None:
        """Remember whose channel, playback or message an effect is about to make."""
        if isinstance(effect, _MAKE_A_CHANNEL):
            self._channels[effect.channel_id] = tenant_id
            if not isinstance(effect, SnoopChannel):  # what is overheard is no leg of the call
                self._calls[effect.channel_id] = effect.call_id
        elif isinstance(effect, PlayPrompts | PlayToBridge):
            self._playbacks[effect.playback_id] = tenant_id
        elif isinstance(effect, RecordMessage | EndMessage):
            self._messages[effect.message_id] = tenant_id

    def prune(self, seen: SwitchSeen, tenants: dict[str, Tenant]) -> None:
        """Forget what neither the switch nor any tenant has known at two looks in a row: what ended unreported (a
        phone that could not be rung, a lost line) would stay for ever. One look could fall between an event and what
        is decided on it."""
        known = {channel.id for channel in seen.channels}
        for tenant in tenants.values():
            known.update(tenant.channels, tenant.playbacks, tenant.mails)
        idle = frozenset((self._channels.keys() | self._playbacks.keys() | self._messages.keys()) - known)
        for gone in idle & self._idle:
            self._channels.pop(gone, None)
            self._calls.pop(gone, None)
            self._playbacks.pop(gone, None)
            self._messages.pop(gone, None)
        self._idle = idle - self._idle

    @property
    def remembered(self) -> int:
        """How many channels, playbacks and messages have an owner."""
        return len(self._channels) + len(self._playbacks) + len(self._messages)

    def route(
        self, inp: SwitchInput, tenants: dict[str, Tenant]
    ) -> tuple[list[tuple[str, SwitchInput]], list[SwitchEffect]]:
        """Whom to tell what; and what to do at once about things nobody owns."""
        match inp:
            case SwitchLost():
                return [(tenant_id, inp) for tenant_id in tenants], []
            case SwitchSeen():
                return self._split(inp, tenants)
            case CallerArrived():
                tenant_id = self._endpoints.get(inp.endpoint)
                if tenant_id is None or tenant_id not in tenants:
                    return [], [HangUp(inp.channel_id, REJECTED)]
                self._channels[inp.channel_id] = tenant_id
                return [(tenant_id, _read_dialled(self._read_number(inp, tenants[tenant_id]), tenants[tenant_id]))], []
            case PhoneChanged():
                owner = self._endpoints.get(inp.endpoint)
            case PlaybackDone():
                owner = self._playbacks.pop(inp.playback_id, None)
            case ChannelGone():
                owner = self._channels.pop(inp.channel_id, None)
                call_id = self._calls.pop(inp.channel_id, "")
                if inp.audio is not None and owner in tenants:
                    inp = replace(inp, call_id=call_id or tenants[owner].channels.get(inp.channel_id, ""))
            case MissedCaller():
                owner = self._endpoints.get(inp.endpoint)
                if owner not in tenants:
                    return [], [ForgetMissed(inp.channel_id)]
                inp = _read_missed(inp, tenants[owner])
            case MissedForgotten():
                owner = next((one for one, tenant in tenants.items() if inp.channel_id in tenant.missed), None)
            case EffectFailed():
                about = inp.channel_id
                owner = self._channels.get(about) or self._playbacks.get(about) or self._messages.get(about)
            case MessageRecorded():
                owner = self._messages.get(inp.message_id)
            case PhoneTransfer():
                owner = self._channels.get(inp.channel_id)
                if owner in tenants:
                    inp = _read_target(inp, tenants[owner])
            case ChannelRinging() | ChannelUp() | KeyPressed() | PhoneHold():
                owner = self._channels.get(inp.channel_id)
        return ([(owner, inp)] if owner in tenants else []), []

    def _split(
        self, seen: SwitchSeen, tenants: dict[str, Tenant]
    ) -> tuple[list[tuple[str, SwitchInput]], list[SwitchEffect]]:
        channels: dict[str, list[SeenChannel]] = {tenant_id: [] for tenant_id in tenants}
        stray: list[SwitchEffect] = []
        for channel in seen.channels:
            owner = self._channels.get(channel.id)
            if owner is None and channel.dialled:
                owner = self._endpoints.get(channel.endpoint)
            if owner in tenants:
                self._channels[channel.id] = owner
                if channel.dialled:
                    number = normalise(channel.from_number, tenants[owner].config.country)
                    tenant = tenants[owner]
                    channel = replace(
                        channel,
                        from_number=number,
                        from_national=_national(number, tenant),
                        to_dial=_to_dial(number, tenant),
                    )
                channels[owner].append(channel)
            elif channel.ours:
                stray.append(HangUp(channel.id))
        missed: dict[str, list[MissedCaller]] = {tenant_id: [] for tenant_id in tenants}
        for one in seen.missed or ():
            owner = self._endpoints.get(one.endpoint)
            if owner in tenants:
                missed[owner].append(_read_missed(one, tenants[owner]))
            else:
                stray.append(ForgetMissed(one.channel_id))
        wanted = {tenant_id: _bridges(tenant) for tenant_id, tenant in tenants.items()}
        known = set().union(*wanted.values()) if wanted else set()
        stray += [DestroyBridge(bridge_id) for bridge_id in seen.bridges if bridge_id not in known]
        told: list[tuple[str, SwitchInput]] = [
            (
                tenant_id,
                SwitchSeen(
                    tuple(channels[tenant_id]),
                    tuple(bridge_id for bridge_id in seen.bridges if bridge_id in wanted[tenant_id]),
                    frozenset(_owned(seen.online, self._endpoints, tenant_id)),
                    seen.started_at,
                    None if seen.missed is None else tuple(missed[tenant_id]),
                ),
            )
            for tenant_id in tenants
        ]
        return told, stray

    def _read_number(self, inp: CallerArrived, tenant: Tenant) -> CallerArrived:
        number = normalise(inp.from_number, tenant.config.country)
        return replace(
            inp, from_number=number, from_national=_national(number, tenant), to_dial=_to_dial(number, tenant)
        )


def _read_missed(inp: MissedCaller, tenant: Tenant) -> MissedCaller:
    return replace(inp, from_number=normalise(inp.from_number, tenant.config.country))


def _to_dial(number: str, tenant: Tenant) -> str:
    """As it is dialled from the tenant's country, which is only asked for where callers may be called back."""
    return to_dial(number, tenant.config.country) if number and tenant.config.calls_back else ""


def _read_dialled(inp: CallerArrived, tenant: Tenant) -> CallerArrived:
    """What was dialled where an agent works may be a number to be asked; of callers it is one of ours."""
    if inp.endpoint not in tenant.stations:
        return inp
    number = normalise(inp.dialled, tenant.config.country)
    return replace(
        inp, dialled=dialable(inp.dialled) or inp.dialled, readable=number, national=_national(number, tenant)
    )


def _read_target(inp: PhoneTransfer, tenant: Tenant) -> PhoneTransfer:
    number = normalise(inp.to, tenant.config.country)
    return replace(inp, to=dialable(inp.to), readable=number, national=_national(number, tenant))


def _national(number: str, tenant: Tenant) -> str:
    """As it is written in the tenant's country, which only entries of caller lists ask for."""
    return national(number, tenant.config.country) if tenant.config.lists else ""


def _bridges(tenant: Tenant) -> set[str]:
    return {bridge_id for call in tenant.calls.values() for bridge_id in bridges_of(call)}


def _owned(endpoints: Iterable[str], owners: dict[str, str], tenant_id: str) -> list[str]:
    return [endpoint for endpoint in endpoints if owners.get(endpoint) == tenant_id]
