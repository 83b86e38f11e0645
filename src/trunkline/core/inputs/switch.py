"""What the switch tells, and what became of effects on it."""

from __future__ import annotations

from trunkline.core.quality import LegAudio
from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class CallerArrived:
    """A caller's channel has entered our application."""

    channel_id: str
    from_number: str
    "as the line delivered it, empty when withheld"
    from_name: str
    dialled: str
    endpoint: str
    "switch endpoint (trunk or phone) the call came over"
    at: int
    "when the channel was created"
    held: bool = False
    "the dialplan answered the channel and played music because we were away"
    from_national: str = ""
    "from_number as it is written in the tenant's country, digits with trunk prefix; empty when from abroad"
    to_dial: str = ""
    "from_number as it is dialled from the tenant's country, where callers may be called back"
    readable: str = ""
    "what was dialled at the phone where an agent works, E.164 with + where it can be read so"
    national: str = ""
    "the same as it is written in the tenant's country"


@dataclass(frozen=True, slots=True)
class ChannelRinging:
    """A channel that we dialled rings at its phone."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class ChannelUp:
    """A channel that we dialled was answered and is ours to bridge."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class ChannelGone:
    """A channel has ended."""

    channel_id: str
    cause: int
    "Q.850 cause: 16 normal, 17 busy, 18/19 no answer, 20/27 phone not reachable, 21 rejected ..."
    at: int = 0
    endpoint: str = ""
    "switch endpoint of the channel"
    audio: LegAudio | None = None
    "what the switch measured of its audio"
    call_id: str = ""
    "the call it belonged to, which may be over already; filled in by the runtime"


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A party pressed a key."""

    channel_id: str
    key: str
    "one of 0-9 * # A-D"
    typed: str = ""
    "of a digit, while the caller types a number for a callback: the number that it makes so far, E.164 where it is one"
    typed_dial: str = ""
    typed_national: str = ""
    "the same as it is dialled, and as written in the tenant's country; empty: no landline or mobile there"


@dataclass(frozen=True, slots=True)
class PlaybackDone:
    """A playback has ended, by itself, stopped or failed."""

    playback_id: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """The recording of a message is over. While the connection stands, this comes before the end of its channel."""

    message_id: str
    length_ms: int
    "of the audio on disk; 0: there is none"
    silent: bool = False
    "nobody speaks in it"


@dataclass(frozen=True, slots=True)
class PhoneTransfer:
    """The phone at the other end of a channel asks for the call to be passed on (SIP REFER)."""

    channel_id: str
    to: str
    "what was dialled for it; empty: whom the phone has in another call of its own is to be connected"
    readable: str = ""
    "the same, E.164 with + where it can be read so"
    national: str = ""
    "as CallerArrived.from_national"
    other_channel_id: str = ""
    "channel of that other call; empty: the switch knows of none such"


@dataclass(frozen=True, slots=True)
class PhoneHold:
    """A party put the call on hold, or took it back, at the phone itself."""

    channel_id: str
    held: bool


@dataclass(frozen=True, slots=True)
class PhoneChanged:
    """A phone or browser has registered with the switch, or its registration has gone.

    silent: what is registered does not answer any more, but nobody has taken its registration back: its network may be
    away, and the conversation there may come back.
    """

    endpoint: str
    online: bool
    silent: bool = False


@dataclass(frozen=True, slots=True)
class SeenChannel:
    """A channel as the switch lists it."""

    id: str
    up: bool
    bridge_id: str | None = None
    from_number: str = ""
    from_name: str = ""
    dialled: str = ""
    endpoint: str = ""
    created_at: int = 0
    ours: bool = True
    "it is inside our application (else the dialplan still holds it)"
    from_national: str = ""
    "as CallerArrived.from_national"
    to_dial: str = ""
    "as CallerArrived.to_dial"


@dataclass(frozen=True, slots=True)
class MissedCaller:
    """A caller whom the dialplan held while call control was away, and who hung up before it was back. Told in
    SwitchSeen, and by itself where the hang-up fell between that and the moment of handing the caller over."""

    channel_id: str
    from_number: str
    "as the line delivered it, empty when withheld"
    from_name: str
    dialled: str
    endpoint: str
    "switch endpoint (trunk or phone) the call came over"
    at: int
    "when the call came in, Unix milliseconds, to the second"
    ended_at: int


@dataclass(frozen=True, slots=True)
class MissedForgotten:
    """The switch does not remember a missed caller any more."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class SwitchSeen:
    """We are connected to the switch; this is what it holds for us now. Also after each reconnect."""

    channels: tuple[SeenChannel, ...]
    bridges: tuple[str, ...]
    online: frozenset[str]
    "endpoints that are registered"
    started_at: int = 0
    "when the switch process was started; calls from before it are lost"
    missed: tuple[MissedCaller, ...] | None = None
    "listed until ForgetMissed was performed; None: not known now"


@dataclass(frozen=True, slots=True)
class SwitchLost:
    """The connection to the switch has gone; events may be missed until the next SwitchSeen."""


@dataclass(frozen=True, slots=True)
class EffectFailed:
    """An effect could not be performed."""

    effect: str
    "class name of the effect"
    channel_id: str
    "the channel (or playback, or recording) it was about"
    code: str
    "not_found | refused | timeout | failed"


SwitchInput = (
    CallerArrived
    | ChannelRinging
    | ChannelUp
    | ChannelGone
    | KeyPressed
    | PlaybackDone
    | MessageRecorded
    | PhoneTransfer
    | PhoneHold
    | PhoneChanged
    | SeenChannel
    | MissedCaller
    | MissedForgotten
    | SwitchSeen
    | SwitchLost
    | EffectFailed
)
