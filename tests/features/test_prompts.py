"""Prompts: heard, replaced, said anew."""

from __future__ import annotations

import numpy as np
import pytest
from tests.features.conftest import World, speak

from trunkline.media import wav
from trunkline.media.prompts import PromptLibrary

pytestmark = pytest.mark.features


async def prompt_path(world: World, name: str = "greeting") -> str:
    client = await world.signed_in()
    items = (await client.get(f"/api/prompts?q={name}")).json()["items"]
    return f"/api/prompts/{next(row['id'] for row in items if row['name'] == name)}"


async def test_every_prompt_of_the_demo_flow_is_listed(world: World) -> None:
    client = await world.signed_in()
    prompts = (await client.get("/api/prompts?size=200")).json()["items"]
    assert {"greeting", "menu", "invalid", "closed", "comfort"} <= {row["name"] for row in prompts}


async def test_a_prompt_is_replaced_by_an_upload_and_heard(world: World) -> None:
    client, path = await world.signed_in(), await prompt_path(world)
    assert (await client.get(f"{path}/audio")).status_code == 404
    answer = await client.put(f"{path}/audio", files={"file": ("hello.wav", await speak("", ""))})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["origin"], round(answer.json()["length_ms"], -2)) == ("uploaded", 1000)
    audio = await client.get(f"{path}/audio")
    assert audio.headers["content-type"] == "audio/wav"
    assert audio.content.startswith(b"RIFF")
    assert await world.actions() == ["prompt.changed"]


async def test_a_prompt_says_another_text(world: World) -> None:
    client, path = await world.signed_in(), await prompt_path(world)
    answer = await client.post(f"{path}/synthesise", json={"text": "新的欢迎词"})
    assert (answer.json()["text"], answer.json()["origin"]) == ("新的欢迎词", "synthesised")


async def test_a_text_of_signs_only_is_refused_beside_the_text(world: World) -> None:
    async def nothing(_text: str, _voice: str) -> bytes:
        return wav.encode(np.zeros(22050, np.float32), 22050)

    client, path = await world.signed_in(), await prompt_path(world)
    world.deps.prompts = PromptLibrary(world.deps.recordings_dir / "prompts", nothing)
    error = (await client.post(f"{path}/synthesise", json={"text": "😀"})).json()["error"]
    assert error["code"] == "prompt.no_words"
    assert "请输入文字" in error["message"]
    assert error["fields"] == {"text": error["message"]}


@pytest.mark.parametrize(("content", "status"), [(b"not audio", 422), (b"", 422), (b"x" * 20_000_001, 413)])
async def test_what_is_no_prompt_is_refused(world: World, content: bytes, status: int) -> None:
    client, path = await world.signed_in(), await prompt_path(world)
    answer = await client.put(f"{path}/audio", files={"file": ("x.wav", content)})
    assert answer.status_code == status
    assert answer.json()["error"]["code"].startswith("prompt.")
    assert await world.actions() == []


async def test_no_more_is_read_than_a_prompt_may_have(world: World) -> None:
    client, path = await world.signed_in(), await prompt_path(world)
    answer = await client.put(f"{path}/audio", files={"file": ("x.wav", b"x" * 30_000_000)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "input.too_big")
