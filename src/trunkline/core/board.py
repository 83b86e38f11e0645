"""The live board of a tenant: what the pages show without reloading.

A board is a plain JSON-able dict, so that the very same reducer runs here and in the browser (``web/src/live``):
``apply(board, kind, fact)`` changes the board in place. A page's board = snapshot + the facts after it, and equals a
fresh snapshot; the test vectors in ``tests/live`` go through both reducers.

Shape::

    {"agents": {agent_id: {"state", "reason", "since", "until", "call_id", "station", "online", "next",
                           "next_reason", "lent", "lent_until"}},
     "calls": {call_id: {"id", "phase", "media", "from_number", "from_name", "dialled", "line", "number_id",
                         "arrived_at", "node_id", "queue_id", "stay_id", "queued_at", "priority", "offer_id",
                         "offered_to", "offered_until", "offers": {offer_id: {"agent_id", "until"}},
                         "agent_id", "answered_at", "held_since", "muted",
                         "playing": {"id", "agent_id", "prompt", "until", "leave"} or None,
                         "recording_id", "customer_id", "customer_name", "level", "agents", "direction",
                         "customer_number", "rings",
                         "parties": {party_id: {"id", "purpose", "state", "since", "agent_id", "number", "by",
                                                "held", "muted"}},
                         "monitors": {monitor_id: {"id", "by", "agent_id", "mode", "state", "since", "shown"}},
                         "callback": {"id", "requested_at", "queued_at", "tries"} or None,
                         "asked": {"id", "queue_id", "since", "until", "agent_id", "priority"} or None, "escalated"}},
     "callbacks": {callback_id: {"id", "queue_id", "number", "customer_id", "customer_name", "level", "requested_at",
                                 "queued_at", "expires_at", "priority", "tries", "due_at", "why", "call_id",
                                 "agent_id"}},
     "switch": {"connected"},
     "alarms": {alarm_id: {"id", "rule_id", "name", "figure", "above", "severity", "subject", "subject_name", "value",
                           "threshold", "raised_at", "acknowledged_at", "acknowledged_by", "note"}}}

``phase`` is flow | queued | offered | dialling | talking | wrap_up. ``direction`` is in | out; ``customer_number`` is
who called, or who is called; ``rings`` while we dial: agent (the own phone) | line (the customer is dialled) |
customer (whose phone rings), else empty. ``agents`` are those whose call it is now, wrap-up included; ``agent_id`` is
in charge. A party's ``state`` is dialled | ringing | joined. ``monitors`` are supervisors who listen; their ``state``
is dialled | joined, their ``mode`` listen | whisper | barge. ``asked``: an expert is asked for; ``escalated``: why
the call came to experts, or who talks was reminded of them: waited | level | repeat | talked. A call leaves the board
when it has ended and nobody is in wrap-up for it; an agent leaves it by signing out; a customer who is to be called
back is on it until that has been settled, in line unless ``due_at`` (and ``why`` not before) or ``call_id`` (called
back now) is there; an alarm is on it while it is open, and ``acknowledged_by`` is a name. Times are Unix milliseconds
UTC, None where not applicable.
"""

from __future__ import annotations

from typing import Any

from trunkline.core.board_callbacks import CALLBACK_REDUCERS
from trunkline.core.board_experts import EXPERT_REDUCERS

Board = dict[str, Any]
CALLBACKS = frozenset(CALLBACK_REDUCERS)
"""Facts about customers who are to be called back. Pages that see only their own part are not told."""
MONITORING = frozenset({"MonitoringRequested", "MonitoringStarted", "MonitoringModeChanged", "MonitoringEnded"})
"""Facts about supervisors who listen. Agents are told of them where their field ``shown`` says so."""


def empty() -> Board:
    """A board with nobody signed in and no calls."""
    return {"agents": {}, "calls": {}, "callbacks": {}, "switch": {"connected": False}, "alarms": {}}


