"""Longest idle: the agent whose last work or break ended first."""

from __future__ import annotations

from trunkline.core.state import AgentState


def rank(agent: AgentState) -> int:
    """Unix milliseconds since when the agent is idle."""
    return agent.idle_since
