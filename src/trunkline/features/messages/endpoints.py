"""/api/messages"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Page
from trunkline.features.messages import service
from trunkline.features.messages.schemas import (
    AnswerIn,
    Inbox,
    MessageIn,
    MessageListing,
    Receipts,
    Received,
    Sent,
)

router = APIRouter(prefix="/api/messages", tags=["messages"])
User = Annotated[Context, needs("messages.use")]


@router.get("/inbox")
async def get_inbox(context: User) -> Inbox:
    """What waits for me."""
    return await service.inbox(context)


@router.get("/received")
async def list_received_messages(listing: MessageListing, context: User) -> Page[Received]:
    """All that came to me, the newest first."""
    return await service.list_received(context, listing)


@router.get("/sent")
async def list_sent_messages(listing: MessageListing, context: User) -> Page[Sent]:
    """What I sent, with how many have read it."""
    return await service.list_sent(context, listing)


@router.post("", status_code=201)
async def send_message(given: MessageIn, context: User) -> Sent:
    """Send. Agents may write to supervisors only."""
    return await service.send(context, given)


@router.post("/{message_id}/answer", status_code=201)
async def answer_message(message_id: Id, given: AnswerIn, context: User) -> Sent:
    """Answer who sent it."""
    return await service.answer(context, message_id, given.text)


@router.post("/{message_id}/read", status_code=204)
async def read_message(message_id: Id, context: User) -> None:
    """I have read it."""
    await service.read(context, message_id, confirm=False)


@router.post("/{message_id}/confirm", status_code=204)
async def confirm_message(message_id: Id, context: User) -> None:
    """I have read and understood it."""
    await service.read(context, message_id, confirm=True)


@router.get("/{message_id}/receipts")
async def get_receipts(message_id: Id, context: User) -> Receipts:
    """Who has read a message of mine, and when."""
    return await service.receipts(context, message_id)
