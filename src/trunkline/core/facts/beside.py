"""Facts of what goes on beside and after the conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallerPlayStarted:
    """An agent had something played to the caller: a prompt, or a text that is read out."""

    at: int
    call_id: str
    play_id: str
    agent_id: str
    prompt: str
    "name of the prompt; for a text, the name under which it was spoken"
    text: str
    "the text that is read out; empty for a prompt of the library"
    length_ms: int
    leave: bool
    "the agent left the call to it: it is played to the caller alone, to its end"
    flow_id: str
    "leave: the flow the caller gets afterwards; empty: the call ends"
    until: int
    "it counts as over then, if the switch has not said so"


@dataclass(frozen=True, slots=True)
class CallerPlayEnded:
    """What an agent had played to the caller is over."""

    at: int
    call_id: str
    play_id: str
    outcome: str
    "over | stopped (by the agent) | key (the caller pressed # or *) | held | call_ended | failed | timed_out"
    played_ms: int


BesideFact = CallerPlayStarted | CallerPlayEnded
