"""What people order of customers who are to be called back."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class MoveCallback:
    """A supervisor moves a customer who is to be called back."""

    by: str
    callback_id: str
    how: str
    "queue: to another queue at the place held | head: before all others of the queue"
    to: str = ""
    "id of the queue"


@dataclass(frozen=True, slots=True)
class CancelCallback:
    """The customer is not to be called back any more."""

    by: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class ClaimAbandoned:
    """Somebody deals by hand with a customer who gave up: they are not called without having asked any more. Nothing
    happens when that was not planned."""

    by: str
    number: str
    "as in the list of abandoned calls"


CallbackCommand = MoveCallback | CancelCallback | ClaimAbandoned
