"""Parts that fail: Asterisk, database, disk, ports, versions. What callers notice, what operators are told."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.switch.conftest import TREE, free_port
from tests.system.agents import phone_agent
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
)
from tests.system.product import PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(150)]


@asynccontextmanager
async def running(product: Product) -> AsyncIterator[Product]:
    try:
        await product.start()
        yield product
    finally:
        await product.stop()
        for pid in product.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Product]:
    """One product for the faults that it gets over by itself."""
    async with running(Product(tmp_path_factory.mktemp("parts"))) as made:
        yield made


async def health(product: Product) -> tuple[int, dict[str, Any]]:
    """Status and document; 0 while nothing answers."""
    async with httpx.AsyncClient(timeout=4) as client:
        try:
            answer = await client.get(f"{product.url}/api/health")
        except httpx.HTTPError:
            return 0, {}
    return answer.status_code, answer.json()


async def unwell(product: Product, part: str, within: float = 10) -> dict[str, Any]:
    """Wait until the health page says that a part is not well, and that callers are not served."""

    async def said() -> Any:
        status, document = await health(product)
        return document if status == 503 and not document["parts"][part]["ok"] else None

    found: dict[str, Any] = await until(said, within, every=0.1)
    assert found["status"] == "down"
    return found


async def test_asterisk_is_killed_while_calls_talk(product: Product) -> None:
    first, second = await phone_agent(product, "agent1"), await phone_agent(product, "agent2")
    supervisor = await product.sign_in("supervisor")
    talker = await ring_and_choose(product, "13900003000")
    await first.answer()
    await in_phase(supervisor, "+8613900003000", "talking")
    rung = await ring_and_choose(product, "13900003001")
    (await second.rung()).ring()
    waiting = await ring_and_choose(product, "13900003002")
    await in_phase(supervisor, "+8613900003002", "queued")
    died = product.switch_pid()
    os.kill(died, signal.SIGKILL)
    await unwell(product, "switch")
    await product.healthy(30)
    assert product.switch_pid() != died

    for number, outcome in (("13900003000", "answered"), ("13900003001", "lost"), ("13900003002", "lost")):
        detail = await over(supervisor, number)
        assert (detail["outcome"], detail["ended_by"]) == (outcome, "system"), "nobody is said to have hung up"
    # Nobody is rung until it is known that the phone is there; that is asked at once, not in half a minute.
    assert (await first.person.agent_state())[0] in ("wrap_up", "not_ready")
    assert (await second.person.agent_state())[0] in ("ready", "not_ready")
    await first.person.client.post(f"/api/work/calls/{first.call_id}/wrap_up", json={"finish": True})

    async def ready() -> bool:
        answer = await first.person.client.post("/api/work/ready", json={})
        return answer.status_code == 204

    await until(ready, 8)
    call = await ring_and_choose(product, "13900003003")
    at_desk = await first.answer()
    await each_hears_the_other(call, at_desk)
    for gone in (talker, rung, waiting):
        gone.ended.set()
    await close(call, talker, rung, waiting)
    await first.leave()
    await second.leave()


LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=9)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


async def test_database_is_locked_while_calls_come(product: Product) -> None:
    agent = await phone_agent(product, "agent1")
    supervisor = await product.sign_in("supervisor")
    talker = await ring_and_choose(product, "13900003010")
    at_desk = await agent.answer()
    await in_phase(supervisor, "+8613900003010", "talking")
    locker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LOCK, str(product.data / "trunkline.db"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert locker.stdout is not None and locker.stdin is not None
    await asyncio.wait_for(locker.stdout.readline(), PATIENCE_S)
    phone = await product.caller()
    newcomer = await phone.call("4000", from_user="13900003011")
    leaving = await phone.call("4000", from_user="13900003012")
    told = await unwell(product, "store")
    assert told["parts"]["store"]["ok"] is False
    await each_hears_the_other(talker, at_desk)
    assert not newcomer.ended.is_set(), "who rings now, waits"
    leaving.cancel()
    talker.bye()
    await asyncio.sleep(3)
    locker.stdin.close()
    await locker.wait()
    await product.healthy(10)
    await asyncio.wait_for(newcomer.answered.wait(), PATIENCE_S)
    assert await hears_something(newcomer)
    detail = await over(supervisor, "13900003010")
    counted = Counter(kinds(detail))
    assert detail["ended_by"] == "caller" and counted["CallEnded"] == counted["CallAnswered"] == 1
    gone = await over(supervisor, "13900003012")
    assert gone["ended_by"] == "caller"
    assert (await on_board(supervisor, "+8613900003011") or {})["phase"] == "flow"
    for call in (newcomer, leaving):
        if not call.ended.is_set():
            call.bye()
    await over(supervisor, "13900003011")
    await agent.leave()
    await close(talker, phone)


async def test_crash_loop_is_told_and_callers_are_kept(product: Product) -> None:
    """Killed as soon as it starts, four times. Callers hear music throughout, and are served in the end."""
    supervisor = await product.sign_in("supervisor")
    call = None

    def state() -> dict[str, Any]:
        found: dict[str, Any] = json.loads((product.data / "run" / "state.json").read_text())["serve"]
        return found

    dead = 0
    while state()["crashes"] < 4:
        await until(lambda: state()["state"] == "running", 30)
        dead = product.kill_serve()
        await until(lambda: state()["state"] != "running")
        if call is None:
            await asyncio.sleep(0.3)
            call = await ring(product, "13900003020")
    assert call is not None
    told = state()
    assert told["state"] == "crash_loop" and told["error"] == "serve_crashed" and "SIGKILL" in told["detail"]
    assert await hears_something(call)
    assert "keeps ending" in (product.folder / "up.log").read_text()
    await product.served_again(dead, 40)
    entry = await in_phase(supervisor, "+8613900003020", "flow")
    assert entry["node_id"] == "menu" and await hears_something(call)
    call.bye()
    detail = await over(supervisor, "13900003020")
    assert next(e for e in detail["timeline"] if e["kind"] == "CallArrived")["held_ms"] > 3000
    await hang_up_all()


# -- a disk that fills up -----------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if done.returncode != 0:
        pytest.skip("mounting a small disk is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


async def test_disk_full_while_people_talk(small_disk: Path) -> None:
    made = Product(small_disk)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(150_000_000))
    told = await made.refuses_to_start()
    assert "[disk_full]" in told and "MB left" in told
    filler.unlink()
    async with running(made):
        agent = await phone_agent(made, "agent1")
        supervisor = await made.sign_in("supervisor")
        talker = await ring_and_choose(made, "13900003030")
        at_desk = await agent.answer()
        await in_phase(supervisor, "+8613900003030", "talking")
        for size in (1 << 20, 512):
            with suppress(OSError), filler.open("ab", buffering=0) as file:
                while True:
                    file.write(bytes(size))
        _, document = await health(made)
        assert document["parts"]["disk"]["ok"] is False and document["status"] != "ok"
        await each_hears_the_other(talker, at_desk)
        phone = await made.caller()
        newcomer = await phone.call("4000", from_user="13900003031")
        await asyncio.sleep(2)
        assert not newcomer.ended.is_set()
        talker.bye()
        await asyncio.sleep(1)
        filler.unlink()
        await made.healthy(20)
        await asyncio.wait_for(newcomer.answered.wait(), PATIENCE_S)
        assert await hears_something(newcomer)
        detail = await over(supervisor, "13900003030")
        assert (detail["outcome"], detail["ended_by"]) == ("answered", "caller")
        assert Counter(kinds(detail))["CallEnded"] == 1
        await close(phone, talker)
        await agent.leave()


# -- starts that are refused in words -----------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["http_port", "sip_port", "switch_http_port", "switch_ami_port"])
async def test_a_taken_port_is_told(tmp_path: Path, which: str) -> None:
    made = Product(tmp_path)
    with ExitStack() as held:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            blocker = held.enter_context(socket.socket(socket.AF_INET, kind))
            blocker.bind(("127.0.0.1", getattr(made, which)))
            if kind == socket.SOCK_STREAM:
                blocker.listen()
        told = await made.refuses_to_start()
    assert "[port_taken]" in told and str(getattr(made, which)) in told


def _may_drop_rights() -> bool:
    low = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    return os.getuid() == 0 and low > 100 and shutil.which("setpriv") is not None


@pytest.mark.skipif(not _may_drop_rights(), reason="needs root, who gives up the right to low ports")
@pytest.mark.parametrize(("http", "sip"), [(90, None), (None, 91)])
async def test_a_forbidden_port_is_told(tmp_path: Path, http: int | None, sip: int | None) -> None:
    made = Product(
        tmp_path,
        http_port=http or free_port(),
        sip_port=sip or free_port(),
        prefix=("setpriv", "--bounding-set", "-net_bind_service"),
    )
    told = await made.refuses_to_start()
    assert "[port_forbidden]" in told and "above 1023" in told


async def test_an_asterisk_that_is_too_old_and_none_to_be_had(tmp_path: Path) -> None:
    """The machine's own is too old and there is no apt-get to fetch another: said, with what to do."""
    programs = tmp_path / "bin"
    programs.mkdir()
    old = programs / "asterisk"
    old.write_text("#!/bin/sh\necho 'Asterisk 18.9.0'\n")
    old.chmod(0o755)
    made = Product(
        tmp_path / "product",
        extra=("--asterisk-dir", str(tmp_path / "none")),
        environment={"PATH": str(programs)},
    )
    told = await made.refuses_to_start()
    assert "asterisk" in told.lower() and "22.5" in told