def shows(kind: str) -> bool:
    """Whether facts of a kind change the board."""
    return kind in _REDUCERS


def apply(board: Board, kind: str, fact: dict[str, Any]) -> None:
    """Change the board by one fact. kind is the fact's class name, fact its fields. Unknown kinds change nothing."""
    reducer = _REDUCERS.get(kind)
    if reducer is not None:
        reducer(board, fact)


def _call_arrived(board: Board, fact: dict[str, Any]) -> None:
    _new_call(
        board,
        fact,
        from_number=fact["from_number"],
        from_name=fact["from_name"],
        dialled=fact["dialled"],
        customer_number=fact["from_number"],
    )


def _call_dialled(board: Board, fact: dict[str, Any]) -> None:
    _new_call(
        board,
        fact,
        phase="dialling",
        from_number=fact["caller_id"],
        dialled=fact["number"],
        customer_number=fact["customer_number"],
        direction="out",
        rings="agent",
        queue_id=fact["queue_id"] or None,
        agent_id=fact["agent_id"],
        callback=_carried_out(fact),
    )


def _carried_out(fact: dict[str, Any]) -> dict[str, Any] | None:
    """The callback that an outbound call carries out."""
    if not fact.get("callback_id"):
        return None
    return {
        "id": fact["callback_id"],
        "requested_at": fact["requested_at"],
        "queued_at": fact["queued_at"],
        "tries": fact["tries"],
        "reason": fact.get("callback_reason") or "asked",
    }


def _new_call(board: Board, fact: dict[str, Any], **fields: Any) -> None:
    board["calls"][fact["call_id"]] = {
        "id": fact["call_id"],
        "phase": "flow",
        "media": fact["media"],
        "from_number": "",
        "from_name": "",
        "dialled": "",
        "line": fact["line"],
        "number_id": fact["number_id"],
        "arrived_at": fact["at"],
        "node_id": None,
        "queue_id": None,
        "stay_id": None,
        "queued_at": None,
        "priority": 0,
        "offer_id": None,
        "offered_to": None,
        "offered_until": None,
        "offers": {},
        "agent_id": None,
        "answered_at": None,
        "held_since": None,
        "muted": False,
        "playing": None,
        "recording_id": None,
        "customer_id": None,
        "customer_name": "",
        "level": "",
        "agents": [],
        "parties": {},
        "monitors": {},
        "direction": "in",
        "customer_number": "",
        "rings": "",
        "callback": None,
        "asked": None,
        "escalated": "",
        **fields,
    }


def _update_call(board: Board, call_id: str, **fields: Any) -> None:
    call = board["calls"].get(call_id)
    if call is not None:
        call.update(fields)


def _caller_identified(board: Board, fact: dict[str, Any]) -> None:
    _update_call(
        board,
        fact["call_id"],
        customer_id=fact["customer_id"],
        customer_name=fact["customer_name"],
        level=call["level"] if (call := board["calls"].get(fact["call_id"])) and call["level"] else fact["level"],
    )


def _vip_recognised(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], level=fact["level"])


def _flow_node_entered(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], phase="flow", node_id=fact["node_id"])


def _customer_dialled(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], rings="line", from_number=fact["caller_id"])


def _customer_ringing(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], rings="customer")


def _customer_answered(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], phase="talking", rings="", answered_at=fact["at"])


def _call_queued(board: Board, fact: dict[str, Any]) -> None:
    _update_call(
        board,
        fact["call_id"],
        phase="queued",
        queue_id=fact["queue_id"],
        stay_id=fact["stay_id"],
        queued_at=fact["at"],
        priority=fact["priority"],
        agent_id=None,
        answered_at=None,
        held_since=None,
        muted=False,
        escalated="",
    )


