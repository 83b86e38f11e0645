"""What a waiting caller hears: music, and on a schedule comfort messages and how long it will take.

One thing is played at a time, with music between. The place in line is not said when it has grown since it was said
last (somebody with a higher priority came), nor the expected wait when it is not shorter than the one said last: who
waits is told what gets better. How long it will take is said only where it can be trusted, see :func:`_trusted`.
"""

from __future__ import annotations

from trunkline.core.acd.estimate import expected_wait_ms
from trunkline.core.config import KeyExit, Queue, TenantConfig
from trunkline.core.effects import PlayPrompts, StartMusic, StopMusic, StopPlayback
from trunkline.core.facts import ComfortPlayed, PromptFailed, WaitAnnounced
from trunkline.core.speech import phrases
from trunkline.core.state import Call, Stay, Told
from trunkline.core.tenant import Tenant

START_MS = 1_000
"""Who is offered to an agent within this is not told of a wait."""
GAP_MS = 5_000
"""Of music, at least, between two things that are said."""
ANSWER_MS = 8_000
"""So long after a question its answer is waited for."""
TYPING_ON_MS = 4_000
"""Who types a number when that is over types on for so long: those keys lead nowhere."""
MANY = 20
"""Where every place in line is said, so many are spoken beforehand."""


def begin(t: Tenant, call: Call, stay: Stay) -> None:
    """The caller begins to wait: music, and everything else some time from now."""
    queue = t.config.queues.get(stay.queue_id)
    if queue is not None:
        first_s = queue.comfort_every_s if queue.comfort_first_s is None else queue.comfort_first_s
        stay.comfort_at = t.now + max(START_MS, first_s * 1000) if queue.comfort_every_s else None
        stay.announce_at = t.now + START_MS if queue.announcing.at_start else _later(t, queue.announcing.every_s)
        if not (queue.announcing.position or queue.announcing.estimate):
            stay.announce_at = None
    t.touch(call)
    _music(t, call, stay)


def again(t: Tenant, call: Call, stay: Stay) -> None:
    """After a time in which the switch was away: music. What was being said is said anew, as it is then."""
    if stay.said and stay.comfort_playback is not None:
        said, prompts = stay.said, stay.playing
        _cut(t, stay)
        say(t, call, stay, prompts, said)
        return
    if stay.comfort_playback is not None:
        _cut(t, stay)
        if stay.announcing is not None:
            stay.announcing, stay.announce_at = None, t.now + START_MS
        else:
            stay.comfort_at = t.now + START_MS
        t.touch(call)
    _music(t, call, stay)


def reconfigured(t: Tenant, call: Call, stay: Stay) -> None:
    """The queue may say more from now on than it did when the wait began; what it says less is seen when it is due."""
    queue = t.config.queues.get(stay.queue_id)
    if queue is None:
        return
    if stay.comfort_at is None and (stay.comfort_playback is None or stay.announcing is not None):
        stay.comfort_at = _later(t, queue.comfort_every_s)
    asked = queue.announcing.position or queue.announcing.estimate
    if stay.announce_at is None and stay.announcing is None and asked:
        stay.announce_at = _later(t, queue.announcing.every_s)
    set_deadline(t, call, stay)


def set_deadline(t: Tenant, call: Call, stay: Stay) -> None:
    """When the next thing is to be said; while one is, its end is waited for."""
    times = [at for at in (stay.comfort_at, stay.announce_at, stay.asking_until) if at is not None]
    at = min(times, default=None) if stay.comfort_playback is None else None
    t.deadlines.set(("comfort", call.id), at)


def due(t: Tenant, call: Call) -> None:
    """Say what is due in place of the music: how long it will take before the comfort message."""
    stay = call.stay
    queue = t.config.queues.get(stay.queue_id) if stay else None
    if stay is None or queue is None or call.talk is not None or call.ending_by is not None:
        return
    if stay.asking_until is not None:
        if t.now >= stay.asking_until:
            _no_answer(stay)
    elif stay.comfort_playback is None and not _announce(t, call, stay, queue):
        _comfort(t, call, stay, queue)
    t.touch(call)
    set_deadline(t, call, stay)


def over(t: Tenant, call: Call, *, failed: bool = False) -> None:
    """What was said is over: music again."""
    stay = call.stay
    if stay is None:
        return
    queue = t.config.queues.get(stay.queue_id)
    if failed:
        t.fact(PromptFailed(t.now, call.id, stay.node_id, stay.playing))
    forget(t, stay)
    told, stay.announcing = stay.announcing, None
    if stay.said:
        _said(t, stay, failed=failed)
    elif told is None:
        stay.comfort_next += 1
        stay.comfort_at = _later(t, queue.comfort_every_s if queue else 0)
        stay.announce_at = _not_before(stay.announce_at, t.now + GAP_MS)
    else:
        if not failed:
            stay.told = Told(
                stay.told.position if told.position is None else told.position,
                stay.told.wait_min if told.wait_min is None else told.wait_min,
                stay.told.doubted_at or told.doubted_at,
            )
        stay.announce_at = _later(t, queue.announcing.every_s if queue else 0)
        stay.comfort_at = _not_before(stay.comfort_at, t.now + GAP_MS)
    t.touch(call)
    _music(t, call, stay)


