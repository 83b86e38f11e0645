"""Passwords: argon2id with 19 MiB, 2 passes and 1 lane, one of the equally strong choices of OWASP's Password Storage
Cheat Sheet (decision 0039)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$IaRmzAX4gWV8+8Fq7JxrFg$RL1d+KLr5bpwlL84jUqDt/p6Dx7VYvrXcVlpF9gUe6s"
"""Of a random password that nobody knows. Checked when the account does not exist, so that the answer takes as long as
for one that does. Written down, because making it anew would cost every start."""


def hash_password(password: str) -> str:
    """The text to store. Takes about 30 ms of CPU: not on an event loop."""
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
