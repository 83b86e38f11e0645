"""What a new installation begins with: the first tenant and administrator, and, for the demo, a small hotline."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select

from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.codec import dumps
from trunkline.store.config_rows import caller_secret_row, new_secret
from trunkline.store.demo_flow import OFFERED, PROMPT_TEXTS, closed, hotline, message_box, survey
from trunkline.store.engine import WRITE
from trunkline.store.passwords import hash_password

DEMO_NUMBER = "4000"
PROMPT_LANGUAGE = "zh"
SYSTEM_REASONS = (
    ("signed_in", "刚签入", False),
    ("no_answer", "未接来电", False),
    ("declined", "拒接来电", False),
    ("phone_lost", "话机离线", False),
    ("page_lost", "页面已关闭", False),
)
"""Reasons that the machine itself gives. Pages name them by their code, in the reader's language."""
_REASONS = (
    ("break", "小休", False),
    ("meal", "用餐", False),
    ("training", "培训", True),
    ("meeting", "会议", False),
    ("back_office", "后台处理", True),
)
_DISPOSITIONS: dict[str, tuple[str, ...]] = {
    "咨询": ("产品咨询", "价格咨询", "网点咨询"),
    "售后": ("报修", "退换货", "进度查询"),
    "投诉": ("服务投诉", "质量投诉"),
    "其他": ("无效来电", "打错电话"),
}
_SKILLS = {"英语": (3, 8), "粤语": (9, 2)}
"""Of the demo: name -> levels of agent1 and agent2. Queues ask for none until somebody says so."""
_ALL_DAY = [[[0, 1440]]] * 7
_WORKING = [[[540, 720], [810, 1080]]] * 5 + [[], []]


@dataclass(frozen=True, slots=True)
class Seeded:
    """What create_first made."""

    tenant_id: str
    admin_id: str


def is_empty(engine: Engine) -> bool:
    """No tenant has been made yet."""
    with engine.connect() as connection:
        return not connection.scalar(select(func.count()).select_from(tables.tenants))


def create_first(
    engine: Engine,
    password: str,
    *,
    demo: bool = True,
    slug: str = "demo",
    name: str = "演示公司",
    timezone: str = "Asia/Shanghai",
    country: str = "CN",
    language: str = "zh-CN",
    now: int | None = None,
) -> Seeded | None:
    """Make the first tenant with its administrator ('admin', role operator); with demo also supervisor, agent1 and
    agent2 with the same password, queues, hotline 4000, trunk 'local', reasons, dispositions and customers.

    One transaction. None when there is a tenant already.
    """
    at = now if now is not None else time.time_ns() // 1_000_000
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        if connection.scalar(select(func.count()).select_from(tables.tenants)):
            return None
        tenant_id = new_id()
        connection.execute(
            insert(tables.tenants).values(
                id=tenant_id,
                slug=slug,
                name=name,
                timezone=timezone,
                country=country,
                language=language,
                active=True,
                created_at=at,
            )
        )
        seed = _Seed(connection, tenant_id, at, hash_password(password), language, timezone)
        admin_id = seed.user("admin", "演示管理员" if demo else "Administrator", "operator", None)
        add_defaults(connection, tenant_id, at)
        if demo:
            seed.demo()
        return Seeded(tenant_id, admin_id)


def add_defaults(connection: Connection, tenant_id: str, at: int) -> None:
    """Not-ready reasons, dispositions and prompts that every tenant starts with."""
    rows = [
        {
            "id": new_id(),
            "tenant_id": tenant_id,
            "code": code,
            "name": name,
            "productive": productive,
            "position": place,
        }
        for place, (code, name, productive) in enumerate((*_REASONS, *SYSTEM_REASONS))
    ]
    connection.execute(insert(tables.reasons), rows)
    tree: list[dict[str, Any]] = []
    for place, (name, children) in enumerate(_DISPOSITIONS.items()):
        parent = new_id()
        common = {"tenant_id": tenant_id, "active": True}
        tree.append({"id": parent, "parent_id": None, "name": name, "position": place, **common})
        tree.extend(
            {"id": new_id(), "parent_id": parent, "name": child, "position": below, **common}
            for below, child in enumerate(children)
        )
    connection.execute(insert(tables.dispositions), tree)
    connection.execute(
        insert(tables.prompts),
        [
            {
                "id": new_id(),
                "tenant_id": tenant_id,
                "name": name,
                "language": PROMPT_LANGUAGE,
                "text": spoken,
                "origin": "synthesised",
                "length_ms": 0,  # not measured yet: the audio is the installation's default
                "file": f"_default/{PROMPT_LANGUAGE}/{name}",
                "changed_at": at,
                "offered": name in OFFERED,
            }
            for name, spoken in PROMPT_TEXTS.items()
        ],
    )


