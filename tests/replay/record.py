"""Record sessions anew on a real Asterisk: python -m tests.replay.record [NAME ...]

Each session is a story told with SIP phones. When the core changes what it makes of a session on purpose, record it
again and read the difference.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.replay.session import config, counted_ids, fact_line, input_line, save
from tests.switch.conftest import TREE, start_switch
from tests.switch.phone import Call, Phone
from trunkline.core.inputs import GoReady, HangUpCall, HoldCall, Input, ResumeCall, SignIn, WrapUp
from trunkline.live.bus import InProcessBus
from trunkline.ports import EndpointSpec, TrunkSpec
from trunkline.runtime.clock import SystemClock
from trunkline.runtime.runner import TenantRunner
from trunkline.runtime.runtime import Runtime
from trunkline.store.memory import MemoryRuntimeStore
from trunkline.switch.install import ensure_asterisk
from trunkline.switch.telephony import AsteriskTelephony


class Stage:
    """A runtime on a real switch, two agents with phones, and callers."""

    def __init__(self, runtime: Runtime, store: MemoryRuntimeStore, sip_port: int) -> None:
        self.runtime = runtime
        self.store = store
        self.sip_port = sip_port
        self.phones: list[Phone] = []

    async def agent(self, number: int) -> Phone:
        phone = await Phone(self.sip_port, f"demo-100{number}", "secret").open()
        self.phones.append(phone)
        await phone.register()
        await self.runtime.command("t1", SignIn(f"a{number}", "phone"))
        await asyncio.sleep(0.5)
        await self.runtime.command("t1", GoReady(f"a{number}"))
        return phone

    async def caller(self, dialled: str = "4100") -> Call:
        phone = await Phone(self.sip_port, "13800000001").open()
        self.phones.append(phone)
        return await phone.call(dialled, from_user="13800000001")

    def call_id(self) -> str:
        runner = self.runtime._runners["t1"]
        return str(next(iter(runner.board["calls"])))


async def answered_held_and_wrapped_up(stage: Stage) -> None:
    """Answered at a SIP phone, held at the page, wrapped up with a disposition."""
    phone = await stage.agent(1)
    caller = await stage.caller()
    call = await phone.incoming.get()
    call.ring()
    await asyncio.sleep(0.3)
    call.answer()
    await caller.answered.wait()
    await asyncio.sleep(0.5)
    await stage.runtime.command("t1", HoldCall("a1", stage.call_id()))
    await asyncio.sleep(0.3)
    await stage.runtime.command("t1", ResumeCall("a1", stage.call_id()))
    await asyncio.sleep(0.3)
    caller.bye()
    await asyncio.sleep(0.3)
    await stage.runtime.command("t1", WrapUp("a1", stage.call_id(), "d1", "noted"))


async def held_at_the_phone_and_hung_up_by_the_page(stage: Stage) -> None:
    """Hold by re-INVITE gives the same facts as the page's button."""
    phone = await stage.agent(1)
    await stage.caller()
    call = await phone.incoming.get()
    call.answer()
    await asyncio.sleep(0.5)
    await call.hold()
    await asyncio.sleep(0.3)
    await call.resume()
    await asyncio.sleep(0.3)
    await stage.runtime.command("t1", HangUpCall("a1", stage.call_id()))
    await asyncio.sleep(2.5)


async def rejected_then_taken_by_the_next(stage: Stage) -> None:
    """Busy at the first phone, answered at the second; the caller keeps the place."""
    first, second = await stage.agent(1), await stage.agent(2)
    caller = await stage.caller()
    call = await first.incoming.get()
    call.ring()
    call.reject(486, "Busy Here")
    again = await second.incoming.get()
    again.answer()
    await asyncio.sleep(0.5)
    again.bye()
    await caller.ended.wait()


async def gives_up_while_the_phone_rings(stage: Stage) -> None:
    """The caller hangs up while the agent's phone rings: the agent is ready as before."""
    phone = await stage.agent(1)
    caller = await stage.caller()
    call = await phone.incoming.get()
    call.ring()
    await caller.answered.wait()
    await asyncio.sleep(0.3)
    caller.bye()
    await call.ended.wait()


async def hangs_up_in_the_moment_of_the_answer(stage: Stage) -> None:
    """BYE and 200 OK cross."""
    phone = await stage.agent(1)
    caller = await stage.caller()
    call = await phone.incoming.get()
    await caller.answered.wait()
    call.answer()
    caller.bye()
    await asyncio.sleep(3)


async def nobody_answers(stage: Stage) -> None:
    """The phone rings out; the agent is set not ready and the caller goes on waiting."""
    phone = await stage.agent(1)
    caller = await stage.caller()
    call = await phone.incoming.get()
    call.ring()
    await asyncio.sleep(6)
    caller.bye()
    await asyncio.sleep(0.5)


STORIES: dict[str, Callable[[Stage], Awaitable[None]]] = {
    story.__name__: story
    for story in (
        answered_held_and_wrapped_up,
        held_at_the_phone_and_hung_up_by_the_page,
        rejected_then_taken_by_the_next,
        gives_up_while_the_phone_rings,
        hangs_up_in_the_moment_of_the_answer,
        nobody_answers,
    )
}


async def record(name: str) -> None:
    """Play a story and store what was put in and what came of it."""
    lines: list[dict[str, Any]] = []
    handle = TenantRunner.handle

    def noting(runner: TenantRunner, inp: Input, now: int) -> None:
        lines.append(input_line(inp, now))
        handle(runner, inp, now)

    store = MemoryRuntimeStore()
    store.add_tenant(config())
    store.phones = [EndpointSpec(f"demo-100{n}", "secret", "phone") for n in (1, 2)]
    store.trunks = [TrunkSpec("demo-trunk-local", match=("127.0.0.1/32",))]
    store.owners = {"demo-1001": "t1", "demo-1002": "t1", "demo-trunk-local": "t1"}
    with tempfile.TemporaryDirectory() as folder:
        switch = await start_switch(ensure_asterisk(TREE), Path(folder))
        telephony = AsteriskTelephony(
            switch.settings, switch.folder, prompt_uri=lambda *_: None, recordings=Path(folder) / "recordings"
        )
        runtime = Runtime(store, telephony, InProcessBus(), SystemClock(), counted_ids())
        stage = Stage(runtime, store, switch.settings.sip_port)
        noted = patch.object(TenantRunner, "handle", noting)
        noted.start()
        try:
            await runtime.start()
            await asyncio.sleep(1)
            await STORIES[name](stage)
            await asyncio.sleep(0.5)
            facts = store.facts("t1")
        finally:
            noted.stop()
            await runtime.stop()
            for phone in stage.phones:
                phone.close()
            await switch.process.stop()
    lines = [line for line in lines if line["input"] != "SwitchLost"]
    save(name, lines + [fact_line(fact) for fact in facts])
    print(f"{name}: {len(lines)} inputs, {len(facts)} facts")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or STORIES:
        asyncio.run(record(wanted))
