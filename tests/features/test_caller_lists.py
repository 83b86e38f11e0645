"""Caller lists over HTTP: entries, files, the log of who was refused, and what call control is given."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from tests.features.conftest import NOW, World

from trunkline.core import board as boards
from trunkline.core.facts import CallArrived, CallEnded, CallerRefused
from trunkline.core.lists.index import Caller
from trunkline.features.calls.projector import CallListProjector
from trunkline.features.kit import spreadsheet
from trunkline.ports import NumberedFact
from trunkline.store import tables
from trunkline.store.runtime_store import SqlRuntimeStore

pytestmark = pytest.mark.features

MOBILE = "+8613900001111"
PATH = "/api/caller-lists"
DAY = 86_400_000


async def add(client: httpx.AsyncClient, pattern: str, kind: str = "black", **more: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={"kind": kind, "pattern": pattern, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def patterns(client: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await client.get(PATH, params={"sort": "pattern", **query})
    assert answer.status_code == 200, answer.text
    return [item["pattern"] for item in answer.json()["items"]]


async def send(client: httpx.AsyncClient, content: bytes | str, **form: str) -> httpx.Response:
    data = content.encode() if isinstance(content, str) else content
    return await client.post(f"{PATH}/import", data=form, files={"file": ("list.csv", data)})


# -- entries ---------------------------------------------------------------------------------------------------------


async def test_an_entry_is_kept_as_it_will_be_matched_and_told_to_call_control(world: World) -> None:
    admin = await world.signed_in()
    made = await add(admin, " 139 0000 1111 ", reason="骚扰", level="gold", priority=9)
    assert (made["pattern"], made["form"]) == (MOBILE, "exact")
    assert (made["level"], made["priority"]) == ("", 0), "these belong to the VIP list"
    assert made["created_by_name"] == "演示管理员"
    assert world.control.reloads == [await world.tenant_id()]
    changed = await admin.patch(f"{PATH}/{made['id']}", json={"active": False, "pattern": "138*"})
    assert (changed.json()["pattern"], changed.json()["form"], changed.json()["active"]) == ("138*", "wildcard", False)
    assert (await admin.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert (await admin.get(f"{PATH}/{made['id']}")).status_code == 404
    assert (await world.actions())[-3:] == ["caller_list.created", "caller_list.changed", "caller_list.deleted"]


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({"pattern": "hello"}, "pattern", "13900001000-13900001999"),
        ({"pattern": ""}, "pattern", "Write a number"),
        ({"pattern": "1*2*"}, "pattern", "only once"),
        ({"pattern": "13900001999-13900001000"}, "pattern", "ends before"),
        ({"pattern": "139*", "expires_at": NOW}, "expires_at", "past"),
        ({"pattern": "139*", "kind": "grey"}, "kind", "choices"),
        ({"pattern": "139*", "number_id": "0" * 26}, "number_id", "not exist"),
        ({"pattern": "1*"}, "confirm_wide", "nearly every"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(world: World, body: dict[str, Any], field: str, says: str) -> None:
    admin = await world.signed_in()
    await admin.patch(f"/api/users/{await world.user_id('admin')}", json={"language": "en"})
    answer = await admin.post(PATH, json={"kind": "black", **body})
    assert answer.status_code == 422, answer.text
    assert says in answer.json()["error"]["fields"][field]


async def test_what_takes_in_nearly_everybody_needs_a_confirmation(world: World) -> None:
    admin = await world.signed_in()
    made = await add(admin, "*", confirm_wide=True)
    assert made["pattern"] == "*"
    assert (await admin.patch(f"{PATH}/{made['id']}", json={"pattern": "1*"})).status_code == 422
    assert (await admin.patch(f"{PATH}/{made['id']}", json={"reason": "night"})).status_code == 200
    confirmed = await admin.patch(f"{PATH}/{made['id']}", json={"pattern": "1*", "confirm_wide": True})
    assert confirmed.json()["pattern"] == "1*"


async def test_the_same_entry_twice_is_refused_but_not_for_another_number(world: World) -> None:
    admin = await world.signed_in()
    number = (await world.rows(tables.numbers, tenant_id=await world.tenant_id()))[0]
    await add(admin, "13900001111")
    again = await admin.post(PATH, json={"kind": "black", "pattern": MOBILE})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "caller_list.pattern_taken")
    scoped = await add(admin, MOBILE, number_id=number.id)
    assert scoped["number"] == number.number
    await add(admin, MOBILE, line="sales")
    await add(admin, MOBILE, "white")
    refused = await admin.delete(f"/api/numbers/{number.id}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "number.in_use")


async def test_lists_are_filtered_sorted_and_paged(world: World) -> None:
    admin = await world.signed_in()
    await add(admin, "139*", reason="营销")
    await add(admin, "13900001111", expires_at=NOW + 3_600_000)
    await add(admin, "10086", "white")
    off = await add(admin, "95588", active=False)
    assert await patterns(admin) == [MOBILE, "10086", "139*", "95588"]
    assert await patterns(admin, kind="white") == ["10086"]
    assert await patterns(admin, state="off") == [off["pattern"]]
    assert await patterns(admin, q="营销") == ["139*"]
    assert await patterns(admin, q="139 0000 1111") == [MOBILE]
    world.clock.at = NOW + 3_600_000
    assert await patterns(admin, state="expired") == [MOBILE]
    assert await patterns(admin, state="on", kind="black") == ["139*"]
    page = (await admin.get(PATH, params={"size": 2, "page": 2, "sort": "-pattern"})).json()
    assert (page["total"], [item["pattern"] for item in page["items"]]) == (4, ["10086", MOBILE])
    assert (await admin.get(PATH, params={"sort": "tenant_id"})).status_code == 422


async def test_call_control_gets_the_lists_and_reads_them_again_only_when_they_changed(world: World) -> None:
    admin, tenant_id = await world.signed_in(), await world.tenant_id()
    store = SqlRuntimeStore(world.engine.url.render_as_string(hide_password=False), world.clock)
    try:
        before = await store.load_config(tenant_id)
        entry = await add(admin, "139*")
        await add(admin, "138*", active=False)
        config = await store.load_config(tenant_id)
        found = config.lists.find("black", Caller(MOBILE, "13900001111"), NOW)
        assert found is not None and found.id == entry["id"]
        assert before.lists.find("black", Caller(MOBILE, "13900001111"), NOW) is None
        await admin.post("/api/queues", json={"name": "新队列"})
        assert (await store.load_config(tenant_id)).lists is config.lists
        assert (await admin.patch(f"{PATH}/{entry['id']}", json={"active": False})).status_code == 200
        assert (await store.load_config(tenant_id)).lists is not config.lists
    finally:
        await store.close()


async def test_a_number_may_take_white_listed_callers_only(world: World) -> None:
    admin, tenant_id = await world.signed_in(), await world.tenant_id()
    number = (await world.rows(tables.numbers, tenant_id=tenant_id))[0]
    answer = await admin.patch(f"/api/numbers/{number.id}", json={"white_list_only": True})
    assert answer.json()["white_list_only"] is True
    store = SqlRuntimeStore(world.engine.url.render_as_string(hide_password=False), world.clock)
    try:
        config = await store.load_config(tenant_id)
    finally:
        await store.close()
    assert next(each for each in config.numbers if each.id == number.id).white_list_only


# -- from a call -----------------------------------------------------------------------------------------------------


def refused_facts(number: str = MOBILE, **more: Any) -> list[Any]:
    call_id = "c" * 26
    return [
        CallArrived(NOW, call_id, "ch", number, "", "4000", None, "演示热线", "demo-trunk-local"),
        CallerRefused(
            NOW,
            call_id,
            number,
            "4000",
            None,
            "演示热线",
            "blacklist",
            "hang_up",
            None,
            "e" * 26,
            "139*",
            "骚扰",
            **more,
        ),
        CallEnded(NOW + 20, call_id, "system", 21, "refused", 20),
    ]


async def project(world: World, facts: list[Any]) -> None:
    tenant_id = await world.tenant_id()
    rows = [
        {
            "tenant_id": tenant_id,
            "seq": seq,
            "at": fact.at,
            "kind": type(fact).__name__,
            "call_id": fact.call_id,
            "agent_id": None,
            "body": msgspec.json.encode(fact),
        }
        for seq, fact in enumerate(facts, 1)
    ]
    await world.insert(tables.facts, rows)
    projector = CallListProjector(world.engine, world.bus)
    projector._heard(tenant_id, [NumberedFact(seq, fact) for seq, fact in enumerate(facts, 1)])
    await projector.flush()


async def test_who_was_refused_is_on_record_with_the_reason(world: World) -> None:
    admin = await world.signed_in()
    await project(world, refused_facts())
    call = (await admin.get("/api/calls")).json()["items"][0]
    assert (call["outcome"], call["refused_why"], call["refused_reason"]) == ("refused", "blacklist", "骚扰")
    detail = (await admin.get(f"/api/calls/{call['id']}")).json()
    assert [item["kind"] for item in detail["timeline"]] == ["CallArrived", "CallerRefused", "CallEnded"]
    log = (await admin.get(f"{PATH}/refused")).json()
    assert log["total"] == 1
    assert {
        name: log["items"][0][name] for name in ("from_number", "dialled", "why", "action", "pattern", "reason")
    } == {
        "from_number": MOBILE,
        "dialled": "4000",
        "why": "blacklist",
        "action": "hang_up",
        "pattern": "139*",
        "reason": "骚扰",
    }
    for query, total in (
        ({"q": "13900001111"}, 1),
        ({"why": "white_list_only"}, 0),
        ({"action": "hang_up"}, 1),
        ({"from": NOW + 1}, 0),
        ({"to": NOW + 1}, 1),
    ):
        assert (await admin.get(f"{PATH}/refused", params=query)).json()["total"] == total, query
    exported = (await admin.get(f"{PATH}/refused/export.csv")).text
    assert "黑名单" in exported and "骚扰" in exported
    other = await world.signed_in(slug="other")
    assert (await other.get(f"{PATH}/refused")).json()["total"] == 0


async def test_the_caller_of_a_call_is_blacklisted_by_one_click(world: World) -> None:
    supervisor = await world.signed_in("supervisor")
    await project(world, refused_facts())
    made = await supervisor.post(f"/api/calls/{'c' * 26}/block", json={"reason": "辱骂", "expires_at": NOW + DAY})
    assert made.status_code == 201, made.text
    assert (made.json()["pattern"], made.json()["kind"], made.json()["reason"]) == (MOBILE, "black", "辱骂")
    again = await supervisor.post(f"/api/calls/{'c' * 26}/block", json={})
    assert again.json()["error"]["code"] == "caller_list.pattern_taken"
    assert (await supervisor.post(f"/api/calls/{'0' * 26}/block", json={})).status_code == 404
    other = await world.signed_in(slug="other")
    assert (await other.post(f"/api/calls/{'c' * 26}/block", json={})).status_code == 404


async def test_the_caller_who_is_on_the_line_is_blacklisted_too(world: World) -> None:
    supervisor = await world.signed_in("supervisor")
    board = world.control.boards.setdefault(await world.tenant_id(), boards.empty())
    for last, number in (("1", "reception"), ("2", "")):
        arrived = CallArrived(NOW, last * 26, "ch", number, "", "4000", None, "", "x")
        boards.apply(board, "CallArrived", msgspec.to_builtins(arrived))
    made = await supervisor.post(f"/api/calls/{'1' * 26}/block", json={})
    assert made.json()["pattern"] == "sip:reception"
    withheld = await supervisor.post(f"/api/calls/{'2' * 26}/block", json={})
    assert (withheld.status_code, withheld.json()["error"]["code"]) == (409, "caller_list.withheld")


# -- files -----------------------------------------------------------------------------------------------------------

FILE = """号码,原因,有效期至,备注
13900001111,骚扰,2099-01-31,x
139 0000 1112,,,
hello,,,
138*,号段,2099/1/31 18:00,
1*,太宽,,
13900001111,又一次,,
,,,
13700000000,,2001-01-01,
"""


async def test_a_dry_run_shows_every_bad_line_and_changes_nothing(world: World) -> None:
    admin = await world.signed_in()
    report = (await send(admin, FILE)).json()
    assert report["columns"] == ["号码", "原因", "有效期至", "备注"]
    assert report["mapping"] == {"pattern": 0, "reason": 1, "expires_at": 2}
    assert (report["lines"], report["new"], report["bad"], report["done"]) == (7, 3, 4, False)
    assert [(each["line"], each["field"], each["code"]) for each in report["problems"]] == [
        (4, "pattern", "caller_list.pattern_wrong"),
        (6, "pattern", "caller_list.wide"),
        (7, "pattern", "caller_list.twice"),
        (9, "expires_at", "caller_list.expired_already"),
    ]
    assert all(each["message"] and each["message"] != each["code"] for each in report["problems"])
    assert await patterns(admin) == [] and world.control.reloads == []


async def test_good_lines_are_taken_in_and_known_ones_left_or_replaced(world: World) -> None:
    admin = await world.signed_in()
    await add(admin, "13900001111", reason="old")
    report = (await send(admin, FILE, dry_run="false", confirm_wide="true", kind="black")).json()
    assert (report["new"], report["known"], report["bad"], report["done"]) == (3, 1, 3, True)
    assert await patterns(admin) == [MOBILE, "+8613900001112", "1*", "138*"]
    rows = {row.pattern: row for row in await world.rows(tables.caller_list_entries)}
    assert rows[MOBILE].reason == "old" and rows["138*"].reason == "号段"
    assert rows["138*"].expires_at == 4_073_536_800_000  # 2099-01-31 18:00 in Shanghai
    report = (await send(admin, FILE, dry_run="false", confirm_wide="true", replace="true")).json()
    assert (report["new"], report["replaced"], report["known"]) == (0, 1, 3)
    rows = {row.pattern: row for row in await world.rows(tables.caller_list_entries)}
    assert rows[MOBILE].reason == "骚扰"
    assert rows[MOBILE].expires_at == 4_073_558_400_000, "the whole of 2099-01-31"
    assert "caller_list.imported" in await world.actions()
    assert len(world.control.reloads) == 3


async def test_what_was_exported_can_be_imported_again(world: World) -> None:
    admin = await world.signed_in()
    number = (await world.rows(tables.numbers, tenant_id=await world.tenant_id()))[0]
    flow = (await world.rows(tables.flows, tenant_id=await world.tenant_id()))[0]
    await add(admin, "13900001111", reason="=cmd()", expires_at=NOW + DAY * 100, flow_id=flow.id)
    await add(admin, "+86138*", "white", number_id=number.id, active=False)
    await add(admin, "anonymous", "white", line="sales")
    await add(admin, "13900001000-13900001999", "vip", level="gold", priority=20)
    for language in ("zh-CN", "en", "zh-TW"):
        await admin.patch(f"/api/users/{await world.user_id('admin')}", json={"language": language})
        exported = await admin.get(f"{PATH}/export.csv")
        assert len(list(csv.reader(io.StringIO(exported.text)))) == 5
        before = {row.pattern: row for row in await world.rows(tables.caller_list_entries)}
        report = (await send(admin, exported.content)).json()
        assert report["known"] == 4, (report["new"], report["problems"])
        for row in before.values():
            assert (await admin.delete(f"{PATH}/{row.id}")).status_code == 204
        report = (await send(admin, exported.content, dry_run="false")).json()
        assert (report["new"], report["bad"]) == (4, 0), report["problems"]
        after = {row.pattern: row for row in await world.rows(tables.caller_list_entries)}
        fields = ("kind", "form", "number_id", "line", "flow_id", "level", "priority", "reason", "expires_at", "active")
        for pattern, row in before.items():
            for name in fields:
                assert after[pattern]._mapping[name] == row._mapping[name], (pattern, name)


async def test_columns_are_chosen_by_hand(world: World) -> None:
    admin = await world.signed_in()
    report = (await send(admin, "张三,13900001111\n李四,13900001112\n", mapping='{"pattern": 1, "reason": 0}')).json()
    assert (report["columns"], report["new"], report["bad"]) == (["A", "B"], 2, 0)
    for mapping in ('{"reason": 0}', '{"pattern": 7}', '{"tenant_id": 0, "pattern": 1}', '{"pattern": -1}', "[]", "no"):
        answer = await send(admin, "a,b\n1,2\n", mapping=mapping)
        assert answer.status_code == 422, mapping


def book(rows: list[str]) -> bytes:
    """An XLSX file with these rows of cells, as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="A" r:id="r7"/></sheets></workbook>',
        )
        file.writestr("xl/_rels/workbook.xml.rels", '<R><R Id="r7" Target="worksheets/sheet3.xml"/></R>')
        file.writestr(
            "xl/sharedStrings.xml",
            f'<sst xmlns="{main}"><si><t>号码</t></si><si><r><t>骚</t></r><r><t>扰</t></r><rPh/></si></sst>',
        )
        body = "".join(f"<row>{row}</row>" for row in rows)
        file.writestr(
            "xl/worksheets/sheet3.xml", f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    return out.getvalue()


ROWS = [
    '<c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>有效期至</t></is></c>'
    '<c r="D1" t="inlineStr"><is><t>原因</t></is></c>',
    '<c r="A2"><v>1.3900001111E10</v></c><c r="C2"><v>72716</v></c><c r="D2" t="s"><v>1</v></c>',
    '<c r="A3" t="str"><f>A2</f><v>138*</v></c>',
]


async def test_a_workbook_is_read(world: World) -> None:
    admin = await world.signed_in()
    report = (await send(admin, book(ROWS), dry_run="false")).json()
    assert (report["mapping"], report["new"], report["bad"]) == ({"pattern": 0, "expires_at": 2, "reason": 3}, 2, 0)
    rows = {row.pattern: row for row in await world.rows(tables.caller_list_entries)}
    assert set(rows) == {MOBILE, "138*"} and rows[MOBILE].reason == "骚扰"
    assert rows[MOBILE].expires_at == 4_073_558_400_000, "day 72716 of a spreadsheet is 2099-01-31"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty"),
        (b"\n\n\n", "table.empty"),
        (b"PK\x03\x04 no book", "table.unreadable"),
        (b"\x00\x01\x02\x00", "table.unreadable"),
        (b",".join([b"1"] * 60), "table.too_many_columns"),
        (b"1\n" * 100_002, "table.too_many_rows"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_in_words(world: World, content: bytes, code: str) -> None:
    admin = await world.signed_in()
    answer = await send(admin, content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_every_spreadsheet_are_read(encoding: str, delimiter: str) -> None:
    text = f'号码{delimiter}原因\r\n"13900001111"{delimiter}骚扰\r\n'
    assert spreadsheet.read(text.encode(encoding)) == [["号码", "原因"], ["13900001111", "骚扰"]]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.builds(lambda cut: book(ROWS)[:cut], st.integers(0, 900)))
def test_whatever_is_sent_is_a_table_or_refused(content: bytes) -> None:
    try:
        rows = spreadsheet.read(content)
    except spreadsheet.BadTable as bad:
        assert bad.code.startswith("table.")
        return
    assert rows and len({len(row) for row in rows}) == 1


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_MOST_XML", 10_000)
    with pytest.raises(spreadsheet.BadTable) as bad:
        spreadsheet.read(book(['<c r="A1"><v>1</v></c>'] * 5000))
    assert bad.value.code == "table.too_many_rows"
