"""What comes in over lines: odd numbers and names, keys of every kind, wrong ones and none, strangers and floods."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.switch.phone import Call, parse
from tests.system.agents import PhoneAgent, credentials
from tests.system.callers import (
    CALLER_HERTZ,
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
)
from tests.system.product import PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

STRANGER = "127.0.0.2"
"""An address that no trunk of the demo knows."""


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def callers_go(product: Product) -> AsyncIterator[None]:
    """No caller of one test is left for the next."""
    yield
    await hang_up_all()


# -- numbers and names -----------------------------------------------------------------------------------------------

ODD = [
    ("anonymous", "Anonymous", "", "Anonymous"),
    ("+8613900001001", "", "+8613900001001", ""),
    ("008613900001002", "", "+8613900001002", ""),
    ("01088886666", "北京总部", "+861088886666", "北京总部"),
    ("not-a-number", "", "not-a-number", ""),
    ("7" * 90, "", "7" * 40, ""),
    ("13900001003", "名" * 300, "+8613900001003", "名" * 26),  # the switch keeps 79 bytes
    ("13900001004", "😀 Ünïcödé <b>", "+8613900001004", "😀 Ünïcödé <b>"),
    ("13900001005", r"say \"hi\" \\ ok", "+8613900001005", None),
    ("%E5%BC%A0%E4%B8%89", "", "张三", ""),
    ("(010)%206666-5555", "", None, ""),
]
"""User of the From URI, display name; number and name on the board (None: whatever it is, the caller is served)."""


async def test_odd_numbers_and_names_are_served(product: Product) -> None:
    supervisor = await product.sign_in("supervisor")
    calls = [await ring(product, user, name=name) for user, name, _, _ in ODD]
    for call, sounds in zip(calls, await asyncio.gather(*(hears_something(call) for call in calls)), strict=True):
        assert sounds, f"{call.local} hears the greeting"
    board = (await supervisor.board())["calls"]
    assert len(board) == len(ODD)
    shown = {(call["from_number"], call["from_name"]) for call in board.values()}
    for _, _, number, name in ODD:
        assert any(number in (None, one) and name in (None, other) for one, other in shown), (number, name, shown)
    await close(*calls)
    await until(lambda: _board_is_empty(product))
    newest = await supervisor.get("/api/calls", sort="-arrived_at", size=len(ODD))
    assert {(item["from_number"], item["from_name"]) for item in newest["items"]} == shown
    await supervisor.client.aclose()


async def _board_is_empty(product: Product) -> bool:
    supervisor = await product.sign_in("supervisor")
    calls = (await supervisor.board())["calls"]
    await supervisor.client.aclose()
    return not calls


@pytest.mark.parametrize(("user", "name"), [("anonymous", "Anonymous"), ("13900001010", "名" * 300)])
async def test_odd_callers_reach_the_agent(product: Product, agent: PhoneAgent, user: str, name: str) -> None:
    call = await ring(product, user, name=name)
    await until(lambda: len(call.media.heard) > 8000)
    call.media.press("1")
    at_desk = await agent.answer()
    await asyncio.wait_for(at_desk.answered.wait(), PATIENCE_S)
    await each_hears_the_other(call, at_desk)
    pop = await agent.person.get(f"/api/work/calls/{agent.call_id}/pop".replace("/work", ""))
    assert pop["customer"] is None
    assert pop["customer_form"]["numbers"] == ([] if user == "anonymous" else ["+8613900001010"])
    await close(call)


@pytest.mark.parametrize("dialled", ["+4000", "004000"])
async def test_prefixes_reach_the_hotline(product: Product, dialled: str) -> None:
    call = await ring(product, "13900001020", dialled=dialled)
    assert await hears_something(call)
    await close(call)


@pytest.mark.parametrize(
    "dialled", ["9999", "h", "i", "s", "99", "4000x", "%E5%AE%A2%E6%9C%8D", "4,0,0,0", "8" * 200, "${SYSTEM(id)}"]
)
async def test_an_unknown_number_is_refused(product: Product, dialled: str) -> None:
    phone = await product.caller()
    call = await phone.call(dialled.replace("{", "%7B").replace("}", "%7D"), from_user="13900001021")
    await asyncio.wait_for(call.ended.wait(), 5)
    assert 400 <= call.status < 500 and not call.answered.is_set(), "refused, and not charged for"
    assert (await product.healthy())["parts"]["runtime"]["faults"] == 0
    await close(phone)


# -- keys ------------------------------------------------------------------------------------------------------------


async def _chosen(product: Product, call: Call, number: str) -> None:
    supervisor = await product.sign_in("supervisor")

    async def taken() -> bool:
        found = await on_board(supervisor, number)
        return found is not None and found["node_id"] not in (None, "menu")

    await until(taken)
    await close(call)
    detail = await over(supervisor, number)
    assert [entry["key"] for entry in detail["timeline"] if entry["kind"] == "FlowKeyPressed"] == ["1"]
    await supervisor.client.aclose()


async def test_keys_as_events(product: Product) -> None:
    call = await ring_and_choose(product, "13900001030")
    await _chosen(product, call, "+8613900001030")


async def test_keys_by_sip_info(product: Product) -> None:
    phone = await product.caller()
    phone.sends_events = False
    call = await phone.call("4000", from_user="13900001031")
    await asyncio.wait_for(call.answered.wait(), PATIENCE_S)
    await until(lambda: len(call.media.heard) > 8000)
    phone.send_in_call(call, "INFO", "Signal=1\r\nDuration=160\r\n", "application/dtmf-relay")
    await _chosen(product, call, "+8613900001031")


async def test_keys_as_tones(product: Product) -> None:
    phone = await product.caller()
    phone.sends_events = False
    call = await phone.call("4000", from_user="13900001032")
    await asyncio.wait_for(call.answered.wait(), PATIENCE_S)
    await until(lambda: len(call.media.heard) > 8000)
    call.media.second_hertz = 1209.0
    call.media.speak(697.0)
    await asyncio.sleep(0.2)
    call.media.second_hertz = 0.0
    call.media.speak(CALLER_HERTZ)
    await _chosen(product, call, "+8613900001032")


# -- ways out --------------------------------------------------------------------------------------------------------


async def test_wrong_key_no_key_nobody_and_closed_are_told(product: Product) -> None:
    """Each has its own path, each hears why, and each is hung up."""
    admin = await product.sign_in("admin")
    flows = (await admin.get("/api/flows"))["items"]
    hotline, closed = (next(f["id"] for f in flows if f["name"] == name) for name in ("演示热线", "下班提示"))
    never = await admin.post("/api/hours", {"name": "从不", "timezone": "Asia/Shanghai", "weekly": [[]] * 7})
    number = {"number": "4009", "flow_id": hotline, "hours_id": never["id"], "closed_flow_id": closed}
    made = await admin.post("/api/numbers", number)

    async def wrong_keys() -> None:
        call = await ring(product, "13900001040")
        for _ in range(3):
            assert await hears_something(call, 2)
            call.media.press("9")
            await asyncio.sleep(0.5)
        await _told_and_hung_up(call)

    async def no_key() -> None:
        await _told_and_hung_up(await ring(product, "13900001041"), within=60)

    async def nobody() -> None:
        await _told_and_hung_up(await ring_and_choose(product, "13900001042"))

    async def outside_hours() -> None:
        await _told_and_hung_up(await ring(product, "13900001043", dialled="4009"))

    await asyncio.gather(wrong_keys(), no_key(), nobody(), outside_hours())
    ways = {}
    for last in range(4):
        detail = await over(admin, f"1390000104{last}")
        assert detail["ended_by"] == "flow" and detail["agent_id"] is None and "CallQueued" not in kinds(detail)
        nodes = [entry["node_id"] for entry in detail["timeline"] if entry["kind"] == "FlowNodeEntered"]
        keys = "".join(entry["key"] for entry in detail["timeline"] if entry["kind"] == "FlowKeyPressed")
        ways[last] = (nodes, keys, detail["outcome"])
    assert ways[0] == (["menu", "goodbye", "end"], "999", "given_up_in_flow")
    assert ways[1] == (["menu", "goodbye", "end"], "", "given_up_in_flow")
    assert ways[2] == (["menu", "staffed_1", "nobody", "end"], "1", "given_up_in_flow")
    assert ways[3] == (["closed", "end"], "", "served_by_flow")
    for path in (f"/api/numbers/{made['id']}", f"/api/hours/{never['id']}"):
        assert (await admin.client.delete(path)).status_code == 204
    await admin.client.aclose()


async def _told_and_hung_up(call: Call, within: float = 30) -> None:
    assert await hears_something(call, 1.5)
    await asyncio.wait_for(call.ended.wait(), within)
    call.phone.close()


# -- strangers -------------------------------------------------------------------------------------------------------


def _request(method: str, user: str, to: str, port: int, local: int, serial: int) -> bytes:
    who = f"{user}@{STRANGER}" if user else STRANGER
    uri = f"sip:{to}@127.0.0.1:{port}" if to else f"sip:127.0.0.1:{port}"
    return (
        f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {STRANGER}:{local};branch=z9hG4bKs{serial};rport\r\n"
        f"From: <sip:{who}>;tag=s{serial}\r\nTo: <{uri}>\r\nCall-ID: stranger{serial}\r\n"
        f"CSeq: 1 {method}\r\nContact: <sip:{who}:{local}>\r\nMax-Forwards: 70\r\n"
        f"Event: presence\r\nContent-Length: 0\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("method", ["REGISTER", "INVITE", "SUBSCRIBE", "MESSAGE", "REFER", "OPTIONS"])
async def test_strangers_get_no_service(product: Product, method: str) -> None:
    known = (await credentials(product, "agent1"))["username"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind((STRANGER, 0))
        udp.setblocking(False)
        loop = asyncio.get_running_loop()
        for serial, user in enumerate(("nobody", known, "trunkline", "")):
            number = time.time_ns() + serial
            sent = _request(method, user, "4000", product.sip_port, udp.getsockname()[1], number)
            await loop.sock_sendto(udp, sent, ("127.0.0.1", product.sip_port))
            while True:
                answer = parse(await asyncio.wait_for(loop.sock_recv(udp, 9000), PATIENCE_S))
                if answer.headers["call-id"] == f"stranger{number}" and answer.status >= 200:
                    break
            # OPTIONS may be told that somebody is here; nothing else may be had.
            assert answer.status in ((200, 401, 403, 404) if method == "OPTIONS" else (401, 403, 404, 405, 489, 501)), (
                f"{method} of {user!r}: {answer.first}"
            )
    assert await _board_is_empty(product)


FLOOD = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="flood">
  <send><![CDATA[
    {method} sip:{to}[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:{user}@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:{user}@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 {method}
    Contact: <sip:{user}@[local_ip]:[local_port]>
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <recv response="401" auth="true" timeout="4000"></recv>
  {ack}
  <send><![CDATA[
    {method} sip:{to}[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:{user}@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:{user}@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 2 {method}
    Contact: <sip:{user}@[local_ip]:[local_port]>
    Max-Forwards: 70
    [authentication username={user} password=guess]
    Content-Length: 0

  ]]></send>
  <recv response="401" timeout="4000"></recv>
  {ack}
</scenario>
"""
ACK = """<send><![CDATA[
    ACK sip:{to}[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-2]
    From: <sip:{user}@[local_ip]:[local_port]>;tag=[call_number]
    [last_To:]
    Call-ID: [call_id]
    CSeq: 1 ACK
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>"""


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _flood(
    folder: Path, port: int, method: str, user: str, rate: int, seconds: int
) -> asyncio.subprocess.Process:
    to = "4000@" if method == "INVITE" else ""
    ack = ACK.replace("{to}", to).replace("{user}", user) if method == "INVITE" else ""
    text = FLOOD.replace("{ack}", ack).replace("{method}", method).replace("{to}", to).replace("{user}", user)
    scenario = folder / f"{method}-{user}.xml"
    scenario.write_text(text)
    return await asyncio.create_subprocess_exec(
        "sipp", f"127.0.0.1:{port}", "-i", STRANGER, "-sf", str(scenario), "-r", str(rate), "-m", str(rate * seconds),
        "-nostdin", "-timeout", f"{seconds + 10}", "-timeout_error",
        cwd=folder, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("sipp") is None, reason="needs sipp")
