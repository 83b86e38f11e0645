"""Calls passed on and shared, with phones and sound: who hears whom, and what the time line says afterwards."""

from __future__ import annotations

import asyncio

import pytest

from tests.switch.phone import Call, Phone, tone_share
from tests.system.agents import PhoneAgent
from tests.system.callers import CALLER_HERTZ, close, heard, hears_something, kinds, over, ring_and_choose
from tests.system.product import PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(150)]

ASKED_HERTZ, ASKING_HERTZ = 1500.0, 1100.0
OUTSIDE = "02187654321"


async def talk(product: Product, agent: PhoneAgent, number: str) -> tuple[Call, Call]:
    """Caller and agent talk."""
    caller = await ring_and_choose(product, number)
    at_desk = await agent.answer()
    at_desk.media.speak(ASKING_HERTZ)
    return caller, at_desk


async def hears(call: Call, hertz: float) -> bool:
    """Whether this tone is what is heard now."""
    return tone_share(await heard(call, 0.6), hertz) > 0.8


async def ask(agent: PhoneAgent, what: str, kind: str = "", to: str = "") -> None:
    body = {"kind": kind, "to": to} if kind else {}
    await agent.person.post(f"/api/work/calls/{agent.call_id}/{what}", body)


async def test_asked_swapped_and_passed_on(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    number = "13900003001"
    caller, at_desk = await talk(product, agent, number)
    await colleague.ready()
    await ask(agent, "consult", "agent", colleague.person.id)
    asked = await colleague.rung()
    assert colleague.call_id == agent.call_id, "the colleague's page is about the same call"
    asked.ring()
    assert await hears_something(caller), "music"
    asked.answer()
    asked.media.speak(ASKED_HERTZ)
    await until(lambda: hears(at_desk, ASKED_HERTZ), PATIENCE_S)
    assert await hears(asked, ASKING_HERTZ) and not await hears(asked, CALLER_HERTZ), "the caller hears none of it"
    await ask(agent, "swap")
    await until(lambda: hears(at_desk, CALLER_HERTZ), PATIENCE_S)
    assert not await hears(asked, ASKING_HERTZ)
    await ask(agent, "complete")
    await asyncio.wait_for(at_desk.ended.wait(), PATIENCE_S)
    await until(lambda: hears(asked, CALLER_HERTZ), PATIENCE_S)
    assert await hears(caller, ASKED_HERTZ)
    assert (await agent.person.agent_state())[0] == "wrap_up" and (await colleague.person.agent_state())[0] == "talking"
    caller.bye()
    await asyncio.wait_for(asked.ended.wait(), PATIENCE_S)
    detail = await over(supervisor, number)
    assert {"PartyInvited", "PartyJoined", "CallTransferred", "CallTakenOver"} <= set(kinds(detail))
    assert detail["agent_id"] == colleague.person.id and detail["outcome"] == "answered"
    assert len(detail["recordings"]) == 1, "one recording over it all"
    await close(caller)


async def test_all_together_and_an_outside_number(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    admin = await product.sign_in("admin")
    far = await Phone(product.sip_port, "carrier").open()
    trunk = await admin.post(
        "/api/trunks",
        {"name": "carrier", "server": f"127.0.0.1:{far.port}", "outbound": True, "caller_id": "02112345678"},
    )
    try:
        caller, at_desk = await talk(product, agent, "13900003002")
        await colleague.ready()
        await ask(agent, "parties", "agent", colleague.person.id)
        second = await colleague.answer()
        second.media.speak(ASKED_HERTZ)
        await ask(agent, "parties", "number", OUTSIDE)
        third = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
        assert OUTSIDE in third.header("to") and "02112345678" in third.header("from")
        third.ring()
        third.answer()
        for quiet in (caller, at_desk, second):
            quiet.media.speak(0)  # silence: tones of several together are told apart less well
        third.media.speak(1900)

        async def all_hear() -> bool:
            found = await asyncio.gather(*(hears(call, 1900) for call in (caller, at_desk, second)))
            return all(found)

        await until(all_hear, PATIENCE_S)
        board = await supervisor.board()
        parties = board["calls"][agent.call_id]["parties"]
        outside = next(one for one in parties.values() if one["number"])
        answer = await agent.person.client.delete(f"/api/work/calls/{agent.call_id}/parties/{outside['id']}")
        assert answer.status_code == 204, answer.text
        await asyncio.wait_for(third.ended.wait(), PATIENCE_S)
        await ask(agent, "hang_up")
        await asyncio.gather(*(asyncio.wait_for(call.ended.wait(), PATIENCE_S) for call in (caller, at_desk, second)))
        await close(caller)
    finally:
        await admin.client.delete(f"/api/trunks/{trunk['id']}")
        await admin.client.aclose()
        far.close()


async def test_the_desk_phone_passes_the_call_on(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    number = "13900003003"
    caller, at_desk = await talk(product, agent, number)
    await colleague.ready()
    at_desk.transfer("1002")
    second = await colleague.answer()
    second.media.speak(ASKED_HERTZ)
    await asyncio.wait_for(at_desk.ended.wait(), PATIENCE_S)
    await until(lambda: hears(caller, ASKED_HERTZ), PATIENCE_S)
    assert any("200" in told for told in at_desk.transferred)
    second.bye()
    await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
    detail = await over(supervisor, number)
    passed = next(entry for entry in detail["timeline"] if entry["kind"] == "CallTransferred")
    assert (passed["agent_id"], passed["to"], passed["attended"]) == (agent.person.id, colleague.person.id, False)
    await close(caller)


async def test_the_desk_phone_passes_the_call_to_an_outside_number(
    product: Product, agent: PhoneAgent, supervisor: Person
) -> None:
    admin = await product.sign_in("admin")
    far = await Phone(product.sip_port, "refer-out").open()
    line = {"name": "refer-out", "server": f"127.0.0.1:{far.port}", "outbound": True, "caller_id": "02112345678"}
    trunk = await admin.post("/api/trunks", line)
    number = "13900003004"
    try:
        caller, at_desk = await talk(product, agent, number)
        at_desk.transfer(number)

        async def refused() -> bool:
            return any("603" in told for told in at_desk.transferred)

        await until(refused, PATIENCE_S)
        assert not at_desk.ended.is_set() and not caller.ended.is_set(), "nobody is passed on to themselves"
        at_desk.transferred.clear()
        at_desk.transfer("13755556666")
        third = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
        assert "13755556666" in third.header("to") and "02112345678" in third.header("from")
        third.ring()
        third.answer()
        third.media.speak(ASKED_HERTZ)
        await asyncio.wait_for(at_desk.ended.wait(), PATIENCE_S)
        await until(lambda: hears(caller, ASKED_HERTZ), PATIENCE_S)
        assert any("200" in told for told in at_desk.transferred)
        third.bye()
        await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
        detail = await over(supervisor, number)
        passed = next(entry for entry in detail["timeline"] if entry["kind"] == "CallTransferred")
        assert (passed["to_kind"], passed["to"], passed["attended"]) == ("number", "13755556666", False)
        await close(caller)
    finally:
        await admin.client.delete(f"/api/trunks/{trunk['id']}")
        await admin.client.aclose()
        far.close()
