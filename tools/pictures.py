"""Make the pictures of the documents: start the product, play one real call in Chromium, and look at every page.

    .venv/bin/python tools/pictures.py [zh-CN] [en]

Pictures go to docs/pictures/<language>/. With Pillow installed they are made smaller.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.async_api import Page  # noqa: E402
from tests.switch.conftest import free_port  # noqa: E402
from tests.switch.phone import Call  # noqa: E402
from tests.system.agents import PhoneAgent, phone_agent  # noqa: E402
from tests.system.browser import browser, by_id, click, sign_in, speech_file, wait_state  # noqa: E402
from tests.system.callers import AGENT_HERTZ, close, in_phase, over, ring, ring_and_choose  # noqa: E402
from tests.system.product import PASSWORD, Person, Product, until  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = ("zh-CN", "en")
LARGEST = 250_000
"""Bytes of a picture: they are read over slow lines too."""
SPEECH = {
    "zh-CN": (
        ("您好，干线客服，很高兴为您服务，请问有什么可以帮您", "cmn"),
        ("您好，我想查询一下我的订单什么时候可以送到", "cmn"),
    ),
    "en": (
        ("Good morning, service desk, how can I help you today", "en-us"),
        ("Hello, could you tell me please when my order will arrive", "en-gb"),
    ),
}
NOTES = {
    "zh-CN": "客户询问订单送达时间，已告知明天上午送达。",
    "en": "Asked when the order arrives; told tomorrow morning.",
}
ENGLISH = {
    "演示公司": "Demo Company",
    "演示管理员": "Demo Administrator",
    "演示班长": "Demo Supervisor",
    "演示坐席一": "Demo Agent 1",
    "演示坐席二": "Demo Agent 2",
    "演示坐席三": "Demo Agent 3",
    "演示坐席四": "Demo Agent 4",
    "演示坐席五": "Demo Agent 5",
    "演示热线": "Demo hotline",
    "咨询": "Enquiries",
    "产品咨询": "Product",
    "价格咨询": "Price",
    "网点咨询": "Branches",
    "售后": "After-sales",
    "报修": "Repair",
    "退换货": "Returns",
    "进度查询": "Progress",
    "投诉": "Complaint",
    "服务投诉": "Service",
    "质量投诉": "Quality",
    "其他": "Other",
    "无效来电": "Invalid call",
    "打错电话": "Wrong number",
    "全天": "All day",
    "工作时间": "Working hours",
    "小休": "Break",
    "用餐": "Meal",
    "培训": "Training",
    "会议": "Meeting",
    "后台处理": "Back office",
    "演示客户甲": "Demo Customer A",
    "演示客户乙": "Demo Customer B",
    "演示客户丙": "Demo Customer C",
    "演示贸易公司": "Demo Trading",
    "演示制造公司": "Demo Manufacturing",
    "演示数据": "Demo data",
}
"""Names of the demo's data: it is Chinese, the English documents show it in English."""
PROGRESS = {"zh-CN": "进度查询", "en": "Progress"}


class Camera:
    """Takes pictures into the folder of a language."""

    def __init__(self, language: str) -> None:
        self._folder = PICTURES / language
        self._folder.mkdir(parents=True, exist_ok=True)

    async def take(self, page: Page, name: str) -> None:
        """Take a picture, once what moves has come to rest."""
        await page.mouse.move(1439, 450)
        await page.wait_for_load_state("networkidle")
        await asyncio.sleep(0.6)
        path = self._folder / f"{name}.png"
        await page.screenshot(path=path)
        reduce(path)
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB", flush=True)


def reduce(path: Path) -> None:
    """Smaller on disk, when Pillow is there; with fewer colours only when that is not enough."""
    try:
        image = importlib.import_module("PIL.Image")
    except ImportError:
        return
    with image.open(path) as opened:
        picture = opened.convert("RGB")
    picture.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        picture.quantize(256).save(path, optimize=True)


@asynccontextmanager
async def person(product: Product, account: str) -> AsyncIterator[Person]:
    """Somebody who is signed in through the interface."""
    found = await product.sign_in(account)
    try:
        yield found
    finally:
        await found.client.aclose()


