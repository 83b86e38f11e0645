"""/api/alarms"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from trunkline.features.alarms import history, sending, service
from trunkline.features.alarms.schemas import (
    Acknowledgement,
    Alarm,
    AlarmListing,
    ChannelsIn,
    ChannelsOut,
    Delivery,
    DeliveryListing,
    Preview,
    Rule,
    RuleIn,
    RulePatch,
    Trials,
)
from trunkline.features.kit import csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page

router = APIRouter(prefix="/api/alarms", tags=["alarms"])
Reader = Annotated[Context, needs("alarms.read")]
Keeper = Annotated[Context, needs("alarms.acknowledge")]
Writer = Annotated[Context, needs("alarms.write")]


@router.get("")
async def list_alarms(listing: AlarmListing, context: Reader) -> Page[Alarm]:
    """What was raised, the newest first."""
    return await history.list_alarms(context, listing)


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_alarms(listing: AlarmListing, context: Reader) -> StreamingResponse:
    """The same as CSV."""
    history.order(listing)
    await exports.record(context, "alarms", listing)
    header = [context.deps.texts.say(context.language, f"csv.alarms.{name}") for name in history.COLUMNS]
    return csv.response("alarms", header, history.export(context, listing))


@router.post("/{alarm_id}/acknowledge", status_code=204)
async def acknowledge_alarm(alarm_id: Id, given: Acknowledgement, context: Keeper) -> None:
    """Take care of an open alarm; everybody sees it."""
    await history.acknowledge(context, alarm_id, given.note)


@router.get("/rules")
async def list_alarm_rules(listing: Listing, context: Reader) -> Page[Rule]:
    """What is watched."""
    return await service.list_rules(context, listing)


@router.post("/rules", status_code=201)
async def create_alarm_rule(given: RuleIn, context: Writer) -> Rule:
    """A new rule."""
    return await service.create_rule(context, given)


@router.post("/rules/preview")
async def preview_alarm_rule(given: RuleIn, context: Writer) -> Preview:
    """How often a rule would have rung in the last seven days."""
    return await service.preview(context, given)


@router.get("/rules/{rule_id}")
async def get_alarm_rule(rule_id: Id, context: Reader) -> Rule:
    """One rule."""
    return await service.get_rule(context, rule_id)


@router.patch("/rules/{rule_id}")
async def change_alarm_rule(rule_id: Id, given: RulePatch, context: Writer) -> Rule:
    """Change what is given."""
    return await service.change_rule(context, rule_id, given)


@router.delete("/rules/{rule_id}", status_code=204)
async def delete_alarm_rule(rule_id: Id, context: Writer) -> None:
    """Delete one; its open alarms are over."""
    await service.delete_rule(context, rule_id)


@router.post("/rules/{rule_id}/try")
async def try_alarm_rule(rule_id: Id, context: Writer) -> Trials:
    """Send a trial over each channel."""
    return await sending.try_rule(context, rule_id)


@router.get("/channels")
async def get_alarm_channels(context: Writer) -> ChannelsOut:
    """Mail server and signing key."""
    return await sending.get_channels(context)


@router.put("/channels")
async def put_alarm_channels(given: ChannelsIn, context: Writer) -> ChannelsOut:
    """Send otherwise."""
    return await sending.put_channels(context, given)


@router.get("/deliveries")
async def list_alarm_deliveries(listing: DeliveryListing, context: Writer) -> Page[Delivery]:
    """What was sent."""
    return await sending.list_deliveries(context, listing)
