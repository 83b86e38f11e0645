"""Which phones are there: contacts come, go and fall silent; what is told is only what holds.

A registration is taken over by another device in two steps, and a phone on a busy machine misses a question now and
then. Neither takes an agent from the floor: a phone is away when nothing is registered for it, or when what is
registered does not answer repeated questions.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from trunkline.switch.ami import AmiClient, AmiError
from trunkline.switch.ari import AriClient, Reply, models as m

log = logging.getLogger(__name__)

GONE_AFTER = 0.3
"""Seconds a phone may be without a registration: a new device takes the old one's place in two steps."""
ASKED_AGAIN = 2
"""How often a silent phone is asked once more before it counts as away."""
ANSWER_WITHIN = 4.0
"""Seconds for the answer to one of these questions: Asterisk's own limit for it and one more."""


class Presence:
    """Follows the phones of one Asterisk."""

    def __init__(self, ari: AriClient, ami: AmiClient, tell: Callable[[str, bool, bool], None]) -> None:
        """tell: name of the phone, whether it is there, and if not, whether it is only silent: still registered."""
        self._ari = ari
        self._ami = ami
        self._tell = tell
        self._online: set[str] = set()
        self._removed: set[str] = set()
        """Phones whose registration was taken back, or ended with their socket, and that have not come again."""
        self._signs: Counter[str] = Counter()
        """How often each phone has shown itself: whoever asked before a sign of life need not believe the answer."""
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._all: asyncio.Task[None] | None = None

    def begin(self, online: Iterable[str], silent: Iterable[str] = ()) -> None:
        """Start from what Asterisk lists as online. The silent are asked whether they are there: an Asterisk that was
        started again remembers where phones registered, but would ask each only at its turn, and take no registration
        for an answer: agents would be away for half a minute."""
        self._online = set(online)
        if names := sorted(set(silent) - self._online):
            self._all = asyncio.create_task(self._ask_all(names))

    def end(self) -> list[asyncio.Task[None]]:
        """Ask nobody any more; returns what was cancelled."""
        tasks = [*self._asking.values(), *([self._all] if self._all else [])]
        for task in tasks:
            task.cancel()
        self._asking, self._all = {}, None
        return tasks

    def changed(self, event: m.ContactStatusChange) -> None:
        """A contact's status changed."""
        name = event.endpoint.resource
        status = event.contact_info.contact_status
        if status == "Removed":
            self._removed.add(name)
            asyncio.get_running_loop().call_later(GONE_AFTER, self._look, name, self._signs[name])
        elif status == "Unreachable":
            if name not in self._asking:
                self._asking[name] = asyncio.create_task(self._ask_again(name))
        else:
            self._removed.discard(name)
            self._signs[name] += 1
            self._set(name, online=True)

    def _set(self, name: str, *, online: bool) -> None:
        if online != (name in self._online):
            (self._online.add if online else self._online.discard)(name)
            self._tell(name, online, not online and name not in self._removed)

    def _look(self, name: str, signs: int) -> None:
        """Ask Asterisk whether the phone is there, unless it has shown itself since then."""
        if signs == self._signs[name] and name not in self._asking:
            reply = self._ari.endpoint(name)
            reply.add_done_callback(partial(self._looked, name, signs))

    def _looked(self, name: str, signs: int, future: asyncio.Future[Reply]) -> None:
        if future.cancelled() or future.result().code == "disconnected" or signs != self._signs[name]:
            return
        reply = future.result()
        online = reply.ok and reply.decoded(m.Endpoint).state == "online"
        if online:  # what was removed was the registration of a device whose place another has taken
            self._removed.discard(name)
        self._set(name, online=online)

    async def _ask_again(self, name: str) -> None:
        signs = self._signs[name]
        try:
            for _ in range(ASKED_AGAIN):
                if not await self._ask(name):
                    break
                await asyncio.sleep(ANSWER_WITHIN)
                if signs != self._signs[name]:
                    return
        finally:
            self._asking.pop(name, None)
        self._look(name, signs)

    async def _ask_all(self, names: Iterable[str]) -> None:
        for name in names:
            if not await self._ask(name):
                return

    async def _ask(self, name: str) -> bool:
        """Have the phone asked; its answer comes as an event. False when questions cannot be asked now."""
        try:
            await self._ami.action("PJSIPQualify", {"Endpoint": name})
        except (AmiError, OSError) as error:
            if not isinstance(error, AmiError) or error.code != "refused":
                log.warning("phones_not_asked", exc_info=True)
                return False
        return True
