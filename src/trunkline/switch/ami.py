"""Asterisk's manager interface, for what ARI cannot do: record a channel by MixMonitor, ask a phone whether it is
there, read Asterisk's own database.

Events are off. Commands are answered in order.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

ANSWER_WITHIN = 5.0


class AmiError(Exception):
    """An action was refused or not answered. ``code``: ``refused``, ``not_found``, ``disconnected``, ``timeout``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


Fields = dict[str, str]
"""Of an answer or of an event, names in lower case."""


@dataclass(slots=True)
class _Asked:
    """An action that is not answered yet."""

    whole: asyncio.Future[list[Fields]]
    "the answer and, of a list, its events"
    is_list: bool
    got: list[Fields] = field(default_factory=list)


class AmiClient:
    """Connects at the first action, and again when the connection was lost."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        self._port = port
        self._user = user
        self._secret = secret
        self._writer: asyncio.StreamWriter | None = None
        self._reader_task: asyncio.Task[None] | None = None
        self._waiting: deque[_Asked] = deque()
        self._connecting = asyncio.Lock()

    async def start_mix_monitor(
        self, channel: str, received: str, transmitted: str, *, in_step: bool = True, mark: str = "TL_MIXMONITOR"
    ) -> str:
        """Record what comes from and what goes to a channel into two files; returns the monitor's id.

        ``channel`` is the channel's name (``PJSIP/...``) or unique id. With ``in_step`` both files have the
        same length: silence is filled in where one direction had nothing. The channel's variable ``mark``
        is set to the monitor's id.
        """
        options = f"r({received})t({transmitted}){'S' if in_step else ''}i({mark})"
        answer = await self.action("MixMonitor", {"Channel": channel, "Options": options})
        return answer.get("mixmonitorid", "")

    async def stop_mix_monitor(self, channel: str, monitor: str = "") -> None:
        """End the recording of a channel, all of them when ``monitor`` is ''."""
        fields = {"Channel": channel, **({"MixMonitorID": monitor} if monitor else {})}
        await self.action("StopMixMonitor", fields)

    async def mute_mix_monitor(self, channel: str, *, muted: bool, direction: str = "both") -> None:
        """Write silence instead of speech: ``direction`` is ``read``, ``write`` or ``both``."""
        await self.action(
            "MixMonitorMute", {"Channel": channel, "Direction": direction, "State": "1" if muted else "0"}
        )

    async def action(self, name: str, fields: Mapping[str, str]) -> Fields:
        """Perform an action; returns the answer's fields. Raises ``AmiError``."""
        return (await self._send(name, fields))[0]

    async def listed(self, name: str, fields: Mapping[str, str]) -> list[Fields]:
        """Perform an action that is answered by a list; returns the fields of its events. Raises ``AmiError``."""
        return (await self._send(name, fields, is_list=True))[1:]

    async def close(self) -> None:
        """Close the connection."""
        if self._reader_task is not None:
            self._reader_task.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader_task

    async def _send(self, name: str, fields: Mapping[str, str], *, is_list: bool = False) -> list[Fields]:
        async with self._connecting:
            if self._writer is None:
                await self._connect()
        future = self._write(name, fields, is_list=is_list)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                got = await future
        except TimeoutError as error:
            raise AmiError("timeout", f"no answer to {name}") from error
        if got[0].get("response") not in ("Success", "Goodbye"):
            message = got[0].get("message", "no reason given")
            missing = "no such channel" in message.lower() or "cannot find channel" in message.lower()
            raise AmiError("not_found" if missing else "refused", message)
        return got

    def _write(self, name: str, fields: Mapping[str, str], *, is_list: bool = False) -> asyncio.Future[list[Fields]]:
        if self._writer is None:
            raise AmiError("disconnected", "the connection was lost")
        asked = _Asked(asyncio.get_running_loop().create_future(), is_list)
        lines = [f"Action: {name}", *(f"{key}: {_one_line(value)}" for key, value in fields.items())]
        self._waiting.append(asked)
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        return asked.whole

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                await reader.readline()  # the greeting
        except (OSError, TimeoutError) as error:
            raise AmiError("disconnected", str(error) or "no answer") from error
        self._writer = writer
        self._reader_task = asyncio.create_task(self._read(reader, writer))
        login = {"Username": self._user, "Secret": self._secret, "Events": "off"}
        async with asyncio.timeout(ANSWER_WITHIN):
            (answer,) = await self._write("Login", login)
        if answer.get("response") != "Success":
            writer.close()
            raise AmiError("refused", answer.get("message", "login refused"))

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                if self._waiting:
                    self._take(_fields(block))
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            self._writer = None
            writer.close()
            while self._waiting:
                future = self._waiting.popleft().whole
                if not future.done():
                    future.set_exception(AmiError("disconnected", "the connection was lost"))

    def _take(self, fields: Fields) -> None:
        """An answer, or an event of a list, for the action that was asked first."""
        asked = self._waiting[0]
        if "response" in fields:
            asked.got = [fields]
            over = not asked.is_list or fields.get("eventlist", "").lower() != "start"
        elif asked.got:
            over = fields.get("eventlist", "").lower() == "complete"
            if not over:
                asked.got.append(fields)
        else:
            return  # of a list that nobody wanted whole
        if over:
            self._waiting.popleft()
            if not asked.whole.done():
                asked.whole.set_result(asked.got)


def _fields(block: bytes) -> Fields:
    pairs = (line.partition(":") for line in block.decode("utf-8", "replace").splitlines())
    return {key.strip().lower(): value.strip() for key, colon, value in pairs if colon}


def _one_line(value: str) -> str:
    if "\r" in value or "\n" in value:
        raise AmiError("refused", "a value may not hold a line break")
    return value
