"""The second line of a desk phone: the agent has put the conversation on hold there and dialled somebody.

One line is where the agent talks and is in the bridge; the other waits outside it, silent, as the phone has it on hold.
Which it is, and with whom the agent so talks, follows from what the phone holds and takes back.
"""

from __future__ import annotations

from trunkline.core.calls import holding
from trunkline.core.effects import AnswerChannel, HangUp, JoinBridge, LeaveBridge, MuteChannel
from trunkline.core.state import Call, Line, Party
from trunkline.core.tenant import Tenant


def begin(t: Tenant, call: Call, channel_id: str) -> None:
    """The phone has dialled: this line is answered and in the bridge, the first one waits."""
    talk = call.talk
    assert talk is not None and talk.line is None
    t.channels[channel_id] = call.id
    talk.line = Line(channel_id, second=True)
    t.do(AnswerChannel(channel_id))
    talk_on(t, call, second=True)


def talk_on(t: Tenant, call: Call, *, second: bool) -> None:
    """The agent talks on the second line from now on, or on the first."""
    talk = call.talk
    assert talk is not None and talk.line is not None
    line = talk.line
    if line.second != second:
        return
    talk.channel_id, line.channel_id = line.channel_id, talk.channel_id
    talk.on_hold, line.on_hold = line.on_hold, talk.on_hold
    line.second = not second
    t.touch(call)
    t.do(LeaveBridge(talk.bridge_id, line.channel_id), JoinBridge(talk.bridge_id, (talk.channel_id,)))
    if talk.muted:
        t.do(MuteChannel(line.channel_id, False), MuteChannel(talk.channel_id, True))


def note_hold(t: Tenant, call: Call, channel_id: str, *, held: bool) -> tuple[bool, bool]:
    """The phone has put a line on hold, or taken it back. Whether the first line and the second are on hold now."""
    talk = call.talk
    assert talk is not None and talk.line is not None
    line = talk.line
    if channel_id == line.channel_id:
        line.on_hold = held
    else:
        talk.on_hold = held
    t.touch(call)
    return (talk.on_hold, line.on_hold) if line.second else (line.on_hold, talk.on_hold)


def over(t: Tenant, call: Call, one: Party, cause: int) -> None:
    """Somebody is out of the conversation: the line over which they were asked is hung up."""
    talk = call.talk
    if talk is not None and talk.line is not None and talk.line.party_id == one.id:
        talk_on(t, call, second=False)
        hang_up(t, call, cause)


def hang_up(t: Tenant, call: Call, cause: int = 16) -> None:
    """End the line that is not in the bridge, if there is one."""
    talk = call.talk
    if talk is None or talk.line is None:
        return
    t.channels.pop(talk.line.channel_id, None)
    t.do(HangUp(talk.line.channel_id, cause))
    talk.line = None
    t.touch(call)


def one_left(t: Tenant, call: Call, gone: str) -> None:
    """The phone has hung one line up; the agent is at the other, whichever it is. If the phone has that one on hold,
    the caller hears music until it is taken back."""
    talk = call.talk
    assert talk is not None and talk.line is not None
    if gone == talk.channel_id:
        talk_on(t, call, second=talk.line.second)
    hang_up(t, call)
    if talk.on_hold:
        holding.hold(t, call, "line")
