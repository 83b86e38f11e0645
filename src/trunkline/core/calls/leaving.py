"""A waiting caller leaves the queue by a key: to elsewhere, or to be called back at the place held."""

from __future__ import annotations

from trunkline.core.calls import abandoned, callbacks, flow, hearing, lines, other_number, playing, queueing, waiting
from trunkline.core.config import KeyExit
from trunkline.core.facts import CallerLeftByKey, QueueKeyIgnored
from trunkline.core.flow.builtin import VOICE_MAIL
from trunkline.core.inputs import KeyPressed
from trunkline.core.speech import phrases
from trunkline.core.state import Call, CallerPlay, Stay
from trunkline.core.tenant import Tenant

DEAF_MS = 1_000
"""After leaving by key, keys are not heard for so long: who presses twice would leave the next place too."""

CONFIRM = "1"
"""Pressed to be called back at the number that was read back; any other key: to wait on."""
GOODBYE_MS = 20_000
"""What is said to who will be called back is over within this."""


def way_out(t: Tenant, call: Call, pressed: str) -> KeyExit | None:
    """Where a key leads a waiting caller; None: nowhere, and the caller waits on at the same place."""
    stay = call.stay
    queue = t.config.queues.get(stay.queue_id) if stay is not None else None
    if stay is None or queue is None or not queue.exits or call.ending_by is not None:
        return None
    way = next((way for way in queue.exits if way.key == pressed), None)
    why = "unknown" if way is None else _closed(t, call, stay, way)
    if why:
        t.fact(QueueKeyIgnored(t.now, call.id, stay.id, stay.queue_id, pressed, why))
        return None
    return way


def _closed(t: Tenant, call: Call, stay: Stay, way: KeyExit) -> str:
    """Why a way out cannot be taken now; empty: it can."""
    if not hearing.usable(t.config, way) or (way.action == "queue" and way.target == stay.queue_id):
        return "target_gone"
    if way.action == "queue":
        most = t.config.queues[way.target].max_waiting
        return "queue_full" if most and t.router.waiting(way.target) >= most else ""
    if way.action == "branch":
        return "" if flow.has_branch(t, call, branch_of(way)) else "no_branch"
    return ""


# -- to be called back -------------------------------------------------------------------------------------------------


def offer_callback(t: Tenant, call: Call, way: KeyExit) -> None:
    """Ask the caller whether to be called back at their number, which is read back; or say why that cannot be. The
    caller stays in line meanwhile."""
    stay = call.stay
    assert stay is not None
    language = hearing.language(t, call, stay)
    why = _no_callback(t, call, stay)
    call.keys_from = t.now + DEAF_MS
    t.touch(call)
    stay.typed_times = 0
    other = other_number.offered(t, call, stay)
    if why in ("withheld", "not_callable") and other:
        other_number.begin(t, call, stay)
    elif why:
        t.fact(QueueKeyIgnored(t.now, call.id, stay.id, stay.queue_id, way.key, why))
        hearing.say(t, call, stay, phrases.no_callback(why, language), "notice")
    else:
        stay.asking = True
        number = call.to_dial or call.from_number
        hearing.say(t, call, stay, phrases.callback_question(number, language, other=other), "question")


def _no_callback(t: Tenant, call: Call, stay: Stay) -> str:
    """Why the caller cannot be called back, at their number or the one they have typed; empty: they can."""
    if stay.typed:
        return other_number.refused(t, stay, stay.typed, stay.typed_dial, stay.typed_national)
    if not call.from_number or call.direction != "in":
        return "withheld"
    there = callbacks.find(t, call.from_number, stay.queue_id)
    if abandoned.being_called(t, call.from_number) or (there is not None and there.reason != callbacks.ABANDONED):
        return "asked_already"
    return "" if lines.callable_back(t, call.to_dial or call.from_number) else "not_callable"


