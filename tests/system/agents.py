"""Agents with a plain SIP phone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.switch.phone import Call, Phone
from tests.system.product import PATIENCE_S, Person, Product, until


@dataclass
class PhoneAgent:
    """An agent at a desk: a page and a phone."""

    person: Person
    phone: Phone
    call_id: str = ""
    "of the call that rang last"

    async def ready(self) -> None:
        await self.person.post("/api/work/ready")

    async def rung(self, within: float = PATIENCE_S) -> Call:
        """The next call that rings at the phone."""
        call = await asyncio.wait_for(self.phone.incoming.get(), within)
        self.call_id = call.header("X-Trunkline-Call")
        return call

    async def answer(self, within: float = PATIENCE_S) -> Call:
        """Take the next call."""
        call = await self.rung(within)
        call.ring()
        call.answer()
        return call

    async def leave(self) -> None:
        for call in self.phone.calls.values():
            if not call.ended.is_set() and (call.accepted or call.answered.is_set()):
                call.bye()
        await self.person.client.post("/api/work/sign_out")
        await self.phone.register(0)
        self.phone.close()
        await self.person.client.aclose()


async def credentials(product: Product, account: str) -> dict[str, Any]:
    """The SIP phone's credentials, as the administrator sees them."""
    admin = await product.sign_in("admin")
    users = await admin.get("/api/users", size=200)
    user = next(user for user in users["items"] if user["account"] == account)
    found: dict[str, Any] = await admin.get(f"/api/users/{user['id']}/phone")
    await admin.client.aclose()
    return found


async def phone_agent(product: Product, account: str, *, ready: bool = True) -> PhoneAgent:
    """Sign an agent in with a registered SIP phone."""
    known = await credentials(product, account)
    phone = await Phone(product.sip_port, known["username"], known["password"]).open()
    assert await phone.register() == 200
    person = await product.sign_in(account)
    agent = PhoneAgent(person, phone)
    await person.post("/api/work/sign_in", {"station": "phone"})
    if ready:

        async def go() -> bool:
            answer = await person.client.post("/api/work/ready")
            return answer.status_code == 204

        await until(go)
    return agent
