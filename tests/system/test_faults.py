"""Calls that go wrong: callers, phones and people who leave, do not answer, vanish, or click twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.switch.phone import Call
from tests.system.agents import PhoneAgent
from tests.system.callers import (
    close,
    each_hears_the_other,
    hang_up_all,
    hears_something,
    in_phase,
    kinds,
    on_board,
    over,
    ring,
    ring_and_choose,
    rings_for,
)
from tests.system.product import PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def callers_go(product: Product) -> AsyncIterator[None]:
    """No caller of one test is left for the next."""
    yield
    await hang_up_all()


async def state_of(agent: PhoneAgent) -> tuple[str, str]:
    return await agent.person.agent_state()


async def becomes(agent: PhoneAgent, state: str, reason: str = "", within: float = PATIENCE_S) -> None:
    """Wait until the agent is in a state."""

    async def there() -> bool:
        return await state_of(agent) == (state, reason)

    await until(there, within)


async def ready_again(agent: PhoneAgent) -> None:
    """Whatever was before: done with it, and ready, or rung already by who waited."""

    async def free() -> bool:
        state, _ = await state_of(agent)
        if state == "wrap_up":
            entry = (await agent.person.board())["agents"][agent.person.id]
            await agent.person.client.post(f"/api/work/calls/{entry['call_id']}/wrap_up", json={"finish": True})
        elif state == "not_ready":
            await agent.person.client.post("/api/work/ready", json={})
        return state in ("ready", "ringing")

    await until(free)


async def not_ready(agent: PhoneAgent) -> None:
    await agent.person.post("/api/work/not_ready", {"reason": "break"})


async def nothing_left(supervisor: Person, number: str) -> None:
    """No call of this number is on the board, but for its wrap-up."""

    async def gone() -> bool:
        call = await on_board(supervisor, number)
        return call is None or call["phase"] == "wrap_up"

    await until(gone)


# -- the caller leaves --------------------------------------------------------------------------------------------


async def test_caller_hangs_up_in_the_menu(product: Product, supervisor: Person) -> None:
    call = await ring(product, "13900002000")
    assert await hears_something(call)
    call.bye()
    detail = await over(supervisor, "13900002000")
    assert (detail["outcome"], detail["ended_by"]) == ("given_up_in_flow", "caller")
    assert "CallQueued" not in kinds(detail)
    await close(call)


async def test_caller_gives_up_before_being_answered_at_all(product: Product, supervisor: Person) -> None:
    phone = await product.caller()
    call = await phone.call("4000", from_user="13900002001")
    call.cancel()
    await asyncio.sleep(0.5)
    if call.answered.is_set():  # the answer was quicker than the CANCEL
        call.bye()
    await nothing_left(supervisor, "+8613900002001")
    await close(phone)


async def test_caller_hangs_up_while_queued(product: Product, agent: PhoneAgent, supervisor: Person) -> None:
    await not_ready(agent)
    call = await ring_and_choose(product, "13900002002")
    await in_phase(supervisor, "+8613900002002", "queued")
    call.bye()
    detail = await over(supervisor, "13900002002")
    assert (detail["outcome"], detail["ended_by"]) == ("abandoned", "caller")
    await agent.ready()
    await asyncio.sleep(0.5)
    assert agent.phone.incoming.empty(), "nobody is rung for a caller who has gone"
    assert await state_of(agent) == ("ready", "")
    await close(call)


async def test_caller_hangs_up_while_the_phone_rings(product: Product, agent: PhoneAgent, supervisor: Person) -> None:
    call = await ring_and_choose(product, "13900002003")
    at_desk = await agent.rung()
    at_desk.ring()
    await in_phase(supervisor, "+8613900002003", "offered")
    call.bye()
    await asyncio.wait_for(at_desk.ended.wait(), 5)
    await becomes(agent, "ready")
    detail = await over(supervisor, "13900002003")
    assert (detail["outcome"], detail["ended_by"]) == ("abandoned", "caller")
    assert [entry["outcome"] for entry in detail["timeline"] if entry["kind"] == "OfferEnded"] == ["caller_gone"]
    await close(call)


@pytest.mark.parametrize("first", ["answer", "hang up"])
async def test_caller_hangs_up_in_the_very_moment_of_the_answer(
    product: Product, agent: PhoneAgent, supervisor: Person, first: str
) -> None:
    for turn in range(3):
        number = f"1390000201{turn}{len(first) % 10}"[:11]
        await ready_again(agent)
        call = await ring_and_choose(product, number)
        at_desk = await agent.rung()
        at_desk.ring()
        for act in (at_desk.answer, call.bye) if first == "answer" else (call.bye, at_desk.answer):
            act()
            await asyncio.sleep(turn * 0.003)
        await asyncio.wait_for(at_desk.ended.wait(), 5)
        detail = await over(supervisor, number)
        assert detail["ended_by"] == "caller" and detail["outcome"] in ("answered", "abandoned")
        counted = Counter(kinds(detail))
        assert counted["CallEnded"] == 1 and counted["CallAnswered"] + counted["OfferEnded"] == 1, counted
        wanted = ("wrap_up", "") if detail["outcome"] == "answered" else ("ready", "")
        assert await state_of(agent) == wanted
        await close(call)


async def test_caller_hangs_up_while_talking_and_on_hold(
    product: Product, agent: PhoneAgent, supervisor: Person
) -> None:
    call = await ring_and_choose(product, "13900002020")
    at_desk = await agent.answer()
    await in_phase(supervisor, "+8613900002020", "talking")
    await agent.person.post(f"/api/work/calls/{agent.call_id}/hold")
    call.bye()
    await asyncio.wait_for(at_desk.ended.wait(), 5)
    await becomes(agent, "wrap_up")
    detail = await over(supervisor, "13900002020")
    assert (detail["outcome"], detail["ended_by"]) == ("answered", "caller")
    await close(call)


# -- the agent does not answer, or cannot -------------------------------------------------------------------------


async def test_unanswered_goes_to_the_next_agent_and_the_caller_keeps_the_place(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    await rings_for(product, 5)
    try:
        caller = await ring_and_choose(product, "13900002030")
        deaf = await agent.rung()
        deaf.ring()
        later = await ring_and_choose(product, "13900002031")
        queued = await in_phase(supervisor, "+8613900002031", "queued")
        await becomes(agent, "not_ready", "no_answer")
        await asyncio.wait_for(deaf.ended.wait(), 5)
        assert await hears_something(caller)
        await colleague.ready()
        at_second = await colleague.answer()
        assert colleague.call_id == agent.call_id != queued["id"], "who came first is first, although offered before"
        await each_hears_the_other(caller, at_second)
        await ready_again(agent)
        await agent.answer()
        assert agent.call_id == queued["id"]
        await close(caller, later)
        detail = await over(supervisor, "13900002030")
        assert detail["agent_id"] == colleague.person.id
        assert [entry["outcome"] for entry in detail["timeline"] if entry["kind"] == "OfferEnded"] == ["no_answer"]
        assert Counter(kinds(detail))["CallQueued"] == 1, "one stay in the queue"
    finally:
        await rings_for(product, 20)


async def test_a_phone_that_signs_off_is_not_rung(product: Product, agent: PhoneAgent, supervisor: Person) -> None:
    assert await agent.phone.register(0) == 200
    await becomes(agent, "not_ready", "phone_lost")
    call = await ring_and_choose(product, "13900002040")
    await in_phase(supervisor, "+8613900002040", "queued")
    assert await agent.person.refused("/api/work/ready") == "agent.phone_offline"
    await asyncio.sleep(1)
    assert agent.phone.incoming.empty() and (await on_board(supervisor, "+8613900002040") or {})["phase"] == "queued"
    assert await agent.phone.register() == 200
    await ready_again(agent)
    at_desk = await agent.answer()
    await each_hears_the_other(call, at_desk)
    await close(call)


@pytest.mark.timeout(240)
async def test_a_phone_that_vanishes_while_talking(
    product: Product, agent: PhoneAgent, colleague: PhoneAgent, supervisor: Person
) -> None:
    """Its plug is pulled: no farewell, no audio. The caller is not left in silence for ever."""
    call = await ring_and_choose(product, "13900002050")
    at_desk = await agent.answer()
    await each_hears_the_other(call, at_desk)
    await colleague.ready()
    waiting = await ring_and_choose(product, "13900002051")
    other = await colleague.answer()
    await asyncio.wait_for(other.answered.wait(), PATIENCE_S)
    agent.phone.deaf = True
    at_desk.media.close()
    try:
        await becomes(agent, "not_ready", "phone_lost", within=80)
        again = await in_phase(supervisor, "+8613900002050", "queued")
        assert await hears_something(call), "music, in place of silence"
        assert again["id"] == agent.call_id
        waiting.bye()
        await ready_again(colleague)
        at_second = await colleague.answer()
        assert colleague.call_id == agent.call_id, "the same call, served by another agent"
        await each_hears_the_other(call, at_second)
        call.bye()
        detail = await over(supervisor, "13900002050")
        counted = Counter(kinds(detail))
        assert counted["AgentLost"] == 1 and counted["CallAnswered"] == 2 and counted["RecordingStarted"] == 1
        assert detail["outcome"] == "answered"
    finally:
        agent.phone.deaf = False
        assert await agent.phone.register() == 200
        await close(call, waiting)


# -- everything twice ---------------------------------------------------------------------------------------------


async def both(person: Person, path: str, body: dict[str, Any] | None = None) -> list[int]:
    """The same command twice at once, as by a double click; the answers' status codes in order."""
    answers = await asyncio.gather(*(person.client.post(path, json=body or {}) for _ in range(2)))
    return sorted(answer.status_code for answer in answers)


