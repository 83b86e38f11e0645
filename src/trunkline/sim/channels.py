"""Lines of the virtual switch, and who stands at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from zlib import crc32

from trunkline.core.quality import LegAudio


@dataclass(slots=True)
class VirtualChannel:
    """A caller's or an agent's line."""

    id: str
    endpoint: str
    created_at: int
    dialled: str = ""
    from_number: str = ""
    from_name: str = ""
    up: bool = False
    ours: bool = True
    held_by_dialplan: bool = False
    bridge_id: str | None = None
    music: bool = False
    ringback: bool = False
    number: str = ""
    "the outside number that was rung on it"
    muted: bool = False
    keys_received: str = ""
    transferred: bool | None = None
    "what the phone was told of the transfer it had asked for"
    on_hold: bool = False
    "the phone holds it"
    playing: str | None = None
    listens_to: str = ""
    "of an ear: the channel it is at"
    whispers: bool = False
    "of an ear: what is said in its bridge is heard there"


class Watcher(Protocol):
    """People with a phone at the ear: told at once what happens there, whether call control hears of it or not.
    They act later, not within these calls."""

    def rung(self, channel: VirtualChannel) -> None:
        """A phone begins to ring."""
        ...

    def hears(self, channel: VirtualChannel, playback_id: str, prompts: tuple[str, ...]) -> None:
        """Prompts begin."""
        ...

    def recorded(self, channel: VirtualChannel, message_id: str, longest_s: int) -> None:
        """The tone has sounded, and what is said is recorded."""
        ...

    def joined(self, channel: VirtualChannel, bridge_id: str) -> None:
        """The party is in a bridge, alone or not."""
        ...

    def gone(self, channel: VirtualChannel) -> None:
        """The line is dead."""
        ...


def audio(channel: VirtualChannel, now: int) -> LegAudio | None:
    """What such a switch would have measured: the channel's number says how bad its line is."""
    if not channel.up:
        return None
    packets = max(0, now - channel.created_at) // 20
    lost = packets * (crc32(channel.id.encode()) % 20) // 100
    return LegAudio(packets - lost, lost, 5.0, 40.0, packets, 0, 5.0)
