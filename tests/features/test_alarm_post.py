"""Alarms by mail and request, to real peers that take them, refuse them, are slow, or are down."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from typing import Any

import pytest
from tests.features.conftest import NOW, World
from tests.features.peers import http_peer, mail_peer
from tests.features.test_alarms import House, add_rule, raised

from trunkline.core.facts import AlarmCleared
from trunkline.features.alarms import mail, webhook
from trunkline.features.alarms.channels import Channels
from trunkline.features.alarms.outcome import Undelivered
from trunkline.features.alarms.post import AlarmPost
from trunkline.features.alarms.retention import AlarmRetention
from trunkline.ids import new_id
from trunkline.store import tables

pytestmark = pytest.mark.features
OWN = webhook.networks("127.0.0.0/8")
KEY = "a key of more than sixteen"


async def set_channels(world: World, **fields: Any) -> None:
    admin = await world.signed_in()
    answer = await admin.put("/api/alarms/channels", json=fields)
    assert answer.status_code == 200, answer.text


async def house_of(world: World) -> tuple[House, AlarmPost]:
    return House(world, await world.tenant_id()), AlarmPost(world.deps)


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def states(world: World) -> list[tuple[str, str, int]]:
    rows = await world.rows(tables.alarm_deliveries)
    return [(row.target, row.state, row.tries) for row in sorted(rows, key=lambda row: row.id)]


async def test_a_mail_says_what_and_where(world: World) -> None:
    async with mail_peer(("sender", "word")) as peer:
        await set_channels(
            world, host="127.0.0.1", port=peer.port, security="none", username="sender", secret="word", sender="a@b.cn"
        )
        rule_id = await add_rule(world, name="太多人排队", emails=["duty@example.com"])
        house, post = await house_of(world)
        await house.happen(raised(NOW, new_id(), rule_id, name="太多人排队", subject_name="售后", severity="critical"))
        await post.settle()
    (sent,) = peer.mails
    assert (sent["To"], sent["From"], sent["Auto-Submitted"]) == ("duty@example.com", "a@b.cn", "auto-generated")
    assert sent["Subject"] == "[干线客服] 告警：太多人排队"
    text = sent.get_content()
    assert "售后：排队人数 4，告警值 3" in text and "严重" in text
    assert await states(world) == [("duty@example.com", "sent", 1)]


async def test_a_rule_that_comes_and_goes_sends_one_mail_for_many(world: World) -> None:
    async with mail_peer() as peer:
        await set_channels(world, host="127.0.0.1", port=peer.port, security="none", sender="a@b.cn")
        rule_id = await add_rule(world, emails=["duty@example.com"], mail_every_min=10)
        house, post = await house_of(world)
        for minute in range(20):
            world.clock.at = NOW + minute * 30_000
            alarm_id = new_id()
            await house.happen(
                raised(world.clock.at, alarm_id, rule_id), AlarmCleared(world.clock.at, alarm_id, rule_id, "calm", 0, 1)
            )
            await post.settle()
        assert len(peer.mails) == 1
        world.clock.at = NOW + 600_000
        await post.settle()
    assert len(peer.mails) == 2 and "38" in peer.mails[1]["Subject"]
    assert {state for _, state, _ in await states(world)} == {"sent"}


async def test_a_server_that_is_down_is_tried_again_with_longer_pauses_and_given_up(world: World) -> None:
    port = unused_port()
    await set_channels(world, host="127.0.0.1", port=port, security="none", sender="a@b.cn")
    rule_id = await add_rule(world, emails=["duty@example.com"])
    house, post = await house_of(world)
    await house.happen(raised(NOW, new_id(), rule_id))
    pauses = []
    for _ in range(5):
        await post.settle()
        (row,) = await world.rows(tables.alarm_deliveries)
        assert row.state == "waiting" and row.error.startswith("alarm.mail_unreachable")
        pauses.append((row.next_at - world.clock.at) // 1000)
        await post.settle()
        world.clock.at = row.next_at
    assert pauses == [10, 30, 120, 600, 1800]
    await post.settle()
    assert await states(world) == [("duty@example.com", "failed", 6)]
    admin = await world.signed_in()
    (shown,) = (await admin.get("/api/alarms/deliveries?state=failed")).json()["items"]
    assert "邮件服务器" in shown["error"]


async def test_one_that_comes_back_gets_what_waited(world: World) -> None:
    async with mail_peer() as peer:
        peer.refuse["duty@example.com"] = "451 busy"
        await set_channels(world, host="127.0.0.1", port=peer.port, security="none", sender="a@b.cn")
        rule_id = await add_rule(world, emails=["duty@example.com", "gone@example.com"])
        peer.refuse["gone@example.com"] = "550 no such user"
        house, post = await house_of(world)
        await house.happen(raised(NOW, new_id(), rule_id))
        await post.settle()
        found = {target: (state, tries) for target, state, tries in await states(world)}
        assert found == {"duty@example.com": ("waiting", 1), "gone@example.com": ("failed", 1)}
        peer.refuse.clear()
        world.clock.at += 10_000
        await AlarmPost(world.deps).settle()
    assert [sent["To"] for sent in peer.mails] == ["duty@example.com"]


async def test_a_slow_receiver_holds_up_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.5)
    world.settings.webhook_networks = "127.0.0.0/8"
    async with http_peer(0) as slow, http_peer(204) as quick:
        house, post = await house_of(world)
        for name, peer in (("slow", slow), ("quick", quick)):
            rule_id = await add_rule(world, name=name, webhook_url=f"http://127.0.0.1:{peer.port}/x")
            await house.happen(raised(NOW, new_id(), rule_id))
        await post.settle()
    assert len(quick.requests) == 1
    assert {(state, tries) for _, state, tries in await states(world)} == {("waiting", 1), ("sent", 1)}


async def test_a_request_is_signed_and_the_same_in_every_try(world: World) -> None:
    world.settings.webhook_networks = "10.0.0.0/8, 127.0.0.0/8"
    async with http_peer(503, 429, 200) as peer:
        await set_channels(world, webhook_secret=KEY)
        rule_id = await add_rule(world, webhook_url=f"http://localhost:{peer.port}/alarms?x=1")
        house, post = await house_of(world)
        alarm_id = new_id()
        await house.happen(raised(NOW, alarm_id, rule_id))
        for pause in (0, 10, 30):
            world.clock.at += pause * 1000
            await post.settle()
    assert [state for _, state, _ in await states(world)] == ["sent"]
    assert len({headers["trunkline-delivery"] for headers, _ in peer.requests}) == 1
    headers, body = peer.requests[-1]
    at, _, given = headers["trunkline-signature"].partition(",v1=")
    assert at == f"t={world.clock.at // 1000}"
    assert given == hmac.new(KEY.encode(), at[2:].encode() + b"." + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["alarm_id"], told["about"], told["value"], told["figure"]) == (alarm_id, "raised", 4, "waiting")
    assert headers["host"] == f"localhost:{peer.port}"


@pytest.mark.parametrize(("answer", "final"), [(404, True), (302, True), (410, True), (500, False), (408, False)])
async def test_which_refusals_are_final(answer: int, final: bool) -> None:
    async with http_peer(answer) as peer:
        with pytest.raises(Undelivered) as refused:
            await webhook.send_request(
                f"http://127.0.0.1:{peer.port}/", b"{}", secret="", delivery_id="1", now=NOW, allowed=OWN
            )
    assert (refused.value.code, refused.value.detail, refused.value.final) == (
        "alarm.webhook_refused",
        str(answer),
        final,
    )
    assert len(peer.requests) == 1, "a redirection is not followed"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.8", "192.168.1.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],
)
async def test_no_request_into_the_own_network(host: str) -> None:
    with pytest.raises(Undelivered, match=r"alarm\.webhook_forbidden"):
        await webhook.send_request(f"http://{host}:9/", b"{}", secret="", delivery_id="1", now=NOW, allowed=())


async def test_a_name_that_nobody_has(world: World) -> None:
    with pytest.raises(Undelivered, match=r"alarm\.webhook_unreachable"):
        await webhook.send_request("http://no.invalid/", b"{}", secret="", delivery_id="1", now=NOW, allowed=OWN)


async def test_a_trial_tells_at_once_what_works_and_what_does_not(world: World) -> None:
    async with mail_peer() as peer:
        await set_channels(world, host="127.0.0.1", port=peer.port, security="none", sender="a@b.cn")
        rule_id = await add_rule(world, emails=["duty@example.com"], webhook_url="http://127.0.0.1:9/")
        admin = await world.signed_in()
        trials = (await admin.post(f"/api/alarms/rules/{rule_id}/try")).json()["trials"]
    assert [(one["channel"], one["sent"]) for one in trials] == [("email", True), ("webhook", False)]
    assert "webhook_networks" in trials[1]["error"]
    assert "测试" in peer.mails[0]["Subject"]
    assert sorted(state for _, state, _ in await states(world)) == ["failed", "sent"]
    assert "alarm_rule.tried" in await world.actions()


async def test_secrets_are_never_given_out(world: World) -> None:
    admin = await world.signed_in()
    body = {"host": "mail.example.com", "sender": "a@b.cn", "username": "u", "secret": "word", "webhook_secret": KEY}
    shown = (await admin.put("/api/alarms/channels", json=body)).json()
    assert shown["has_secret"] and shown["has_webhook_secret"]
    shown = (await admin.put("/api/alarms/channels", json={"host": "mail.example.com", "sender": "c@b.cn"})).json()
    assert shown["has_secret"] and shown["has_webhook_secret"] and shown["sender"] == "c@b.cn"
    elsewhere = (await admin.put("/api/alarms/channels", json={"host": "evil.example.com", "sender": "c@b.cn"})).json()
    assert not elsewhere["has_secret"], "another server does not get the password of the first"
    texts = (await admin.get("/api/alarms/channels")).text + (await admin.get("/api/audit")).text
    assert "word" not in texts.replace("password", "") and KEY not in texts
    answer = await admin.put("/api/alarms/channels", json={"webhook_secret": "short"})
    assert list(answer.json()["error"]["fields"]) == ["webhook_secret"]


async def test_a_wrong_password_is_said(world: World) -> None:
    async with mail_peer(("sender", "word")) as peer:
        channels = Channels("127.0.0.1", peer.port, "none", "sender", "wrong", "a@b.cn")
        with pytest.raises(Undelivered, match=r"alarm\.mail_sign_in"):
            await mail.send_mail(channels, "duty@example.com", "s", "t", NOW)


async def test_old_deliveries_are_swept(world: World) -> None:
    rule_id = await add_rule(world, webhook_url="http://127.0.0.1:9/")
    house, post = await house_of(world)
    await house.happen(raised(NOW, new_id(), rule_id))
    await post.settle()
    assert len(await states(world)) == 1
    world.clock.at += 91 * 86_400_000
    await AlarmPost(world.deps).settle()
    assert await states(world) == []


async def test_alarms_that_are_over_are_deleted_after_a_time_and_open_ones_never(world: World) -> None:
    rule_id = await add_rule(world, name="r", emails=["duty@example.com"])
    house, _ = await house_of(world)
    day = 86_400_000
    over, lately, still_open = (new_id() for _ in range(3))
    for alarm_id in (over, lately, still_open):
        await house.happen(raised(NOW, alarm_id, rule_id))
    await house.happen(AlarmCleared(NOW + 1, over, rule_id, "calm", 0.0, 1))
    await house.happen(AlarmCleared(NOW + 9 * day, lately, rule_id, "calm", 0.0, 1))
    world.clock.at = NOW + 10 * day
    await AlarmRetention(world.deps, 0).sweep()
    assert len(await world.rows(tables.alarms)) == 3
    await AlarmRetention(world.deps, 5).sweep()
    assert {row.id for row in await world.rows(tables.alarms)} == {lately, still_open}
    assert over not in {row.alarm_id for row in await world.rows(tables.alarm_deliveries)}
    assert {row.alarm_id for row in await world.rows(tables.alarm_deliveries)} == {lately, still_open}
