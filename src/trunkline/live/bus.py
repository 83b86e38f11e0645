"""Committed facts inside one process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from trunkline.ports import NumberedFact

log = logging.getLogger(__name__)
Listener = Callable[[str, Sequence[NumberedFact]], None]


class InProcessBus:
    """Hands facts on in the caller's own thread, listener after listener."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    def publish(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        """Tell everybody; one who fails does not keep it from the others."""
        for listener in self._listeners:
            try:
                listener(tenant_id, facts)
            except Exception:  # publish() never raises: call control must go on
                log.exception("a listener to facts failed", extra={"tenant_id": tenant_id})

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Listen from now on."""
        self._listeners = (*self._listeners, listener)

        def end() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

        return end