async def test_doubled_commands_count_once(product: Product, agent: PhoneAgent, supervisor: Person) -> None:
    person = agent.person
    assert await both(person, "/api/work/not_ready", {"reason": "break"}) == [204, 204]
    assert await both(person, "/api/work/ready") == [204, 204]
    call = await ring_and_choose(product, "13900002060")
    at_desk = await agent.answer()
    await in_phase(supervisor, "+8613900002060", "talking")
    path = f"/api/work/calls/{agent.call_id}"
    assert await both(person, f"{path}/hold") == [204, 204]
    assert await both(person, f"{path}/resume") == [204, 204]
    assert await both(person, f"{path}/mute", {"muted": True}) == [204, 204]
    assert await both(person, f"{path}/mute", {"muted": False}) == [204, 204]
    await each_hears_the_other(call, at_desk)
    assert await both(person, f"{path}/hang_up") == [204, 409]
    await asyncio.wait_for(call.ended.wait(), 5)
    assert await both(person, f"{path}/wrap_up", {"notes": "x", "finish": True}) == [204, 409]
    assert await both(person, "/api/work/sign_in", {"station": "phone"}) == [204, 204]
    detail = await over(supervisor, "13900002060")
    counted = Counter(kinds(detail))
    once = ("CallHeld", "CallResumed", "CallEnded", "CallWrappedUp")
    assert [counted[kind] for kind in once] == [1, 1, 1, 1] and counted["CallMuted"] == 2, counted
    await close(call)


