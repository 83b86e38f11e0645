"""What agents order for themselves: to sign in and out, to be ready or not, to wrap up."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class SignIn:
    """An agent begins work, not ready yet."""

    agent_id: str
    station: str
    "browser | phone | outside"


@dataclass(frozen=True, slots=True)
class SignOut:
    """An agent ends work. While a call goes on: as soon as it and its wrap-up are over."""

    agent_id: str
    why: str = "agent"
    "agent | supervisor | session_ended"


@dataclass(frozen=True, slots=True)
class GoReady:
    """The agent takes work from now on; during a call: after it. Ends a running wrap-up without a disposition."""

    agent_id: str


@dataclass(frozen=True, slots=True)
class GoNotReady:
    """The agent takes no new work; during a call or wrap-up: afterwards."""

    agent_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The agent says how the call ended. During the call it is kept for later; in wrap-up it may finish it."""

    agent_id: str
    call_id: str
    disposition_id: str | None
    notes: str = ""
    finish: bool = True


@dataclass(frozen=True, slots=True)
class ExtendWrapUp:
    """The agent asks for more time for after-call work."""

    agent_id: str
    seconds: int = 30


@dataclass(frozen=True, slots=True)
class PickUp:
    """The agent takes a call that rings at a colleague, or waits in a queue the agent serves."""

    agent_id: str
    call_id: str


AgentCommand = SignIn | SignOut | GoReady | GoNotReady | WrapUp | ExtendWrapUp | PickUp
