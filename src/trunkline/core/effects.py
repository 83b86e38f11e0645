"""What must be done: imperative, each safe to perform twice because it names things by ids of ours.

The machine emits effects; the runtime commits the facts and the state they came from and then performs them. What a
crash kept from being performed is derived again from the state (``core.reconcile``). The outcome, where it matters,
comes back as an input.
"""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class AnswerChannel:
    """Answer the caller's channel."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class StartMusic:
    """Play music on hold to a channel until StopMusic or until it enters a bridge."""

    channel_id: str
    music: str = "default"


@dataclass(frozen=True, slots=True)
class StopMusic:
    """End music on hold; nothing happens when there is none."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class PlayPrompts:
    """Play prompts one after another; PlaybackDone tells the end."""

    channel_id: str
    playback_id: str
    prompts: tuple[str, ...]
    "prompt names, resolved to audio of the tenant and language by the adapter"
    tenant_id: str = ""
    language: str = "zh"
    again: bool = False
    "after a restart: only if this playback does not go on already"


@dataclass(frozen=True, slots=True)
class PlayToBridge:
    """Play prompts to everybody in a bridge; PlaybackDone tells the end."""

    bridge_id: str
    playback_id: str
    prompts: tuple[str, ...]
    tenant_id: str = ""
    language: str = "zh"
    again: bool = False
    "as of PlayPrompts"


@dataclass(frozen=True, slots=True)
class StopPlayback:
    """End a playback early; nothing happens when it is over."""

    playback_id: str


@dataclass(frozen=True, slots=True)
class DialAgent:
    """Ring an agent's phone or browser. Ends in ChannelUp, ChannelGone or EffectFailed."""

    channel_id: str
    endpoint: str
    call_id: str
    from_number: str
    from_name: str
    timeout_s: int
    monitor: bool = False
    "a supervisor's phone, for listening to the call: it answers by itself where it can"


@dataclass(frozen=True, slots=True)
class DialOut:
    """Ring an outside number over a trunk. Ends in ChannelUp, ChannelGone or EffectFailed. Whoever is in the bridge
    hears what the line says before it is answered: ringing, or why it is not."""

    channel_id: str
    trunk: str
    "switch endpoint of the trunk"
    number: str
    "as it is to be dialled"
    call_id: str
    caller_id: str
    "number shown to the called; empty: as the trunk does by itself"
    bridge_id: str
    timeout_s: int


@dataclass(frozen=True, slots=True)
class AnswerTransfer:
    """Tell a phone whether the transfer it asked for is done. Not repeated after a crash."""

    channel_id: str
    done: bool


@dataclass(frozen=True, slots=True)
class StartRingback:
    """Let a channel hear that somebody is being rung."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class StopRingback:
    """End the ringing tone; nothing happens when there is none."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """End a channel. cause is Q.850: 16 normal, 17 busy, 1 unallocated, 21 rejected."""

    channel_id: str
    cause: int = 16


@dataclass(frozen=True, slots=True)
class CreateBridge:
    """Make a mixing bridge with this id."""

    bridge_id: str


@dataclass(frozen=True, slots=True)
class JoinBridge:
    """Put channels into a bridge."""

    bridge_id: str
    channel_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveBridge:
    """Take a channel out of a bridge; it stays ours."""

    bridge_id: str
    channel_id: str


@dataclass(frozen=True, slots=True)
class DestroyBridge:
    """End a bridge."""

    bridge_id: str


@dataclass(frozen=True, slots=True)
class SnoopChannel:
    """Make a channel that carries what another one says and hears, and put it into a bridge. Nobody notices; it ends
    with the other one. EffectFailed tells that it could not be made."""

    channel_id: str
    "of the channel that is made"
    target_id: str
    "the channel that is listened to"
    bridge_id: str
    whisper: bool = False
    "who is at the target hears what is said in the bridge"


@dataclass(frozen=True, slots=True)
class MuteChannel:
    """Silence what comes from a channel, or let it be heard again."""

    channel_id: str
    muted: bool


@dataclass(frozen=True, slots=True)
class SendDigits:
    """Send DTMF to a channel. Not repeated after a crash."""

    channel_id: str
    keys: str


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record the customer's channel: what it says and what it hears, in two files in step."""

    recording_id: str
    channel_id: str
    stem: str
    "path under the recordings folder without ending: tenant/yyyy/mm/dd/recording-id"
    again: bool = False
    "it may run already, which is to be looked at first"


@dataclass(frozen=True, slots=True)
class StopRecording:
    """End a recording before its channel ends."""

    recording_id: str
    channel_id: str


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Record what a caller says, after a tone, into one file of its own. It ends by the key #, by silence, at the
    longest length and with the channel, and MessageRecorded tells what there is. What was ordered before goes on, or
    is told once more when it is over; what was recorded is never overwritten."""

    message_id: str
    channel_id: str
    stem: str
    "path under the recordings folder without ending: tenant/yyyy/mm/dd/message-id"
    longest_s: int
    silence_s: int


@dataclass(frozen=True, slots=True)
class EndMessage:
    """End the recording of a message if it goes on, whether or not its channel is there; MessageRecorded tells what
    there is."""

    message_id: str
    stem: str


@dataclass(frozen=True, slots=True)
class ForgetMissed:
    """A caller who hung up while call control was away is on record: the switch need not keep them any longer."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class FindCustomer:
    """Look up the customer by number; CustomerLookedUp tells the outcome."""

    call_id: str
    number: str
    "E.164 or as delivered; never empty"
    last_agent: bool = False
    "tell who served the caller last, and when, too"


SwitchEffect = (
    AnswerChannel
    | StartMusic
    | StopMusic
    | PlayPrompts
    | PlayToBridge
    | StopPlayback
    | DialAgent
    | DialOut
    | AnswerTransfer
    | StartRingback
    | StopRingback
    | HangUp
    | CreateBridge
    | JoinBridge
    | LeaveBridge
    | DestroyBridge
    | SnoopChannel
    | MuteChannel
    | SendDigits
    | StartRecording
    | StopRecording
    | RecordMessage
    | EndMessage
    | ForgetMissed
)
Effect = SwitchEffect | FindCustomer
