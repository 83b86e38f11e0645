"""A call is recorded: one recording from the first word to the last, over holds, transfers and conferences."""

from __future__ import annotations

from trunkline.core.effects import StartRecording, StopRecording
from trunkline.core.facts import RecordingEnded, RecordingStarted
from trunkline.core.hours import local_time
from trunkline.core.state import Call, Recording
from trunkline.core.tenant import Tenant


def start(t: Tenant, call: Call) -> None:
    """Start the recording of the customer's channel, unless it runs already."""
    assert call.talk is not None
    if call.recording is not None:
        return
    recording_id = t.new_id()
    day = local_time(t.now, "UTC")
    stem = f"{t.config.tenant_id}/{day:%Y/%m/%d}/{recording_id}"
    call.recording, call.stopped_recording = Recording(recording_id, stem, t.now), ""
    t.touch(call)
    t.fact(RecordingStarted(t.now, call.id, recording_id, stem, call.talk.agent_id, call.talk.queue_id))
    t.do(StartRecording(recording_id, call.channel_id, stem))


def stop(t: Tenant, call: Call) -> None:
    """What is heard from now on is not recorded, although the call goes on."""
    if call.recording is not None:
        call.stopped_recording = call.recording.id
        t.do(StopRecording(call.recording.id, call.channel_id))
        end(t, call)


def stop_again(t: Tenant, call: Call) -> None:
    """After a restart: it may not have been stopped."""
    if call.stopped_recording:
        t.do(StopRecording(call.stopped_recording, call.channel_id))


def end(t: Tenant, call: Call) -> None:
    """The recording is over, if one runs."""
    recording = call.recording
    if recording is not None:
        t.fact(RecordingEnded(t.now, call.id, recording.id, t.now - recording.since))
        call.recording = None
        t.touch(call)