@dataclass(slots=True)
class _Seed:
    connection: Connection
    tenant_id: str
    at: int
    password_hash: str
    language: str
    timezone: str

    def put(self, table: Table, **values: Any) -> str:
        row_id = new_id()
        if "created_at" in table.c:
            values["created_at"] = self.at
        if "changed_at" in table.c:
            values["changed_at"] = self.at
        self.connection.execute(insert(table).values(id=row_id, tenant_id=self.tenant_id, **values))
        return row_id

    def user(self, account: str, name: str, role: str, extension: str | None) -> str:
        return self.put(
            tables.users,
            account=account,
            name=name,
            password_hash=self.password_hash,
            role=role,
            language=self.language,
            active=True,
            extension=extension,
            phone_secret=new_secret() if extension else None,
        )

    def queue(self, name: str, agents: list[str], survey_flow_id: str | None = None) -> str:
        queue_id = self.put(
            tables.queues,
            name=name,
            strategy="longest_idle",
            priority=0,
            offer_timeout_s=20,
            wrap_up_s=30,
            comfort_every_s=30,
            max_wait_s=0,
            max_waiting=0,
            short_abandon_s=5,
            record=True,
            survey_flow_id=survey_flow_id,
        )
        self.connection.execute(
            insert(tables.queue_members),
            [{"tenant_id": self.tenant_id, "queue_id": queue_id, "user_id": agent} for agent in agents],
        )
        return queue_id

    def flow(self, name: str, document: dict[str, Any]) -> str:
        return self.put(tables.flows, name=name, version=1, document=dumps(document))

    def demo(self) -> None:
        self.user("supervisor", "演示班长", "supervisor", "1009")
        agents = [
            self.user("agent1", "演示坐席一", "agent", "1001"),
            self.user("agent2", "演示坐席二", "agent", "1002"),
        ]
        asked = self.flow("服务评价", survey())
        queues = {"1": self.queue("咨询", agents), "2": self.queue("售后", agents, asked)}
        for name, levels in _SKILLS.items():
            skill_id = self.put(tables.skills, name=name)
            self.connection.execute(
                insert(tables.user_skills),
                [
                    {"tenant_id": self.tenant_id, "user_id": agent, "skill_id": skill_id, "level": level}
                    for agent, level in zip(agents, levels, strict=True)
                ],
            )
        hotline_id = self.flow("演示热线", hotline(queues))
        self.flow("下班提示", closed())
        closed_id = self.flow("下班留言", message_box(queues["1"]))
        all_day = self.put(tables.hours, name="全天", timezone=self.timezone, weekly=dumps(_ALL_DAY), special=dumps({}))
        self.put(tables.hours, name="工作时间", timezone=self.timezone, weekly=dumps(_WORKING), special=dumps({}))
        self.put(
            tables.trunks,
            name="local",
            match=dumps(["127.0.0.1/32", "::1/128"]),
            server="",
            username="",
            secret="",
            register=False,
            codecs=dumps(["alaw", "ulaw", "g722"]),
            transport="udp",
            active=True,
        )
        self.put(
            tables.numbers,
            number=DEMO_NUMBER,
            trunk_id=None,
            flow_id=hotline_id,
            line="演示热线",
            hours_id=all_day,
            closed_flow_id=closed_id,
            priority=0,
        )
        self.connection.execute(insert(tables.tenant_settings).values(**caller_secret_row(self.tenant_id)))
        self.customer("演示客户甲", "演示贸易公司", "vip", "+8613800000001")
        self.customer("演示客户乙", "", "", "+8613800000002")
        self.customer("演示客户丙", "演示制造公司", "", "+861000000003")

    def customer(self, name: str, company: str, level: str, number: str) -> None:
        customer_id = self.put(
            tables.customers, name=name, company=company, level=level, email="", address="", notes="演示数据"
        )
        self.connection.execute(
            insert(tables.customer_numbers).values(tenant_id=self.tenant_id, number=number, customer_id=customer_id)
        )
