"""A switch in memory: channels, bridges, playbacks and phones, without sound and without time of its own.

It takes effects and gives inputs just as the real one does, so that the core and the runtime can be driven through
whole calls, crashes and races. People (callers, agents at their phones) act through its methods.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from trunkline.core.effects import (
    AnswerChannel,
    AnswerTransfer,
    CreateBridge,
    DestroyBridge,
    DialAgent,
    DialOut,
    EndMessage,
    ForgetMissed,
    HangUp,
    JoinBridge,
    LeaveBridge,
    MuteChannel,
    PlayPrompts,
    PlayToBridge,
    RecordMessage,
    SendDigits,
    SnoopChannel,
    StartMusic,
    StartRecording,
    StartRingback,
    StopMusic,
    StopPlayback,
    StopRecording,
    StopRingback,
    SwitchEffect,
)
from trunkline.core.inputs import (
    CallerArrived,
    ChannelGone,
    ChannelRinging,
    ChannelUp,
    EffectFailed,
    KeyPressed,
    MissedCaller,
    PhoneChanged,
    PhoneHold,
    PhoneTransfer,
    PlaybackDone,
    SeenChannel,
    SwitchSeen,
)
from trunkline.sim.channels import VirtualChannel, audio
from trunkline.sim.tape import Tape

NO_ROUTE = 20


@dataclass(slots=True)
class VirtualSwitch(Tape):
    """What a switch would hold."""

    channels: dict[str, VirtualChannel] = field(default_factory=dict)
    bridges: set[str] = field(default_factory=set)
    online: set[str] = field(default_factory=set)
    recordings: dict[str, str] = field(default_factory=dict)
    "running recording id -> channel id"
    playbacks: dict[str, str] = field(default_factory=dict)
    "running playback id -> channel id, or bridge id"
    ears: dict[str, str] = field(default_factory=dict)
    "ear -> the channel it is at"
    played: list[tuple[str, ...]] = field(default_factory=list)
    "prompts in the order they were begun, while nobody watches"
    missed: dict[str, MissedCaller] = field(default_factory=dict)
    "who hung up while the dialplan held them, until call control has them on record"
    started_at: int = 0
    _count: int = 0

    # -- what people do --

    def call_in(self, endpoint: str, dialled: str, from_number: str = "", from_name: str = "") -> str:
        """A caller rings; returns the channel's id."""
        self._count += 1
        channel = VirtualChannel(
            f"virtual-{self._count}", endpoint, self.now, dialled, from_number, from_name, ours=self.connected
        )
        self.channels[channel.id] = channel
        if self.connected:
            self._enter(channel)
        else:
            channel.up = channel.music = channel.held_by_dialplan = True
        return channel.id

    def hang_up(self, channel_id: str, cause: int = 16) -> None:
        """A party hangs up, or an agent's phone rejects (21), is busy (17) or does not answer (19)."""
        self._end(channel_id, cause)

    def press(self, channel_id: str, key: str) -> None:
        """A party presses a key."""
        if channel_id in self.channels:
            self.tell(KeyPressed(channel_id, key))
            if key == "#":
                self.end_messages_on(channel_id)

    def ring(self, channel_id: str) -> None:
        """A dialled phone rings."""
        if channel_id in self.channels:
            self.tell(ChannelRinging(channel_id))

    def pick_up(self, channel_id: str) -> None:
        """A dialled phone is answered."""
        channel = self.channels.get(channel_id)
        if channel is not None and not channel.up:
            channel.up = True
            self.tell(ChannelUp(channel_id))

    def hold(self, channel_id: str, *, held: bool) -> None:
        """A party presses hold at the phone."""
        if channel_id in self.channels:
            self.channels[channel_id].on_hold = held
            self.tell(PhoneHold(channel_id, held))

    def transfer(self, channel_id: str, to: str) -> None:
        """A party transfers at the phone."""
        if channel_id in self.channels:
            self.tell(PhoneTransfer(channel_id, to))

    def connect(self, channel_id: str, other_id: str) -> None:
        """A phone with two calls connects the two whom it has there."""
        if channel_id in self.channels:
            self.tell(PhoneTransfer(channel_id, "", other_channel_id=other_id if other_id in self.channels else ""))

    def register(self, endpoint: str, *, online: bool = True, silent: bool = False) -> None:
        """A phone registers, or its registration goes. silent: it is still registered, but does not answer."""
        (self.online.add if online else self.online.discard)(endpoint)
        self.tell(PhoneChanged(endpoint, online, silent))

    def finish_playback(self, playback_id: str, *, failed: bool = False) -> None:
        """A playback comes to its end."""
        channel_id = self.playbacks.pop(playback_id, None)
        if channel_id is not None:
            if channel_id in self.channels:
                self.channels[channel_id].playing = None
            self.tell(PlaybackDone(playback_id, failed))

    # -- the line to call control --

    def disconnect(self) -> None:
        """Call control goes away: what was not delivered is lost."""
        self.connected = False
        self.events.clear()

    def reconnect(self) -> SwitchSeen:
        """Call control is back: returns what it is told first; held callers enter after it."""
        self.connected = True
        seen = self.snapshot()
        for channel in list(self.channels.values()):
            if channel.held_by_dialplan:
                channel.held_by_dialplan, channel.ours = False, True
                self._enter(channel, held=True)
        return seen

    def crash(self) -> None:
        """The switch itself dies and comes back empty."""
        dead = list(self.channels.values())
        for message_id in list(self.messages):
            self.end_message(message_id)
        held = (self.channels, self.bridges, self.online, self.recordings, self.playbacks, self.ears, self.events)
        for store in held:
            store.clear()
        self.started_at = self.now
        if self.watcher is not None:
            for channel in dead:
                self.watcher.gone(channel)

    def snapshot(self) -> SwitchSeen:
        """What the switch holds."""
        return SwitchSeen(
            channels=tuple(
                SeenChannel(
                    channel.id,
                    channel.up,
                    channel.bridge_id,
                    channel.from_number,
                    channel.from_name,
                    channel.dialled,
                    channel.endpoint,
                    channel.created_at,
                    channel.ours,
                )
                for channel in self.channels.values()
            ),
            bridges=tuple(sorted(self.bridges)),
            online=frozenset(self.online),
            started_at=self.started_at,
            missed=tuple(self.missed.values()),
        )

    # -- effects --

    def perform(self, effect: SwitchEffect) -> None:
        """Do what call control orders."""
        match effect:
            case DialAgent():
                self._dial(effect)
            case DialOut():
                self._dial_out(effect)
            case SnoopChannel():
                self._snoop(effect)
            case HangUp(channel_id, cause):
                self._end(channel_id, cause)
            case CreateBridge(bridge_id):
                self.bridges.add(bridge_id)
            case DestroyBridge(bridge_id):
                self.bridges.discard(bridge_id)
                for channel in self.channels.values():
                    if channel.bridge_id == bridge_id:
                        channel.bridge_id = None
                for playback_id in [key for key, value in self.playbacks.items() if value == bridge_id]:
                    self.finish_playback(playback_id)
            case PlayToBridge():
                self._play_to_bridge(effect)
            case JoinBridge(bridge_id, channel_ids):
                self._join(bridge_id, channel_ids)
            case StopPlayback(playback_id):
                self.finish_playback(playback_id)
            case StopRecording(recording_id):
                self.recordings.pop(recording_id, None)
            case RecordMessage():
                self.record_message(effect, self.channels.get(effect.channel_id))
            case EndMessage(message_id):
                if message_id in self.messages:
                    self.end_message(message_id)
                else:
                    self.tell_message(message_id)
            case ForgetMissed(channel_id):
                self.missed.pop(channel_id, None)
            case _:
                target = self.channels.get(effect.channel_id)
                if target is None:
                    self.tell(EffectFailed(type(effect).__name__, _subject(effect), "not_found"))
                else:
                    self._on_channel(target, effect)

    def _on_channel(
        self,
        channel: VirtualChannel,
        effect: AnswerChannel
        | StartMusic
        | StopMusic
        | AnswerTransfer
        | StartRingback
        | StopRingback
        | PlayPrompts
        | LeaveBridge
        | MuteChannel
        | SendDigits
        | StartRecording,
    ) -> None:
        match effect:
            case AnswerChannel():
                channel.up = True
            case StartMusic() | StopMusic():
                channel.music = isinstance(effect, StartMusic)
            case AnswerTransfer():
                channel.transferred = effect.done
            case StartRingback() | StopRingback():
                channel.ringback = isinstance(effect, StartRingback)
            case PlayPrompts() if effect.again and effect.playback_id in self.playbacks:
                pass
            case PlayPrompts():
                self.playbacks[effect.playback_id] = channel.id
                channel.playing = effect.playback_id
                if self.watcher is None:
                    self.played.append(effect.prompts)
                else:
                    self.watcher.hears(channel, effect.playback_id, effect.prompts)
            case LeaveBridge():
                channel.bridge_id = None
            case MuteChannel():
                channel.muted = effect.muted
            case SendDigits():
                channel.keys_received += effect.keys
            case StartRecording():
                self.recordings[effect.recording_id] = channel.id

    def _play_to_bridge(self, effect: PlayToBridge) -> None:
        if effect.bridge_id not in self.bridges:
            self.tell(EffectFailed("PlayToBridge", effect.playback_id, "not_found"))
        elif not (effect.again and effect.playback_id in self.playbacks):
            self.playbacks[effect.playback_id] = effect.bridge_id
            if self.watcher is None:
                self.played.append(effect.prompts)

    def _dial(self, effect: DialAgent) -> None:
        if effect.channel_id in self.channels:
            return
        if effect.endpoint not in self.online:
            self.tell(EffectFailed("DialAgent", effect.channel_id, "refused"))
            return
        channel = VirtualChannel(
            effect.channel_id, effect.endpoint, self.now, from_number=effect.from_number, from_name=effect.from_name
        )
        self.channels[channel.id] = channel
        if self.watcher is not None:
            self.watcher.rung(channel)

    def _dial_out(self, effect: DialOut) -> None:
        if effect.channel_id not in self.channels:
            channel = VirtualChannel(
                effect.channel_id, effect.trunk, self.now, number=effect.number, from_number=effect.caller_id
            )
            # It rings in the bridge, where what the line says is heard.
            channel.bridge_id = effect.bridge_id if effect.bridge_id in self.bridges else None
            self.channels[channel.id] = channel
            if self.watcher is not None:
                self.watcher.rung(channel)

    def _snoop(self, effect: SnoopChannel) -> None:
        if effect.channel_id in self.channels:
            return
        if effect.target_id not in self.channels or effect.bridge_id not in self.bridges:
            self.tell(EffectFailed("SnoopChannel", effect.channel_id, "not_found"))
            return
        ear = VirtualChannel(effect.channel_id, "", self.now, up=True, bridge_id=effect.bridge_id)
        ear.listens_to, ear.whispers = effect.target_id, effect.whisper
        self.channels[ear.id], self.ears[ear.id] = ear, ear.listens_to

    def _join(self, bridge_id: str, channel_ids: tuple[str, ...]) -> None:
        if bridge_id not in self.bridges:
            self.tell(EffectFailed("JoinBridge", bridge_id, "not_found"))
            return
        for channel_id in channel_ids:
            channel = self.channels.get(channel_id)
            if channel is not None:
                channel.bridge_id = bridge_id
                if self.watcher is not None:
                    self.watcher.joined(channel, bridge_id)

    def _end(self, channel_id: str, cause: int) -> None:
        channel = self.channels.pop(channel_id, None)
        if channel is None:
            return
        if channel.held_by_dialplan:
            self.missed[channel_id] = MissedCaller(
                channel_id,
                channel.from_number,
                channel.from_name,
                channel.dialled,
                channel.endpoint,
                channel.created_at,
                self.now,
            )
        if channel.playing is not None:
            self.playbacks.pop(channel.playing, None)
            self.tell(PlaybackDone(channel.playing))
        self.end_messages_on(channel_id)
        if channel_id in self.recordings.values():
            self.recordings = {key: value for key, value in self.recordings.items() if value != channel_id}
        self.tell(ChannelGone(channel_id, cause, self.now, channel.endpoint, audio(channel, self.now)))
        self.ears.pop(channel_id, None)
        for ear in [ear for ear, at in self.ears.items() if at == channel_id]:
            self._end(ear, 16)
        if self.watcher is not None:
            self.watcher.gone(channel)

    def _enter(self, channel: VirtualChannel, *, held: bool = False) -> None:
        self.tell(
            CallerArrived(
                channel.id,
                channel.from_number,
                channel.from_name,
                channel.dialled,
                channel.endpoint,
                channel.created_at,
                held,
            )
        )


def _subject(effect: SwitchEffect) -> str:
    if isinstance(effect, PlayPrompts):
        return effect.playback_id
    return getattr(effect, "channel_id", "")
