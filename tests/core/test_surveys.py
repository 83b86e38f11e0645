"""Callers are asked how it was when the agent hangs up: by key, about the agent and the queue, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.call_record import CallRecord, fold
from trunkline.core.calls import hearing
from trunkline.core.config import FlowDoc, TenantConfig, Trunk
from trunkline.core.inputs import Dial, EndCall, HangUpCall, HoldCall, TakeOver, TransferCall
from trunkline.core.metrics.counters import AgentCounters, QueueCounters, total
from trunkline.core.metrics.figures import FigureSettings, figures_of
from trunkline.core.metrics.fold import Fold
from trunkline.core.state import Call

pytestmark = pytest.mark.core

ASK: dict[str, Any] = {
    "type": "survey",
    "question": "satisfaction",
    "prompts": ["ask"],
    "invalid_prompts": ["invalid"],
    "thanks_prompts": ["thanks"],
    "answers": {
        "1": {"score": 5, "label": "good", "satisfied": True},
        "3": {"score": 1, "label": "bad"},
        "9": {"score": 1, "label": "complaint", "complaint": True},
    },
    "tries": 2,
    "timeout_s": 5,
    "next": "end",
}
END = {"type": "hang_up", "served": True}


def config(nodes: dict[str, dict[str, Any]] | None = None, **queue: Any) -> TenantConfig:
    made = demo_config(survey_flow_id="s1", **queue)
    doc = FlowDoc("s1", "survey", 1, "ask", nodes or {"ask": ASK, "end": END})
    return replace(made, flows={**made.flows, "s1": doc}, trunks=(Trunk("k1", "trunk-1"),))


def talking(floor: Floor) -> Call:
    """a1 talks to a caller."""
    floor.ready("a1")
    channel = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    return floor.call_of(channel)


@pytest.fixture
def floor() -> Floor:
    floor = Floor(config())
    talking(floor)
    return floor


def the_call(floor: Floor) -> Call:
    return next(iter(floor.machine.tenant.calls.values()))


def hang_up(floor: Floor) -> str:
    """a1 hangs up; returns the caller's channel."""
    call = the_call(floor)
    floor.command(HangUpCall("a1", call.id))
    return call.channel_id


def record(floor: Floor) -> CallRecord:
    line: CallRecord | None = None
    for fact in floor.facts:
        line = fold(line, type(fact).__name__, msgspec.to_builtins(fact))
    assert line is not None
    return line


def figures(floor: Floor, kind: type[Any] = AgentCounters, subject: str = "a1") -> dict[str, Any]:
    counted = Fold()
    for fact in floor.facts:
        counted.add(type(fact).__name__, msgspec.to_builtins(fact))
    name = "agent" if kind is AgentCounters else "queue"
    cells = [cell for key, cell in counted.cells.items() if key[:2] == (name, subject)]
    return figures_of(total(kind, cells), FigureSettings())


def test_the_agent_hangs_up_and_the_caller_is_asked_and_thanked(floor: Floor) -> None:
    channel = hang_up(floor)
    assert floor.state("a1")[0] == "wrap_up", "the agent is free of the call at once"
    assert floor.all(f.RecordingEnded) and not floor.switch.recordings, "what the caller answers is not recorded"
    assert floor.switch.played[-1] == ("ask",)
    board = floor.board["calls"][the_call(floor).id]
    assert (board["phase"], board["agent_id"]) == ("flow", None)
    floor.finish_prompt(channel)
    floor.do(floor.switch.press, channel, "1")
    assert floor.switch.played[-1] == ("thanks",)
    floor.do(floor.switch.press, channel, "3")  # too late: the first answer counts
    floor.finish_prompt(channel)
    answer = floor.last(f.SurveyAnswered)
    assert (answer.agent_id, answer.queue_id) == ("a1", "q1")
    assert (answer.question, answer.key, answer.score, answer.label) == ("satisfaction", "1", 5, "good")
    assert answer.satisfied and answer.main and not answer.complaint
    assert [fact.reason for fact in floor.all(f.SurveyEnded)] == ["completed"]
    ended = floor.last(f.CallEnded)
    assert (ended.ended_by, ended.outcome) == ("flow", "answered")
    assert len(floor.all(f.SurveyAnswered)) == 1
    line = record(floor)
    assert (line.survey, line.survey_score, line.survey_label, line.complaint) == ("answered", 5, "good", False)
    assert line.path == "", "keys of the survey are no way through menus"