async def test_an_old_asterisk_of_the_machine_does_not_matter(tmp_path: Path) -> None:
    """One of our own is used instead."""
    programs = tmp_path / "bin"
    programs.mkdir()
    old = programs / "asterisk"
    old.write_text("#!/bin/sh\necho 'Asterisk 18.9.0'\n")
    old.chmod(0o755)
    path = f"{programs}:{os.environ['PATH']}"
    async with running(Product(tmp_path / "product", environment={"PATH": path})) as made:
        status, document = await health(made)
        assert status == 200 and document["parts"]["switch"]["version"].startswith("2")
        # A database of a newer version, and one of somebody else: refused, and left as they are.
        await made.stop()
        database = made.data / "trunkline.db"
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
        told = await made.refuses_to_start()
        assert "[store.schema_newer]" in told and "9999" in told
        database.write_bytes(b"no database at all" * 500)
        for more in made.data.glob("trunkline.db-*"):
            more.unlink()
        told = await made.refuses_to_start()
        assert "[store.not_ours]" in told
        assert database.read_bytes().startswith(b"no database")


async def test_asterisk_that_cannot_run_is_told(tmp_path: Path) -> None:
    """A tree that is broken: the operator hears of it and is not left before a screen that says nothing."""
    broken = tmp_path / "asterisk"
    shutil.copytree(TREE, broken, symlinks=True, ignore=shutil.ignore_patterns("*.so", "*.so.*", "sounds", "moh"))
    made = Product(tmp_path / "product", extra=("--asterisk-dir", str(broken)))
    await made.spawn()
    try:
        log = made.folder / "up.log"
        await until(lambda: "Asterisk" in log.read_text() and ("[" in log.read_text()), 30)
    finally:
        await made.stop()
    assert not made.pids()
