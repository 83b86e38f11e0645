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


# -- being called back -------------------------------------------------------------------------------------------------


def callback_label(language: str) -> str:
    """What the key for a callback is for, where nothing else was given."""
    return "a call back" if language == "en" else _chinese("需要我们回电", language)


def callback_question(number: str, language: str, *, other: bool = False) -> tuple[str, ...]:
    """Prompts that read a number back, digit by digit, and ask; other: also whether it is to be another one. Signs that
    are no digits are left out."""
    if language == "en":
        signs = [english.digits(sign) for sign in number if sign.isdecimal()]
        said = ["We will call you back at", *signs, _confirm(language, other=other)]
    else:
        digits = [chinese.digits(sign, telephone=True) for sign in number if sign.isdecimal()]
        said = [_chinese("我们将回拨您的号码", language), *digits, _confirm(language, other=other)]
    return tuple(spoken(text) for text in said)


def type_number(language: str, *, wrong: bool = False) -> tuple[str, ...]:
    """Prompts that ask for another number; wrong: the one that was typed cannot be called."""
    if language == "en":
        before = "We cannot call that number. " if wrong else ""
        return (
            spoken(f"{before}Please enter the number with area code, then press hash. To start again, press star."),
        )
    before = "这个号码我们无法拨打。" if wrong else ""
    return (spoken(_chinese(f"{before}请输入电话号码，固定电话加区号，以井号键结束；重新输入请按星号键。", language)),)


def _confirm(language: str, *, other: bool = False) -> str:
    if other and language == "en":
        return (
            "You keep your place in line. To confirm, press one. For another number, press two. "
            "To stay on the line, press any other key."
        )
    if other:
        return _chinese("您的排队位置会保留。确认请按一，换一个号码请按二，继续等待请按其他键。", language)
    if language == "en":
        return "You keep your place in line. To confirm, press one. To stay on the line, press any other key."
    return _chinese("您的排队位置会保留。确认请按一，继续等待请按其他键。", language)


def callback_taken(language: str) -> str:
    """To who will be called back."""
    if language == "en":
        return "Thank you. We will call you back when it is your turn. You may hang up now."
    return _chinese("好的，轮到您时我们会给您回电。您现在可以挂机了，再见。", language)


def no_callback(why: str, language: str) -> tuple[str, ...]:
    """Prompts that say why somebody cannot be called back: withheld | asked_already | not_callable | not_understood."""
    return (spoken(_NO_CALLBACK[why][0] if language == "en" else _chinese(_NO_CALLBACK[why][1], language)),)


_NO_CALLBACK = {
    "withheld": (
        "Your number is withheld, so that we cannot call you back. Please stay on the line.",
        "您的号码未显示，我们无法给您回电。请继续等待。",
    ),
    "asked_already": (
        "You are in line for a call back already. You may hang up, or stay on the line.",
        "您已经预约了回电。您可以挂机，也可以继续等待。",
    ),
    "not_callable": (
        "We cannot call your number back. Please stay on the line.",
        "我们无法回拨您的号码。请继续等待。",
    ),
    "not_understood": (
        "We cannot call that number either. Please stay on the line.",
        "这个号码我们也无法拨打。请继续等待。",
    ),
}


def for_callbacks(language: str) -> list[str]:
    """Everything that is said about being called back."""
    said = [
        *callback_question("0123456789", language),
        *callback_question("", language, other=True),
        *type_number(language),
        *type_number(language, wrong=True),
        *(no_callback(why, language)[0] for why in _NO_CALLBACK),
    ]
    return [*(text_of(prompt) or "" for prompt in said), callback_taken(language)]


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
