"""Programs of others as phones: baresip at the agent's desk, sipp as the caller."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.switch.conftest import free_port
from tests.switch.phone import tone_share
from tests.system.agents import PhoneAgent, credentials
from tests.system.callers import (
    AGENT_HERTZ,
    CALLER_HERTZ,
    close,
    heard,
    in_phase,
    kinds,
    over,
    ring_and_choose,
)
from tests.system.product import PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:0
audio_source aufile,{folder}/says.wav
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
audio_buffer 20-160
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{port}
snd_path {folder}
"""


def _modules() -> Path | None:
    folders = [Path("/usr/lib/baresip/modules"), *Path("/usr/lib").glob("*/baresip/modules")]
    return next((folder for folder in folders if (folder / "ctrl_tcp.so").exists()), None)


@dataclass
class Baresip:
    """A running baresip, driven over its control socket."""

    folder: Path
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def listen(self) -> None:
        """Keep what it tells."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                length = int((await self.reader.readuntil(b":"))[:-1])
                self.seen.append(json.loads(await self.reader.readexactly(length)))
                await self.reader.readexactly(1)

    async def event(self, kind: str, within: float = PATIENCE_S) -> dict[str, Any]:
        """Wait until it has told of something."""
        found: dict[str, Any] = await until(lambda: next((e for e in self.seen if e.get("type") == kind), None), within)
        return found

    def do(self, command: str) -> None:
        body = json.dumps({"command": command})
        self.writer.write(f"{len(body)}:{body},".encode())


def _write_folder(folder: Path, port: int, account: str) -> None:
    folder.mkdir()
    n = np.arange(8000 * 90)
    soundfile.write(folder / "says.wav", 0.25 * np.sin(2 * np.pi * AGENT_HERTZ * n / 8000), 8000, "PCM_16")
    (folder / "config").write_text(CONFIG.format(folder=folder, modules=_modules(), port=port))
    (folder / "accounts").write_text(account + "\n")
    (folder / "contacts").write_text("")


@asynccontextmanager
async def baresip(folder: Path, server_port: int, user: str, password: str) -> AsyncIterator[Baresip]:
    """Registered with these credentials; says one tone when it talks, and writes down what it hears."""
    port = free_port()
    account = f"<sip:{user}@127.0.0.1:{server_port}>;auth_user={user};auth_pass={password};regint=60;audio_codecs=pcma"
    _write_folder(folder, port, account)
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            "baresip", "-f", str(folder), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder
        )
    listening = None
    try:

        async def connected() -> Any:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)

        made = Baresip(folder, *await until(connected))
        listening = asyncio.create_task(made.listen())
        yield made
    finally:
        if listening is not None:
            listening.cancel()
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()


@pytest.mark.skipif(shutil.which("baresip") is None or _modules() is None, reason="needs baresip")
async def test_baresip_at_the_agents_desk(product: Product, tmp_path: Path) -> None:
    known = await credentials(product, "agent2")
    person = await product.sign_in("agent2")
    supervisor = await product.sign_in("supervisor")
    await person.post("/api/work/sign_in", {"station": "phone"})
    async with baresip(tmp_path / "phone", product.sip_port, known["username"], known["password"]) as phone:

        async def ready() -> bool:
            return (await person.client.post("/api/work/ready", json={})).status_code == 204

        await until(ready, 15)
        caller = await ring_and_choose(product, "13900004000")
        assert "13900004000" in (await phone.event("CALL_INCOMING"))["peeruri"], "the phone shows who calls"
        phone.do("accept")
        entry = await in_phase(supervisor, "+8613900004000", "talking")
        await phone.event("CALL_ESTABLISHED")
        await asyncio.sleep(1)
        assert tone_share(await heard(caller, 1.5), AGENT_HERTZ) > 0.8, "the caller hears baresip"
        assert await person.agent_state() == ("talking", "")
        phone.do("hangup")
        await asyncio.wait_for(caller.ended.wait(), 5)
        detail = await over(supervisor, "13900004000")
        assert detail["id"] == entry["id"] and detail["ended_by"] == "agent" and detail["agent_id"] == person.id
        dump = await until(lambda: next(iter((tmp_path / "phone").glob("dump*dec.wav")), None))
        audio, rate = soundfile.read(dump, dtype="int16")
        assert tone_share(audio[rate // 2 : rate + rate // 2], CALLER_HERTZ, rate) > 0.8, "baresip heard the caller"
        await person.post("/api/work/sign_out")
    await close(caller)
    await person.client.aclose()
    await supervisor.client.aclose()


CALLER = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
    INVITE sip:4000@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:13900004100@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:4000@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 INVITE
    Contact: <sip:13900004100@[local_ip]:[local_port]>
    Max-Forwards: 70
    Content-Type: application/sdp
    Content-Length: [len]

    v=0
    o=- 1 1 IN IP[local_ip_type] [local_ip]
    s=-
    c=IN IP[media_ip_type] [media_ip]
    t=0 0
    m=audio [auto_media_port] RTP/AVP 0
    a=rtpmap:0 PCMU/8000
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[
    ACK [next_url] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:13900004100@[local_ip]:[local_port]>;tag=[call_number]
    [last_To:]
    Call-ID: [call_id]
    CSeq: 1 ACK
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <nop><action><exec rtp_stream="FOLDER/says.ulaw,-1,0"/></action></nop>
  <pause milliseconds="2000"/>
  <send retrans="500"><![CDATA[
    INFO [next_url] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:13900004100@[local_ip]:[local_port]>;tag=[call_number]
    [last_To:]
    Call-ID: [call_id]
    CSeq: 2 INFO
    Max-Forwards: 70
    Content-Type: application/dtmf-relay
    Content-Length: [len]

    Signal=2
    Duration=160
  ]]></send>
  <recv response="200"/>
  <recv request="BYE" timeout="40000"/>
  <send><![CDATA[
    SIP/2.0 200 OK
    [last_Via:]
    [last_From:]
    [last_To:]
    [last_Call-ID:]
    [last_CSeq:]
    Content-Length: 0

  ]]></send>
</scenario>
"""


