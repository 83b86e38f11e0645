"""It is the turn of a customer who is to be called back: an agent is reserved and called, then the customer."""

from __future__ import annotations

from trunkline.core.calls import callbacks, dialling, lines, station
from trunkline.core.config import Trunk
from trunkline.core.facts import CallbackOffered
from trunkline.core.inputs import Dial
from trunkline.core.lists.index import Caller
from trunkline.core.lists.judge import judge
from trunkline.core.state import AgentState, Callback
from trunkline.core.tenant import Tenant


def call_back(t: Tenant, one: Callback, agent: AgentState) -> None:
    """Open the call, which rings the agent's phone; or find that nobody can be called now. The agent, who is out of the
    router, is available again then."""
    hours = callbacks.hours_of(t, one)
    if hours is not None and not t.is_open(hours.id):
        callbacks.postpone(t, one, "closed")
    elif judge(t.config.lists, Caller(one.number, one.national), t.now, white_list_only=False).refused:
        callbacks.close(t, one, "blacklisted")
    elif one.reason == callbacks.ABANDONED and callbacks.on_the_line(t, one):
        callbacks.postpone(t, one, "in_call")
    else:
        caller_id, trunk, why = _line(t, one, agent)
        if trunk is None:
            callbacks.postpone(t, one, why)
        else:
            _open(t, one, agent, caller_id, trunk)
            return
    t.index_agent(agent)


def _line(t: Tenant, one: Callback, agent: AgentState) -> tuple[str, Trunk | None, str]:
    """The number that is shown, the trunk, and why there is none. A number that may not be shown (any more) gives way
    to the trunk's own. An agent at an outside number needs a second channel."""
    free = [trunk for trunk in lines.free(t) if station.can_be_rung(t, agent, trunk.endpoint)]
    for caller_id in dict.fromkeys((one.caller_id, "")):
        showing = lines.showing(t, caller_id)
        if showing:
            return caller_id, next((trunk for trunk in free if trunk in showing), None), "line_busy"
    return "", None, "no_line"


def _open(t: Tenant, one: Callback, agent: AgentState, caller_id: str, trunk: Trunk) -> None:
    queue = t.config.queues[one.queue_id]
    order = Dial(agent.id, one.dial, one.number, one.national, caller_id)
    t.deadlines.set(("callback", one.id), None)
    call = dialling.open_call(t, agent, order, trunk, one.queue_id, one, queue.offer_timeout_s)
    one.call_id = call.id
    t.touch(one)
    t.fact(CallbackOffered(t.now, one.id, one.queue_id, call.id, agent.id))
