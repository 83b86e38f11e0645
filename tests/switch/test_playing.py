"""What is played when a sentence has not been spoken yet, cannot be spoken, or is not wanted any more."""

from __future__ import annotations

import asyncio

import pytest

from trunkline.core.effects import PlayPrompts
from trunkline.switch import playing
from trunkline.switch.playing import Player

pytestmark = pytest.mark.switch


class Voice:
    def __init__(self) -> None:
        self.spoken: set[str] = set()
        self.let = asyncio.Event()
        self.fails = False

    def media_uri(self, text: str, language: str) -> str | None:
        return f"sound:{language}/{text}" if text in self.spoken else None

    async def speak(self, text: str, language: str) -> str:
        await self.let.wait()
        if self.fails:
            raise OSError("disk full")
        self.spoken.add(text)
        return f"sound:{language}/{text}"


class World:
    def __init__(self) -> None:
        self.voice = Voice()
        self.begun: list[list[str]] = []
        self.failed: list[str] = []
        self.player = Player(
            lambda _tenant, name, _language: f"sound:{name}" if name == "comfort" else None,
            self.voice,
            lambda _effect, media: self.begun.append(media),
            self.failed.append,
        )

    def play(self, *prompts: str) -> None:
        self.player.play(PlayPrompts("c1", "p1", prompts, "t1", "zh"))


@pytest.fixture
def world() -> World:
    return World()


async def a_moment() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_is_there_is_played_at_once(world: World) -> None:
    world.voice.spoken.add("一")
    world.play("say:一", "comfort")
    assert world.begun == [["sound:zh/一", "sound:comfort"]]


async def test_what_is_not_there_is_spoken_first(world: World) -> None:
    world.play("say:一", "comfort")
    await a_moment()
    assert not world.begun
    world.voice.let.set()
    await a_moment()
    assert world.begun == [["sound:zh/一", "sound:comfort"]]
    assert not world.player.stop("p1"), "it has begun"


@pytest.mark.parametrize("prompts", [("say:一", "comfort"), ("say:一",)])
async def test_what_cannot_be_spoken_is_left_out(world: World, prompts: tuple[str, ...]) -> None:
    world.voice.fails = True
    world.voice.let.set()
    world.play(*prompts)
    await a_moment()
    assert (world.begun, world.failed) == (([["sound:comfort"]], []) if len(prompts) == 2 else ([], ["p1"]))


async def test_nobody_waits_long_in_silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "WAIT_S", 0.01)
    world.play("say:一")
    await asyncio.sleep(0.05)
    assert world.failed == ["p1"]


async def test_what_is_stopped_before_it_begins_never_begins(world: World) -> None:
    world.play("say:一")
    await a_moment()
    assert world.player.stop("p1")
    world.voice.let.set()
    await a_moment()
    assert not world.begun and not world.failed
    assert not world.player.stop("p1")


async def test_a_missing_prompt_of_the_library_is_told(world: World) -> None:
    world.play("gone")
    assert world.failed == ["p1"]


async def test_the_end_begins_nothing(world: World) -> None:
    world.play("say:一")
    await world.player.end()
    world.voice.let.set()
    await a_moment()
    assert not world.begun and not world.failed