def test_a_desk_phone_that_hangs_up_leads_there_too(floor: Floor) -> None:
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"))
    assert floor.switch.played[-1] == ("ask",) and floor.state("a1")[0] == "wrap_up"


def test_who_is_on_hold_hears_the_question_and_no_music(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(HoldCall("a1", call.id))
    channel = hang_up(floor)
    assert floor.switch.played[-1] == ("ask",) and not floor.switch.channels[channel].music


def test_a_wrong_key_and_none_are_asked_again_and_then_it_ends(floor: Floor) -> None:
    channel = hang_up(floor)
    floor.do(floor.switch.press, channel, "7")
    assert floor.switch.played[-1] == ("invalid", "ask")
    wrong = floor.last(f.FlowKeyPressed)
    assert (wrong.key, wrong.accepted, wrong.node_id, wrong.node_type) == ("7", False, "ask", "survey")
    floor.finish_prompt(channel)
    floor.sleep(5)
    assert not floor.machine.tenant.channels and not floor.all(f.SurveyAnswered)
    assert floor.last(f.SurveyEnded).reason == "no_answer"
    assert record(floor).survey == "offered"
    assert not record(floor).path, "which are the menu's keys"


def test_keys_that_mean_something_are_answers_and_no_wrong_keys(floor: Floor) -> None:
    channel = hang_up(floor)
    for key in "81":
        floor.do(floor.switch.press, channel, key)
    floor.do(floor.switch.press, channel, "5")
    assert [(fact.key, fact.accepted) for fact in floor.all(f.FlowKeyPressed) if fact.node_type == "survey"] == [
        ("8", False)
    ], "a key during the thanks is no answer to anything"
    assert floor.last(f.SurveyAnswered).key == "1"


def test_the_caller_hangs_up_in_it(floor: Floor) -> None:
    channel = hang_up(floor)
    floor.do(floor.switch.hang_up, channel)
    assert floor.last(f.SurveyEnded).reason == "hung_up"
    assert (floor.last(f.CallEnded).ended_by, floor.last(f.CallEnded).outcome) == ("caller", "answered")


def test_who_hung_up_is_not_asked(floor: Floor) -> None:
    floor.do(floor.switch.hang_up, the_call(floor).channel_id)
    assert not floor.all(f.SurveyOffered)


def test_nobody_is_asked_after_a_forced_end(floor: Floor) -> None:
    floor.command(EndCall("a2", the_call(floor).id))
    assert not floor.all(f.SurveyOffered) and floor.last(f.CallEnded).ended_by == "supervisor"


def test_a_supervisor_ends_the_survey_itself(floor: Floor) -> None:
    hang_up(floor)
    floor.command(EndCall("a2", the_call(floor).id))
    assert floor.last(f.SurveyEnded).reason == "ended" and not floor.machine.tenant.channels


@pytest.mark.parametrize("asked", [True, False])
def test_whom_we_called_is_asked_where_the_queue_says_so(asked: bool) -> None:
    floor = Floor(config(survey_outbound=asked))
    floor.ready("a1")
    floor.command(Dial("a1", "13800000001", "+8613800000001", "+8613800000001"))
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    call = the_call(floor)
    assert call.dialling is not None
    call.dialling.queue_id = "q1"
    floor.do(floor.switch.pick_up, call.channel_id)
    assert call.talk is not None
    hang_up(floor)
    assert bool(floor.all(f.SurveyOffered)) == asked


def test_a_queue_without_one_or_whose_flow_has_gone_ends_the_call() -> None:
    made = config()
    floor = Floor(replace(made, flows={name: doc for name, doc in made.flows.items() if name != "s1"}))
    talking(floor)
    hang_up(floor)
    assert not floor.all(f.SurveyOffered) and floor.last(f.CallEnded).ended_by == "agent"


def test_who_takes_the_call_over_is_whom_it_is_about(floor: Floor) -> None:
    floor.do(floor.switch.register, "demo-1002-web")
    floor.command(TakeOver("a2", "a1", "browser"))
    one = the_call(floor).monitors[0]
    floor.do(floor.switch.pick_up, one.channel_id)
    floor.command(HangUpCall("a2", the_call(floor).id))
    assert floor.last(f.SurveyOffered).agent_id == "a2"


def test_an_agent_passes_the_call_on_to_a_flow_that_asks(floor: Floor) -> None:
    floor.command(TransferCall("a1", the_call(floor).id, "flow", "s1"))
    offered = floor.all(f.SurveyOffered)
    assert [(fact.agent_id, fact.queue_id) for fact in offered] == [("a1", "q1")]


def test_a_complaint_takes_its_branch_and_is_counted() -> None:
    ask = {**ASK, "on": {"complaint": "queue"}}
    again = {"type": "queue", "queue_id": "q2", "on": {"timeout": "end", "full": "end"}}
    floor = Floor(config({"ask": ask, "queue": again, "end": END}))
    channel = talking(floor).channel_id
    hang_up(floor)
    floor.do(floor.switch.press, channel, "9")
    floor.finish_prompt(channel)
    assert floor.last(f.SurveyEnded).reason == "completed"
    assert floor.last(f.CallQueued).queue_id == "q2"
    floor.do(floor.switch.hang_up, channel)
    assert record(floor).complaint and figures(floor)["complaints"] == 1


def test_of_several_questions_the_first_mark_is_the_surveys() -> None:
    first = {**ASK, "thanks_prompts": [], "next": "more"}
    floor = Floor(config({"ask": first, "more": {**ASK, "question": "speed"}, "end": END}))
    channel = talking(floor).channel_id
    hang_up(floor)
    floor.do(floor.switch.press, channel, "3")
    floor.do(floor.switch.press, channel, "1")
    assert [(fact.question, fact.main) for fact in floor.all(f.SurveyAnswered)] == [
        ("satisfaction", True),
        ("speed", False),
    ]
    floor.finish_prompt(channel)
    assert floor.last(f.SurveyEnded).answers == 2 and record(floor).survey_score == 1
    assert figures(floor)["mean_mark"] == 1


def test_figures_of_agent_and_queue() -> None:
    floor = Floor(config(wrap_up_s=0))
    for key in ("1", "3", None):
        channel = talking(floor).channel_id
        hang_up(floor)
        if key:
            floor.do(floor.switch.press, channel, key)
            floor.finish_prompt(channel)
        else:
            floor.do(floor.switch.hang_up, channel)
        floor.sleep(16 * 60)
    for found in (figures(floor), figures(floor, QueueCounters, "q1")):
        assert (found["surveys_offered"], found["surveys_answered"], found["mean_mark"]) == (3, 2, 3)
        assert (found["response_rate"], found["satisfied_share"], found["complaints"]) == (2 / 3, 0.5, 0)


def test_it_is_counted_when_the_contact_was_queued(floor: Floor) -> None:
    floor.sleep(20 * 60)
    channel = hang_up(floor)
    floor.do(floor.switch.press, channel, "1")
    counted = Fold()
    for fact in floor.facts:
        counted.add(type(fact).__name__, msgspec.to_builtins(fact))
    queued = floor.last(f.CallQueued).at
    assert [key[2] for key, cell in counted.cells.items() if key[0] == "agent" and cell.surveys_answered] == [
        queued - queued % 900_000
    ]


@pytest.mark.parametrize("after", ["question", "answer"])
def test_a_restart_in_the_middle_goes_on(floor: Floor, after: str) -> None:
    channel = hang_up(floor)
    if after == "answer":
        floor.do(floor.switch.press, channel, "1")
    floor.restart()
    assert floor.switch.played[-1] == (("thanks",) if after == "answer" else ("ask",))
    if after == "question":
        floor.do(floor.switch.press, channel, "1")
    floor.finish_prompt(channel)
    assert len(floor.all(f.SurveyOffered)) == len(floor.all(f.SurveyAnswered)) == len(floor.all(f.SurveyEnded)) == 1
    assert floor.last(f.SurveyEnded).reason == "completed"


def test_a_recording_that_may_not_have_been_stopped_is_stopped_after_a_restart(floor: Floor) -> None:
    recording = the_call(floor).recording
    assert recording is not None
    channel = hang_up(floor)
    floor.switch.recordings[recording.id] = channel  # call control was killed before it came to that
    floor.restart()
    assert not floor.switch.recordings


def test_the_agent_hangs_up_while_call_control_is_away(floor: Floor) -> None:
    agent = floor.agent_channel("a1")
    floor.switch.disconnect()
    floor.switch.hang_up(agent)
    floor.restart()
    assert floor.switch.played[-1] == ("ask",) and floor.state("a1")[0] == "wrap_up"


def test_words_of_a_flow_are_spoken_beforehand() -> None:
    nodes = {"ask": {**ASK, "prompts": ["say:How was it?"]}, "end": END}
    assert ("How was it?", "zh") in hearing.to_be_said(config(nodes))