def say(t: Tenant, call: Call, stay: Stay, prompts: tuple[str, ...], said: str) -> None:
    """Say something at once, in place of what is heard. said: question | notice."""
    queue = t.config.queues.get(stay.queue_id)
    if queue is None:
        return
    if stay.comfort_playback is not None:
        if not stay.said and stay.announcing is None:
            stay.comfort_at = _later(t, queue.comfort_every_s)
        _cut(t, stay)
        if stay.announcing is not None:
            stay.announcing, stay.announce_at = None, t.now + GAP_MS
    stay.said = said
    _play(t, call, stay, queue, prompts)
    t.touch(call)
    set_deadline(t, call, stay)


def _said(t: Tenant, stay: Stay, *, failed: bool) -> None:
    """A question was asked, or something was told: what else there is to say waits."""
    if stay.said == "question":
        if failed:
            _no_answer(stay)
        else:
            stay.asking, stay.asking_until = True, t.now + ANSWER_MS
    stay.said = ""
    earliest = (stay.asking_until or t.now) + GAP_MS
    stay.announce_at = _not_before(stay.announce_at, earliest)
    stay.comfort_at = _not_before(stay.comfort_at, earliest)


def _no_answer(stay: Stay) -> None:
    """Nothing is asked any more."""
    stay.asking, stay.asking_until = False, None
    stay.typing, stay.typed, stay.typed_dial, stay.typed_national = None, "", "", ""


def listen(t: Tenant, call: Call, stay: Stay) -> None:
    """A key of an answer of several: nothing is said meanwhile, and the next key is waited for."""
    if stay.comfort_playback is not None:
        _cut(t, stay)
        stay.said = ""
        _music(t, call, stay)
    stay.asking_until = t.now + ANSWER_MS
    earliest = stay.asking_until + GAP_MS
    stay.announce_at = _not_before(stay.announce_at, earliest)
    stay.comfort_at = _not_before(stay.comfort_at, earliest)
    t.touch(call)
    set_deadline(t, call, stay)


def end_question(t: Tenant, call: Call, stay: Stay) -> None:
    """The answer was no: music."""
    _no_answer(stay)
    if stay.comfort_playback is not None:
        _cut(t, stay)
        stay.said = ""
        _music(t, call, stay)
    t.touch(call)
    set_deadline(t, call, stay)


def _cut(t: Tenant, stay: Stay) -> None:
    if stay.comfort_playback is not None:
        t.do(StopPlayback(stay.comfort_playback))
        forget(t, stay)


def quiet(t: Tenant, call: Call) -> None:
    """Nothing is to be heard any more: the caller leaves the line."""
    stay = call.stay
    if stay is None:
        return
    if stay.typing is not None:
        deaf(t, call)
    if stay.comfort_playback is not None:
        t.do(StopPlayback(stay.comfort_playback))
        forget(t, stay)
    t.do(StopMusic(call.channel_id))


def deaf(t: Tenant, call: Call) -> None:
    """The caller was typing a number, and may go on for a moment: that is taken for no other key."""
    call.keys_from = max(call.keys_from, t.now + TYPING_ON_MS)
    t.touch(call)


def forget(t: Tenant, stay: Stay) -> None:
    """What is being said is not waited for any more."""
    if stay.comfort_playback is not None:
        t.playbacks.pop(stay.comfort_playback, None)
        stay.comfort_playback, stay.playing = None, ()


def language(t: Tenant, call: Call, stay: Stay) -> str:
    """In which language a waiting caller is told things."""
    queue = t.config.queues.get(stay.queue_id)
    return (queue.language if queue is not None else "") or call.language


def usable(config: TenantConfig, way: KeyExit) -> bool:
    """Whether a way out leads somewhere; what a node's branch says is seen when it is taken."""
    match way.action:
        case "queue":
            return way.target in config.queues
        case "flow":
            return way.target in config.flows
        case "branch" | "voice_mail":
            return True
        case "callback":
            return bool(config.trunks)
    return False


def to_be_said(config: TenantConfig) -> list[tuple[str, str]]:
    """(text, language) of every sentence that callers of these queues may hear, so that it can be spoken beforehand."""
    spoken: set[str] = {number.language for number in config.numbers}
    said: list[tuple[str, str]] = []
    for queue in config.queues.values():
        told = queue.announcing
        for language in [queue.language] if queue.language else sorted(spoken):
            texts = phrases.for_positions(language, told.most_position or MANY) if told.position else []
            texts += phrases.for_waits(language, told.most_min) if told.estimate else []
            texts += [text for name in _ways_out(config, queue, language) if (text := phrases.text_of(name))]
            if any(way.action == "callback" for way in queue.exits):
                texts += phrases.for_callbacks(language)
            said += [(text, language) for text in texts]
    for text in _texts_of_flows(config):
        said += [(text, language) for language in sorted(spoken)]
    return list(dict.fromkeys(said))


