"""Every shortcut there is, with the keys it has until a person chooses others. Pages do what they are pressed for.

Keys are modifiers and the place of a key on the keyboard (``KeyboardEvent.code`` of W3C UI Events), so that neither
layouts nor input methods matter: ``Alt+KeyH``, ``Slash``, ``F8``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

Action = Literal[
    "answer",
    "decline",
    "hang_up",
    "hold",
    "mute",
    "keypad",
    "dial",
    "pick_up",
    "transfer",
    "consult",
    "add",
    "expert",
    "swap",
    "join",
    "complete",
    "ready",
    "not_ready",
    "note",
    "save",
    "search",
    "next",
    "previous",
    "help",
    "listen",
    "whisper",
    "barge",
    "stop_listening",
]
Group = Literal["call", "people", "state", "page", "listening"]


class Shortcut(NamedTuple):
    """What is done, among what it is listed, and its keys until others are chosen."""

    group: Group
    default: str


SHORTCUTS: dict[Action, Shortcut] = {
    "answer": Shortcut("call", "Alt+KeyA"),
    "decline": Shortcut("call", "Alt+KeyJ"),
    "hang_up": Shortcut("call", "Alt+KeyK"),
    "hold": Shortcut("call", "Alt+KeyH"),
    "mute": Shortcut("call", "Alt+KeyM"),
    "keypad": Shortcut("call", "Alt+KeyL"),
    "dial": Shortcut("call", "Alt+KeyD"),
    "pick_up": Shortcut("call", "Alt+KeyO"),
    "transfer": Shortcut("people", "Alt+KeyT"),
    "consult": Shortcut("people", "Alt+KeyC"),
    "add": Shortcut("people", "Alt+KeyG"),
    "expert": Shortcut("people", "Alt+KeyE"),
    "swap": Shortcut("people", "Alt+KeyX"),
    "join": Shortcut("people", "Alt+KeyB"),
    "complete": Shortcut("people", "Alt+KeyP"),
    "ready": Shortcut("state", "Alt+KeyR"),
    "not_ready": Shortcut("state", "Alt+KeyU"),
    "note": Shortcut("state", "Alt+KeyN"),
    "save": Shortcut("state", "Alt+KeyS"),
    "search": Shortcut("page", "Slash"),
    "next": Shortcut("page", "Alt+ArrowDown"),
    "previous": Shortcut("page", "Alt+ArrowUp"),
    "help": Shortcut("page", "Shift+Slash"),
    "listen": Shortcut("listening", "Alt+Digit1"),
    "whisper": Shortcut("listening", "Alt+Digit2"),
    "barge": Shortcut("listening", "Alt+Digit3"),
    "stop_listening": Shortcut("listening", "Alt+Digit0"),
}
assert tuple(SHORTCUTS) == get_args(Action)

_KEYS = re.compile(r"(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:Meta\+)?(?P<code>[A-Za-z]+[0-9]{0,2})")
_CODES = re.compile(
    r"Key[A-Z]|Digit[0-9]|Numpad(?:[0-9]|Add|Subtract|Multiply|Divide|Decimal)|F(?:[1-9]|1[0-2])"
    r"|Arrow(?:Up|Down|Left|Right)|Home|End|PageUp|PageDown|Insert|Pause|ScrollLock"
    r"|Minus|Equal|BracketLeft|BracketRight|Backquote|Slash|Comma|Period|Semicolon|Quote|Backslash|IntlBackslash"
)
_MOVING = re.compile(r"Arrow.*|Home|End|PageUp|PageDown")
_RESERVED_ALT = frozenset({"ArrowLeft", "ArrowRight", "Home", "End", "Insert"})
"""Back, forward, first page: with Alt the browser's own."""
_RESERVED_BARE = frozenset({"F1", "F3", "F5", "F6", "F7", "F10", "F11", "F12", "Insert"})
"""Help, find, reload, address, caret, menu, full screen, tools."""


def refused(keys: str) -> str | None:
    """Why these keys cannot be a shortcut (shortcut.unknown_key, shortcut.reserved); None when they can, or are empty:
    an action without keys."""
    if not keys:
        return None
    found = _KEYS.fullmatch(keys)
    if found is None or not _CODES.fullmatch(found["code"]):
        return "shortcut.unknown_key"
    return "shortcut.reserved" if _reserved(keys, found["code"]) else None


def _reserved(keys: str, code: str) -> bool:
    # With Ctrl or Command: tabs, windows, editing and the system's; Ctrl+Alt types characters on many keyboards.
    if keys.startswith("Ctrl+") or "Meta+" in keys:
        return True
    if "Alt+" in keys:
        return code in _RESERVED_ALT or re.fullmatch(r"F\d+", code) is not None
    # Without a modifier digits are typed to the other side, and arrows move about the page.
    typed = code.startswith(("Digit", "Numpad")) or _MOVING.fullmatch(code) is not None
    return typed or code in _RESERVED_BARE


def effective(own: Mapping[str, str]) -> dict[Action, str]:
    """The keys of every action: a person's own, else those it begins with, unless the person has given these away."""
    chosen = {keys for action, keys in own.items() if keys and action in SHORTCUTS}
    return {
        action: own.get(action, "" if shortcut.default in chosen else shortcut.default)
        for action, shortcut in SHORTCUTS.items()
    }


def clashing(keys: Mapping[Action, str]) -> set[Action]:
    """Actions that share their keys with another."""
    by_keys: dict[str, list[Action]] = {}
    for action, pressed in keys.items():
        if pressed:
            by_keys.setdefault(pressed, []).append(action)
    return {action for actions in by_keys.values() if len(actions) > 1 for action in actions}
