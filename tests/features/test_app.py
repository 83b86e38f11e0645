"""The application around the features: health, pages, headers, limits, errors, texts, OpenAPI, the try-it page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.features.conftest import World

from trunkline.api import try_it
from trunkline.features.kit.fields import FORMS
from trunkline.features.kit.texts import LANGUAGES, Texts, language_of
from trunkline.ports import StoreUnavailable
from trunkline.store import tables

pytestmark = pytest.mark.features


async def test_health_is_200_when_callers_can_be_served(world: World) -> None:
    answer = await world.client().get("/api/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"  # no prompts in this folder
    assert answer.json()["parts"]["disk"]["free_bytes"] > 0
    world.control.parts["switch"] = {"ok": False, "detail": "away"}
    answer = await world.client().get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert answer.json()["parts"]["switch"] == {"ok": False, "detail": "away"}


async def test_pages_are_served_with_the_page_for_every_address(world: World) -> None:
    client = world.client()
    for path in ("/", "/work", "/calls/01abc", "/../../etc/passwd", "/%00"):
        answer = await client.get(path)
        assert (answer.status_code, "Trunkline" in answer.text) == (200, True), path
        assert answer.headers["cache-control"] == "no-cache"
    asset = await client.get("/assets/index-abc123.js")
    assert "immutable" in asset.headers["cache-control"]
    assert (await client.get("/assets/gone-123.js")).status_code == 404
    world.deps.web_dist = None
    assert (await client.get("/")).status_code == 503


async def test_every_answer_makes_browsers_strict(world: World) -> None:
    for path in ("/", "/api/health", "/api/nothing", "/api/docs"):
        headers = (await world.client().get(path)).headers
        assert "https:" not in headers["content-security-policy"]  # nothing from outside: there may be no way out
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "microphone=(self)" in headers["permissions-policy"]
    assert (await world.client().get("/api/health")).headers["cache-control"] == "no-store"


async def test_unknown_addresses_and_methods_answer_in_the_one_shape(world: World) -> None:
    client = world.client()
    assert (await client.get("/api/nothing")).json()["error"]["code"] == "route.not_found"
    wrong = await client.request("PUT", "/api/health")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "route.method_not_allowed")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 50_000, b"null", b'"\\ud800"', b'{"name": "\\ud800"}'])
async def test_bodies_that_cannot_be_read(world: World, body: bytes) -> None:
    client = await world.signed_in()
    answer = await client.post("/api/queues", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error"]["code"] in ("input.unreadable", "input.invalid")


@pytest.mark.parametrize(
    ("path", "body", "field", "examples"),
    [
        ("users", {"account": "Zhang San"}, "account", ("agent1",) * 3),
        ("users", {"extension": "1"}, "extension", ("1001",) * 3),
        ("numbers", {"number": "4000 1"}, "number", ("+862112345678", "+886212345678", "+442071234567")),
        ("reasons", {"code": "Lunch"}, "code", ("lunch_break",) * 3),
        ("trunks", {"name": "电信"}, "name", ("carrier-1",) * 3),
        ("trunks", {"match": ["carrier"]}, "match.0", ("203.0.113.0/24",) * 3),
        ("tenants", {"slug": "a b"}, "slug", ("sales1",) * 3),
        ("tenants", {"country": "China"}, "country", ("CN", "TW", "US")),
        ("customers", {"name": "x", "numbers": ["abc"]}, "numbers.0", ("13812345678", "0912345678", "+442071234567")),
    ],
)
async def test_who_writes_another_form_is_told_one_that_is_right(
    world: World, path: str, body: dict[str, Any], field: str, examples: tuple[str, str, str]
) -> None:
    client = await world.signed_in()
    for language, example in zip(LANGUAGES, examples, strict=True):
        await client.patch("/api/session", json={"language": language})
        answer = await client.post(f"/api/{path}", json=body)
        assert answer.status_code == 422
        assert example in answer.json()["error"]["fields"][field]


async def test_every_pattern_of_the_interface_has_a_text_that_says_what_is_wanted(world: World) -> None:
    def patterns(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(patterns, schema)) if schema else set()
        if not isinstance(schema, dict):
            return set()
        own = schema.get("pattern")
        return patterns(list(schema.values())) | ({own} if isinstance(own, str) else set())

    schema = (await (await world.signed_in()).get("/api/openapi.json")).json()
    assert patterns(schema)
    assert patterns(schema) <= FORMS.keys()


async def test_bodies_that_are_too_large(world: World) -> None:
    client = await world.signed_in()
    answer = await client.post("/api/queues", content=b"x" * 1_000_001)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "input.too_big")


async def test_lists_are_compressed(world: World) -> None:
    client = await world.signed_in()
    assert (await client.get("/api/dispositions?size=200")).headers["content-encoding"] == "gzip"


async def test_a_database_that_is_away_is_503_and_worth_another_try(world: World) -> None:
    client = await world.signed_in("agent1")
    world.control.fault = StoreUnavailable("locked")
    answer = await client.post("/api/work/ready", json={})
    assert (answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["retry"]) == (
        503,
        "store.unavailable",
        True,
    )


async def test_a_fault_of_ours_tells_nothing(world: World) -> None:
    client = await world.signed_in("agent1")
    world.control.fault = RuntimeError("secret detail")
    answer = await client.post("/api/work/ready", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "server.error")
    assert "secret detail" not in answer.text


async def test_a_change_stays_when_the_runtime_cannot_be_told(world: World) -> None:
    client = await world.signed_in()
    world.control.fault = RuntimeError()
    assert (await client.post("/api/queues", json={"name": "新"})).status_code == 201


async def test_openapi_describes_every_answer(world: World) -> None:
    schema = (await world.client().get("/api/openapi.json")).json()
    operations = [
        (path, method, operation) for path, methods in schema["paths"].items() for method, operation in methods.items()
    ]
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(names) == len(set(names))
    for path, method, operation in operations:
        good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
        content = good.get("content", {})
        if "204" not in operation["responses"]:
            assert content, (path, method)
            if "application/json" in content and len(content) == 1:
                assert content["application/json"]["schema"], (path, method)
        assert operation["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorBody")
    assert (await world.client().get("/api/docs")).status_code == 200


# -- the try-it page --------------------------------------------------------------------------------------------------


async def test_the_try_it_page_gets_a_callers_phone(world: World) -> None:
    given = (await world.client().get("/api/try")).json()
    assert (given["enabled"], given["number"], given["uri"]) == (True, "4000", "sip:demo-caller@trunkline")
    secret = (await world.rows(tables.tenant_settings))[0].value.strip('"')
    assert given["password"] == secret
    token = given["ws_path"].partition("=")[2]
    assert try_it.is_valid(token, secret, world.clock.at)
    assert not try_it.is_valid(token, secret, world.clock.at + try_it.TOKEN_MS + 1)
    assert not try_it.is_valid(token, "other", world.clock.at)
    for bad in ("", ".", "9" * 15 + ".x", "x.y", "１２.x", token + "é"):
        assert not try_it.is_valid(bad, secret, world.clock.at)


@pytest.mark.parametrize("switched_off", ["demo", "try_it"])
async def test_the_try_it_page_can_be_switched_off(world: World, switched_off: str) -> None:
    setattr(world.settings, switched_off, False)
    given = (await world.client().get("/api/try")).json()
    assert (given["enabled"], given["password"]) == (False, "")


# -- texts ------------------------------------------------------------------------------------------------------------

SOURCE = Path(__file__).parents[2] / "src" / "trunkline"
_CALLS = r"(?:Refusal|ApiError|MediaError|invalid|answer)"
_RAISED = re.compile(_CALLS + r'\(\s*(?:request, \w+, |"\w[\w.]*", )?"([a-z_]+\.[a-z_]+)"')
_FIELD = re.compile(r'"(field\.[a-z_]+)"')


def codes_in_use() -> set[str]:
    found: set[str] = set()
    for part in ("core", "features", "api", "media", "runtime"):
        for path in (SOURCE / part).rglob("*.py"):
            text = path.read_text("utf-8")
            found |= set(_RAISED.findall(text)) | set(_FIELD.findall(text))
            found |= {f"{thing}.{field}_taken" for thing, field in re.findall(r'taken\("(\w+)", "(\w+)"\)', text)}
            found |= {f"{thing}.not_found" for thing in re.findall(r'not_found\("(\w+)"\)', text)}
            found |= {f"{thing}.in_use" for thing in re.findall(r'refuse_in_use\("(\w+)"', text)}
            found |= {f"{thing}.not_found" for thing in re.findall(r'rows\.require\([^)]*"(\w+)"\s*\)', text)}
    return found


def test_every_code_has_a_text_in_every_language() -> None:
    codes = codes_in_use()
    assert len(codes) > 60
    texts = Texts.load().by_language
    for language in LANGUAGES:
        assert codes <= texts[language].keys(), (language, sorted(codes - texts[language].keys()))
        assert texts[language].keys() == texts["en"].keys()


def test_texts_of_all_languages_name_the_same_values() -> None:
    texts = Texts.load().by_language
    for code, english in texts["en"].items():
        for language in LANGUAGES:
            assert set(re.findall(r"{\w+}", texts[language][code])) == set(re.findall(r"{\w+}", english)), code


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-Hant-HK", "zh-TW"),
        ("zh;q=0.5, en;q=0.6", "en"),
        ("fr", "zh-CN"),
        ("en;q=nonsense", "zh-CN"),
    ],
)
def test_the_language_a_browser_prefers(header: str, language: str) -> None:
    assert language_of(header) == language
