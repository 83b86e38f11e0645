"""Names of any script and length reach Asterisk whole characters at a time."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from trunkline.switch.caller_id import caller_id, read_caller_id

pytestmark = pytest.mark.switch


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("演示坐席一", "1001", '"演示坐席一" <1001>'),
        ("", "1001", "<1001>"),
        ('a"b<c>', "", '"a b c" <anonymous>'),
        ("名" * 100, "1001", '"' + "名" * 22 + '" <1001>'),
    ],
)
def test_caller_ids(name: str, number: str, text: str) -> None:
    assert caller_id(name, number) == text


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_fits_and_is_valid(name: str, number: str) -> None:
    made = caller_id(name, number)
    assert len(made.encode()) <= 79
    assert made.encode().decode() == made
    assert made.endswith(">") and made.count("<") == made.count(">") == 1


def test_what_was_made_is_read_again() -> None:
    assert read_caller_id(caller_id("Desk", "1001")) == ("Desk", "1001")
    assert read_caller_id("演示 <1001>") == ("演示", "1001")
    assert read_caller_id("no number") == ("no number", "")
