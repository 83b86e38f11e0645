"""The only wiring: every adapter is constructed here, and nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any

import uvicorn

from trunkline import __version__
from trunkline.api.app import create_app
from trunkline.core.calls import hearing
from trunkline.features.abandoned.expiry import AbandonedExpiry
from trunkline.features.abandoned.projector import AbandonedList
from trunkline.features.alarms.log import AlarmLog
from trunkline.features.alarms.post import AlarmPost
from trunkline.features.alarms.retention import AlarmRetention
from trunkline.features.alarms.watch import AlarmWatch
from trunkline.features.board.service import make_hub
from trunkline.features.callbacks.projector import CallbackList
from trunkline.features.calls.drafts import DraftCleaner
from trunkline.features.calls.projector import CallListProjector
from trunkline.features.calls.recordings_check import RecordingChecker
from trunkline.features.figures.keeper import FigureKeeper
from trunkline.features.figures.today import TodayFigures
from trunkline.features.figures.trunks import TrunkStates
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.permissions import roles_with
from trunkline.features.messages.complaints import ComplaintNotices
from trunkline.features.messages.retention import MessageRetention
from trunkline.features.sessions.expiry import SessionExpiry
from trunkline.features.voice_mail.expiry import VoiceMailExpiry
from trunkline.features.voice_mail.projector import VoiceMailList
from trunkline.features.work.playing import SpokenCleaner
from trunkline.live.bus import InProcessBus
from trunkline.media.music_library import MusicLibrary
from trunkline.media.prompts import PromptLibrary
from trunkline.media.sentences import Sentences
from trunkline.media.speech import Espeak, version_of
from trunkline.runtime import garbage
from trunkline.runtime.clock import SystemClock
from trunkline.runtime.runtime import Runtime
from trunkline.settings import Settings
from trunkline.store.engine import make_async_engine
from trunkline.store.migrate import upgrade
from trunkline.store.music import music_class, pieces
from trunkline.store.runtime_store import SqlRuntimeStore
from trunkline.supervisor.state import STATE_FILE, read_state
from trunkline.supervisor.switch import prepare
from trunkline.switch.telephony import AsteriskTelephony

log = logging.getLogger(__name__)

Works = Mapping[str, Callable[[], Coroutine[Any, Any, None]]]

LOW_DISK_BYTES = 500_000_000
"""Below this the health page warns: recordings of an hour's hundred calls take more."""


async def serve(settings: Settings) -> None:
    """Call control and pages, in this process, until told to stop."""
    logging.basicConfig(
        stream=sys.stderr,
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    await asyncio.to_thread(upgrade, settings.database_url)
    prepared = await asyncio.to_thread(prepare, settings)
    speech = Espeak(prepared.install.espeak)
    prompts = PromptLibrary(settings.prompts_dir, speech)
    spoken_by = await asyncio.to_thread(version_of, prepared.install.espeak)
    sentences = Sentences(settings.prompts_dir, speech, spoken_by)
    engine = make_async_engine(settings.database_url)
    bus, clock = InProcessBus(), SystemClock()
    store = SqlRuntimeStore(
        settings.database_url, clock, dial_out=roles_with("work.dial_out"), pick_up=roles_with("calls.pick_up")
    )
    telephony = AsteriskTelephony(
        prepared.settings,
        prepared.folder,
        prompt_uri=prompts.media_uri,
        recordings=settings.recordings_dir,
        sentences=sentences,
    )
    runtime = Runtime(store, telephony, bus, clock, on_config=lambda config: sentences.want(hearing.to_be_said(config)))
    library = MusicLibrary(settings.music_library_dir)

    async def music_changed() -> None:
        known = await pieces(engine)
        await telephony.set_music({music_class(music): library.folder(tenant, music) for tenant, music in known})

    hub = make_hub(engine, runtime, bus, clock)
    complaints = ComplaintNotices(engine, bus, hub.tell)
    checker = RecordingChecker(engine, bus, settings.recordings_dir)
    figures = FigureKeeper(engine, bus)

    def extra_health() -> dict[str, Any]:
        return {
            "disk": _disk(settings),
            "call_list": {"ok": not (projector.behind or abandoned.behind or voice_mail.behind)},
            "figures": {"ok": not figures.failing},
            "alarms": {"ok": not watch.failing and not history.behind},
            "supervisor": {"ok": True, **read_state(settings.run_dir / STATE_FILE)},
        }

    deps = AppDeps(
        engine=engine,
        control=runtime,
        hub=hub,
        settings=settings,
        clock=clock,
        prompts=prompts,
        recordings_dir=settings.recordings_dir,
        trunk_states=telephony.trunk_states,
        switch_ws_url=f"ws://127.0.0.1:{prepared.settings.http_port}/ws",
        web_dist=settings.web_dist,
        version=__version__,
        extra_health=extra_health,
        figures=TodayFigures(figures, engine, clock, TrunkStates(telephony.trunk_states)),
        music=library,
        music_changed=music_changed,
    )
    projector, abandoned = CallListProjector(engine, bus), AbandonedList(deps, bus)
    voice_mail = VoiceMailList(deps, bus)
    watch, post = AlarmWatch(deps, bus), AlarmPost(deps)
    history = AlarmLog(engine, bus, clock, post.queued)
    deps.alarms = watch
    deps.places.prepare()
    app = create_app(deps)
    await music_changed()
    beside = {
        "call-list": projector.run,
        "abandoned-list": abandoned.run,
        "voice-mail": voice_mail.run,
        "voice-mail-bin": VoiceMailExpiry(deps).run,
        "complaints": complaints.run,
        "callbacks": CallbackList(engine, bus).run,
        "recordings": checker.run,
        "figures": figures.run,
        "session-expiry": SessionExpiry(deps).run,
        "sentences": sentences.run,
        "drafts": DraftCleaner(deps).run,
        "spoken": SpokenCleaner(prompts).run,
        "messages": MessageRetention(deps, settings.messages_days).run,
        "alarms-kept": AlarmRetention(deps, settings.alarms_days).run,
        "abandoned-calls": AbandonedExpiry(deps).run,
        "alarm-history": history.run,
        "alarm-post": post.run,
    }
    async with _running(runtime, beside, {"alarms": watch.run}):
        try:
            await _web(app, settings)
        finally:
            hub.close()
    await store.close()
    await engine.dispose()


@contextlib.asynccontextmanager
async def _running(runtime: Runtime, beside: Works, after: Works) -> AsyncIterator[None]:
    """Call control and what goes on beside it, by name. Those beside it listen before the first fact is made, those
    after it need it."""
    searching = asyncio.create_task(garbage.search(lambda: runtime.calls), name="garbage")
    tasks = [searching, *(asyncio.create_task(run(), name=name) for name, run in beside.items())]
    await asyncio.sleep(0)
    await runtime.start()
    garbage.take_over()
    tasks += [asyncio.create_task(run(), name=name) for name, run in after.items()]
    try:
        yield
    finally:
        await runtime.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _web(app: Any, settings: Settings) -> None:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.http_port,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        access_log=False,
        log_config=None,
        server_header=False,
        ws_max_size=1_000_000,
        # Each page would be compressed for by itself: half a millisecond of processor time a message and page.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
        lifespan="off",
    )
    await uvicorn.Server(config).serve()


def _disk(settings: Settings) -> dict[str, Any]:
    free = shutil.disk_usage(settings.data).free
    return {"ok": free > LOW_DISK_BYTES, "free_bytes": free}