async def prepare(product: Product, language: str) -> None:
    """More agents, time to look, and the language."""
    async with person(product, "admin") as admin:
        queues = (await admin.get("/api/queues"))["items"]
        for place, name in ((3, "三"), (4, "四"), (5, "五")):
            await admin.post(
                "/api/users",
                {
                    "account": f"agent{place}",
                    "name": f"演示坐席{name}",
                    "password": PASSWORD,
                    "extension": f"100{place}",
                    "queue_ids": [queue["id"] for queue in queues],
                },
            )
        for queue in queues:
            await patch(admin, "queues", queue["id"], {"offer_timeout_s": 60, "wrap_up_s": 90})
        await list_callers(admin, language)
        special = {"2027-01-01": [], "2027-02-05": [], "2027-02-20": [[540, 1080]]}
        for hours in (await admin.get("/api/hours"))["items"]:
            if hours["name"] == "工作时间":
                await patch(admin, "hours", hours["id"], {"special": special})
        for user in (await admin.get("/api/users", size=100))["items"]:
            await patch(admin, "users", user["id"], {"language": language})
        if language == "en":
            for resource in ("tenants", "users", "queues", "numbers", "hours", "reasons", "dispositions", "customers"):
                for item in (await admin.get(f"/api/{resource}", size=200))["items"]:
                    texts = {k: ENGLISH[v] for k, v in item.items() if isinstance(v, str) and v in ENGLISH}
                    if texts:
                        await patch(admin, resource, item["id"], texts)


LISTED = {
    "zh-CN": [
        ("13900001111", "反复骚扰"),
        ("1700000*", "营销号段"),
        ("13900002000-13900002999", "群呼"),
        ("anonymous", ""),
    ],
    "en": [
        ("13900001111", "Abuse"),
        ("1700000*", "Sales calls"),
        ("13900002000-13900002999", "Dialler"),
        ("anonymous", ""),
    ],
}
"""Entries of the blacklist, with the reason."""


async def list_callers(admin: Person, language: str) -> None:
    """Something on the caller lists."""
    for pattern, reason in LISTED[language]:
        await admin.post("/api/caller-lists", {"kind": "black", "pattern": pattern, "reason": reason})


async def patch(admin: Person, resource: str, item_id: str, values: dict[str, Any]) -> None:
    """Change a row."""
    answer = await admin.client.patch(f"/api/{resource}/{item_id}", json=values)
    assert answer.status_code == 200, f"{resource}: {answer.text}"


async def talk(chief: Person, product: Product, agent: PhoneAgent, number: str, key: str = "1") -> Call:
    """A caller reaches an agent with a SIP phone."""
    await agent.ready()
    caller, at_desk = await asyncio.gather(ring_and_choose(product, number, key), agent.answer(20))
    at_desk.media.speak(AGENT_HERTZ)  # a phone that sends nothing for a minute counts as lost
    await in_phase(chief, number, "talking")
    return caller


async def wrapped(agent: PhoneAgent, reason: str) -> None:
    """The caller has gone: after-call work is done, and the agent takes no more."""
    await agent.person.post("/api/work/not_ready", {"reason": reason})
    await until(lambda: finished(agent))


async def finished(agent: PhoneAgent) -> bool:
    """Try to finish the wrap-up."""
    state, _ = await agent.person.agent_state()
    if state == "wrap_up":
        leaves = (await agent.person.get("/api/dispositions", size=200))["items"]
        leaf = next(item["id"] for item in leaves if item["name"] in ("产品咨询", ENGLISH["产品咨询"]))
        body = {"disposition_id": leaf, "notes": "", "finish": True}
        await agent.person.post(f"/api/work/calls/{agent.call_id}/wrap_up", body)
    return state == "not_ready"


async def earlier_calls(product: Product, chief: Person, agents: list[PhoneAgent]) -> None:
    """Something for the call list: conversations, one who hung up waiting, one who gave up in the menu."""
    first, second = agents[:2]
    one = await talk(chief, product, first, "+8613800000001")
    two = await talk(chief, product, second, "+861000000003", "2")
    waiting = await ring_and_choose(product, "+8613800000004")
    choosing = await ring(product, "+8613800000005")
    await asyncio.sleep(6)
    await close(choosing, waiting)
    await asyncio.sleep(5)
    await close(one)
    await wrapped(first, "meeting")
    await asyncio.sleep(4)
    await close(two)
    await wrapped(second, "meeting")


