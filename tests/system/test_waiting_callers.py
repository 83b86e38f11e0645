"""What a real caller hears while waiting: the place in line, comfort messages with keys, music; and a key pressed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from tests.media.sounds import tone
from tests.switch.phone import tone_share, ulaw_decode
from tests.system.agents import PhoneAgent
from tests.system.callers import AGENT_HERTZ, AUDIBLE, close, hang_up_all, in_phase, kinds, over, ring_and_choose
from tests.system.listening import RATE, heard_at, hears, prompt_file, sentence_file
from tests.system.product import Person, Product, until
from trunkline.media import wav

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

NEXT, OPTIONS = "您是下一位。", "语音留言请按一。售后请按二。"
LONG_LABEL = "不想等待而愿意留下姓名和电话号码以及想办理的业务由我们在下一个工作日上午给您回电话的客户"
DEFAULTS = {
    "comfort_first_s": 30,
    "comfort_every_s": 30,
    "comfort_prompts": ["comfort"],
    "announcing": {},
    "exits": [],
    "language": None,
    "music_id": None,
}


@pytest_asyncio.fixture(loop_scope="session")
async def admin(product: Product) -> AsyncIterator[Person]:
    """An administrator; the queues are as before afterwards."""
    person = await product.sign_in("admin")
    try:
        yield person
    finally:
        await hang_up_all()
        for queue in (await person.get("/api/queues"))["items"]:
            await change(person, queue["id"], **DEFAULTS)
        await person.client.aclose()


async def change(person: Person, queue_id: str, **values: Any) -> None:
    answer = await person.client.patch(f"/api/queues/{queue_id}", json=values)
    assert answer.status_code == 200, answer.text


async def named(person: Person, resource: str, name: str) -> str:
    items = (await person.get(f"/api/{resource}", size=200))["items"]
    return str(next(item["id"] for item in items if item["name"] == name))


async def figures(person: Person) -> dict[str, Any]:
    """Today's, of all queues together."""
    found: dict[str, Any] = (await person.get("/api/figures/today"))["parts"]["total"]
    return found


async def set_up(person: Person) -> None:
    """The queue behind key 1 tells the place, has a comfort message, and can be left by keys."""
    queue, other = await named(person, "queues", "咨询"), await named(person, "queues", "售后")
    exits = [
        {"key": "1", "action": "flow", "target_id": await named(person, "flows", "下班提示"), "label": "语音留言"},
        {"key": "2", "action": "queue", "target_id": other, "label": "售后"},
    ]
    told = {"position": True, "every_s": 60}
    await change(person, queue, announcing=told, exits=exits, comfort_first_s=5, comfort_every_s=60)


async def test_place_comfort_keys_and_music_are_heard_and_a_key_leads_to_voice_mails_flow(
    product: Product, admin: Person, busy: PhoneAgent
) -> None:
    await set_up(admin)
    await until(sentence_file(product, NEXT).exists)
    before = await figures(admin)
    caller = await ring_and_choose(product, "13900000101")
    told = await hears(caller, sentence_file(product, NEXT))
    comfort = await hears(caller, prompt_file(product, "comfort"), told)
    keys = await hears(caller, sentence_file(product, OPTIONS), comfort)
    assert told < comfort < keys
    between = ulaw_decode(bytes(caller.media.heard[told + 2 * RATE : comfort - 2 * RATE]))
    assert float(np.sqrt(np.mean(between.astype(np.float64) ** 2))) > AUDIBLE, "music between"
    await asyncio.sleep(2)
    pressed = len(caller.media.heard)
    assert heard_at(caller, prompt_file(product, "closed")) is None
    caller.media.press("1")
    await hears(caller, prompt_file(product, "closed"), pressed)
    await asyncio.wait_for(caller.ended.wait(), 30)
    detail = await over(admin, "13900000101")
    order = ["CallQueued", "WaitAnnounced", "ComfortPlayed", "CallerLeftByKey", "QueueStayEnded", "CallEnded"]
    places = [kinds(detail).index(kind) for kind in order]
    assert places == sorted(places)
    facts = {entry["kind"]: entry for entry in detail["timeline"]}
    assert facts["QueueStayEnded"]["outcome"] == "left_by_key"
    assert facts["CallerLeftByKey"]["target_name"] == "下班提示"
    assert facts["WaitAnnounced"]["position"] == 1
    after = await figures(admin)
    assert (after["left_by_key"], after["abandoned"]) == (before["left_by_key"] + 1, before["abandoned"])


