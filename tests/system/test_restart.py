"""Call control is killed, the supervisor is killed, everything is stopped: what becomes of calls and processes."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
import soundfile

from tests.switch.phone import tone_share
from tests.system.agents import phone_agent
from tests.system.callers import (
    AGENT_HERTZ,
    CALLER_HERTZ,
    close,
    each_hears_the_other,
    hears_something,
    in_phase,
    kinds,
    on_board,
    over,
    ring,
    ring_and_choose,
    rings_for,
)
from tests.system.listening import RATE
from tests.system.product import PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(150)]


@pytest_asyncio.fixture(loop_scope="session")
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """A product of its own: these tests break it."""
    product = Product(tmp_path / "product")
    try:
        await product.start()
        yield product
    finally:
        await product.stop()
        for pid in product.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def recorded_to_the_end(person: Person, call_id: str, at_least: float) -> None:
    """The call's recording has both sides, over its whole length."""

    async def complete() -> bool:
        detail = await person.get(f"/api/calls/{call_id}")
        return [recording["state"] for recording in detail["recordings"]] == ["complete"]

    await until(complete)
    detail = await person.get(f"/api/calls/{call_id}")
    answer = await person.client.get(f"/api/recordings/{detail['recordings'][0]['id']}/audio")
    audio, rate = soundfile.read(io.BytesIO(answer.content), dtype="int16")
    assert len(audio) / rate > at_least
    for second in range(1, int(len(audio) / rate) - 1):
        part = audio[second * rate : (second + 1) * rate]
        assert tone_share(part[:, 0], CALLER_HERTZ, rate) > 0.7, f"the customer in second {second}"
        assert tone_share(part[:, 1], AGENT_HERTZ, rate) > 0.7, f"the agent in second {second}"


async def test_killed_while_people_talk_wait_ring_and_choose(product: Product) -> None:
    await rings_for(product, 90)
    first, second = await phone_agent(product, "agent1"), await phone_agent(product, "agent2")
    supervisor = await product.sign_in("supervisor")

    talker = await ring_and_choose(product, "13900000001")
    # Who was ready first is rung first.
    at_first = await first.answer()
    await in_phase(supervisor, "+8613900000001", "talking")
    await each_hears_the_other(talker, at_first)
    rung = await ring_and_choose(product, "13900000002")
    at_second = await second.rung()
    at_second.ring()
    waiting = await ring_and_choose(product, "13900000003")
    await in_phase(supervisor, "+8613900000003", "queued")
    leaving = await ring_and_choose(product, "13900000004")
    await in_phase(supervisor, "+8613900000004", "queued")
    choosing = await ring(product, "13900000005")
    before = (await supervisor.board())["calls"]
    assert len(before) == 5

    dead = product.kill_serve()
    await each_hears_the_other(talker, at_first)
    assert await hears_something(waiting), "music goes on"
    leaving.bye()
    newcomer = await ring(product, "13900000006")
    assert await hears_something(newcomer), "a newcomer hears music while call control is away"
    await product.served_again(dead)

    await each_hears_the_other(talker, at_first)
    after = (await supervisor.board())["calls"]
    same = {call["id"]: call["phase"] for call in after.values() if call["from_number"] != "+8613900000006"}
    assert same == {call["id"]: call["phase"] for call in before.values() if call["from_number"] != "+8613900000004"}, (
        "the same calls in the same places, and the hang-up was noticed"
    )
    gone = await over(supervisor, "13900000004")
    assert gone["ended_by"] == "caller" and gone["outcome"] == "abandoned"
    assert await hears_something(waiting)
    assert await hears_something(rung)

    # The menu is said again to who was in it and to who came meanwhile; keys are taken.
    for call in (choosing, newcomer):
        assert await hears_something(call)
    choosing.media.press("1")
    await in_phase(supervisor, "+8613900000005", "queued")
    newcomer.media.press("1")
    await in_phase(supervisor, "+8613900000006", "queued")

    # What rang, rings; it can be answered.
    at_second.answer()
    await in_phase(supervisor, "+8613900000002", "talking")
    await each_hears_the_other(rung, at_second)

    # A hang-up after the restart is noticed; who waited longest is served first.
    talker.bye()
    await asyncio.wait_for(at_first.ended.wait(), 5)
    order = []
    for _ in range(3):
        await first.person.post(f"/api/work/calls/{first.call_id}/wrap_up", {"finish": True})
        call = await first.answer()
        order.append(first.call_id)
        await asyncio.wait_for(call.answered.wait(), PATIENCE_S)
        board = await supervisor.board()
        assert board["calls"][first.call_id]["phase"] == "talking"
        await first.person.post(f"/api/work/calls/{first.call_id}/hang_up")
    numbers = {call["id"]: call["from_number"][-1] for call in after.values()}
    # Who came while call control was away counts from then: before whoever was still choosing.
    assert [numbers[call_id] for call_id in order] in (["3", "6", "5"], ["3", "5", "6"])

    detail = await over(supervisor, "13900000001")
    assert detail["outcome"] == "answered" and detail["ended_by"] == "caller"
    line = kinds(detail)
    for kind in ("CallArrived", "CallQueued", "CallOffered", "CallAnswered", "RecordingStarted", "RecordingEnded"):
        assert line.count(kind) == 1, line
    assert line[-2:] in (["CallEnded", "CallWrappedUp"], ["CallWrappedUp", "CallEnded"]), line
    heard_s = len(at_first.media.heard) / RATE
    assert heard_s > 20, "the talk went on while call control was away"
    await recorded_to_the_end(supervisor, detail["id"], at_least=max(heard_s, detail["talk_ms"] / 1000) - 0.5)
    rung.bye()
    await over(supervisor, "13900000002")
    assert await until(lambda: _nobody(supervisor)), "no call is left behind"
    await close(talker, rung, waiting, leaving, choosing, newcomer)
    await first.leave()
    await second.leave()


