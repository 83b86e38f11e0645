"""What an agent orders on a call.

Who is in charge may do everything; who has joined may mute the own voice and leave; who is rung may decline.
"""

from __future__ import annotations

from trunkline.core.calls import announcing, dialling, holding, offering, party, passing, talking
from trunkline.core.inputs import (
    AddParty,
    AskExpert,
    CompleteTransfer,
    Consult,
    DeclineOffer,
    DropParty,
    HangUpCall,
    HoldCall,
    JoinParties,
    MuteParty,
    Order,
    PlayToCaller,
    ResumeCall,
    SendKeys,
    SetMute,
    StopAsking,
    StopPlay,
    SwapParties,
    TransferCall,
)
from trunkline.core.lists.index import Caller
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState, Call, Party
from trunkline.core.tenant import Tenant

KEYS = frozenset("0123456789*#ABCD")
KEYS_LIMIT = 32


def carry_out(t: Tenant, agent: AgentState, call: Call, order: Order) -> None:
    """Carry out an order on a call that is the agent's, or raise Refusal and change nothing."""
    if call.dialling is not None:
        if not isinstance(order, HangUpCall | DeclineOffer):
            raise Refusal("call.not_talking")
        dialling.cancel(t, call)
        return
    if isinstance(order, HangUpCall) and agent.state == "ringing":
        raise Refusal("call.not_talking")
    own = party.find(call.talk, agent_id=agent.id) if call.talk is not None else None
    if own is not None:
        _as_party(t, call, own, order)
    elif isinstance(order, DeclineOffer):
        offer = offering.find(call, agent_id=agent.id)
        if offer is None:
            raise Refusal("call.not_offered")
        offering.failed(t, call, offer, "declined")
    else:
        _in_charge(t, call, order)


def _as_party(t: Tenant, call: Call, own: Party, order: Order) -> None:
    match order:
        case DeclineOffer():
            talking.party_gone(t, call, own, "declined")
        case HangUpCall():
            talking.party_gone(t, call, own, "left")
        case SetMute():
            party.mute(t, call, own, muted=order.muted)
        case _:
            raise Refusal("call.not_in_charge")


def _in_charge(t: Tenant, call: Call, order: Order) -> None:
    match order:
        case HoldCall():
            holding.hold(t, call, "page")
        case ResumeCall():
            _resume(t, call)
        case SetMute():
            holding.mute(t, call, muted=order.muted)
        case SendKeys():
            if not order.keys or len(order.keys) > KEYS_LIMIT or not KEYS.issuperset(order.keys):
                raise Refusal("keys.invalid")
            holding.send_keys(t, call, order.keys)
        case HangUpCall():
            talking.hang_up(t, call)
        case TransferCall():
            passing.transfer(t, call, order.kind, order.to, _whom(order))
        case Consult():
            passing.consult(t, call, order.kind, order.to, _whom(order))
        case AskExpert():
            passing.ask_expert(t, call)
        case StopAsking():
            passing.stop_asking(t, call)
        case AddParty():
            passing.add(t, call, order.kind, order.to, _whom(order))
        case SwapParties():
            passing.swap(t, call)
        case JoinParties():
            passing.join(t, call)
        case CompleteTransfer():
            passing.complete(t, call)
        case DropParty():
            passing.drop(t, call, order.party_id)
        case PlayToCaller():
            announcing.play(t, call, order)
        case StopPlay():
            announcing.stop(t, call)
        case MuteParty():
            passing.mute(t, call, order.party_id, muted=order.muted)


def _whom(order: TransferCall | Consult | AddParty) -> Caller:
    return Caller(order.readable, order.national)


def _resume(t: Tenant, call: Call) -> None:
    if call.talk is not None and holding.at_phone(call.talk):
        raise Refusal("call.held_at_phone")
    if call.talk is not None and (
        call.talk.asked is not None or any(one.purpose == "consult" for one in call.talk.parties)
    ):
        raise Refusal("call.consulting")
    holding.resume(t, call, "page")
