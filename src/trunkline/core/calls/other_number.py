"""A caller who is to be called back types another number: key by key, read back, confirmed, a few times at most.

What is typed comes read as a number with each digit (``runtime.typed``). Only landlines and mobiles of the company's
own country are taken: nobody has the police called, nor a number that costs the company what they like.
"""

from __future__ import annotations

from trunkline.core.calls import abandoned, callbacks, hearing, lines
from trunkline.core.facts import QueueKeyIgnored
from trunkline.core.inputs import KeyPressed
from trunkline.core.lists.index import Caller
from trunkline.core.lists.judge import judge
from trunkline.core.speech import phrases
from trunkline.core.state import Call, Stay
from trunkline.core.tenant import Tenant

OTHER = "2"
"""Pressed to type another number than the one that was read back."""
END, AGAIN = "#", "*"
"""Pressed when the number is whole, and to begin it anew."""
MOST_TIMES = 3
DIGITS = frozenset("0123456789")
LONGEST = 20
"""Digits; more are not heard."""
DEAF_MS = 1_000
"""After the end: who presses it twice would refuse what is read back."""


def offered(t: Tenant, call: Call, stay: Stay) -> bool:
    """Whether the queue lets callers type another number, and this one has not tried too often."""
    queue = t.config.queues.get(stay.queue_id)
    return (
        queue is not None
        and queue.calling_back.other_number
        and call.direction == "in"
        and stay.typed_times < MOST_TIMES
    )


def begin(t: Tenant, call: Call, stay: Stay, *, wrong: bool = False) -> None:
    """Ask for the number. wrong: the one that was typed cannot be called."""
    stay.typed_times += 1
    stay.asking, stay.asking_until = True, None
    _anew(stay)
    hearing.say(t, call, stay, phrases.type_number(hearing.language(t, call, stay), wrong=wrong), "question")


def key(t: Tenant, call: Call, stay: Stay, inp: KeyPressed) -> None:
    """A key while the number is typed. When it is whole it is read back, or the caller hears why it is not taken."""
    if inp.key == END:
        _whole(t, call, stay, END)
        return
    if inp.key == AGAIN:
        _anew(stay)
    elif inp.key in DIGITS and stay.typing is not None and len(stay.typing) < LONGEST:
        stay.typing += inp.key
        stay.typed, stay.typed_dial, stay.typed_national = inp.typed, inp.typed_dial, inp.typed_national
    hearing.listen(t, call, stay)


def due(t: Tenant, call: Call) -> None:
    """What waiting callers hear is due, or an answer has not come. Who typed a number and then nothing has forgotten
    the key that ends it."""
    stay = call.stay
    answering = stay is not None and call.talk is None and call.ending_by is None and stay.queue_id in t.config.queues
    if stay is not None and answering and stay.typing and stay.asking_until is not None and t.now >= stay.asking_until:
        _whole(t, call, stay, stay.typing[-1])
    else:
        hearing.due(t, call)


def _anew(stay: Stay) -> None:
    stay.typing, stay.typed, stay.typed_dial, stay.typed_national = "", "", "", ""


def _whole(t: Tenant, call: Call, stay: Stay, pressed: str) -> None:
    """Nothing more is typed. pressed: the last key."""
    language = hearing.language(t, call, stay)
    call.keys_from = max(call.keys_from, t.now + DEAF_MS)
    why = refused(t, stay, stay.typed, stay.typed_dial, stay.typed_national)
    if not why:
        stay.typing, stay.asking_until = None, None
        other = offered(t, call, stay)
        hearing.say(t, call, stay, phrases.callback_question(stay.typed_dial, language, other=other), "question")
        return
    t.fact(QueueKeyIgnored(t.now, call.id, stay.id, stay.queue_id, pressed, why))
    if why == "not_callable" and offered(t, call, stay):
        begin(t, call, stay, wrong=True)
    else:
        hearing.deaf(t, call)
        hearing.end_question(t, call, stay)
        why = "not_understood" if why == "not_callable" else why
        hearing.say(t, call, stay, phrases.no_callback(why, language), "notice")


def refused(t: Tenant, stay: Stay, number: str, dial: str, national: str) -> str:
    """Why somebody with a typed number is not called back: asked_already | not_callable; empty: they are."""
    there = callbacks.find(t, number, stay.queue_id)
    if abandoned.being_called(t, number) or (there is not None and there.reason != callbacks.ABANDONED):
        return "asked_already"
    forms = {number, dial, national} - {""}
    ours = any(agent.outside_number in forms for agent in t.config.agents.values() if agent.outside_number)
    whole = number.startswith("+") and bool(national)
    if not whole or ours or not lines.callable_back(t, dial) or not lines.callable_back(t, number):
        return "not_callable"
    listed = judge(t.config.lists, Caller(number, national), t.now, white_list_only=False)
    return "not_callable" if listed.refused else ""
