"""Two calls at an agent's desk phone: a consult of the running one, by the phone's keys alone."""

from __future__ import annotations

import asyncio

import pytest

from tests.switch.phone import Call, tone_share
from tests.system.agents import PhoneAgent
from tests.system.callers import CALLER_HERTZ, close, heard, hears_something, kinds, over, ring_and_choose
from tests.system.product import PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(150)]

ASKED_HERTZ, FIRST_HERTZ, SECOND_HERTZ = 1500.0, 1100.0, 1900.0


async def hears(call: Call, hertz: float) -> bool:
    """Whether this tone is what is heard now."""
    return tone_share(await heard(call, 0.6), hertz) > 0.8


async def hear_each_other(one: Call, tone: float, other: Call, other_tone: float) -> None:
    """Wait until both hear the other's tone and nothing else."""
    await until(lambda: hears(one, other_tone), PATIENCE_S)
    await until(lambda: hears(other, tone), PATIENCE_S)


async def consult(product: Product, agent: PhoneAgent, colleague: PhoneAgent, number: str) -> tuple[Call, ...]:
    """Caller and agent talk; the agent holds at the phone and dials the colleague there, who answers."""
    caller = await ring_and_choose(product, number)
    first = await agent.answer()
    first.media.speak(FIRST_HERTZ)
    await hear_each_other(caller, CALLER_HERTZ, first, FIRST_HERTZ)
    await colleague.ready()
    assert (await first.hold()).status == 200
    second = await agent.phone.call("1002")
    asked = await colleague.rung()
    assert colleague.call_id == agent.call_id, "the colleague's page is about the same call"
    asked.ring()
    await asyncio.wait_for(second.answered.wait(), PATIENCE_S)
    second.media.speak(SECOND_HERTZ)
    asked.answer()
    asked.media.speak(ASKED_HERTZ)
    await hear_each_other(second, SECOND_HERTZ, asked, ASKED_HERTZ)
    return caller, first, second, asked


async def test_asked_swapped_and_passed_on_by_the_phones_keys(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    number = "13900005401"
    caller, first, second, asked = await consult(product, agent, colleague, number)
    assert await hears_something(caller), "music"
    board = await supervisor.board()
    (party,) = board["calls"][agent.call_id]["parties"].values()
    assert (party["agent_id"], party["purpose"]) == (colleague.person.id, "consult"), "the page shows it"
    await second.hold()
    await first.resume()
    await hear_each_other(caller, CALLER_HERTZ, first, FIRST_HERTZ)
    assert not await hears(asked, FIRST_HERTZ)
    await first.hold()
    await second.resume()
    await hear_each_other(second, SECOND_HERTZ, asked, ASKED_HERTZ)
    await second.hold()
    first.transfer_to(second)
    await asyncio.wait_for(asyncio.gather(first.ended.wait(), second.ended.wait()), PATIENCE_S)
    assert any("200" in told for told in first.transferred)
    await hear_each_other(caller, CALLER_HERTZ, asked, ASKED_HERTZ)
    assert (await agent.person.agent_state())[0] == "wrap_up" and (await colleague.person.agent_state())[0] == "talking"
    caller.bye()
    await asyncio.wait_for(asked.ended.wait(), PATIENCE_S)
    detail = await over(supervisor, number)
    passed = next(entry for entry in detail["timeline"] if entry["kind"] == "CallTransferred")
    assert (passed["agent_id"], passed["to"], passed["attended"]) == (agent.person.id, colleague.person.id, True)
    assert {"CallHeld", "PartyInvited", "PartyRinging", "PartyJoined", "CallTakenOver"} <= set(kinds(detail))
    assert len(detail["recordings"]) == 1, "one recording over it all"
    await close(caller)


async def test_the_page_and_the_phone_change_the_same_consult(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    number = "13900005402"
    caller, first, second, asked = await consult(product, agent, colleague, number)
    await agent.person.post(f"/api/work/calls/{agent.call_id}/swap", {})
    await hear_each_other(caller, CALLER_HERTZ, second, SECOND_HERTZ)
    assert not await hears(asked, SECOND_HERTZ)
    await second.hold()
    await first.resume()
    await hear_each_other(caller, CALLER_HERTZ, first, FIRST_HERTZ)
    second.bye()
    await asyncio.wait_for(asked.ended.wait(), PATIENCE_S)
    await hear_each_other(caller, CALLER_HERTZ, first, FIRST_HERTZ)
    assert (await colleague.person.agent_state())[0] == "ready"
    caller.bye()
    await asyncio.wait_for(first.ended.wait(), PATIENCE_S)
    assert (await over(supervisor, number))["outcome"] == "answered"
    await close(caller)


async def test_the_phones_own_conference_brings_all_together(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent
) -> None:
    caller, first, second, asked = await consult(product, agent, colleague, "13900005403")
    for quiet in (caller, first, second):
        quiet.media.speak(0)
    await first.resume()
    await until(lambda: hears(caller, ASKED_HERTZ), PATIENCE_S)
    assert await hears(second, ASKED_HERTZ) and not await hears(first, ASKED_HERTZ), "on one line only"
    second.bye()
    first.bye()
    await until(lambda: hears(caller, ASKED_HERTZ), PATIENCE_S)
    assert (await agent.person.agent_state())[0] == "wrap_up" and (await colleague.person.agent_state())[0] == "talking"
    asked.bye()
    await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
    await close(caller)


async def test_whom_nobody_can_ask_is_told_to_the_phone_and_in_the_time_line(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    number = "13900005404"
    caller = await ring_and_choose(product, number)
    first = await agent.answer()
    first.media.speak(FIRST_HERTZ)
    await first.hold()
    for dialled, status in (("1002", 486), ("1999", 404), ("1001", 403)):
        refused = await agent.phone.call(dialled)
        await asyncio.wait_for(refused.ended.wait(), PATIENCE_S)
        assert refused.status == status, dialled
    first.transfer_to(refused, call_id="nothing@nowhere")

    async def declined() -> bool:
        return any("603" in told for told in first.transferred)

    await until(declined, PATIENCE_S)
    await first.resume()
    await hear_each_other(caller, CALLER_HERTZ, first, FIRST_HERTZ)
    caller.bye()
    await asyncio.wait_for(first.ended.wait(), PATIENCE_S)
    detail = await over(supervisor, number)
    told = [(entry["order"], entry["code"]) for entry in detail["timeline"] if entry["kind"] == "PhoneOrderRefused"]
    assert told == [
        ("consult", "target.not_ready"),
        ("consult", "target.unknown_extension"),
        ("consult", "target.oneself"),
        ("transfer", "transfer.no_such_call"),
    ]
    await close(caller)


async def test_passed_on_from_hold_nobody_is_left_with_music(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent
) -> None:
    caller = await ring_and_choose(product, "13900005405")
    first = await agent.answer()
    await colleague.ready()
    await first.hold()
    first.transfer("1002")
    asked = await colleague.answer()
    asked.media.speak(ASKED_HERTZ)
    await hear_each_other(caller, CALLER_HERTZ, asked, ASKED_HERTZ)
    asked.bye()
    await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
    await close(caller)
