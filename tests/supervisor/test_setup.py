from __future__ import annotations

import os
import stat
import subprocess
import time
from pathlib import Path

import pytest

from trunkline.setup import pages, python_env
from trunkline.setup.__main__ import side_by_side
from trunkline.setup.early import early_setting
from trunkline.setup.steps import StepFailed, Steps, explain, folder_bytes

pytestmark = pytest.mark.supervisor
ROOT = Path(__file__).resolve().parents[2]


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_without_python_run_says_what_to_do(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3", "[ \"$1\" = -V ] && echo 'Python 3.9.2'; exit 1")
    for tool in ("dirname", "cat", "sh"):
        (tmp_path / "bin" / tool).symlink_to(f"/bin/{tool}" if Path(f"/bin/{tool}").exists() else f"/usr/bin/{tool}")
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "run")], check=False, env={"PATH": str(tmp_path / "bin")}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "[python_missing]" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert "apt install" in done.stderr


def test_settings_needed_early_follow_the_same_order(tmp_path: Path) -> None:
    (tmp_path / "trunkline.toml").write_text("mirror = 'file'\n")
    assert early_setting("mirror", [], tmp_path, {}) == "file"
    assert early_setting("mirror", [], tmp_path, {"TRUNKLINE_MIRROR": "variable"}) == "variable"
    assert early_setting("mirror", ["--mirror", "flag"], tmp_path, {"TRUNKLINE_MIRROR": "variable"}) == "flag"
    assert early_setting("asterisk_dir", ["--asterisk-dir=x"], tmp_path, {}) == "x"
    assert early_setting("asterisk_dir", ["--asterisk-dir"], tmp_path, {}) is None
    (tmp_path / "trunkline.toml").write_text("= broken")
    assert early_setting("mirror", [], tmp_path, {}) is None


def test_pages_are_built_again_only_when_sources_change(tmp_path: Path) -> None:
    web, stamps = tmp_path / "web", tmp_path / "stamps"
    assert pages.are_built(tmp_path, stamps)
    (web / "src").mkdir(parents=True)
    (web / "package.json").write_text("{}")
    assert not pages.are_built(tmp_path, stamps)
    (web / "dist").mkdir()
    (web / "dist" / "index.html").touch()
    stamps.mkdir()
    (stamps / "pages").write_text(pages.sources_stamp(web))
    assert pages.are_built(tmp_path, stamps)
    (web / "src" / "a.test.ts").write_text("tests do not matter")
    assert pages.are_built(tmp_path, stamps)
    (web / "src" / "a.ts").write_text("sources do")
    assert not pages.are_built(tmp_path, stamps)


def test_an_old_node_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "node", "echo v18.19.0")
    program(tmp_path / "bin" / "npm", "")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    asked: list[str] = []
    monkeypatch.setattr(python_env, "install_extra", lambda _root, lock, _logs: asked.append(lock))
    with pytest.raises(StepFailed, match="Node"):
        pages.find_node(tmp_path, tmp_path)
    assert asked == [pages.NODE_LOCK]


def test_a_failing_step_tells_the_end_of_its_log(tmp_path: Path) -> None:
    root = tmp_path
    (root / "requirements.lock").write_text("nothing==0 --hash=sha256:00\n")
    program(root / ".venv" / "bin" / "python", "echo 'ERROR: No matching distribution'; [ \"$3\" = --version ]")
    with pytest.raises(StepFailed) as caught:
        python_env.prepare(root, tmp_path / "logs")
    assert caught.value.code == "packages_unavailable"
    told = explain(caught.value)
    assert "What to do" in told
    assert "No matching distribution" in told


def test_steps_show_time_and_size(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 3_000_000)
    steps = Steps()
    with steps.step("Something") as step:
        step.size = folder_bytes(tmp_path)
        step.note = "1.2"
    with steps.step("Nothing to do") as step:
        step.quiet = True
    with pytest.raises(ValueError, match="broken"), steps.step("Broken"):
        raise ValueError("broken")
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 2
    assert "✓ Something" in shown[0]
    assert "3.0 MB  1.2" in shown[0]
    assert "✗ Broken" in shown[1]


def test_lanes_run_side_by_side_and_a_failure_waits_for_the_others() -> None:
    done: list[str] = []

    def slow() -> None:
        time.sleep(0.3)
        done.append("slow")

    def broken() -> None:
        raise StepFailed("x", "y", "z")

    began = time.monotonic()
    with pytest.raises(StepFailed):
        side_by_side([slow, broken, slow])
    assert done == ["slow", "slow"]
    assert time.monotonic() - began < 0.9
