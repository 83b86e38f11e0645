"""Where a phone number is at home (归属地), and whose it is: 浙江省杭州市 · 中国移动.

From the tables of phonenumbers, in a process of its own: they take 100 MB, and seconds to read, in which call control
would stand still. See docs/decisions/0051. It ends when whoever asks has gone, however that was.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import phonenumbers

log = logging.getLogger(__name__)
REMEMBERED = 10_000
PATIENCE_S = 0.3
_CODE_OF_CHINA = 86
_Key = tuple[str, str]
"""(number, language)"""


class Places:
    """Asks the process with the tables, which it starts with the first question; nobody waits long for an answer."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        """patience_s: who asks is told nothing after so long. The answer is there for whoever asks next."""
        self._patience_s = patience_s
        self._known: dict[_Key, str] = {}
        self._asked: queue.SimpleQueue[tuple[_Key, Callable[[str], None]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[str] | None = None

    async def of(self, number: str, language: str) -> str:
        """Province and city, for a mobile number also the carrier; of some abroad only the country.

        number: E.164 as :func:`trunkline.numbers.normalise` gives it. language: of the product (zh-CN, zh-TW, en). ''
        for what is no full number, and while the tables are being read. Numbers that were ported keep the carrier they
        were given out by.
        """
        key = number, language
        if not number.startswith("+"):
            return ""
        if key in self._known:
            return self._known[key]
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()

        def settle(text: str) -> None:
            if not answer.done():
                answer.set_result(text)

        def tell(text: str) -> None:
            with suppress(RuntimeError):  # whoever asked has gone, and the loop with it
                loop.call_soon_threadsafe(settle, text)

        self._begin()
        self._asked.put((key, tell))
        try:
            async with asyncio.timeout(self._patience_s):
                return await answer
        except TimeoutError:
            return ""

    def prepare(self) -> None:
        """Have the tables read before the first question."""
        self._begin()
        self._asked.put((("+", "en"), lambda _: None))

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="places", daemon=True)
            self._thread.start()

    def _serve(self) -> None:
        while True:
            key, tell = self._asked.get()
            text = self._known.get(key)
            if text is None:
                try:
                    if self._child is None:
                        self._child = _start()
                    text = _ask(self._child, key)
                except (OSError, ValueError):
                    log.warning("the tables of places do not answer", exc_info=True)
                    if self._child is not None:
                        self._child.kill()
                        self._child.wait()
                    self._child, text = None, ""
                else:
                    if len(self._known) >= REMEMBERED:
                        self._known.clear()
                    self._known[key] = text
            tell(text)


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "trunkline.places"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )


def _ask(child: subprocess.Popen[str], key: _Key) -> str:
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(json.dumps(key) + "\n")
    child.stdin.flush()
    return str(json.loads(child.stdout.readline()))


# -- in the process with the tables ------------------------------------------------------------------------------------


def place_of(number: str, language: str) -> str:
    """What :meth:`Places.of` tells. Reads the tables with the first number."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    place, carrier = _tables()
    table = "en"
    if language.startswith("zh"):
        # The mainland's places are there in simplified characters only; others have a name for Taiwan and Hong Kong.
        traditional = language == "zh-TW" and parsed.country_code != _CODE_OF_CHINA
        table = "zh_Hant" if traditional else "zh"
    found = place(parsed, table) or place(parsed, "en")
    return " · ".join(part for part in (found, carrier(parsed, table)) if part)


@cache
def _tables() -> tuple[Callable[[phonenumbers.PhoneNumber, str], str], Callable[[phonenumbers.PhoneNumber, str], str]]:
    from phonenumbers import carrier, geocoder  # not before they are needed: see above

    return geocoder.description_for_number, carrier.name_for_number


def main() -> None:
    """Answer line by line until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks: with it the questions end
    os.nice(10)  # reading the tables must not take the processor from calls
    _tables()
    try:
        for line in sys.stdin:
            number, language = json.loads(line)
            print(json.dumps(place_of(number, language)), flush=True)
    except BrokenPipeError:  # whoever asked has gone before the answer: leave without a word, as at the end of input
        os._exit(0)


if __name__ == "__main__":
    main()
