"""Music that queues play: uploaded, chosen, not deleted while it is played."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from tests.features.conftest import World
from tests.media.sounds import tone

from trunkline.media import wav
from trunkline.store import tables
from trunkline.store.config_rows import tenant_config
from trunkline.store.music import music_class, pieces

pytestmark = pytest.mark.features


async def made(client: httpx.AsyncClient, name: str) -> str:
    answer = await client.post("/api/music", json={"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def upload(client: httpx.AsyncClient, music_id: str, seconds: float = 6) -> httpx.Response:
    content = io.BytesIO(wav.encode(tone(seconds, 8000), 8000))
    return await client.put(f"/api/music/{music_id}/audio", files={"file": ("music.wav", content)})


async def queue_of(client: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/api/queues")).json()["items"][0]
    return found


async def heard_in(world: World, queue_id: str) -> str:
    async with world.engine.connect() as connection:
        tenant_id = await world.tenant_id()
        config = await connection.run_sync(lambda sync: tenant_config(sync, tenant_id))
    return config.queues[queue_id].music


async def test_uploaded_music_is_played_by_the_queue_that_chooses_it(world: World) -> None:
    told: list[int] = []

    async def changed() -> None:
        told.append(len(await pieces(world.engine)))

    world.deps.music_changed = changed
    client = await world.signed_in()
    music_id, queue = await made(client, "轻音乐"), await queue_of(client)
    assert await heard_in(world, queue["id"]) == "default"
    choice = {"music_id": music_id}
    refused = (await client.patch(f"/api/queues/{queue['id']}", json=choice)).json()["error"]
    assert list(refused["fields"]) == ["music_id"], "without audio nobody would hear anything"
    answer = await upload(client, music_id)
    assert (answer.status_code, answer.json()["length_ms"]) == (200, 6000)
    assert told == [1], "the switch knows it before a queue can choose it"
    assert (await client.patch(f"/api/queues/{queue['id']}", json=choice)).status_code == 200
    assert await heard_in(world, queue["id"]) == music_class(music_id)
    audio = await client.get(f"/api/music/{music_id}/audio")
    assert audio.status_code == 200 and audio.content[:4] == b"RIFF"
    in_use = (await client.delete(f"/api/music/{music_id}")).json()["error"]
    assert (in_use["code"], in_use["params"]["where"]) == ("music.in_use", queue["name"])
    await client.patch(f"/api/queues/{queue['id']}", json={"music_id": None})
    assert (await client.delete(f"/api/music/{music_id}")).status_code == 204
    assert told == [1, 0] and world.deps.music.audio_path(await world.tenant_id(), music_id) is None
    done = [action for action in await world.actions() if action.startswith("music.")]
    assert done == ["music.created", "music.changed", "music.deleted"]


async def test_a_queue_whose_music_vanished_plays_the_usual_one(world: World) -> None:
    client = await world.signed_in()
    music_id, queue = await made(client, "x"), await queue_of(client)
    await upload(client, music_id)
    await client.patch(f"/api/queues/{queue['id']}", json={"music_id": music_id})
    async with world.engine.begin() as connection:
        await connection.execute(tables.music.delete())
    assert await heard_in(world, queue["id"]) == "default"


async def test_bad_audio_names_and_strangers_are_refused(world: World) -> None:
    client = await world.signed_in()
    music_id = await made(client, "x")
    assert (await upload(client, music_id, 2)).json()["error"]["code"] == "music.too_short"
    assert (await client.get(f"/api/music/{music_id}/audio")).json()["error"]["code"] == "music.not_found"
    assert (await client.post("/api/music", json={"name": "x"})).json()["error"]["code"] == "music.name_taken"
    assert (await client.post("/api/music", json={"name": " "})).status_code == 422
    assert (await upload(client, "0" * 26)).status_code == 404
    renamed = await client.patch(f"/api/music/{music_id}", json={"name": "y"})
    assert renamed.json()["name"] == "y"
    chief = await world.signed_in("supervisor")
    assert (await chief.post("/api/music", json={"name": "z"})).status_code == 403
