"""Callers and agents' phones by sipp, and what its message log tells about times."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np

from bench.ports import free_port

# A caller: rings, waits for the answer, and hangs up after the pause; or waits until the other side does.
_CALLER = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:[field0]@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [{port}] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
[routes]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0
]]></send>
{rest}
</scenario>
"""
_HANG_UP = """{audio}<pause/>
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
[routes]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0
]]></send>
<recv response="200"/>"""
_OK = """<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0
]]></send>"""
_AWAIT_BYE = '<recv request="BYE" timeout="180000"/>\n' + _OK
_ECHO = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="echo">
<recv request="INVITE"/>
</scenario>
"""
_AUDIO = '<nop><action><exec rtp_stream="{file},-1,8"/></action></nop>\n'


def write_audio(path: Path, seconds: float) -> Path:
    """Speech-like noise as raw A-law: bursts with pauses, so that nothing can be saved on silence alone."""
    rng = np.random.default_rng(7)
    count = int(seconds * 8000)
    envelope = np.repeat(rng.choice([0.0, 0.1, 0.3], count // 800 + 1), 800)[:count]
    samples = np.clip(rng.standard_normal(count) * envelope * 12000, -32000, 32000).astype(np.int16)
    path.write_bytes(_alaw(samples))
    return path


def _alaw(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> bytes:
    """ITU-T G.711, A-law."""
    value = samples.astype(np.int32) >> 3
    sign = np.where(value >= 0, 0xD5, 0x55)
    size = np.where(value >= 0, value, -value - 1)
    exponent = np.where(size >= 32, np.floor(np.log2(np.maximum(size, 1))).astype(np.int32) - 4, 0)
    mantissa = np.where(size >= 32, (size >> exponent) & 0x0F, (size >> 1) & 0x0F)
    return bytes(((exponent << 4 | mantissa) ^ sign).astype(np.uint8))


@dataclass
class Seen:
    """One SIP message in sipp's log."""

    at: float
    "seconds of the machine's clock"
    sent: bool
    first: str
    call_id: str
    from_user: str


_BLOCK = re.compile(
    r"^-{20,} (\d{4}-\d\d-\d\d)[ T\t](\d\d:\d\d:\d\d\.\d+).*\n\w+ message (sent|received)[^\n]*\n\s*\n", re.MULTILINE
)


def read_messages(path: Path) -> list[Seen]:
    """The requests in a message log of sipp, in order."""
    text = path.read_text("utf-8", "replace") if path.exists() else ""
    found = []
    marks = list(_BLOCK.finditer(text))
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        body = text[mark.end() : end]
        first = body.split("\n", 1)[0].strip()
        if first.startswith(("INVITE", "BYE")):
            at = datetime.fromisoformat(f"{mark[1]} {mark[2]}").timestamp()
            call_id = re.search(r"^(?:Call-ID|i)\s*:\s*(\S+)", body, re.MULTILINE | re.IGNORECASE)
            user = re.search(r"^(?:From|f)\s*:.*?sip:([^@;>]*)@", body, re.MULTILINE | re.IGNORECASE)
            found.append(Seen(at, mark[3] == "sent", first, call_id[1] if call_id else "", user[1] if user else ""))
    return found


@dataclass
class Sipp:
    """One run of sipp."""

    folder: Path
    name: str
    arguments: list[str]
    port: int = 0
    media_port: int = 0
    log: Path = field(init=False)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it."""
        self.port = self.port or free_port()
        self.log = self.folder / f"{self.name}.messages"
        command = [
            "sipp", *self.arguments, "-i", "127.0.0.1", "-p", str(self.port), "-nostdin", "-trace_msg",
            "-message_file", str(self.log), "-trace_stat", "-stf", str(self.folder / f"{self.name}.csv"), "-fd", "1",
        ]  # fmt: skip
        with (self.folder / f"{self.name}.out").open("wb") as output:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=self.folder, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output
            )

    async def stays(self) -> None:
        """See that it still runs after a moment: a port in use ends it at once."""
        await asyncio.sleep(0.5)
        if self.process is None or self.process.returncode is not None:
            said = (self.folder / f"{self.name}.out").read_text("utf-8", "replace")
            raise SystemExit(f"sipp ({self.name}) did not start:\n{said[:1000]}")

    async def wait(self, within: float) -> None:
        """Until it ends by itself."""
        assert self.process is not None
        try:
            await asyncio.wait_for(self.process.wait(), within)
        except TimeoutError:
            await self.stop()
            raise SystemExit(f"sipp ({self.name}) did not end within {within:.0f} s") from None

    async def stop(self) -> None:
        """End it."""
        if self.process is not None and self.process.returncode is None:
            for end in (self.process.terminate, self.process.kill):
                with suppress(ProcessLookupError):
                    end()
                try:
                    await asyncio.wait_for(self.process.wait(), 3)
                    return
                except TimeoutError:
                    continue

    def results(self) -> tuple[int, int]:
        """(calls that went well, calls that failed)."""
        path = self.folder / f"{self.name}.csv"
        if not path.exists():
            said = (self.folder / f"{self.name}.out").read_text("utf-8", "replace")
            raise SystemExit(f"sipp ({self.name}) did not start:\n{said[-2000:]}")
        lines = [line for line in path.read_text().splitlines() if line.strip()]
        names, values = lines[0].split(";"), lines[-1].split(";")
        row = dict(zip(names, values, strict=False))
        return int(row["SuccessfulCall(C)"]), int(row["FailedCall(C)"])


def callers(
    folder: Path,
    name: str,
    sip_port: int,
    number: str,
    *,
    calls: int,
    rate: float,
    talk_ms: int | None,
    audio: Path | None = None,
) -> Sipp:
    """Callers of ``number``; talk_ms None: they wait until the agent hangs up."""
    played = _AUDIO.replace("{file}", str(audio)) if audio else ""
    rest = played + _AWAIT_BYE if talk_ms is None else _HANG_UP.replace("{audio}", played)
    port = "rtpstream_audio_port" if audio else "media_port"
    (folder / f"{name}.xml").write_text(_CALLER.replace("{port}", port).replace("{rest}", rest))
    numbers = "".join(f"138{index:08d}\n" for index in range(1, calls + 1))
    (folder / f"{name}.inf").write_text("SEQUENTIAL\n" + numbers)
    arguments = [
        f"127.0.0.1:{sip_port}", "-sf", f"{name}.xml", "-inf", f"{name}.inf", "-s", number, "-r", str(rate),
        "-m", str(calls), "-l", str(calls), "-mp", str(free_port()),
    ]  # fmt: skip
    if talk_ms is not None:
        arguments += ["-d", str(talk_ms)]
    return Sipp(folder, name, arguments)


def echo(folder: Path) -> Sipp:
    """A sipp that does nothing but send back the audio that reaches its media port."""
    (folder / "echo.xml").write_text(_ECHO)
    media_port = free_port()
    sipp = Sipp(folder, "echo", ["-sf", "echo.xml", "-rtp_echo", "-mp", str(media_port)])
    sipp.media_port = media_port
    return sipp
