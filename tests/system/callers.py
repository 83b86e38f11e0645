"""Callers of the hotline, and what they hear."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np

from tests.switch.phone import Call, Phone, tone_share
from tests.system.product import PATIENCE_S, Person, Product, until

CALLER_HERTZ, AGENT_HERTZ = 700.0, 1100.0
AUDIBLE = 100.0
"""Root mean square of samples above which a person hears something."""
_rung: list[Call] = []


async def ring(product: Product, number: str, *, dialled: str = "4000", name: str = "") -> Call:
    """Ring, and hear the greeting begin."""
    phone = await product.caller()
    call = await phone.call(dialled, from_user=number, name=name)
    _rung.append(call)
    await asyncio.wait_for(call.answered.wait(), PATIENCE_S)
    call.media.speak(CALLER_HERTZ)
    return call


async def ring_and_choose(product: Product, number: str, key: str = "1") -> Call:
    """Ring the hotline, press a key while the menu is said, and begin to wait."""
    call = await ring(product, number)
    await until(lambda: len(call.media.heard) > 8000)
    call.media.press(key)
    return call


async def heard(call: Call, seconds: float = 1.0) -> np.ndarray:
    """What is heard from now on; silence where nothing comes."""
    before = len(call.media.heard)
    await asyncio.sleep(seconds)
    there = call.media.last((len(call.media.heard) - before) / 8000) if len(call.media.heard) > before else None
    wanted = int(seconds * 8000)
    return np.zeros(wanted, np.int16) if there is None else np.pad(there, (0, max(0, wanted - len(there))))


async def hears_something(call: Call, seconds: float = 1.0) -> bool:
    """A prompt or music: there is sound, and it is not a tone of these tests. Pieces of music begin softly, so several
    stretches of this length are listened to."""
    for _ in range(4):
        samples = await heard(call, seconds)
        loud = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) > AUDIBLE
        if loud and tone_share(samples, AGENT_HERTZ) < 0.5:
            return True
    return False


async def each_hears_the_other(caller: Call, agent: Call, seconds: float = 1.0) -> None:
    """Audio both ways, now."""
    caller.media.speak(CALLER_HERTZ)
    agent.media.speak(AGENT_HERTZ)
    at_caller, at_agent = await asyncio.gather(heard(caller, seconds), heard(agent, seconds))
    assert tone_share(at_caller, AGENT_HERTZ) > 0.8, "the caller hears the agent"
    assert tone_share(at_agent, CALLER_HERTZ) > 0.8, "the agent hears the caller"


async def on_board(person: Person, number: str) -> dict[str, Any] | None:
    """The call of a number on the live board."""
    board = await person.board()
    return next((call for call in board["calls"].values() if call["from_number"] == number), None)


async def in_phase(person: Person, number: str, phase: str, within: float = PATIENCE_S) -> dict[str, Any]:
    """Wait until the call of a number is in a phase; its entry on the board."""

    async def there() -> Any:
        call = await on_board(person, number)
        return call if call is not None and call["phase"] == phase else None

    found: dict[str, Any] = await until(there, within, every=0.1)
    return found


async def over(person: Person, number: str, within: float = PATIENCE_S) -> dict[str, Any]:
    """The newest call of a number with its time line, once the call list says that it has ended."""

    async def ended() -> Any:
        found = await person.get("/api/calls", q=number, sort="-arrived_at")
        return next((item for item in found["items"][:1] if item["ended_at"]), None)

    row = await until(ended, within)
    detail: dict[str, Any] = await person.get(f"/api/calls/{row['id']}")
    return detail


def kinds(detail: dict[str, Any]) -> list[str]:
    """The time line's facts by name."""
    return [entry["kind"] for entry in detail["timeline"]]


async def close(*phones: Phone | Call) -> None:
    """Hang up and go."""
    for given in phones:
        phone = given.phone if isinstance(given, Call) else given
        for call in phone.calls.values():
            call.give_up()
        await asyncio.sleep(0.05)
        phone.close()


async def rings_for(product: Product, seconds: int) -> None:
    """Let phones of all queues ring this long, so that a test on a busy machine is not cut short."""
    admin = await product.sign_in("admin")
    for queue in (await admin.get("/api/queues"))["items"]:
        answer = await admin.client.patch(f"/api/queues/{queue['id']}", json={"offer_timeout_s": seconds})
        assert answer.status_code == 200, answer.text
    await admin.client.aclose()


async def hang_up_all() -> None:
    """Whoever still rings, waits or talks hangs up."""
    left = [call for call in _rung if not call.ended.is_set()]
    _rung.clear()
    await close(*left)
