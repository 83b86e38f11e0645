"""One running product for all system tests; tests that break it start their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from typing import Any

import pytest
import pytest_asyncio

from tests.switch.phone import Phone
from tests.system import surveys
from tests.system.agents import PhoneAgent, phone_agent
from tests.system.callers import close
from tests.system.product import Person, Product


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Product]:
    """A running Trunkline with the demo tenant."""
    product = Product(tmp_path_factory.mktemp("product"))
    try:
        await product.start()
        await surveys.off(product)  # who asks for one switches it on
        yield product
    finally:
        await product.stop()


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def everybody_hangs_up() -> AsyncIterator[None]:
    """No caller of a test that failed is left to be answered in the next one."""
    there_before = set(Phone.in_use)
    yield
    await close(*(Phone.in_use - there_before))


@pytest_asyncio.fixture(loop_scope="session")
async def agent(product: Product) -> AsyncIterator[PhoneAgent]:
    """agent1 with a SIP phone, ready; signed out afterwards."""
    agent = await phone_agent(product, "agent1")
    try:
        yield agent
    finally:
        await agent.leave()


@pytest_asyncio.fixture(loop_scope="session")
async def busy(product: Product) -> AsyncIterator[PhoneAgent]:
    """agent1 with a SIP phone: there, so that callers may wait, and not ready yet; signed out afterwards."""
    agent = await phone_agent(product, "agent1", ready=False)
    try:
        yield agent
    finally:
        await agent.leave()


@pytest_asyncio.fixture(loop_scope="session")
async def colleague(product: Product) -> AsyncIterator[PhoneAgent]:
    """agent2 with a SIP phone, not ready yet; signed out afterwards."""
    agent = await phone_agent(product, "agent2", ready=False)
    try:
        yield agent
    finally:
        await agent.leave()


@pytest_asyncio.fixture(loop_scope="session")
async def supervisor(product: Product) -> AsyncIterator[Person]:
    """Somebody who sees everything."""
    person = await product.sign_in("supervisor")
    yield person
    await person.client.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def far(product: Product) -> AsyncIterator[Phone]:
    """Where calls out arrive: the far end of a trunk for them."""
    admin = await product.sign_in("admin")
    phone = await Phone(product.sip_port, "outside").open()
    line = {"name": "far", "server": f"127.0.0.1:{phone.port}", "outbound": True, "caller_id": "02112345678"}
    trunk = await admin.post("/api/trunks", line)
    try:
        yield phone
    finally:
        await admin.client.delete(f"/api/trunks/{trunk['id']}")
        await admin.client.aclose()
        phone.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With a failed test, show what the product had to say."""
    report = yield
    known: dict[str, Any] = getattr(item, "funcargs", {})
    if report.failed:
        for product in (found for found in known.values() if isinstance(found, Product)):
            report.sections.append(("said by the product", product.output()[-3000:]))
    return report