def _call_offered(board: Board, fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None:
        made = {fact["offer_id"]: {"agent_id": fact["agent_id"], "until": fact["until"]}}
        call.update(phase="offered", **_offers({**call["offers"], **made}))


def _offer_ended(board: Board, fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None and fact["offer_id"] in call["offers"]:
        left = {key: offer for key, offer in call["offers"].items() if key != fact["offer_id"]}
        call.update(phase="offered" if left else "queued", **_offers(left))


def _offers(offers: dict[str, Any]) -> dict[str, Any]:
    """Who is being rung; the first of them by the names that stand for one."""
    first = next(iter(offers), None)
    return {
        "offers": offers,
        "offer_id": first,
        "offered_to": offers[first]["agent_id"] if first is not None else None,
        "offered_until": offers[first]["until"] if first is not None else None,
    }


def _call_answered(board: Board, fact: dict[str, Any]) -> None:
    _update_call(
        board,
        fact["call_id"],
        phase="talking",
        agent_id=fact["agent_id"],
        answered_at=fact["at"],
        **_offers({}),
    )


def _queue_stay_ended(board: Board, fact: dict[str, Any]) -> None:
    if fact["outcome"] != "answered":
        _update_call(board, fact["call_id"], phase="flow", queue_id=None, stay_id=None, queued_at=None)


def _call_held(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], held_since=fact["at"])


def _call_resumed(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], held_since=None)


def _call_muted(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], muted=fact["muted"])


def _caller_play_started(board: Board, fact: dict[str, Any]) -> None:
    playing = {
        "id": fact["play_id"],
        "agent_id": fact["agent_id"],
        "prompt": fact["prompt"],
        "until": fact["until"],
        "leave": fact["leave"],
    }
    _update_call(board, fact["call_id"], playing=playing)
    if fact["leave"]:
        _update_call(board, fact["call_id"], phase="flow", agent_id=None, node_id=None, muted=False)


def _caller_play_ended(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], playing=None)


def _survey_offered(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], phase="flow", agent_id=None, muted=False)


def _recording_started(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], recording_id=fact["recording_id"])


def _call_ended(board: Board, fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None:
        call.update(phase="wrap_up", held_since=None, muted=False)
        _drop_if_over(board, call)


def _drop_if_over(board: Board, call: dict[str, Any]) -> None:
    if call["phase"] == "wrap_up" and not call["agents"]:
        del board["calls"][call["id"]]


def _call_transferred(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], agent_id=None, muted=False)


