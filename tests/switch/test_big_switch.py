"""A big company's lists: longer than what Asterisk can put into one message of a WebSocket."""

from __future__ import annotations

import pytest

from trunkline.switch.ari import AriError
from trunkline.switch.ari.models import ChannelDestroyed

from .conftest import Switch

pytestmark = [pytest.mark.contract, pytest.mark.timeout(180)]

PHONES = 6_000
PAIRS = 400
"""Of channels with each other: some 1,200 characters a channel."""


async def test_thousands_of_phones_are_listed_and_the_switch_lives(switch: Switch) -> None:
    ari = await switch.connect()
    names = [f"company-with-a-rather-long-name-department-{n}" for n in range(PHONES)]
    for reply in [ari.put_config("endpoint", name, {"allow": "ulaw"}) for name in names]:
        (await reply).check()
    listed = {one.resource for one in await ari.endpoints()}
    assert listed >= set(names)
    assert (await ari.info())["status"]["startup_time"], "the same switch answers"
    assert switch.downs == 0


async def test_hundreds_of_channels_are_listed_and_heard_to_their_end(switch: Switch) -> None:
    ari = await switch.connect()
    made = [ari.create(f"many-{n}", f"Local/{n}@trunkline-nowhere/n") for n in range(PAIRS)]
    for reply in made:
        (await reply).check()
    ids = {channel.id for channel in await ari.channels()}
    assert ids >= {f"many-{n}" for n in range(PAIRS)} and len(ids) == 2 * PAIRS
    await ari.hear_ends_of([*ids, "ended-long-ago"])
    last = f"many-{PAIRS - 1}"
    (await ari.hang_up(last)).check()
    await switch.seen(ChannelDestroyed, lambda e: e.channel.id == last, within=20)
    assert switch.downs == 0


async def test_a_switch_that_is_gone_is_told_as_such(switch: Switch) -> None:
    ari = await switch.connect()
    await switch.process.stop()
    with pytest.raises(AriError) as refused:
        await ari.channels()
    assert refused.value.code == "disconnected"
