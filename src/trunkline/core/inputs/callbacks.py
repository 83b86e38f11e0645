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
    "empty: nobody, the customer is not to be called any more at all"
    number: str
    "as in the list of abandoned calls"


@dataclass(frozen=True, slots=True)
class GiveBackAbandoned:
    """Nobody deals by hand with a customer who gave up any more: what ClaimAbandoned stopped goes on, if it still may.
    Nothing happens when it stopped nothing."""

    by: str
    "who gave the customer back; empty: nobody, the time for it was over"
    number: str
    "as in the list of abandoned calls"
    tried_at: int | None = None
    "when the customer was last dialled, by whomever"


CallbackCommand = MoveCallback | CancelCallback | ClaimAbandoned | GiveBackAbandoned
