"""The parts of ARI's messages that are used here. Checked in a test against the description Asterisk ships.

A field that is not listed is skipped while decoding, which is what keeps an event cheap.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

ChannelState = Literal[
    "Down", "Rsrved", "OffHook", "Dialing", "Ring", "Ringing", "Up", "Busy", "Dialing Offhook", "Pre-ring",
    "Unknown",
]  # fmt: skip
ContactStatus = Literal["Unreachable", "Reachable", "Unknown", "NonQualified", "Removed"]
PlaybackState = Literal["queued", "playing", "continuing", "done", "failed"]
RecordingState = Literal["queued", "recording", "paused", "done", "failed", "canceled"]
EndpointState = Literal["unknown", "offline", "online"]


class CallerID(Struct, frozen=True, gc=False):
    """Name and number of a party; empty when withheld."""

    name: str
    number: str


class DialplanCEP(Struct, frozen=True, gc=False):
    """Where in the dialplan a channel is."""

    context: str
    exten: str
    app_name: str = ""
    app_data: str = ""


class Channel(Struct, frozen=True, gc=False):
    """A channel. ``name`` is ``PJSIP/<endpoint>-<serial>``; ``creationtime`` is ISO 8601 with zone."""

    id: str
    name: str
    state: ChannelState
    caller: CallerID
    connected: CallerID
    dialplan: DialplanCEP
    creationtime: str
    channelvars: dict[str, str] | None = None


class Bridge(Struct, frozen=True, gc=False):
    """A bridge and the ids of the channels in it."""

    id: str
    channels: list[str]
    name: str = ""
    technology: str = ""


class Playback(Struct, frozen=True, gc=False):
    """A playback; ``target_uri`` is ``channel:<id>`` or ``bridge:<id>``."""

    id: str
    state: PlaybackState
    target_uri: str
    media_uri: str = ""


class LiveRecording(Struct, frozen=True, gc=False):
    """A recording of a channel; ``target_uri`` is ``channel:<id>``."""

    name: str
    state: RecordingState
    target_uri: str
    cause: str = ""


class Endpoint(Struct, frozen=True, gc=False):
    """An endpoint; ``state`` is online while it has a reachable contact."""

    technology: str
    resource: str
    state: EndpointState = "unknown"
    channel_ids: list[str] = []


class ContactInfo(Struct, frozen=True, gc=False):
    """One registration of an endpoint."""

    uri: str
    contact_status: ContactStatus
    aor: str


class Peer(Struct, frozen=True, gc=False):
    """Registration state of an endpoint, as ``peer_status`` Reachable, Unreachable, Registered ..."""

    peer_status: str
    cause: str = ""


class Application(Struct, frozen=True, gc=False):
    """What our application holds and listens to."""

    name: str
    channel_ids: list[str]
    bridge_ids: list[str]
    endpoint_ids: list[str]


# --- messages ---------------------------------------------------------------------------------------


class RESTResponse(Struct, frozen=True, gc=False, tag=True):
    """The answer to a command of ours."""

    request_id: str
    status_code: int
    reason_phrase: str = ""
    message_body: str | None = None


class ApplicationReplaced(Struct, frozen=True, gc=False, tag=True):
    """Another connection has taken the application over; this one gets nothing more."""


class StasisStart(Struct, frozen=True, gc=False, tag=True):
    """A channel has entered the application."""

    args: list[str]
    channel: Channel
    timestamp: str = ""


class StasisEnd(Struct, frozen=True, gc=False, tag=True):
    """A channel has left the application."""

    channel: Channel
    timestamp: str = ""


class ChannelStateChange(Struct, frozen=True, gc=False, tag=True):
    """A channel rings, is up ..."""

    channel: Channel


class ChannelDtmfReceived(Struct, frozen=True, gc=False, tag=True):
    """A key was pressed (and released)."""

    digit: str
    channel: Channel


class ChannelHangupRequest(Struct, frozen=True, gc=False, tag=True):
    """The far end asked for the end of a channel."""

    channel: Channel
    cause: int = 0


class ChannelDestroyed(Struct, frozen=True, gc=False, tag=True):
    """A channel is gone; ``cause`` is Q.850, ``tech_cause`` the SIP status where there is one."""

    cause: int
    channel: Channel
    tech_cause: int = 0
    timestamp: str = ""


class ChannelEnteredBridge(Struct, frozen=True, gc=False, tag=True):
    """A channel is in a bridge."""

    bridge: Bridge
    channel: Channel | None = None


class ChannelLeftBridge(Struct, frozen=True, gc=False, tag=True):
    """A channel is no longer in a bridge."""

    bridge: Bridge
    channel: Channel


class BridgeDestroyed(Struct, frozen=True, gc=False, tag=True):
    """A bridge is gone."""

    bridge: Bridge


class PlaybackStarted(Struct, frozen=True, gc=False, tag=True):
    """A playback has begun."""

    playback: Playback


class PlaybackFinished(Struct, frozen=True, gc=False, tag=True):
    """A playback is over: played to the end, stopped, failed, or its channel is gone."""

    playback: Playback


class RecordingFinished(Struct, frozen=True, gc=False, tag=True):
    """A recording is over: by key, silence, length, order or hang-up."""

    recording: LiveRecording


class RecordingFailed(Struct, frozen=True, gc=False, tag=True):
    """A recording could not be made, or not to its end."""

    recording: LiveRecording


class ChannelHold(Struct, frozen=True, gc=False, tag=True):
    """A phone put its call on hold."""

    channel: Channel


class ChannelUnhold(Struct, frozen=True, gc=False, tag=True):
    """A phone took its call back."""

    channel: Channel


class ReferredBy(Struct, frozen=True, gc=False):
    """Who asks for a transfer."""

    source_channel: Channel


class RequiredDestination(Struct, frozen=True, gc=False):
    """Where to: the user part of the address; ``protocol_id`` is the Call-ID of the dialog that is to be taken over."""

    destination: str = ""
    protocol_id: str = ""


class ReferTo(Struct, frozen=True, gc=False):
    """Whom the other side shall be passed to; the channel of the dialog that is to be taken over, if there is one."""

    requested_destination: RequiredDestination
    destination_channel: Channel | None = None


class ChannelTransfer(Struct, frozen=True, gc=False, tag=True):
    """A phone asked for a transfer by SIP REFER."""

    refer_to: ReferTo
    referred_by: ReferredBy
    state: str = ""


class Dial(Struct, frozen=True, gc=False, tag=True):
    """Progress of a call we make: ``dialstatus`` '' (begun), RINGING, PROGRESS, ANSWER, BUSY, NOANSWER ..."""

    peer: Channel
    dialstatus: str


class ContactStatusChange(Struct, frozen=True, gc=False, tag=True):
    """A registration of an endpoint came, went or stopped answering."""

    endpoint: Endpoint
    contact_info: ContactInfo


class PeerStatusChange(Struct, frozen=True, gc=False, tag=True):
    """An endpoint as a whole became reachable or not."""

    endpoint: Endpoint
    peer: Peer


Event = (
    StasisStart
    | StasisEnd
    | ChannelStateChange
    | ChannelDtmfReceived
    | ChannelHangupRequest
    | ChannelDestroyed
    | ChannelEnteredBridge
    | ChannelLeftBridge
    | BridgeDestroyed
    | PlaybackStarted
    | PlaybackFinished
    | RecordingFinished
    | RecordingFailed
    | ChannelHold
    | ChannelUnhold
    | ChannelTransfer
    | Dial
    | ContactStatusChange
    | PeerStatusChange
    | ApplicationReplaced
)
Message = Event | RESTResponse


class QueryParameter(Struct, frozen=True, gc=False):
    """One part of a command's query."""

    name: str
    value: str


class RESTRequest(Struct, frozen=True, gc=False, tag=True, omit_defaults=True):
    """A command of ours. ``message_body`` is JSON in a string."""

    transaction_id: str
    request_id: str
    method: str
    uri: str
    query_strings: list[QueryParameter] = []
    content_type: str = ""
    message_body: str = ""


class ConfigTuple(Struct, frozen=True, gc=False):
    """One attribute of a pushed configuration object."""

    attribute: str
    value: str
