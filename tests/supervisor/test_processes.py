from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trunkline.settings import Settings, SettingsError
from trunkline.settings_sources import load_settings
from trunkline.supervisor.checks import make_folders, refuse_taken_page_port
from trunkline.supervisor.health import failing_parts
from trunkline.supervisor.processes import OnlyOne, PidFile
from trunkline.supervisor.serving import EXIT_HOPELESS, ServeHopeless, Serving
from trunkline.supervisor.stamp import is_set_up, note_set_up
from trunkline.supervisor.state import PartState, State, read_state, write_state
from trunkline.supervisor.up import _take_accounts, welcome

pytestmark = pytest.mark.supervisor


def settings_for(tmp_path: Path, **flags: object) -> Settings:
    return load_settings({"data": str(tmp_path / "data"), **flags}, environ={})


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_data_folder_is_held_by_one(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with OnlyOne(lock, "http://localhost:1"):
        with pytest.raises(SettingsError) as caught, OnlyOne(lock, "http://localhost:2"):
            pass
        assert caught.value.code == "already_running"
        assert "http://localhost:1" in caught.value.message
        assert str(os.getpid()) in caught.value.message
    with OnlyOne(lock, "http://localhost:2"):
        pass


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from trunkline.supervisor.processes import OnlyOne\n"
        f"with OnlyOne(pathlib.Path({str(tmp_path / 'lock')!r}), 'x'): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(python(code), stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(SettingsError), OnlyOne(tmp_path / "lock", "y"):
        pass
    holder.kill()
    holder.communicate()
    with OnlyOne(tmp_path / "lock", "y"):
        pass


def test_a_leftover_is_ended_and_a_stranger_with_its_number_is_not(tmp_path: Path) -> None:
    child = subprocess.Popen(["sleep", "60"])
    pid_file = PidFile(tmp_path / "serve.json")
    try:
        pid_file.write(child.pid)
        known = json.loads(pid_file.path.read_text())
        pid_file.path.write_text(json.dumps({**known, "started": "1"}))
        assert pid_file.stop_leftover() is False
        assert child.poll() is None
        pid_file.write(child.pid)
        assert pid_file.find() == child.pid
        assert pid_file.stop_leftover() is True
        assert child.wait(5) == -signal.SIGTERM
        assert not pid_file.path.exists()
    finally:
        child.kill()


def test_a_leftover_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    child = subprocess.Popen(
        python("import signal,time; signal.signal(15, signal.SIG_IGN); print('x', flush=True); time.sleep(60)"),
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    pid_file = PidFile(tmp_path / "serve.json")
    pid_file.write(child.pid)
    assert pid_file.stop_leftover(patience=0.3) is True
    assert child.wait(5) == -signal.SIGKILL


async def watched(serving: Serving, seconds: float) -> None:
    task = asyncio.create_task(serving.run())
    try:
        await asyncio.wait_for(asyncio.shield(task), seconds)
    except TimeoutError:
        pass
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await serving.stop(0.5)


async def test_a_served_process_that_dies_is_started_again(tmp_path: Path) -> None:
    states: list[str] = []
    counter = tmp_path / "count"
    code = (
        f"import time, os; path = {str(counter)!r}; open(path, 'a').write('x')\n"
        "time.sleep(60 if os.path.getsize(path) > 2 else 0)"
    )
    serving = Serving(python(code), tmp_path / "log", PidFile(tmp_path / "pid"), lambda part: states.append(part.state))
    await watched(serving, 3)
    assert counter.read_text() == "xxx"
    assert states == [
        "starting",
        "running",
        "waiting",
        "waiting",
        "running",
        "waiting",
        "waiting",
        "running",
        "stopped",
    ]


async def test_dying_in_a_loop_is_said_and_slows_down(tmp_path: Path) -> None:
    states: list[PartState] = []
    serving = Serving(
        python("raise SystemExit(3)"),
        tmp_path / "log",
        PidFile(tmp_path / "pid"),
        lambda part: states.append(PartState(part.state, part.crashes, part.error, part.detail)),
    )
    serving.first_wait = 0.01
    serving.longest_wait = 0.5
    await watched(serving, 3)
    looping = [state for state in states if state.state == "crash_loop"]
    assert looping
    assert looping[0].error == "serve_crashed"
    assert "exit code 3" in looping[0].detail
    assert serving.part.crashes < 15


async def test_what_cannot_be_healed_is_not_tried_again(tmp_path: Path) -> None:
    serving = Serving(
        python(f"print('the database is newer'); raise SystemExit({EXIT_HOPELESS})"),
        tmp_path / "log",
        PidFile(tmp_path / "pid"),
    )
    with pytest.raises(ServeHopeless, match="the database is newer"):
        await serving.run()


async def test_the_first_password_is_not_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_ADMIN_PASSWORD", "correct horse")
    serving = Serving(
        python("import os, time; print(os.environ.get('TRUNKLINE_ADMIN_PASSWORD')); time.sleep(9)"),
        tmp_path / "log",
        PidFile(tmp_path / "pid"),
    )
    await watched(serving, 1)
    assert "correct" not in (tmp_path / "log").read_text()


def test_a_taken_port_is_told_with_its_setting(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(SettingsError) as caught:
            refuse_taken_page_port(settings_for(tmp_path, http_port=taken.getsockname()[1]))
        assert caught.value.code == "port_taken"
        assert "--http-port" in caught.value.remedy
    with pytest.raises(SettingsError) as caught:
        refuse_taken_page_port(settings_for(tmp_path, host="203.0.113.1", http_port=1025))
    assert caught.value.code == "host_unknown"


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError) as caught:
        make_folders(settings_for(tmp_path, data=str(tmp_path / "file" / "data")))
    assert caught.value.code == "data_unwritable"
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 1_000_000})())
    with pytest.raises(SettingsError) as caught:
        make_folders(settings_for(tmp_path))
    assert caught.value.code == "disk_full"


