"""Whole sentences for who waits. A sentence is a prompt whose name is ``say:`` and its words: media speaks it.

The sentences of a queue are few (places up to a limit, lengths of time in steps), so that all of them can be spoken
before the first caller comes: :func:`for_positions`, :func:`for_waits`.
"""

from __future__ import annotations

from collections.abc import Iterable

from trunkline.core.speech import chinese, english

SAY = "say:"
LANGUAGES = ("zh", "zh-Hant", "en")
"""zh-Hant: as zh, in traditional characters."""
STEPS_MIN: tuple[int, ...] = (*range(1, 6), *range(10, 31, 5), *range(40, 61, 10), 90, 120, 180)
"""Lengths of a wait that are said, in minutes: in finer steps the longer it is, nobody can promise."""


def spoken(text: str) -> str:
    """The prompt that says a text."""
    return SAY + text


def text_of(prompt: str) -> str | None:
    """What such a prompt says; None for a prompt of the library."""
    return prompt[len(SAY) :] if prompt.startswith(SAY) else None


def rounded_wait_min(seconds: float) -> int:
    """0 for less than a minute, else the next of STEPS_MIN that is not shorter: who waits less than told is not
    disappointed. Longer than all: the last."""
    if seconds < 60:
        return 0
    return next((step for step in STEPS_MIN if step * 60 >= seconds), STEPS_MIN[-1])


def position(place: int, language: str, most: int = 0) -> str:
    """The place in line, 1 for who is next. most: from beyond it only that it is beyond; 0: always the place."""
    if most and place > most:
        if language == "en":
            return f"There are more than {english.counted(most, 'caller')} ahead of you."
        return _chinese(f"您前面还有超过{chinese.counted(most, '位')}客户在等待。", language)
    if language == "en":
        return "You are next in line." if place <= 1 else f"You are number {english.cardinal(place)} in line."
    ahead = "您是下一位。" if place <= 1 else f"您目前排在{chinese.ordinal(place, '位')}。"
    return _chinese(ahead, language)


def wait(minutes: int, language: str, most: int = 0) -> str:
    """A rounded wait (:func:`rounded_wait_min`). most: a longer one is only said to be longer; 0: no limit."""
    if language == "en":
        return f"Your estimated wait is {_english_wait(minutes, most)}."
    return _chinese(f"预计等待{_chinese_wait(minutes, most)}。", language)


def _english_wait(minutes: int, most: int) -> str:
    if minutes == 0:
        return "less than one minute"
    if most and minutes > most:
        return f"more than {english.duration(most * 60)}"
    return f"about {english.duration(minutes * 60)}"


def _chinese_wait(minutes: int, most: int) -> str:
    if minutes == 0:
        return "时间不到一分钟"
    if most and minutes > most:
        return f"时间超过{chinese.duration(most * 60)}"
    return f"约{chinese.duration(minutes * 60)}"


def options(choices: Iterable[tuple[str, str]], language: str) -> str:
    """(key, what it is for) pairs -> "For voice mail, press one." What has no words is not said."""
    named = [(sign, label.strip().rstrip("。.")) for sign, label in choices if label.strip()]
    if language == "en":
        return " ".join(f"For {label}, press {english.key(sign)}." for sign, label in named)
    return "".join(
        label + _chinese("请按", language) + _chinese(chinese.key(sign), language) + "。" for sign, label in named
    )


def for_positions(language: str, most: int) -> list[str]:
    """Every sentence that :func:`position` can say."""
    return [position(place, language, most) for place in range(1, most + 2)]


def for_waits(language: str, most: int) -> list[str]:
    """Every sentence that :func:`wait` can say."""
    steps = [0, *(step for step in STEPS_MIN if not most or step <= most)]
    beyond = [wait(most + 1, language, most)] if most else []
    return [*(wait(step, language, most) for step in steps), *beyond]


def _chinese(text: str, language: str) -> str:
    return chinese.traditional(text) if language == "zh-Hant" else text