async def _nobody(person: Person) -> bool:
    calls = (await person.board())["calls"]
    return all(call["phase"] == "wrap_up" for call in calls.values())


async def test_the_whole_supervisor_is_killed(product: Product) -> None:
    agent = await phone_agent(product, "agent1")
    supervisor = await product.sign_in("supervisor")
    talker = await ring_and_choose(product, "13900000011")
    at_desk = await agent.answer()
    await in_phase(supervisor, "+8613900000011", "talking")
    waiting = await ring_and_choose(product, "13900000012")
    known = await in_phase(supervisor, "+8613900000012", "queued")
    switch = product.switch_pid()

    assert product.process is not None
    product.process.kill()
    await product.process.wait()
    product.kill_serve()
    await each_hears_the_other(talker, at_desk)
    newcomers = [await ring(product, f"1390000002{place}") for place in range(3)]
    for call in (waiting, *newcomers):
        assert await hears_something(call)
    await product.start()

    assert product.switch_pid() == switch, "Asterisk was taken over, not started again"
    await each_hears_the_other(talker, at_desk)
    assert (await on_board(supervisor, "+8613900000011") or {})["phase"] == "talking"
    assert (await on_board(supervisor, "+8613900000012") or {})["queued_at"] == known["queued_at"]
    for place, call in enumerate(newcomers):
        call.media.press("1")
        await in_phase(supervisor, f"+861390000002{place}", "queued")
    served = []
    for _ in range(4):
        await agent.person.post(f"/api/work/calls/{agent.call_id}/hang_up")
        await until(lambda: _wrapping(agent.person))
        await agent.person.post(f"/api/work/calls/{agent.call_id}/wrap_up", {"finish": True})
        await agent.answer()
        served.append((await supervisor.board())["calls"][agent.call_id]["from_number"])
        await in_phase(supervisor, served[-1], "talking")
    assert served == ["+8613900000012", "+8613900000020", "+8613900000021", "+8613900000022"]
    await close(talker, waiting, *newcomers)
    await agent.leave()


async def _wrapping(person: Person) -> bool:
    return (await person.agent_state())[0] == "wrap_up"


async def test_ctrl_c_stops_everything(product: Product) -> None:
    agent = await phone_agent(product, "agent1")
    talker = await ring_and_choose(product, "13900000031")
    at_desk = await agent.answer()
    await each_hears_the_other(talker, at_desk)
    assert product.process is not None
    assert len(product.pids()) >= 3, "supervisor, Asterisk, served process"
    product.process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(product.process.wait(), 15) == 0
    assert not product.pids(), "nothing is left running"
    assert "Stopped in" in (product.folder / "up.log").read_text()
    await asyncio.wait_for(talker.ended.wait(), 5)
    await asyncio.wait_for(at_desk.ended.wait(), 5)

    await product.start()
    supervisor = await product.sign_in("supervisor")
    detail = await over(supervisor, "13900000031")
    assert detail["outcome"] == "answered" and detail["recordings"][0]["state"] in ("complete", "short")
    await close(talker, agent.phone)
    await agent.person.client.aclose()