async def test_another_queue_by_key_and_the_agent_cuts_the_message_off(
    product: Product, admin: Person, busy: PhoneAgent
) -> None:
    await set_up(admin)
    other = await named(admin, "queues", "售后")
    await change(admin, other, comfort_first_s=1, comfort_every_s=60)
    caller = await ring_and_choose(product, "13900000102")
    waiting = await in_phase(admin, "+8613900000102", "queued")
    await asyncio.sleep(1.5)
    caller.media.press("7")
    caller.media.press("2")

    async def moved() -> bool:
        call = await in_phase(admin, "+8613900000102", "queued")
        return bool(call["queue_id"] == other != waiting["queue_id"])

    await until(moved)
    await hears(caller, prompt_file(product, "comfort"))
    await busy.ready()
    at_desk = await busy.answer()
    at_desk.media.speak(AGENT_HERTZ)
    await asyncio.sleep(2)
    assert tone_share(caller.media.last(1), AGENT_HERTZ) > 0.8, "nothing is said over the agent"
    await close(caller)
    detail = await over(admin, "13900000102")
    assert [entry["key"] for entry in detail["timeline"] if entry["kind"] == "QueueKeyIgnored"] == ["7"]
    assert [entry["outcome"] for entry in detail["timeline"] if entry["kind"] == "QueueStayEnded"] == [
        "left_by_key",
        "answered",
    ]


async def test_call_control_killed_in_the_middle_of_a_sentence(
    product: Product, admin: Person, busy: PhoneAgent
) -> None:
    """What was being said is said anew from its beginning, and not only when it is due the next time (after 60 s)."""
    await set_up(admin)
    queue, flow = await named(admin, "queues", "咨询"), await named(admin, "flows", "下班提示")
    await change(admin, queue, exits=[{"key": "1", "action": "flow", "target_id": flow, "label": LONG_LABEL}])
    options = sentence_file(product, f"{LONG_LABEL}请按一。")
    await until(options.exists)
    assert soundfile.info(options).duration > 8, "long enough to be killed in the middle of"
    caller = await ring_and_choose(product, "13900000103")
    await in_phase(admin, "+8613900000103", "queued")
    await hears(caller, prompt_file(product, "comfort"))
    killed = len(caller.media.heard)
    await product.served_again(product.kill_serve())
    comfort = await hears(caller, prompt_file(product, "comfort"), killed)
    await hears(caller, options, comfort)
    assert not caller.ended.is_set()
    await close(caller)
    detail = await over(admin, "13900000103")
    assert kinds(detail).count("QueueStayEnded") == 1


async def piece(person: Person, name: str, hertz: float) -> str:
    """Upload a tone as music; its id."""
    answer = await person.client.post("/api/music", json={"name": name})
    assert answer.status_code == 201, answer.text
    music_id = str(answer.json()["id"])
    content = wav.encode(tone(6, 16000, hertz), 16000)
    sent = await person.client.put(f"/api/music/{music_id}/audio", files={"file": ("tone.wav", content)})
    assert sent.status_code == 200, sent.text
    return music_id


async def test_two_queues_play_different_music(product: Product, admin: Person, busy: PhoneAgent) -> None:
    tones = {"咨询": 440.0, "售后": 1320.0}
    for name, hertz in tones.items():
        queue = await named(admin, "queues", name)
        await change(admin, queue, music_id=await piece(admin, name, hertz), comfort_every_s=0)
    first = await ring_and_choose(product, "13900000104", "1")
    second = await ring_and_choose(product, "13900000105", "2")
    await in_phase(admin, "+8613900000104", "queued")
    await in_phase(admin, "+8613900000105", "queued")
    await asyncio.sleep(4)
    shares = [[tone_share(call.media.last(1), hertz) for hertz in tones.values()] for call in (first, second)]
    assert shares[0][0] > 0.8 > 0.2 > shares[0][1], shares
    assert shares[1][1] > 0.8 > 0.2 > shares[1][0], shares
    await product.served_again(product.kill_serve())
    await asyncio.sleep(2)
    assert tone_share(second.media.last(1), tones["售后"]) > 0.8, "the same music after a restart"
    await close(first, second)
