"""Setting up Asterisk: what is told when it cannot be."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from trunkline.media.speech import Espeak
from trunkline.switch import apt, install, installed
from trunkline.switch.errors import SetupError
from trunkline.switch.install import ensure_asterisk
from trunkline.switch.installed import AsteriskInstall, version_tuple

pytestmark = pytest.mark.switch


def _installed(version: str) -> AsteriskInstall:
    here = Path("/nowhere")
    return AsteriskInstall(version, ("asterisk",), here, None, here, None, None, unpacked=False)


def test_an_installed_one_is_used_when_new_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "find_installed", lambda: _installed("22.5.0~dfsg"))
    assert ensure_asterisk(tmp_path / "a").version == "22.5.0~dfsg"


@pytest.mark.parametrize(("found", "code"), [(None, "asterisk_missing"), (_installed("20.9.3"), "asterisk_too_old")])
def test_without_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: AsteriskInstall | None, code: str) -> None:
    monkeypatch.setattr(install, "find_installed", lambda: found)
    monkeypatch.setattr(shutil, "which", lambda *_args, **_more: None)
    with pytest.raises(SetupError) as caught:
        ensure_asterisk(tmp_path / "a")
    assert caught.value.code == code
    assert "What to do" in str(caught.value)


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "find_installed", lambda: None)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
    with pytest.raises(SetupError) as caught:
        ensure_asterisk(tmp_path / "a")
    assert caught.value.code == "disk_full"


def test_no_network_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "find_installed", lambda: None)
    monkeypatch.setattr(apt, "RETRIES", 0)  # waiting for it is apt's own
    with pytest.raises(SetupError) as caught:
        ensure_asterisk(tmp_path / "a", mirror="http://127.0.0.1:9/debian")
    assert caught.value.code == "no_network"
    assert [path.name for path in tmp_path.iterdir()] == ["a.lock"]


def test_a_half_done_one_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "usr/sbin").mkdir(parents=True)
    (tmp_path / "usr/sbin/asterisk").touch()
    assert installed.read_unpacked(tmp_path) is None


def test_versions_compare_by_number() -> None:
    assert version_tuple("22.10.1+dfsg") > version_tuple("22.5.0~rc1") >= installed.MINIMUM > version_tuple("20.9")


async def test_espeak_speaks_chinese(asterisk_install: AsteriskInstall) -> None:
    assert (await Espeak(asterisk_install.espeak)("您好", "cmn")).startswith(b"RIFF")


def test_mirror_is_found_on_a_machine_that_never_read_a_package_list(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def told(*options: str) -> str:
        asked.append(options)
        if "--no-release-info" not in options:
            return ""
        return "http://mirror.example/debian/|main||$(ORIGIN)|Packages\n"

    monkeypatch.setattr("trunkline.switch.apt._index_targets", told)
    assert apt.find_mirrors() == ["http://mirror.example/debian/"]
    assert len(asked) == 2