async def play(product: Product, language: str, folder: Path) -> None:
    """One real first call, with a picture at each step."""
    camera = Camera(language)
    voices = [speech_file(folder / f"{place}.wav", *said) for place, said in enumerate(SPEECH[language])]
    await prepare(product, language)
    async with AsyncExitStack() as stack:
        watcher = await stack.enter_async_context(person(product, "supervisor"))
        agents = [await phone_agent(product, f"agent{place}", ready=False) for place in (2, 3, 4, 5)]
        for agent, reason in zip(agents, ("meeting", "meeting", "meal", "training"), strict=True):
            await agent.person.post("/api/work/not_ready", {"reason": reason})
        await earlier_calls(product, watcher, agents)
        busy = [
            await talk(watcher, product, agents[0], "+8613800000006"),
            await talk(watcher, product, agents[1], "+8613800000007", "2"),
        ]
        await agents[1].person.post(f"/api/work/calls/{agents[1].call_id}/hold")

        async def open_browser(name: str, voice: Path | None = None) -> Page:
            page = await stack.enter_async_context(browser(folder / name, voice, language=language))
            await page.add_init_script(f"localStorage.setItem('trunkline.language', '{language}')")
            return page

        chief, desk, caller = (
            await open_browser("chief"),
            await open_browser("desk", voices[0]),
            await open_browser("caller", voices[1]),
        )
        await chief.goto(f"{product.url}/sign-in")
        await by_id(chief, "sign-in-account")
        await camera.take(chief, "sign-in")
        await sign_in(chief, product.url, "supervisor", PASSWORD, "/board")
        await sign_in(desk, product.url, "agent1", PASSWORD, "/work")
        await by_id(desk, "station-browser")
        await camera.take(desk, "agent-station")
        await click(desk, "station-browser")
        await click(desk, "go-ready")
        await wait_state(desk, "agent-state", "ready")

        await caller.goto(f"{product.url}/try")
        await click(caller, "try-call")
        await wait_state(caller, "try-state", "talking")
        await asyncio.sleep(1)
        await camera.take(caller, "try-it")
        await click(caller, "try-key-1")
        await by_id(desk, "pop-card", 30)
        await by_id(desk, "pop-customer")
        await camera.take(desk, "agent-ringing")
        await click(desk, "answer")
        await by_id(desk, "hangup")

        line = [await ring_and_choose(product, f"+861380000001{place}", str(1 + place % 2)) for place in range(3)]
        await asyncio.sleep(9)
        await camera.take(chief, "board")
        await chief.goto(f"{product.url}/wall?full=1")
        await chief.get_by_test_id("wall-answered").filter(has_text=re.compile(r"\d%")).wait_for()
        await camera.take(chief, "wall")
        await chief.goto(f"{product.url}/board")
        await (await by_id(desk, "wrap-notes")).fill(NOTES[language])
        await camera.take(desk, "agent-talking")
        await click(desk, "hold")
        await asyncio.sleep(3)
        await click(desk, "resume")
        await asyncio.sleep(4)
        await close(*line)
        await click(caller, "try-hangup")
        await by_id(desk, "wrap-save")
        await (await by_id(desk, "wrap-disposition")).click()
        await desk.get_by_text(PROGRESS[language], exact=True).last.click()
        await camera.take(desk, "agent-wrap-up")
        await click(desk, "wrap-save")
        await close(*busy)
        for agent in agents:
            await agent.leave()

        await over(watcher, "+8613800000001")
        await asyncio.sleep(4)  # the recording is checked against the disk
        await chief.goto(f"{product.url}/calls")
        calls = await by_id(chief, "calls")
        await calls.get_by_text(PROGRESS[language]).first.wait_for()
        await camera.take(chief, "calls")
        await calls.locator("tbody tr.ant-table-row", has_text=PROGRESS[language]).first.click()
        await click(chief, "play")
        await asyncio.sleep(5)
        await camera.take(chief, "call-detail")

        boss = await open_browser("admin")
        await sign_in(boss, product.url, "admin", PASSWORD, "/admin/users")
        await by_id(boss, "user-menu")
        for name in ("users", "queues", "hours", "flows", "caller-lists"):
            await boss.goto(f"{product.url}/admin/{name}")
            row = boss.locator("tbody tr.ant-table-row").last
            await row.wait_for()
            if name == "hours":
                await row.locator(".anticon-edit").click()
                await by_id(boss, "save")
            elif name == "flows":
                await boss.locator("tbody tr.ant-table-row").last.click()
                await boss.locator(".ant-drawer-body").first.wait_for()
            await camera.take(boss, f"admin-{name}")
        await boss.goto(f"{product.url}/admin/users")
        await click(boss, "phone-agent2")
        await by_id(boss, "phone-password")
        await boss.get_by_test_id("phone-password").evaluate("shown => shown.style.filter = 'blur(5px)'")
        await camera.take(boss, "admin-phone")


def usual_sip_port() -> int:
    """5060, as in a real installation, or another when that is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
        try:
            udp.bind(("0.0.0.0", 5060))  # noqa: S104 - only to see whether it is free
            tcp.bind(("0.0.0.0", 5060))  # noqa: S104
        except OSError:
            return free_port()
    return 5060


async def main(languages: list[str]) -> None:
    """Pictures in these languages, one after the other."""
    for language in languages:
        with tempfile.TemporaryDirectory(prefix="trunkline-pictures-") as folder:
            product = Product(Path(folder) / "product", rtp_first=34000, sip_port=usual_sip_port())
            try:
                await product.start()
                await play(product, language, Path(folder))
            finally:
                await product.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(LANGUAGES)))
