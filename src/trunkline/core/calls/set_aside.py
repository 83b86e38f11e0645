"""Calls to who gave up that an agent has stopped by dealing with the customer: kept until they would have ended, so
that they go on where they stood when the agent gives the customer back."""

from __future__ import annotations

from trunkline.core.state import Callback
from trunkline.core.tenant import Tenant


def put(t: Tenant, one: Callback) -> None:
    """One that has been closed is kept."""
    one.set_aside = True
    t.set_aside[one.id] = one
    t.touch(one)
    restore(t, one)


def restore(t: Tenant, one: Callback) -> None:
    """It is forgotten when it would have been given up."""
    t.deadlines.set(("set_aside", one.id), one.expires_at)


def of(t: Tenant, numbers: set[str]) -> list[Callback]:
    """Those of a customer, whose number may be written in several forms."""
    return [one for one in t.set_aside.values() if {one.number, one.dial, one.national} & (numbers - {""})]


def forget(t: Tenant, one: Callback) -> None:
    """It is not opened anew any more."""
    t.set_aside.pop(one.id, None)
    t.deadlines.set(("set_aside", one.id), None)
    t.touch(one)
