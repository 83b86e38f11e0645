"""Ids sort in the order they were made and are of one shape."""

from __future__ import annotations

import re

import pytest

from trunkline.ids import new_id

pytestmark = pytest.mark.core


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made) and len(set(made)) == len(made)


def test_ids_are_26_characters_of_base_32() -> None:
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", new_id())


def test_ids_carry_version_and_variant_of_uuid_7() -> None:
    value = 0
    for character in new_id():
        value = value * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    assert (value >> 76) & 0xF == 7 and (value >> 62) & 0b11 == 0b10
