"""The ``Telephony`` port on Asterisk: effects become ARI commands, events become the core's inputs."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from trunkline.core import effects as fx, inputs as inp
from trunkline.ports import EndpointSpec, SpokenSentences, SwitchHealth, TrunkSpec
from trunkline.switch.ami import AmiClient, AmiError
from trunkline.switch.ari import AriClient, AriError, Reply, models as m
from trunkline.switch.caller_id import caller_id
from trunkline.switch.config import APP, RunFolder, SwitchSettings
from trunkline.switch.endpoints import Pusher
from trunkline.switch.messages import Messages
from trunkline.switch.missed import Missed
from trunkline.switch.music import MusicClasses
from trunkline.switch.numbers import endpoint_of, shown_number
from trunkline.switch.playing import Player, PromptUri
from trunkline.switch.presence import Presence
from trunkline.switch.rtp import audio_of

log = logging.getLogger(__name__)

Deliver = Callable[[inp.SwitchInput], None]
CUSTOMER_ENDING, AGENT_ENDING = "-rx.wav", "-tx.wav"
"""Of a recording's two files: what the customer said, and what the customer heard."""
CALL_HEADER = "X-Trunkline-Call"
"""SIP header of the INVITE to an agent: our call's id."""
OUT = "out"
"""First argument with which a channel that rings an outside number enters the application."""
EAR = "ear"
"""First argument with which a channel that listens to another one enters the application; the second is its bridge."""
_MONITOR = {
    # What browsers' and desk phones take as leave to answer by themselves.
    "PJSIP_HEADER(add,X-Trunkline-Monitor)": "1",
    "PJSIP_HEADER(add,Call-Info)": "<sip:trunkline>;answer-after=0",
    "PJSIP_HEADER(add,Alert-Info)": "<http://trunkline>;info=alert-autoanswer;delay=0",
}
_ASTERISKS_ID = re.compile(r"-\d+\.\d+$")
"""Channels that came in by themselves carry an id Asterisk made; those we dialled carry one of ours."""
# Effects whose refusal means that what was wanted is so already.
_DONE_WHEN_REFUSED = frozenset(
    {
        "HangUp",
        "StopMusic",
        "StopRingback",
        "StopPlayback",
        "LeaveBridge",
        "CreateBridge",
        "DestroyBridge",
        "StopRecording",
    }
)


