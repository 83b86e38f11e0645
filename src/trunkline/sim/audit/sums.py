"""At the end: what began has ended, and the published figures are the sums of what the log has told."""

from __future__ import annotations

from typing import Any

from trunkline.core.metrics import counters
from trunkline.sim.audit.ledger import STAY_OUTCOMES, Ledger, check


def finish(log: Ledger) -> None:
    """Nothing goes on any more: everything that began has ended, and the sums hold."""
    going = [call_id for call_id, trail in log.calls.items() if trail.ended is None]
    check(not going, "calls that never ended", going)
    check(not log.stays, "queue stays that never ended", log.stays)
    check(not log.asked, "experts asked for ever", log.asked)
    check(not log.mails, "messages that are left for ever", log.mails)
    check(not log.busy, "agents reserved for ever", log.busy)
    check(not log.at_home and not log.carried, "customers never called back", log.at_home)
    check(not log.shifts, "agents who never left", log.shifts)
    for queue_id in {queue for queue, _ in log.queue_totals}:
        offered = log.queue_totals[queue_id, "offered"]
        ended = sum(log.queue_totals[queue_id, outcome] for outcome in STAY_OUTCOMES)
        check(offered == ended, "offered is not the sum of its outcomes", queue_id, offered, ended)
    began = log.kinds["CallArrived"] + log.kinds["CallDialled"]
    check(began == log.kinds["CallEnded"], "arrived is not ended")
    check(not log.deep or not log.board["calls"], "calls left on the board", list(log.board["calls"]))
    check(not log.deep or not log.board["agents"], "agents left on the board", list(log.board["agents"]))
    if log.deep:
        _published_figures(log)


def _published_figures(log: Ledger) -> None:
    """The figures of live pages and reports (``core.metrics``) are the sums of what the log has told."""
    opened = log.figures.opened
    check(not opened.stays and not opened.calls and not opened.agents, "figures that go on", opened)
    by_kind: dict[str, list[Any]] = {}
    by_queue: dict[str, list[Any]] = {}
    for (kind, subject, _), cell in log.figures.cells.items():
        by_kind.setdefault(kind, []).append(cell)
        if kind == "queue":
            by_queue.setdefault(subject, []).append(cell)
    for queue_id, cells in by_queue.items():
        queue = counters.total(counters.QueueCounters, cells)
        for name in ("offered", "answered", "abandoned", "left_by_key", "flowed_out", "refused", "lost"):
            told = log.queue_totals[queue_id, name]
            check(getattr(queue, name) == told, "a queue's figure", queue_id, name, getattr(queue, name), told)
    back = counters.total(counters.QueueCounters, by_kind.get("queue", []))
    for reason, whole, reached in (
        ("asked", back.callbacks_asked, back.callbacks_reached),
        ("abandoned", back.recalls, back.recalls_reached),
    ):
        told = sum(number for (why, _), number in log.closed.items() if why == reason)
        check((whole, reached) == (told, log.closed[reason, "reached"]), "callbacks in figures", reason, back)
    over = back.callbacks_reached + back.callbacks_called_again + back.callbacks_given_up + back.callbacks_expired
    check(back.callbacks_asked == over and not opened.callbacks, "callbacks that go on in figures", back)
    check(back.callback_tries + back.recall_tries == log.rung_back_times, "tries in figures", back)
    agent = counters.total(counters.AgentCounters, by_kind.get("agent", []))
    spent = agent.ready_ms + agent.ring_ms + agent.talk_ms + agent.hold_ms + agent.wrap_ms + agent.other_ms
    spent += sum(agent.not_ready_ms.values())
    check(spent == log.signed_in_ms, "agents' time in figures", spent, log.signed_in_ms)
    check(agent.surveys_offered == log.kinds["SurveyOffered"] == log.kinds["SurveyEnded"], "surveys", agent)
    check(agent.surveys_answered <= log.kinds["SurveyAnswered"], "answers to surveys", agent)
    check(agent.offers == log.kinds["CallOffered"], "offers in figures", agent.offers)
    call = counters.total(counters.CallCounters, by_kind.get("call", []))
    check(call.arrived == log.kinds["CallArrived"], "calls in figures", call.arrived)
    for outcome, number in log.outcomes.items():
        check(getattr(call, outcome) == number, "an outcome in figures", outcome, number)
    check((call.dialled, call.reached) == (log.rung, log.reached), "outbound calls in figures", call)
    check((agent.dialled, agent.reached) == (log.rung, log.reached), "agents' outbound calls", agent)
    check(back.experts_asked == log.kinds["ExpertAsked"], "requests for experts in figures", back.experts_asked)
    check(back.experts_answered == log.experts_came, "experts who came in figures", back, log.experts_came)
    check(back.expert_wait_ms == log.experts_waited_ms, "waits for experts in figures", back, log.experts_waited_ms)
    waited = sum(cell.wait_answered_ms for cell in by_kind.get("queue", []))
    check(waited == sum(log.waits_ms), "waits in figures", waited, sum(log.waits_ms))
