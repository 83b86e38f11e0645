"""What the machine is told: switch events, people's commands, outcomes of effects, configuration.

Every input is a frozen dataclass. ``at`` is when it happened at its source, in Unix milliseconds UTC, where the
source knows better than the reader; the machine's ``now`` is passed beside the input.
"""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.core.config import TenantConfig

# -- from the switch ---------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A party pressed a key."""

    channel_id: str
    key: str
    "one of 0-9 * # A-D"


@dataclass(frozen=True, slots=True)
class PlaybackDone:
    """A playback has ended, by itself, stopped or failed."""

    playback_id: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class PhoneTransfer:
    """The phone at the other end of a channel asks for the call to be passed on (SIP REFER)."""

    channel_id: str
    to: str
    "what was dialled for it; empty: a call of the phone's own is to be taken over"


@dataclass(frozen=True, slots=True)
class PhoneHold:
    """A party put the call on hold, or took it back, at the phone itself."""

    channel_id: str
    held: bool


@dataclass(frozen=True, slots=True)
class PhoneChanged:
    """A phone or browser has registered with the switch, or its registration has gone."""

    endpoint: str
    online: bool


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


@dataclass(frozen=True, slots=True)
class SwitchSeen:
    """We are connected to the switch; this is what it holds for us now. Also after each reconnect."""

    channels: tuple[SeenChannel, ...]
    bridges: tuple[str, ...]
    online: frozenset[str]
    "endpoints that are registered"
    started_at: int = 0
    "when the switch process was started; calls from before it are lost"


@dataclass(frozen=True, slots=True)
class SwitchLost:
    """The connection to the switch has gone; events may be missed until the next SwitchSeen."""


# -- outcomes of effects -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EffectFailed:
    """An effect could not be performed."""

    effect: str
    "class name of the effect"
    channel_id: str
    "the channel (or playback, or recording) it was about"
    code: str
    "not_found | refused | timeout | failed"


@dataclass(frozen=True, slots=True)
class CustomerLookedUp:
    """The outcome of FindCustomer."""

    call_id: str
    customer_id: str | None
    customer_name: str = ""
    level: str = ""
    last_agent_id: str | None = None
    "the agent who last served this customer, or this number where it belongs to none"


# -- commands from people ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignIn:
    """An agent begins work, not ready yet."""

    agent_id: str
    station: str
    "browser | phone"


@dataclass(frozen=True, slots=True)
class SignOut:
    """An agent ends work. While a call goes on: as soon as it and its wrap-up are over."""

    agent_id: str
    why: str = "agent"
    "agent | supervisor | session_ended"


@dataclass(frozen=True, slots=True)
class GoReady:
    """The agent takes work from now on; during a call: after it. Ends a running wrap-up without a disposition."""

    agent_id: str


@dataclass(frozen=True, slots=True)
class GoNotReady:
    """The agent takes no new work; during a call or wrap-up: afterwards."""

    agent_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """The agent turns the offered call down; it goes to the next agent and keeps its place."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class HoldCall:
    """The agent puts the caller on hold (music)."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class ResumeCall:
    """The agent takes the caller back."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class SetMute:
    """The agent mutes or unmutes the own voice."""

    agent_id: str
    call_id: str
    muted: bool


@dataclass(frozen=True, slots=True)
class SendKeys:
    """The agent sends DTMF to the caller's side."""

    agent_id: str
    call_id: str
    keys: str


@dataclass(frozen=True, slots=True)
class HangUpCall:
    """The agent ends the call."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class TransferCall:
    """The agent passes the call on at once and is done with it."""

    agent_id: str
    call_id: str
    kind: str
    "agent | queue | flow | number"
    to: str
    "id of the agent, queue or flow; or the number as it is to be dialled"


@dataclass(frozen=True, slots=True)
class Consult:
    """The caller hears music while the agent talks to somebody else."""

    agent_id: str
    call_id: str
    kind: str
    "agent | queue | number; queue: whoever is free there for longest"
    to: str


@dataclass(frozen=True, slots=True)
class AddParty:
    """Somebody else is rung to join the conversation of all."""

    agent_id: str
    call_id: str
    kind: str
    "agent | queue | number"
    to: str


@dataclass(frozen=True, slots=True)
class SwapParties:
    """The one who was on hold comes back, and the other hears music."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class JoinParties:
    """Everybody together: nobody is on hold any more."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class CompleteTransfer:
    """The agent leaves, and the caller and the others go on."""

    agent_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class DropParty:
    """The agent takes somebody out of the conversation, or rings no longer."""

    agent_id: str
    call_id: str
    party_id: str


@dataclass(frozen=True, slots=True)
class MuteParty:
    """The agent mutes somebody else's voice, or lets it be heard again."""

    agent_id: str
    call_id: str
    party_id: str
    muted: bool


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The agent says how the call ended. During the call it is kept for later; in wrap-up it may finish it."""

    agent_id: str
    call_id: str
    disposition_id: str | None
    notes: str = ""
    finish: bool = True


@dataclass(frozen=True, slots=True)
class ExtendWrapUp:
    """The agent asks for more time for after-call work."""

    agent_id: str
    seconds: int = 30


# -- from the house itself -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConfigChanged:
    """An administrator changed something, or the machine starts."""

    config: TenantConfig


@dataclass(frozen=True, slots=True)
class TimeDue:
    """The deadline that the machine asked for has come."""


SwitchInput = (
    CallerArrived
    | ChannelRinging
    | ChannelUp
    | ChannelGone
    | KeyPressed
    | PlaybackDone
    | PhoneHold
    | PhoneTransfer
    | PhoneChanged
    | SwitchSeen
    | SwitchLost
    | EffectFailed
)
Command = (
    SignIn
    | SignOut
    | GoReady
    | GoNotReady
    | DeclineOffer
    | HoldCall
    | ResumeCall
    | SetMute
    | SendKeys
    | HangUpCall
    | TransferCall
    | Consult
    | AddParty
    | SwapParties
    | JoinParties
    | CompleteTransfer
    | DropParty
    | MuteParty
    | WrapUp
    | ExtendWrapUp
)
Input = SwitchInput | Command | CustomerLookedUp | ConfigChanged | TimeDue
