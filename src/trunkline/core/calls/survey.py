"""The caller is asked how it was: which conversations are followed by it, and what is put on record."""

from __future__ import annotations

from trunkline.core.facts import SurveyAnswered, SurveyEnded, SurveyOffered
from trunkline.core.flow.steps import Answered
from trunkline.core.state import Call, Survey
from trunkline.core.tenant import Tenant


def flow_after(t: Tenant, call: Call) -> str:
    """The flow in which the caller is asked when the agent ends this conversation; empty: it is not asked."""
    talk = call.talk
    queue = t.config.queues.get(talk.queue_id) if talk is not None and talk.agent_id else None
    if queue is None or queue.survey_flow_id not in t.config.flows or call.ending_by is not None:
        return ""
    return queue.survey_flow_id if call.direction == "in" or queue.survey_outbound else ""


def offer(t: Tenant, call: Call, flow_id: str) -> None:
    """It begins, about the agent who was in charge last; nothing happens when it goes on already."""
    if call.survey is not None:
        return
    call.survey = Survey(t.new_id(), call.served_by, call.served_queue, t.now)
    t.touch(call)
    t.fact(SurveyOffered(t.now, call.id, call.survey.id, call.served_by, call.served_queue, flow_id))


def answered(t: Tenant, call: Call, answer: Answered) -> None:
    """A question has been answered."""
    survey = call.survey
    assert survey is not None
    main = answer.score is not None and not survey.rated
    survey.answers += 1
    survey.rated = survey.rated or main
    t.touch(call)
    t.fact(
        SurveyAnswered(
            at=t.now,
            call_id=call.id,
            survey_id=survey.id,
            agent_id=survey.agent_id,
            queue_id=survey.queue_id,
            node_id=answer.node_id,
            question=answer.question,
            key=answer.key,
            score=answer.score,
            label=answer.label,
            satisfied=answer.satisfied,
            complaint=answer.complaint,
            main=main,
        )
    )


def over(t: Tenant, call: Call, reason: str = "") -> None:
    """It is over, if one goes on. reason: empty = the flow has come to its end, or leads elsewhere."""
    survey = call.survey
    if survey is None:
        return
    call.survey = None
    t.touch(call)
    t.fact(
        SurveyEnded(
            at=t.now,
            call_id=call.id,
            survey_id=survey.id,
            agent_id=survey.agent_id,
            queue_id=survey.queue_id,
            reason=reason or ("completed" if survey.answers else "no_answer"),
            answers=survey.answers,
            length_ms=t.now - survey.since,
        )
    )
