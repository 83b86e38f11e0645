"""What the virtual switch records of callers who leave a message: it outlasts everything, as a disk does."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from trunkline.core.effects import RecordMessage
from trunkline.core.inputs import EffectFailed, MessageRecorded, SwitchInput
from trunkline.sim.channels import VirtualChannel, Watcher


@dataclass(slots=True)
class VirtualMessage:
    """What a caller says after the tone."""

    channel_id: str
    began_at: int
    ends_at: int
    "when the switch ends it by itself"
    silent: bool = False
    length_ms: int = 0
    "once it is over"


@dataclass(slots=True)
class Tape:
    """The part of a switch that records messages, and says what has become of them. ``events`` are the inputs not yet
    delivered, oldest first."""

    messages: dict[str, VirtualMessage] = field(default_factory=dict)
    "messages that are being recorded"
    stored: dict[str, VirtualMessage] = field(default_factory=dict)
    "messages on disk"
    events: deque[SwitchInput] = field(default_factory=deque)
    connected: bool = True
    "call control is connected; while it is not, events are lost and callers are held by the dialplan"
    now: int = 0
    watcher: Watcher | None = None

    def fall_silent(self, message_id: str, *, said_nothing: bool = False) -> None:
        """Who leaves a message says nothing any more, or has said nothing at all."""
        message = self.messages.get(message_id)
        if message is not None:
            message.silent = said_nothing
            self.end_message(message_id)

    def end_long_messages(self) -> None:
        """Messages that have come to their longest length are over."""
        for message_id in [key for key, message in self.messages.items() if message.ends_at <= self.now]:
            self.end_message(message_id)

    def record_message(self, effect: RecordMessage, channel: VirtualChannel | None) -> None:
        """Begin to record what is said on a channel."""
        if effect.message_id in self.messages:
            return
        if effect.message_id in self.stored:
            self.tell_message(effect.message_id)
        elif channel is None:
            self.tell(EffectFailed("RecordMessage", effect.message_id, "not_found"))
        else:
            ends_at = self.now + effect.longest_s * 1000
            self.messages[effect.message_id] = VirtualMessage(channel.id, self.now, ends_at)
            if self.watcher is not None:
                self.watcher.recorded(channel, effect.message_id, effect.longest_s)

    def end_message(self, message_id: str) -> None:
        """It is on disk now, and call control is told."""
        message = self.messages.pop(message_id)
        message.length_ms = min(self.now, message.ends_at) - message.began_at
        self.stored[message_id] = message
        self.tell_message(message_id)

    def end_messages_on(self, channel_id: str) -> None:
        """Whatever is recorded there is over."""
        for message_id in [key for key, message in self.messages.items() if message.channel_id == channel_id]:
            self.end_message(message_id)

    def tell_message(self, message_id: str) -> None:
        """What lies on the disk."""
        message = self.stored.get(message_id)
        if message is None:
            self.tell(MessageRecorded(message_id, 0, silent=True))
        else:
            self.tell(MessageRecorded(message_id, message.length_ms, message.silent))

    def tell(self, inp: SwitchInput) -> None:
        """Call control is told, if it is there."""
        if self.connected:
            self.events.append(inp)