def test_state_is_read_back(tmp_path: Path) -> None:
    assert read_state(tmp_path / "state.json") == {}
    write_state(tmp_path / "state.json", State(pid=7, switch=PartState("crash_loop", 5, "asterisk_crashed")))
    assert read_state(tmp_path / "state.json")["switch"]["state"] == "crash_loop"


def test_passwords_are_shown_once(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    make_folders(settings)
    (settings.run_dir / "first-accounts.json").write_text(json.dumps([["admin", "abcd-efgh", "administrator"]]))
    shown = welcome(settings, _take_accounts(settings.run_dir), 1.0)
    assert "abcd-efgh" in shown
    assert "http://localhost:8080/try" in shown
    assert "sip:4000@127.0.0.1" in shown
    again = welcome(settings, _take_accounts(settings.run_dir), 1.0)
    assert "abcd-efgh" not in again


def test_set_up_is_skipped_only_while_nothing_changed(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    make_folders(settings)
    assert not is_set_up(settings)
    database = settings.data / "trunkline.db"
    database.touch()
    note_set_up(settings)
    assert is_set_up(settings)
    assert not is_set_up(settings_for(tmp_path, demo=False))
    database.rename(tmp_path / "kept")
    assert not is_set_up(settings)
    database.touch()
    assert not is_set_up(settings)
    server = settings_for(tmp_path, database_url="postgresql://u@h/d")
    note_set_up(server)
    assert not is_set_up(server)


def test_failing_parts_are_named() -> None:
    assert failing_parts({"parts": {"web": {"ok": True}, "switch": {"ok": False}}}) == "switch"
    assert failing_parts({}) == ""


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["version"], 0, "Trunkline"),
        (["up", "--http-port", "x"], 2, "settings.bad_value"),
        (["up", "--config", "absent.toml"], 2, "settings.file_missing"),
        (["up", "--data", "/proc/nowhere"], 1, "data_unwritable"),
        (["nonsense"], 2, "invalid choice"),
    ],
)
def test_the_command_line_answers_with_code_and_remedy(arguments: list[str], code: int, told: str) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "trunkline", *arguments], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == code
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - began < 30