@pytest.mark.skipif(shutil.which("sipp") is None, reason="needs sipp")
async def test_sipp_rings_the_hotline(product: Product, agent: PhoneAgent, tmp_path: Path) -> None:
    n = np.arange(8000 * 30)
    tone = 0.25 * np.sin(2 * np.pi * CALLER_HERTZ * n / 8000)
    soundfile.write(tmp_path / "says.ulaw", tone, 8000, format="RAW", subtype="ULAW")
    (tmp_path / "caller.xml").write_text(CALLER.replace("FOLDER", str(tmp_path)))
    sipp = await asyncio.create_subprocess_exec(
        "sipp", f"127.0.0.1:{product.sip_port}", "-i", "127.0.0.1", "-sf", "caller.xml", "-m", "1", "-nostdin",
        "-mp", "26000", "-timeout", "60", "-timeout_error", "-trace_err",
        cwd=tmp_path, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        at_desk = await agent.answer(20)
        await asyncio.wait_for(at_desk.answered.wait(), PATIENCE_S)
        at_desk.media.speak(AGENT_HERTZ)
        await asyncio.sleep(1)
        assert tone_share(await heard(at_desk, 1.5), CALLER_HERTZ) > 0.8, "the agent hears what sipp plays"
        await agent.person.post(f"/api/work/calls/{agent.call_id}/hang_up")
        assert await asyncio.wait_for(sipp.wait(), 15) == 0
    finally:
        if sipp.returncode is None:
            sipp.kill()
            await sipp.wait()
    detail = await over(agent.person, "13900004100")
    assert detail["path"] == "2" and detail["ended_by"] == "agent" and "RecordingEnded" in kinds(detail)
