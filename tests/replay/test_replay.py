"""Sessions recorded on a real switch give the facts they gave then, to the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.replay.session import FOLDER, load, replay

pytestmark = pytest.mark.replay
SESSIONS = sorted(FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_recorded_session_gives_the_same_facts(path: Path) -> None:
    put_in, expected = load(path)
    assert put_in and expected
    assert replay(put_in) == expected


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_doubled_switch_events_change_nothing(path: Path) -> None:
    put_in, expected = load(path)
    doubled = []
    for now, inp in put_in:
        doubled.append((now, inp))
        if type(inp).__name__ in ("ChannelRinging", "ChannelUp", "ChannelGone", "PlaybackDone", "CallerArrived"):
            doubled.append((now, inp))
    assert replay(doubled) == expected


def test_there_are_sessions() -> None:
    assert len(SESSIONS) >= 6
