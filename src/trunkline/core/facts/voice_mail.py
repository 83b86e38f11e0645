"""Facts of voice mail: what callers leave on a box."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class VoiceMailStarted:
    """A caller has heard what a box says, and the recording of the message was ordered from the switch."""

    at: int
    call_id: str
    mail_id: str
    box: str
    "whose it is: queue | agent; empty: of nobody in particular"
    box_id: str
    "id of that queue or agent"
    queue_id: str
    "queue in which the caller waited last; empty: in none"
    number: str
    "the customer's, E.164 with + where it can be read so; empty when withheld"
    node_id: str
    stem: str
    "the file's path under the recordings folder, without .wav"


@dataclass(frozen=True, slots=True)
class VoiceMailLeft:
    """A message was recorded and is kept. After a restart this may come after the call's end."""

    at: int
    call_id: str
    mail_id: str
    box: str
    "as in VoiceMailStarted"
    box_id: str
    queue_id: str
    number: str
    stem: str
    started_at: int
    "when the recording was ordered"
    length_ms: int
    customer_id: str | None = None
    from_name: str = ""
    "as the line delivered it"
    dialled: str = ""
    "number of ours that was called"
    line: str = ""
    "line of business of that number"


@dataclass(frozen=True, slots=True)
class VoiceMailDiscarded:
    """A message was begun and is not kept: there is nothing to listen to."""

    at: int
    call_id: str
    mail_id: str
    box: str
    "as in VoiceMailStarted"
    box_id: str
    stem: str
    reason: str
    "short (under a second) | silent | missing (the switch has no recording) | failed (it could not record)"
    length_ms: int


VoiceMailFact = VoiceMailStarted | VoiceMailLeft | VoiceMailDiscarded
