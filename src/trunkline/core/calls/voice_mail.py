"""A caller leaves a message on a box: it is recorded, and kept when there is something to listen to.

The message is a part of the call's document and stays there until the switch has said what was recorded, even when the
call is over before. What is kept is decided once, from what lies on the switch's disk, so a restart loses nothing.
"""

from __future__ import annotations

from trunkline.core.calls import caller
from trunkline.core.effects import EndMessage, RecordMessage
from trunkline.core.facts import VoiceMailDiscarded, VoiceMailLeft, VoiceMailStarted
from trunkline.core.flow.steps import Record
from trunkline.core.hours import local_time
from trunkline.core.inputs import MessageRecorded
from trunkline.core.state import Call, VoiceMail
from trunkline.core.tenant import Tenant

SHORTEST_MS = 1_000
"""What is shorter is not kept."""
AT_THE_TONE_MS = 2_000
"""Who hangs up so soon has heard the tone at most, and there may be no file."""
SLACK_MS = 10_000
"""The switch ends a recording by itself; so long after it should have, it is told to."""
ANSWER_MS = 10_000
"""What was recorded is told at once; after so long it counts as missing."""
ASKS = 4
"""So often it is asked for within that time: the answer may get lost, and the message lies on the disk all the same."""


def begin(t: Tenant, call: Call, order: Record) -> None:
    """Record; what is recorded already goes on, or is told again when it is over."""
    caller.answer(t, call)
    mail = call.mail
    if mail is None:
        mail_id = t.new_id()
        stem = f"{t.config.tenant_id}/{local_time(t.now, 'UTC'):%Y/%m/%d}/{mail_id}"
        box, box_id = _box(t, call, order)
        mail = call.mail = VoiceMail(mail_id, stem, box, box_id, _came_from(call), t.now)
        t.fact(
            VoiceMailStarted(
                at=t.now,
                call_id=call.id,
                mail_id=mail.id,
                box=box,
                box_id=box_id,
                queue_id=mail.queue_id,
                number=call.customer_number,
                node_id=order.node_id,
                stem=stem,
            )
        )
    mail.until = t.now + order.longest_s * 1000 + SLACK_MS
    t.touch(call)
    restore(t, call)
    t.do(RecordMessage(mail.id, call.channel_id, mail.stem, order.longest_s, order.silence_s))


def _box(t: Tenant, call: Call, order: Record) -> tuple[str, str]:
    """Whose box it is: as the node says, else of the queue from which the caller came. One that has been deleted
    meanwhile keeps no message from being taken."""
    if order.agent_id in t.config.agents:
        return "agent", order.agent_id
    if order.queue_id in t.config.queues:
        return "queue", order.queue_id
    came_from = _came_from(call)
    return ("queue", came_from) if came_from in t.config.queues else ("", "")


def _came_from(call: Call) -> str:
    return call.left_queue or call.served_queue


def restore(t: Tenant, call: Call) -> None:
    """Index the message, and when it must be over."""
    if call.mail is not None:
        t.mails[call.mail.id] = call.id
        t.deadlines.set(("mail", call.id), call.mail.until)


def ask(t: Tenant, call: Call) -> None:
    """Have the recording ended if it goes on, and be told what there is."""
    mail = call.mail
    if mail is None:
        return
    mail.asked = True
    mail.until = t.now + ANSWER_MS // ASKS
    t.touch(call)
    restore(t, call)
    t.do(EndMessage(mail.id, mail.stem))


def caller_gone(t: Tenant, call: Call) -> None:
    """The caller has hung up, most likely because everything is said."""
    if call.mail is not None:
        call.served = call.served or t.now - call.mail.since >= SHORTEST_MS
        ask(t, call)


def late(t: Tenant, call: Call) -> str:
    """The recording, or the answer, should have come. Returns the outcome; empty: it is asked for."""
    if call.mail is None:
        return ""
    if call.mail.asked:
        call.mail.asked_again += 1
        if call.mail.asked_again >= ASKS:
            return over(t, call, "missing", 0)
    ask(t, call)
    return ""


def recorded(t: Tenant, call: Call, told: MessageRecorded) -> str:
    """The switch says what was recorded. Returns the outcome."""
    if told.length_ms >= SHORTEST_MS and not told.silent:
        return _keep(t, call, told.length_ms)
    assert call.mail is not None
    if told.length_ms <= 0 and t.now - call.mail.since >= AT_THE_TONE_MS:
        reason = "missing"
    else:
        reason = "silent" if told.silent and told.length_ms > 0 else "short"
    return over(t, call, reason, max(0, told.length_ms))


def _keep(t: Tenant, call: Call, length_ms: int) -> str:
    mail = call.mail
    assert mail is not None
    t.fact(
        VoiceMailLeft(
            at=t.now,
            call_id=call.id,
            mail_id=mail.id,
            box=mail.box,
            box_id=mail.box_id,
            queue_id=mail.queue_id,
            number=call.customer_number,
            stem=mail.stem,
            started_at=mail.since,
            length_ms=length_ms,
            customer_id=call.customer_id,
            from_name=call.from_name,
            dialled=call.dialled,
            line=call.line,
        )
    )
    call.served = True
    _forget(t, call, mail)
    return "left"


def over(t: Tenant, call: Call, reason: str, length_ms: int = 0) -> str:
    """Nothing is kept. Returns the outcome."""
    mail = call.mail
    assert mail is not None
    t.fact(VoiceMailDiscarded(t.now, call.id, mail.id, mail.box, mail.box_id, mail.stem, reason, length_ms))
    _forget(t, call, mail)
    return "nothing"


def _forget(t: Tenant, call: Call, mail: VoiceMail) -> None:
    call.mail = None
    t.mails.pop(mail.id, None)
    t.deadlines.set(("mail", call.id), None)
    t.touch(call)
    t.forget_if_over(call)
