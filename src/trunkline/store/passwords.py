"""Passwords: argon2id with the parameters of RFC 9106, section 4, second choice (64 MiB, 3 passes, 4 lanes)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$G/Yc6AbaCcah7AhXiWPfBg$NoVu1c3no+fgspOm/0W2fgAm1oG6SK6CAgjmx78zdt8"
"""Of a random password that nobody knows. Checked when the account does not exist, so that the answer takes as long as
for one that does. Written down, because making it anew would cost every start half a second."""


def hash_password(password: str) -> str:
    """The text to store. Takes about 50 ms of CPU: not on an event loop."""
    return _hasher.hash(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is the stored one. As slow as hashing."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """The stored hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)
