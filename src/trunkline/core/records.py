"""Facts, effects, inputs and steps of a decision: small values, made some forty times a call, that nobody changes.

``dataclasses`` keeps a frozen class from being changed by setting each field of a new one through a function call: a
sixth of what a simulated call costs. So these are frozen for whoever checks types, which ``./test`` does, and plain at
run time. They are compared and hashed by their fields, as frozen ones are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool, slots: bool, **more: Any) -> Callable[[type[T]], type[T]]:
        """As ``dataclasses.dataclass``, but not frozen at run time."""
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen, **more)