async def test_a_flood_is_turned_away_cheaply(product: Product, agent: PhoneAgent, tmp_path: Path) -> None:
    """Wrong passwords for a known phone and calls by strangers, 100 a second of each, two requests apiece."""
    seconds = 10
    known = agent.phone.user
    switch, serve = product.switch_pid(), product.serve_pid()
    before = _cpu_seconds(switch), _cpu_seconds(serve)
    floods = [
        await _flood(tmp_path, product.sip_port, "REGISTER", known, 100, seconds),
        await _flood(tmp_path, product.sip_port, "INVITE", "mallory", 100, seconds),
    ]
    await asyncio.sleep(2)
    began = time.monotonic()
    call = await ring(product, "13900001050")
    answered = time.monotonic() - began
    await until(lambda: len(call.media.heard) > 8000)
    call.media.press("1")
    at_desk = await agent.answer()
    await asyncio.wait_for(at_desk.answered.wait(), PATIENCE_S)
    await each_hears_the_other(call, at_desk)
    assert await agent.phone.register() == 200, "the phone that others guess at is served all the same"
    codes = await asyncio.wait_for(asyncio.gather(*(flood.wait() for flood in floods)), seconds + 20)
    spent = _cpu_seconds(switch) - before[0], _cpu_seconds(serve) - before[1]
    assert codes == [0, 0], "every single one was refused in order"
    assert answered < 1.5, f"a good caller waited {answered:.2f} s for the answer"
    assert spent[0] < 0.6 * seconds, f"Asterisk spent {spent[0]:.1f} s on {400 * seconds} requests"
    assert spent[1] < 0.3 * seconds, f"call control spent {spent[1]:.1f} s while strangers knocked"
    await close(call)
    supervisor = await product.sign_in("supervisor")
    await in_phase(supervisor, "+8613900001050", "wrap_up")
    health = await product.healthy()
    assert health["status"] in ("ok", "degraded") and health["parts"]["runtime"]["faults"] == 0
    newest = await supervisor.get("/api/calls", sort="-arrived_at", size=5)
    assert newest["items"][0]["from_number"] == "+8613900001050", "no stranger's call is on the list"
    await supervisor.client.aclose()