class AsteriskTelephony:
    """One Asterisk. See ``trunkline.ports.Telephony``."""

    def __init__(
        self,
        settings: SwitchSettings,
        folder: RunFolder,
        *,
        prompt_uri: PromptUri,
        recordings: Path,
        sentences: SpokenSentences | None = None,
    ) -> None:
        """sentences: None = none can be spoken, what is to be said is left out."""
        failed = partial(inp.PlaybackDone, failed=True)
        self._player = Player(prompt_uri, sentences, self._play, lambda playback_id: self._deliver(failed(playback_id)))
        self._recordings = recordings
        self._ari = AriClient(
            settings.http_port,
            folder.secrets.ari,
            app=APP,
            on_event=self._on_event,
            on_up=self._on_up,
            on_down=self._on_down,
        )
        self._ami = AmiClient(settings.ami_port, APP, folder.secrets.ami)
        self._pusher = Pusher(self._ari)
        self._music = MusicClasses(self._ari, folder.etc)
        self._deliver: Deliver = lambda _input: None
        self._missed = Missed(self._ami)
        self._messages = Messages(self._ari, recordings, folder.spool, self._told)
        self._tasks: list[asyncio.Task[None]] = []
        self._recorder: asyncio.Queue[fx.StartRecording | fx.StopRecording] = asyncio.Queue()
        self._early: list[m.Event] | None = []
        """Events that came before SwitchSeen; None once it was delivered."""
        self._presence = Presence(self._ari, self._ami, self._phone_changed)
        self._out: dict[str, fx.DialOut | None] = {}
        """Channels that ring outside numbers and were not answered yet; None: from before we were connected."""
        self._recorded: dict[str, str] = {}
        """Channels whose recording was started over this connection, and the recording."""
        self._version = ""
        self._started_at = 0
        self._do = self._effect_table()
        self._on = self._event_table()

    # --- the port -----------------------------------------------------------------------------------

    async def start(self, deliver: Callable[[inp.SwitchInput], None]) -> None:
        self._deliver = deliver
        self._tasks = [asyncio.create_task(self._ari.run()), asyncio.create_task(self._record())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        ending = (*self._presence.end(), self._player.end(), self._messages.end_tasks(), self._missed.end_tasks())
        await asyncio.gather(*self._tasks, *ending, return_exceptions=True)
        self._tasks = []
        await self._ami.close()

    def submit(self, effect: fx.SwitchEffect) -> None:
        if not self._ari.connected:
            # What is still to be done is found out from SwitchSeen when the switch is back.
            log.warning("effect_dropped", extra={"effect": type(effect).__name__})
            return
        self._do[type(effect)](effect)

    async def snapshot(self) -> inp.SwitchSeen:
        channels, bridges, endpoints, application = await asyncio.gather(
            self._ari.channels(), self._ari.bridges(), self._ari.endpoints(), self._ari.application()
        )
        inside = {channel: bridge.id for bridge in bridges for channel in bridge.channels}
        ours = set(application.channel_ids)
        seen = tuple(_seen(channel, inside, ours) for channel in channels)
        online = frozenset(e.resource for e in endpoints if e.state == "online")
        missed = await self._missed.all()
        return inp.SwitchSeen(seen, tuple(bridge.id for bridge in bridges), online, self._started_at, missed)

    async def set_endpoints(self, endpoints: Sequence[EndpointSpec], trunks: Sequence[TrunkSpec]) -> None:
        self._pusher.want(endpoints, trunks)
        if self._ari.connected:
            with suppress(AriError):  # a lost connection: pushed again by the next one
                await self._pusher.push()

    async def set_music(self, classes: Mapping[str, Path]) -> None:
        """Make the switch know exactly these music classes beside its own: class -> folder of audio files."""
        await self._music.set(classes)

    async def trunk_states(self) -> dict[str, str]:
        if not self._ari.connected:
            return {}
        # One by one: they are few, and phones are many.
        asked = [self._ari.endpoint(name) for name in self._pusher.trunks]
        replies = [await each for each in asked]
        found = [reply.decoded(m.Endpoint) for reply in replies if reply.code != "not_found"]
        return {each.resource: each.state for each in found}

    def health(self) -> SwitchHealth:
        up = self._ari.connected and self._early is None
        return SwitchHealth(up, self._version, "" if up else self._ari.last_error or "connecting")

    # --- connection ---------------------------------------------------------------------------------

    async def _on_up(self) -> None:
        await asyncio.to_thread(self._messages.prepare)
        # Phones first: what is registered can be told only of phones that the switch knows.
        anew = await self._pusher.push()
        await self._music.connected()
        info = await self._ari.info()
        self._version = str(info.get("system", {}).get("version", ""))
        self._started_at = _milliseconds(info["status"]["startup_time"])
        seen = await self.snapshot()
        # Their phones may have been replaced since they began.
        await self._ari.hear_ends_of(channel.id for channel in seen.channels if channel.ours)
        self._out = {
            channel.id: None for channel in seen.channels if channel.ours and not channel.up and not channel.dialled
        }
        self._presence.begin(seen.online, self._pusher.phones if anew else ())
        self._deliver(seen)
        early, self._early = self._early or [], None
        known = {channel.id for channel in seen.channels if channel.ours}
        for event in early:
            if not (isinstance(event, m.StasisStart) and event.channel.id in known and _is_call(event)):
                self._on_event(event)

    def _on_down(self) -> None:
        self._presence.end()
        self._recorded = {}
        self._messages.forget()
        self._pusher.forget()
        self._early = []
        self._deliver(inp.SwitchLost())

    # --- events -> inputs ---------------------------------------------------------------------------

    def _on_event(self, event: m.Event) -> None:
        if self._early is not None:
            self._early.append(event)
            return
        handler = self._on.get(type(event))
        if handler is not None:
            handler(event)

    def _event_table(self) -> dict[type[m.Event], Callable[..., None]]:
        return {
            m.StasisStart: self._entered,
            m.ChannelStateChange: self._state_changed,
            m.ChannelDestroyed: self._gone,
            m.ChannelDtmfReceived: lambda e: self._deliver(inp.KeyPressed(e.channel.id, e.digit)),
            m.PlaybackFinished: self._played,
            m.RecordingFinished: self._messages.finished,
            m.RecordingFailed: self._messages.finished,
            m.ChannelHold: lambda e: self._deliver(inp.PhoneHold(e.channel.id, True)),
            m.ChannelUnhold: lambda e: self._deliver(inp.PhoneHold(e.channel.id, False)),
            m.ChannelTransfer: self._transfer_asked,
            m.ContactStatusChange: self._presence.changed,
        }

    def _entered(self, event: m.StasisStart) -> None:
        if event.args and event.args[0] == OUT:
            self._ring_out(event.channel.id)
            return
        if event.args and event.args[0] == EAR:
            self._ari.hear_end_of(event.channel.id)
            self._ari.add_to_bridge(event.args[1], [event.channel.id])
            return
        if not _is_call(event):
            self._deliver(inp.ChannelUp(event.channel.id))
            return
        channel = event.channel
        held = event.args[-1] == "held=1"
        # A dialled text with commas arrives in pieces.
        dialled = ",".join(event.args[1:-1] if event.args[0] == "in" else event.args[1:])
        self._deliver(
            inp.CallerArrived(
                channel_id=channel.id,
                from_number=shown_number(channel.caller.number),
                from_name=channel.caller.name,
                dialled=dialled,
                endpoint=endpoint_of(channel.name),
                at=_milliseconds(channel.creationtime),
                held=held,
            )
        )

    def _ring_out(self, channel_id: str) -> None:
        """A channel for an outside number was made and is ours: only now can it be rung."""
        effect = self._out.get(channel_id)
        if effect is not None:
            # Rung before it joins: in a bridge it would take over the number of who is in there already.
            self._watch(effect, channel_id, self._ari.dial(channel_id, timeout=effect.timeout_s))
            self._ari.add_to_bridge(effect.bridge_id, [channel_id])

    def _state_changed(self, event: m.ChannelStateChange) -> None:
        if event.channel.state == "Ringing":
            self._deliver(inp.ChannelRinging(event.channel.id))
        elif event.channel.state == "Up" and event.channel.id in self._out:
            del self._out[event.channel.id]
            self._deliver(inp.ChannelUp(event.channel.id))

    def _gone(self, event: m.ChannelDestroyed) -> None:
        # A hang-up by the far end without a reason carries 0.
        at = _milliseconds(event.timestamp) if event.timestamp else 0
        self._out.pop(event.channel.id, None)
        self._recorded.pop(event.channel.id, None)
        audio = audio_of(event.channel.channelvars)
        gone = inp.ChannelGone(event.channel.id, event.cause or 16, at, endpoint_of(event.channel.name), audio)
        if not self._messages.holds(gone):
            self._deliver(gone)

    def _played(self, event: m.PlaybackFinished) -> None:
        self._deliver(inp.PlaybackDone(event.playback.id, event.playback.state == "failed"))

    def _transfer_asked(self, event: m.ChannelTransfer) -> None:
        if event.state:  # what was answered comes back as an event
            return
        to, other = event.refer_to.requested_destination, event.refer_to.destination_channel
        asked_by = event.referred_by.source_channel.id
        if to.protocol_id or other is not None:  # REFER with Replaces names a call of the phone's own
            self._deliver(inp.PhoneTransfer(asked_by, "", other_channel_id=other.id if other is not None else ""))
        else:
            self._deliver(inp.PhoneTransfer(asked_by, to.destination))

    def _told(self, told: inp.SwitchInput) -> None:
        self._deliver(told)

    def _phone_changed(self, name: str, online: bool, silent: bool) -> None:
        self._deliver(inp.PhoneChanged(name, online, silent))

    # --- effects -> commands ------------------------------------------------------------------------

    def _effect_table(self) -> dict[type[fx.SwitchEffect], Callable[..., None]]:
        ari = self._ari
        return {
            fx.ForgetMissed: lambda e: self._missed.forget(e.channel_id),
            fx.AnswerChannel: lambda e: self._watch(e, e.channel_id, ari.answer(e.channel_id)),
            fx.StartMusic: lambda e: self._watch(e, e.channel_id, ari.start_music(e.channel_id, e.music)),
            fx.StopMusic: lambda e: self._watch(e, e.channel_id, ari.stop_music(e.channel_id)),
            fx.PlayPrompts: self._play_prompts,
            fx.PlayToBridge: self._play_prompts,
            fx.StopPlayback: self._stop_playback,
            fx.DialAgent: self._dial_agent,
            fx.DialOut: self._dial_out,
            fx.AnswerTransfer: self._answer_transfer,
            fx.StartRingback: lambda e: self._watch(e, e.channel_id, ari.ring(e.channel_id)),
            fx.StopRingback: lambda e: self._watch(e, e.channel_id, ari.stop_ring(e.channel_id)),
            fx.HangUp: lambda e: self._watch(e, e.channel_id, ari.hang_up(e.channel_id, e.cause)),
            fx.CreateBridge: lambda e: self._watch(e, e.bridge_id, ari.create_bridge(e.bridge_id)),
            fx.JoinBridge: self._join,
            fx.LeaveBridge: lambda e: self._watch(e, e.channel_id, ari.remove_from_bridge(e.bridge_id, [e.channel_id])),
            fx.DestroyBridge: lambda e: self._watch(e, e.bridge_id, ari.destroy_bridge(e.bridge_id)),
            fx.SnoopChannel: self._snoop,
            fx.MuteChannel: lambda e: self._watch(e, e.channel_id, (ari.mute if e.muted else ari.unmute)(e.channel_id)),
            fx.SendDigits: lambda e: self._watch(e, e.channel_id, ari.send_dtmf(e.channel_id, e.keys)),
            fx.StartRecording: self._recorder.put_nowait,
            fx.StopRecording: self._recorder.put_nowait,
            fx.RecordMessage: self._messages.record,
            fx.EndMessage: self._messages.end,
        }

    def _play_prompts(self, effect: fx.PlayPrompts | fx.PlayToBridge) -> None:
        if effect.again:
            self._ari.playback(effect.playback_id).add_done_callback(partial(self._play_unless_playing, effect))
        else:
            self._player.play(effect)

    def _play_unless_playing(self, effect: fx.PlayPrompts | fx.PlayToBridge, there: asyncio.Future[Reply]) -> None:
        if not there.cancelled() and there.result().code == "not_found":
            self._player.play(effect)

    def _play(self, effect: fx.PlayPrompts | fx.PlayToBridge, media: list[str]) -> None:
        if isinstance(effect, fx.PlayPrompts):
            reply = self._ari.play(effect.channel_id, effect.playback_id, media)
        else:
            reply = self._ari.play_to_bridge(effect.bridge_id, effect.playback_id, media)
        self._watch(effect, effect.playback_id, reply)

    def _stop_playback(self, effect: fx.StopPlayback) -> None:
        if not self._player.stop(effect.playback_id):
            self._watch(effect, effect.playback_id, self._ari.stop_playback(effect.playback_id))

    def _snoop(self, effect: fx.SnoopChannel) -> None:
        """The channel is put into its bridge when it has entered the application: not before could it be."""
        reply = self._ari.snoop(
            effect.target_id,
            effect.channel_id,
            args=f"{EAR},{effect.bridge_id}",
            whisper="out" if effect.whisper else "none",
        )
        self._watch(effect, effect.channel_id, reply)

    def _dial_agent(self, effect: fx.DialAgent) -> None:
        reply = self._ari.originate(
            effect.channel_id,
            f"PJSIP/{effect.endpoint}",
            args=f"agent,{effect.call_id}",
            timeout=effect.timeout_s,
            caller_id=caller_id(effect.from_name, effect.from_number),
            variables={
                f"PJSIP_HEADER(add,{CALL_HEADER})": effect.call_id,
                "PJSIP_TRANSFER_HANDLING()": "ari-only",
                **(_MONITOR if effect.monitor else {}),
            },
        )
        self._watch(effect, effect.channel_id, reply)

    def _answer_transfer(self, effect: fx.AnswerTransfer) -> None:
        state = "channel_answered" if effect.done else "channel_declined"
        self._watch(effect, effect.channel_id, self._ari.transfer_progress(effect.channel_id, state))

    def _dial_out(self, effect: fx.DialOut) -> None:
        """The channel is in the bridge while it rings: what the line says before the answer is heard there."""
        self._out[effect.channel_id] = effect
        variables = {}
        if effect.caller_id:
            variables["CONNECTEDLINE(num,i)"] = effect.caller_id
        created = self._ari.create(
            effect.channel_id,
            f"PJSIP/{effect.number}@{effect.trunk}",
            args=f"{OUT},{effect.call_id}",
            variables=variables,
        )
        self._watch(effect, effect.channel_id, created)

    def _join(self, effect: fx.JoinBridge) -> None:
        if len(effect.channel_ids) > 1:
            together = self._ari.add_to_bridge(effect.bridge_id, effect.channel_ids)
            together.add_done_callback(partial(self._joined, effect))
        else:
            self._join_each(effect)

    def _joined(self, effect: fx.JoinBridge, future: asyncio.Future[Reply]) -> None:
        # Of several, one that is gone keeps the others out.
        if not future.cancelled() and not future.result().ok and future.result().code != "disconnected":
            self._join_each(effect)

    def _join_each(self, effect: fx.JoinBridge) -> None:
        for channel in effect.channel_ids:
            self._watch(effect, channel, self._ari.add_to_bridge(effect.bridge_id, [channel]))

    def _watch(self, effect: fx.SwitchEffect, about: str, reply: asyncio.Future[Reply]) -> None:
        reply.add_done_callback(partial(self._replied, type(effect).__name__, about))

    def _replied(self, effect: str, about: str, future: asyncio.Future[Reply]) -> None:
        if future.cancelled():
            return
        reply = future.result()
        if reply.ok or reply.code == "disconnected":  # lost connections are told by SwitchLost
            return
        if effect in _DONE_WHEN_REFUSED and reply.code in ("not_found", "conflict", "refused"):
            return
        log.warning(
            "effect_failed", extra={"effect": effect, "code": reply.code, "status": reply.status, "reason": reply.body}
        )
        self._deliver(inp.EffectFailed(effect, about, reply.code))

    # --- recording ----------------------------------------------------------------------------------

    async def _record(self) -> None:
        """Start and stop recordings, one after the other: they go over an interface of their own."""
        while True:
            effect = await self._recorder.get()
            try:
                if isinstance(effect, fx.StartRecording):
                    await self._start_recording(effect)
                else:
                    await self._stop_recording(effect)
            except (AmiError, AriError, OSError) as error:
                code = error.code if isinstance(error, AmiError | AriError) else "failed"
                # The caller hung up in the moment of the answer, or the recording is over already.
                missing = code == "not_found" or (isinstance(effect, fx.StopRecording) and code == "refused")
                if missing or code == "disconnected":
                    continue
                log.exception("recording_failed", extra={"recording_id": effect.recording_id, "code": code})
                self._deliver(inp.EffectFailed(type(effect).__name__, effect.recording_id, code))

    async def _start_recording(self, effect: fx.StartRecording) -> None:
        mark = _mark(effect.recording_id)
        if effect.again or self._recorded.get(effect.channel_id) == effect.recording_id:
            with suppress(AriError):
                if await self._ari.variable(effect.channel_id, mark):
                    return  # it runs already: starting again would empty its files
        self._recorded[effect.channel_id] = effect.recording_id
        base = self._recordings / effect.stem
        base.parent.mkdir(parents=True, exist_ok=True)
        await self._ami.start_mix_monitor(
            effect.channel_id, f"{base}{CUSTOMER_ENDING}", f"{base}{AGENT_ENDING}", mark=mark
        )

    async def _stop_recording(self, effect: fx.StopRecording) -> None:
        monitor = ""
        with suppress(AriError):
            monitor = await self._ari.variable(effect.channel_id, _mark(effect.recording_id))
        await self._ami.stop_mix_monitor(effect.channel_id, monitor)


def _mark(recording_id: str) -> str:
    """Name of the channel variable that says that a recording runs, and its id in Asterisk."""
    return "TLR_" + re.sub(r"\W", "_", recording_id)


def _is_call(event: m.StasisStart) -> bool:
    return bool(event.args) and event.args[0] in ("in", "agentdial")


def _seen(channel: m.Channel, inside: dict[str, str], ours: set[str]) -> inp.SeenChannel:
    return inp.SeenChannel(
        id=channel.id,
        up=channel.state == "Up",
        bridge_id=inside.get(channel.id),
        from_number=shown_number(channel.caller.number),
        from_name=channel.caller.name,
        dialled=channel.dialplan.exten if _ASTERISKS_ID.search(channel.id) else "",
        endpoint=endpoint_of(channel.name),
        created_at=_milliseconds(channel.creationtime),
        ours=channel.id in ours,
    )


def _milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)
