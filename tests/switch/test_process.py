"""Asterisk as a process: start, faults while starting, taking over, crashing."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from trunkline.switch.config import write_config
from trunkline.switch.installed import AsteriskInstall
from trunkline.switch.process import AsteriskProcess, Supervised, SwitchError, refuse_taken_ports

from .conftest import Switch, free_settings

pytestmark = pytest.mark.contract


async def test_taken_over_with_its_calls_after_the_supervisor_was_killed(switch: Switch) -> None:
    first = switch.process.pid
    switch.process.leave()
    second = AsteriskProcess(switch.install, switch.folder, switch.settings)
    await second.start()
    await second.wait_ready()
    assert second.adopted
    assert second.pid == first
    await second.stop()
    assert not second.running


async def test_other_settings_do_not_take_over(switch: Switch) -> None:
    old = switch.process.pid
    settings = free_settings()
    folder = write_config(switch.folder.root, switch.install, settings)
    second = AsteriskProcess(switch.install, folder, settings)
    await second.start()
    await second.wait_ready()
    assert not second.adopted
    assert second.pid != old
    await second.stop()


async def test_a_taken_port_is_told_before_the_start(asterisk_install: AsteriskInstall, tmp_path: Path) -> None:
    settings = free_settings()
    folder = write_config(tmp_path, asterisk_install, settings)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", settings.sip_port))
        with pytest.raises(SwitchError) as caught:
            await AsteriskProcess(asterisk_install, folder, settings).start()
    assert caught.value.code == "port_taken"
    assert str(settings.sip_port) in caught.value.message


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(SwitchError) as caught:
        refuse_taken_ports(replace(free_settings(), host="192.0.2.1"))
    assert caught.value.code == "host_unknown"


async def test_started_again_after_a_crash(asterisk_install: AsteriskInstall, tmp_path: Path) -> None:
    settings = free_settings()
    process = AsteriskProcess(asterisk_install, write_config(tmp_path, asterisk_install, settings), settings)
    ready = asyncio.Event()

    async def tell() -> None:
        ready.set()

    supervised = Supervised(process, tell, first_wait=0.1)
    task = asyncio.create_task(supervised.run())
    try:
        await asyncio.wait_for(ready.wait(), 20)
        first = process.pid
        assert first is not None
        ready.clear()
        os.kill(first, signal.SIGKILL)
        await asyncio.wait_for(ready.wait(), 20)
        assert process.pid != first
        assert supervised.state == "running"
        assert supervised.crashes == 1
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await process.stop()


async def test_crashing_in_a_loop_is_told(asterisk_install: AsteriskInstall, tmp_path: Path) -> None:
    settings = free_settings()
    broken = replace(asterisk_install, executable=("/bin/sh", "-c", "echo broken >&2; exit 3", "sh"))
    process = AsteriskProcess(broken, write_config(tmp_path, broken, settings), settings)

    async def never() -> None:
        raise AssertionError("it never gets ready")

    supervised = Supervised(process, never, first_wait=0.01)
    task = asyncio.create_task(supervised.run())
    try:
        async with asyncio.timeout(10):
            while supervised.state != "crash_loop":  # noqa: ASYNC110 - the state is for people, nothing waits on it
                await asyncio.sleep(0.02)
        assert supervised.error is not None
        assert supervised.error.code == "asterisk_crashed"
        assert "broken" in supervised.error.message
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await process.stop()


def test_configuration_is_readable_by_us_alone_and_repeatable(
    asterisk_install: AsteriskInstall, tmp_path: Path
) -> None:
    settings = free_settings()
    first = write_config(tmp_path / "a", asterisk_install, settings)
    second = write_config(tmp_path / "a", asterisk_install, settings)
    assert first == second
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0
    long = write_config(tmp_path / ("x" * 90), asterisk_install, settings)
    assert len(str(long.sockets / "asterisk.ctl")) < 100