def wants_callback(t: Tenant, call: Call, inp: KeyPressed) -> bool:
    """The answer to the question: True for yes. Who does not want to, waits on and hears music; who wants to be called
    at another number types it."""
    stay = call.stay
    if stay is None or stay.queue_id not in t.config.queues or call.ending_by is not None:
        return False
    if stay.typing is not None:
        other_number.key(t, call, stay, inp)
        return False
    why = _no_callback(t, call, stay) if inp.key == CONFIRM else ""
    if inp.key == CONFIRM and not why:
        return True
    if inp.key == other_number.OTHER and other_number.offered(t, call, stay):
        call.keys_from = t.now + DEAF_MS
        other_number.begin(t, call, stay)
        return False
    call.keys_from = t.now + DEAF_MS
    hearing.end_question(t, call, stay)
    if why:  # since it was asked: the number is to be called already, or is one of ours by now
        t.fact(QueueKeyIgnored(t.now, call.id, stay.id, stay.queue_id, inp.key, why))
        hearing.say(t, call, stay, phrases.no_callback(why, hearing.language(t, call, stay)), "notice")
    return False


def take_callback(t: Tenant, call: Call) -> None:
    """The caller is to be called back, at the place held; hears so, and may hang up."""
    stay = call.stay
    assert stay is not None
    language = hearing.language(t, call, stay)
    key = next((way.key for way in t.config.queues[stay.queue_id].exits if way.action == "callback"), "")
    _left(t, call, stay, key, "callback", kept=True)
    hearing.quiet(t, call)
    queueing.leave(t, call, "left_by_key")
    number = stay.typed or call.from_number
    for own in {number, call.from_number} - {""}:
        abandoned.asked_instead(t, own, call.id)
    callbacks.open_callback(
        t,
        queue_id=stay.queue_id,
        number=number,
        dial=stay.typed_dial or call.to_dial or call.from_number,
        national=stay.typed_national if stay.typed else call.national,
        number_id=call.number_id,
        dialled=call.dialled,
        stay=stay,
        from_call=call.id,
    )
    call.served = True
    call.cursor = None  # the flow that led to the queue is left for good
    call.keys_from = t.now + GOODBYE_MS
    goodbye = CallerPlay(
        id=t.new_id(),
        prompt=phrases.spoken(phrases.callback_taken(language)),
        language=language,
        agent_id="",
        since=t.now,
        length_ms=GOODBYE_MS,
        leave=True,
    )
    playing.begin(t, call, goodbye)


# -- to elsewhere ------------------------------------------------------------------------------------------------------


def branch_of(way: KeyExit) -> str:
    """The queue node's branch of a key."""
    return f"key:{way.key}"


def leave(t: Tenant, call: Call, way: KeyExit) -> None:
    """Take a way out that is open. Nobody is being rung for the call any more."""
    stay = call.stay
    assert stay is not None
    target = way.target if way.action in ("queue", "flow") else ""
    _left(t, call, stay, way.key, way.action, target, kept=way.action == "queue" and way.keep)
    call.keys_from = t.now + DEAF_MS
    if way.action == "queue":
        waiting.move(t, call, stay, way.target, "left_by_key", keep=way.keep)
        return
    hearing.quiet(t, call)
    queueing.leave(t, call, "left_by_key")
    if way.action == "flow":
        flow.begin(t, call, way.target)
    elif way.action == "voice_mail":
        flow.begin(t, call, VOICE_MAIL)
    else:
        flow.left_queue(t, call, branch_of(way))


def _left(t: Tenant, call: Call, stay: Stay, key: str, action: str, target: str = "", *, kept: bool) -> None:
    t.fact(
        CallerLeftByKey(
            at=t.now,
            call_id=call.id,
            stay_id=stay.id,
            queue_id=stay.queue_id,
            key=key,
            action=action,
            target=target,
            waited_ms=t.now - stay.since,
            kept=kept,
        )
    )
