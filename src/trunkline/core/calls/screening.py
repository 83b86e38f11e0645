"""A caller is held against the caller lists before anything is heard: refused, sent to a flow, let in, or preferred."""

from __future__ import annotations

from trunkline.core.calls import caller
from trunkline.core.config import Number
from trunkline.core.facts import CallerAdmitted, CallerRefused, VipRecognised
from trunkline.core.lists.index import Caller
from trunkline.core.lists.judge import Verdict, judge
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant

REJECTED = 21
"""Q.850 cause of a refused caller's channel."""


def screen(t: Tenant, call: Call, number: Number, national: str) -> str | None:
    """The flow that the caller gets instead of the number's, empty when the number's own; None: hung up."""
    who = Caller(call.from_number, national, number.id, number.line)
    verdict = judge(t.config.lists, who, t.now, white_list_only=number.white_list_only)
    if verdict.refused:
        return _refuse(t, call, verdict)
    if verdict.admitted_by is not None:
        entry = verdict.admitted_by
        t.fact(CallerAdmitted(t.now, call.id, entry.id, entry.pattern, entry.reason))
    if verdict.vip is not None:
        vip = verdict.vip
        call.priority += vip.priority
        t.touch(call)
        call.level = vip.level
        t.fact(VipRecognised(t.now, call.id, vip.id, vip.pattern, vip.level, vip.priority, vip.reason))
    return ""


def _refuse(t: Tenant, call: Call, verdict: Verdict) -> str | None:
    entry = verdict.by
    flow_id = entry.flow_id if entry and entry.flow_id in t.config.flows else None
    call.refused = True
    t.touch(call)
    t.fact(
        CallerRefused(
            at=t.now,
            call_id=call.id,
            from_number=call.from_number,
            dialled=call.dialled,
            number_id=call.number_id,
            line=call.line,
            why=verdict.refused,
            action="flow" if flow_id else "hang_up",
            flow_id=flow_id,
            entry_id=entry.id if entry else None,
            pattern=entry.pattern if entry else "",
            reason=entry.reason if entry else "",
        )
    )
    if flow_id is None:
        caller.hang_up(t, call, by="system", cause=REJECTED)
    return flow_id
