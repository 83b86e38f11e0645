"""/api/users"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.users import service
from trunkline.features.users.schemas import Phone, User, UserDefaults, UserIn, UserPatch

router = APIRouter(prefix="/api/users", tags=["users"])
Reader = Annotated[Context, needs("users.read")]
Writer = Annotated[Context, needs("users.write")]
PhoneReader = Annotated[Context, needs("phones.read")]


@router.get("")
async def list_users(listing: Listing, context: Reader) -> Page[User]:
    """Users, by account."""
    return await service.list_users(context, listing)


@router.post("", status_code=201)
async def create_user(given: UserIn, context: Writer) -> User:
    """A new user."""
    return await service.create_user(context, given)


@router.get("/defaults")
async def get_user_defaults(context: Reader) -> UserDefaults:
    """What holds for agents who have nothing of their own set."""
    return await service.get_defaults(context)


@router.put("/defaults")
async def set_user_defaults(given: UserDefaults, context: Writer) -> UserDefaults:
    """Change it."""
    return await service.set_defaults(context, given)


@router.get("/{user_id}")
async def get_user(user_id: Id, context: Reader) -> User:
    """One user."""
    return await service.get_user(context, user_id)


@router.patch("/{user_id}")
async def change_user(user_id: Id, given: UserPatch, context: Writer) -> User:
    """Change what is given."""
    return await service.change_user(context, user_id, given)


@router.delete("/{user_id}", status_code=204)
async def delete_user(user_id: Id, context: Writer) -> None:
    """Delete a user. Their calls keep the name."""
    await service.delete_user(context, user_id)


@router.get("/{user_id}/phone")
async def get_user_phone(user_id: Id, context: PhoneReader) -> Phone:
    """What to enter in the user's SIP phone. Written to the audit log."""
    return await service.phone(context, user_id, renew=False)


@router.post("/{user_id}/phone/renew")
async def renew_user_phone(user_id: Id, context: Writer) -> Phone:
    """Give the SIP phone a new password."""
    return await service.phone(context, user_id, renew=True)
