"""What stands in for a password that does not exist is as slow to check as a real one."""

from __future__ import annotations

import pytest

from trunkline.store.passwords import NOBODY, hash_password, needs_rehash, verify_password

pytestmark = pytest.mark.features


def test_nobodys_password_is_made_like_all_others() -> None:
    assert not needs_rehash(NOBODY), "made with other parameters: make it anew"
    assert not verify_password(NOBODY, "")


def test_a_password_is_known_by_its_hash_alone() -> None:
    stored = hash_password("正确的密码-1")
    assert verify_password(stored, "正确的密码-1") and not verify_password(stored, "正确的密码-2")
    assert not verify_password("no hash at all", "x")