# -- the administrator changes things under running calls ---------------------------------------------------------


async def test_queue_in_use_changes_under_waiting_callers(
    product: Product, agent: PhoneAgent, supervisor: Person
) -> None:
    admin = await product.sign_in("admin")
    await not_ready(agent)
    call = await ring_and_choose(product, "13900002070")
    queue_id = (await in_phase(supervisor, "+8613900002070", "queued"))["queue_id"]
    members = (await admin.get(f"/api/queues/{queue_id}"))["member_ids"]
    refused = await admin.client.delete(f"/api/queues/{queue_id}")
    assert refused.status_code == 409, "callers would fall into a hole"
    assert (await admin.client.patch(f"/api/queues/{queue_id}", json={"member_ids": []})).status_code == 200
    await agent.ready()
    await asyncio.sleep(0.5)
    assert agent.phone.incoming.empty() and await hears_something(call)
    await admin.client.patch(f"/api/queues/{queue_id}", json={"member_ids": members})
    at_desk = await agent.answer()
    await each_hears_the_other(call, at_desk)
    await close(call)
    await admin.client.aclose()


@pytest.mark.parametrize("moment", ["ringing", "talking"])
async def test_agent_is_deactivated_with_a_call(
    product: Product, colleague: PhoneAgent, supervisor: Person, moment: str
) -> None:
    """A conversation is finished; an offer is taken back. Then the agent is off the floor."""
    admin = await product.sign_in("admin")
    number = f"1390000208{len(moment)}"
    await colleague.ready()
    call = await ring_and_choose(product, number)
    try:
        at_desk: Call = await colleague.rung()
        at_desk.ring()
        if moment == "talking":
            at_desk.answer()
            await in_phase(supervisor, f"+86{number}", "talking")
        path = f"/api/users/{colleague.person.id}"
        assert (await admin.client.patch(path, json={"active": False})).status_code == 200
        assert (await colleague.person.client.get("/api/session")).status_code == 401
        if moment == "talking":
            await each_hears_the_other(call, at_desk)
            at_desk.bye()
            await asyncio.wait_for(call.ended.wait(), 5)
            detail = await over(supervisor, number)
            assert (detail["outcome"], detail["ended_by"]) == ("answered", "agent")
        else:
            await asyncio.wait_for(at_desk.ended.wait(), 30)
            await in_phase(supervisor, f"+86{number}", "queued")

        async def off_the_floor() -> bool:
            return colleague.person.id not in (await supervisor.board())["agents"]

        await until(off_the_floor, 40)
        assert await colleague.phone.register() in (401, 403, 404), "nor does the phone get service any more"
    finally:
        await admin.client.patch(f"/api/users/{colleague.person.id}", json={"active": True})
        await close(call)
        await admin.client.aclose()
        renewed = await product.sign_in("agent2")
        colleague.person.client, colleague.person.me = renewed.client, renewed.me
        assert await colleague.phone.register() == 200