def _texts_of_flows(config: TenantConfig) -> list[str]:
    """What nodes say that are given words instead of a prompt of the library."""
    lists = (
        value
        for doc in config.flows.values()
        for node in doc.nodes.values()
        for name, value in node.items()
        if name.endswith("prompts") and isinstance(value, list)
    )
    return [text for prompts in lists for name in prompts if (text := phrases.text_of(str(name)))]


def _later(t: Tenant, seconds: int) -> int | None:
    return t.now + seconds * 1000 if seconds else None


def _not_before(at: int | None, earliest: int) -> int | None:
    return None if at is None else max(at, earliest)


def _music(t: Tenant, call: Call, stay: Stay) -> None:
    queue = t.config.queues.get(stay.queue_id)
    t.do(StartMusic(call.channel_id, queue.music if queue else "default"))
    set_deadline(t, call, stay)


def _play(t: Tenant, call: Call, stay: Stay, queue: Queue, prompts: tuple[str, ...]) -> None:
    stay.comfort_playback, stay.playing = t.new_id(), prompts
    t.playbacks[stay.comfort_playback] = call.id
    t.do(
        StopMusic(call.channel_id),
        PlayPrompts(
            call.channel_id, stay.comfort_playback, prompts, t.config.tenant_id, queue.language or call.language
        ),
    )


# -- comfort messages --------------------------------------------------------------------------------------------------


def _comfort(t: Tenant, call: Call, stay: Stay, queue: Queue) -> None:
    """The next message, and how to leave."""
    if stay.comfort_at is None or stay.comfort_at > t.now:
        return
    stay.comfort_at = None
    if not queue.comfort_every_s:
        return
    message = (queue.comfort[stay.comfort_next % len(queue.comfort)],) if queue.comfort else ()
    prompts = (*message, *_ways_out(t.config, queue, queue.language or call.language))
    if prompts:
        t.fact(ComfortPlayed(t.now, call.id, stay.queue_id, prompts))
        _play(t, call, stay, queue, prompts)


def _ways_out(config: TenantConfig, queue: Queue, language: str) -> tuple[str, ...]:
    ways = [
        (way.key, way.label or (phrases.callback_label(language) if way.action == "callback" else ""))
        for way in queue.exits
        if usable(config, way)
    ]
    if ways and queue.exits_prompt:
        return (queue.exits_prompt,)
    said = phrases.options(ways, language)
    return (phrases.spoken(said),) if said else ()


# -- how long it will take ---------------------------------------------------------------------------------------------


def _announce(t: Tenant, call: Call, stay: Stay, queue: Queue) -> bool:
    """Tell the caller of the wait if that is due and there is something to tell; False: nothing is said."""
    if stay.announce_at is None or stay.announce_at > t.now:
        return False
    if call.offer is not None:  # an agent is rung: the wait may be over at any moment
        stay.announce_at = max(t.now, *(one.until for one in call.offers())) + START_MS
        return False
    stay.announce_at = _later(t, queue.announcing.every_s)
    place = t.router.ahead(call.id, t.now) + 1
    handling = t.handling(stay.queue_id)
    estimate_ms = expected_wait_ms(place - 1, t.working(stay.queue_id), handling.mean_ms)
    telling = Told()
    if queue.announcing.position and place <= (stay.told.position or place):
        telling.position = place
    if queue.announcing.estimate and estimate_ms is not None and _trusted(t, stay, queue):
        minutes = phrases.rounded_wait_min(estimate_ms / 1000)
        if stay.told.wait_min is None or minutes < stay.told.wait_min:
            telling.wait_min, telling.doubted_at = minutes, t.now + 2 * estimate_ms
    prompts = sentences(telling, queue, queue.language or call.language)
    if not prompts:
        return False
    t.fact(
        WaitAnnounced(
            t.now, call.id, stay.id, stay.queue_id, telling.position, telling.wait_min, estimate_ms=estimate_ms
        )
    )
    stay.announcing = telling
    _play(t, call, stay, queue, prompts)
    return True


def _trusted(t: Tenant, stay: Stay, queue: Queue) -> bool:
    """Whether an estimate may be said: enough calls were handled, everybody at work in the queue can take the call,
    and the wait so far does not give what was said at first the lie."""
    asked = any(need.required and need.skill_id in t.config.skills for need in (*queue.needs, *stay.needs))
    doubted = stay.told.doubted_at is not None and t.now >= stay.told.doubted_at
    return t.handling(stay.queue_id).trusted and not asked and stay.sticky_until is None and not doubted


def sentences(telling: Told, queue: Queue, language: str) -> tuple[str, ...]:
    """The prompts that say what is to be told."""
    said = []
    if telling.position is not None:
        said.append(phrases.position(telling.position, language, queue.announcing.most_position))
    if telling.wait_min is not None:
        said.append(phrases.wait(telling.wait_min, language, queue.announcing.most_min))
    return tuple(phrases.spoken(text) for text in said)