def _call_taken_over(board: Board, fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is None:
        return
    heir = next((one for one in call["parties"].values() if one["agent_id"] == fact["agent_id"]), None)
    call.update(agent_id=fact["agent_id"], muted=heir is not None and heir["muted"])
    if heir is not None:
        del call["parties"][heir["id"]]


def _party_invited(board: Board, fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None:
        call["parties"][fact["party_id"]] = {
            "id": fact["party_id"],
            "purpose": fact["purpose"],
            "state": "dialled",
            "since": fact["at"],
            "agent_id": fact["agent_id"],
            "number": fact["number"],
            "by": fact["by"],
            "held": False,
            "muted": False,
        }


def _update_party(board: Board, fact: dict[str, Any], **fields: Any) -> None:
    call = board["calls"].get(fact["call_id"])
    party = call["parties"].get(fact["party_id"]) if call is not None else None
    if party is not None:
        party.update(fields)


def _party_ringing(board: Board, fact: dict[str, Any]) -> None:
    _update_party(board, fact, state="ringing")


def _party_joined(board: Board, fact: dict[str, Any]) -> None:
    _update_party(board, fact, state="joined", since=fact["at"])


def _party_held(board: Board, fact: dict[str, Any]) -> None:
    _update_party(board, fact, held=fact["held"])


def _party_muted(board: Board, fact: dict[str, Any]) -> None:
    _update_party(board, fact, muted=fact["muted"])


def _party_left(board: Board, fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None:
        call["parties"].pop(fact["party_id"], None)


def _consult_over(board: Board, fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    for party in call["parties"].values() if call is not None else ():
        if party["state"] == "joined":
            party["purpose"] = "conference"


def _monitors(board: Board, fact: dict[str, Any]) -> dict[str, Any] | None:
    """Those who listen to the call; a call that was stored before there was listening has none."""
    call = board["calls"].get(fact["call_id"])
    monitors: dict[str, Any] | None = call.setdefault("monitors", {}) if call is not None else None
    return monitors


def _monitoring_requested(board: Board, fact: dict[str, Any]) -> None:
    monitors = _monitors(board, fact)
    if monitors is not None:
        monitors[fact["monitor_id"]] = {
            "id": fact["monitor_id"],
            "by": fact["by"],
            "agent_id": fact["agent_id"],
            "mode": fact["mode"],
            "state": "dialled",
            "since": fact["at"],
            "shown": fact["shown"],
        }


def _monitoring_started(board: Board, fact: dict[str, Any]) -> None:
    monitor = (_monitors(board, fact) or {}).get(fact["monitor_id"])
    if monitor is not None:
        monitor.update(state="joined", since=fact["at"])


def _monitoring_mode_changed(board: Board, fact: dict[str, Any]) -> None:
    monitor = (_monitors(board, fact) or {}).get(fact["monitor_id"])
    if monitor is not None:
        monitor["mode"] = fact["mode"]


def _monitoring_ended(board: Board, fact: dict[str, Any]) -> None:
    (_monitors(board, fact) or {}).pop(fact["monitor_id"], None)


def _call_moved(board: Board, fact: dict[str, Any]) -> None:
    _update_call(board, fact["call_id"], priority=fact["priority"])


def _agent_signed_in(board: Board, fact: dict[str, Any]) -> None:
    board["agents"][fact["agent_id"]] = {
        "state": "signed_out",
        "reason": "",
        "since": fact["at"],
        "until": None,
        "call_id": None,
        "station": fact["station"],
        "online": False,
        "next": None,
        "next_reason": "",
        "lent": None,
        "lent_until": None,
    }


def _agent_signed_out(board: Board, fact: dict[str, Any]) -> None:
    board["agents"].pop(fact["agent_id"], None)


def _agent_state_changed(board: Board, fact: dict[str, Any]) -> None:
    agent = board["agents"].get(fact["agent_id"])
    if agent is None:
        return
    left = agent["call_id"]
    if left != fact["call_id"]:
        _change_agents(board, left, fact["agent_id"], theirs=False)
        _change_agents(board, fact["call_id"], fact["agent_id"], theirs=True)
    agent.update(
        state=fact["state"],
        reason=fact["reason"],
        since=fact["at"],
        until=fact["until"],
        call_id=fact["call_id"],
    )
    if fact["state"] in ("ready", "not_ready"):
        agent.update(next=None, next_reason="")


def _change_agents(board: Board, call_id: str | None, agent_id: str, *, theirs: bool) -> None:
    call = board["calls"].get(call_id)
    if call is None:
        return
    others = [one for one in call["agents"] if one != agent_id]
    call["agents"] = [*others, agent_id] if theirs else others
    _drop_if_over(board, call)


def _station_picked_up(board: Board, fact: dict[str, Any]) -> None:
    agent = board["agents"].get(fact["agent_id"])
    if agent is not None:
        agent["until"] = fact["until"]


def _agent_next_state_chosen(board: Board, fact: dict[str, Any]) -> None:
    agent = board["agents"].get(fact["agent_id"])
    if agent is not None:
        agent.update(next=fact["next"], next_reason=fact["reason"])


def _agent_lent(board: Board, fact: dict[str, Any]) -> None:
    agent = board["agents"].get(fact["agent_id"])
    if agent is not None:
        agent.update(lent=list(fact["queue_ids"]), lent_until=fact["until"])


def _agent_returned(board: Board, fact: dict[str, Any]) -> None:
    agent = board["agents"].get(fact["agent_id"])
    if agent is not None:
        agent.update(lent=None, lent_until=None)


def _agent_phone_changed(board: Board, fact: dict[str, Any]) -> None:
    agent = board["agents"].get(fact["agent_id"])
    if agent is not None:
        agent["online"] = fact["online"]


def _switch_connected(board: Board, fact: dict[str, Any]) -> None:
    board["switch"]["connected"] = True


def _switch_disconnected(board: Board, fact: dict[str, Any]) -> None:
    board["switch"]["connected"] = False


def _alarm_raised(board: Board, fact: dict[str, Any]) -> None:
    names = ("rule_id", "name", "figure", "above", "severity", "subject", "subject_name", "value", "threshold")
    board["alarms"][fact["alarm_id"]] = {
        "id": fact["alarm_id"],
        **{name: fact[name] for name in names},
        "raised_at": fact["at"],
        "acknowledged_at": None,
        "acknowledged_by": "",
        "note": "",
    }


def _alarm_acknowledged(board: Board, fact: dict[str, Any]) -> None:
    alarm = board["alarms"].get(fact["alarm_id"])
    if alarm is not None:
        alarm.update(acknowledged_at=fact["at"], acknowledged_by=fact["user_name"], note=fact["note"])


def _alarm_cleared(board: Board, fact: dict[str, Any]) -> None:
    board["alarms"].pop(fact["alarm_id"], None)


_REDUCERS = {
    "CallArrived": _call_arrived,
    "CallDialled": _call_dialled,
    "CustomerDialled": _customer_dialled,
    "CustomerRinging": _customer_ringing,
    "CustomerAnswered": _customer_answered,
    "CallerIdentified": _caller_identified,
    "VipRecognised": _vip_recognised,
    "FlowNodeEntered": _flow_node_entered,
    "CallQueued": _call_queued,
    "CallOffered": _call_offered,
    "OfferEnded": _offer_ended,
    "CallAnswered": _call_answered,
    "QueueStayEnded": _queue_stay_ended,
    "CallHeld": _call_held,
    "CallResumed": _call_resumed,
    "CallMuted": _call_muted,
    "AgentLost": _call_transferred,
    "CallTransferred": _call_transferred,
    "CallTakenOver": _call_taken_over,
    "PartyInvited": _party_invited,
    "PartyRinging": _party_ringing,
    "PartyJoined": _party_joined,
    "PartyHeld": _party_held,
    "PartyMuted": _party_muted,
    "PartyLeft": _party_left,
    "ConsultOver": _consult_over,
    "MonitoringRequested": _monitoring_requested,
    "MonitoringStarted": _monitoring_started,
    "MonitoringModeChanged": _monitoring_mode_changed,
    "MonitoringEnded": _monitoring_ended,
    "CallerPlayStarted": _caller_play_started,
    "CallerPlayEnded": _caller_play_ended,
    "CallMoved": _call_moved,
    **CALLBACK_REDUCERS,
    **EXPERT_REDUCERS,
    "SurveyOffered": _survey_offered,
    "RecordingStarted": _recording_started,
    "CallEnded": _call_ended,
    "AgentSignedIn": _agent_signed_in,
    "AgentSignedOut": _agent_signed_out,
    "AgentStateChanged": _agent_state_changed,
    "StationPickedUp": _station_picked_up,
    "AgentNextStateChosen": _agent_next_state_chosen,
    "AgentPhoneChanged": _agent_phone_changed,
    "AgentLent": _agent_lent,
    "AgentReturned": _agent_returned,
    "SwitchConnected": _switch_connected,
    "SwitchDisconnected": _switch_disconnected,
    "AlarmRaised": _alarm_raised,
    "AlarmAcknowledged": _alarm_acknowledged,
    "AlarmCleared": _alarm_cleared,
}
