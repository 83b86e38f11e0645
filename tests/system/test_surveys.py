"""The agent hangs up, and a real caller hears the question, presses a key, hears thanks, and is hung up."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import soundfile

from tests.switch.phone import Call
from tests.system import surveys
from tests.system.agents import PhoneAgent
from tests.system.browser import browser, by_id, sign_in
from tests.system.callers import close, each_hears_the_other, kinds, over, ring_and_choose
from tests.system.listening import hears, prompt_file
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]


@pytest_asyncio.fixture(loop_scope="session")
async def boss(product: Product) -> AsyncIterator[Person]:
    """A supervisor; the queue asks its callers."""
    await surveys.on(product)
    person = await product.sign_in("supervisor")
    try:
        yield person
    finally:
        await surveys.off(product)
        await person.client.aclose()


async def figures(person: Person, agent_id: str) -> dict[str, Any]:
    """Today's, of an agent."""
    found = (await person.get("/api/figures/agents", size=200))["items"]
    return next((one for one in found if one["agent_id"] == agent_id), {})


async def talking(product: Product, agent: PhoneAgent, number: str) -> tuple[Call, Call]:
    """A caller who talks to the agent, and the agent's side."""
    caller = await ring_and_choose(product, number, "2")
    at_desk = await agent.answer()
    await asyncio.wait_for(at_desk.answered.wait(), PATIENCE_S)
    return caller, at_desk


async def test_the_caller_answers_by_key_and_the_mark_is_in_list_and_figures(
    product: Product, agent: PhoneAgent, boss: Person
) -> None:
    before = await figures(boss, agent.person.id)
    caller, at_desk = await talking(product, agent, "13900000471")
    await each_hears_the_other(caller, at_desk)
    ends = len(caller.media.heard)
    await agent.person.post(f"/api/work/calls/{agent.call_id}/hang_up")
    await asyncio.wait_for(at_desk.ended.wait(), PATIENCE_S)
    asked = await hears(caller, prompt_file(product, "survey"), ends)
    await until(lambda: _is(agent, "wrap_up"))
    caller.media.press("1")
    await hears(caller, prompt_file(product, "survey_thanks"), asked)
    await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
    detail = await over(boss, "13900000471")
    assert (detail["survey"], detail["survey_score"], detail["survey_label"]) == ("answered", 5, "满意")
    assert (detail["ended_by"], detail["outcome"], detail["path"]) == ("flow", "answered", "2")
    order = ["CallAnswered", "RecordingEnded", "SurveyOffered", "SurveyAnswered", "SurveyEnded", "CallEnded"]
    places = [kinds(detail).index(kind) for kind in order]
    assert places == sorted(places)

    async def counted() -> bool:
        now = await figures(boss, agent.person.id)
        return bool(now) and now["surveys_answered"] == before.get("surveys_answered", 0) + 1

    await until(counted)

    async def whole() -> Any:
        (recording,) = (await boss.get(f"/api/calls/{detail['id']}"))["recordings"]
        return recording if recording["state"] != "running" and recording["length_ms"] else None

    recording = await until(whole)
    facts = {entry["kind"]: entry for entry in detail["timeline"]}
    answer = await boss.client.get(f"/api/recordings/{recording['id']}/audio")
    audio, rate = soundfile.read(io.BytesIO(answer.content), dtype="int16")
    talked = facts["RecordingEnded"]["at"] - facts["RecordingStarted"]["at"]
    assert recording["state"] == "complete" and len(audio) / rate < talked / 1000 + 1, "it ends with the talk"


async def test_a_complaint_is_told_to_the_supervisor_who_opens_the_call(
    product: Product, agent: PhoneAgent, boss: Person, tmp_path: Path
) -> None:
    caller, at_desk = await talking(product, agent, "13900000472")
    async with browser(tmp_path / "boss") as page:
        await sign_in(page, product.url, "supervisor", PASSWORD, "/board")
        await by_id(page, "message-bell")
        at_desk.bye()  # at the desk phone
        await hears(caller, prompt_file(product, "survey"))
        caller.media.press("9")
        await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
        detail = await over(boss, "13900000472")
        assert detail["complaint"] and detail["survey_satisfied"] is False
        await page.get_by_test_id("message-bell").click()
        notice = page.get_by_test_id("message").filter(has_text="13900000472")
        await notice.get_by_test_id("message-call").click()
        shown = page.get_by_test_id("call-detail")
        await shown.get_by_test_id("survey-mark").wait_for()
        assert "投诉" in await shown.get_by_test_id("survey-mark").inner_text()


async def test_control_is_killed_while_the_question_is_heard(product: Product, agent: PhoneAgent, boss: Person) -> None:
    caller, at_desk = await talking(product, agent, "13900000473")
    at_desk.bye()
    asked = await hears(caller, prompt_file(product, "survey"))
    await product.served_again(product.kill_serve())
    again = len(caller.media.heard)
    await hears(caller, prompt_file(product, "survey"), again)
    caller.media.press("3")
    await hears(caller, prompt_file(product, "survey_thanks"), asked)
    await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
    detail = await over(boss, "13900000473")
    assert (detail["survey_score"], kinds(detail).count("SurveyOffered")) == (1, 1)


async def test_who_hangs_up_first_is_not_asked(product: Product, agent: PhoneAgent, boss: Person) -> None:
    caller, _ = await talking(product, agent, "13900000474")
    await close(caller)
    detail = await over(boss, "13900000474")
    assert detail["survey"] == "" and detail["ended_by"] == "caller"


async def _is(agent: PhoneAgent, state: str) -> bool:
    return (await agent.person.agent_state())[0] == state
