"""Trunkline against Asterisk's own Queue() with MixMonitor: the same load, on one Asterisk, in one run.

Load a: 20 calls a second without audio, 5 s each. Load b: 100 calls at once with 20 s of audio both ways, recorded.
Then a queue with more callers than agents: how long a freed agent is left without a call. And beside plain Dial(),
which queues nothing and records nothing: how much later the agent's INVITE comes, and up to which rate no call fails.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.typing import Origin

from bench import sip
from bench.figures import Report, percentile, say
from bench.installation import Installation
from bench.load import Sipp, callers, echo, read_messages, write_audio

AGENTS, FEW_AGENTS = 130, 5
PEER, OURS, DIAL = "Queue()", "Trunkline", "Dial()"
NUMBERS = {PEER: ("7101", "7102"), OURS: ("7001", "7002"), DIAL: ("7103", "")}
FREED_TALK_S = 2.3
FIRST_RATE, STEP, MOST_RATE = 20.0, 1.25, 120.0
RATE_S, RATE_TALK_MS = 6, 800


@dataclass
class Outcome:
    """What one load cost."""

    calls: int = 0
    failed: int = 0
    switch_s: float = 0.0
    ours_s: float = 0.0
    waits_ms: list[float] = field(default_factory=list)
    "caller's INVITE -> agent's INVITE"

    @property
    def cpu_ms(self) -> float:
        """Processor time a call, milliseconds, both processes."""
        return 1000 * (self.switch_s + self.ours_s) / max(1, self.calls)


def run(report: Report, *, quick: bool) -> None:
    asyncio.run(_run(report, quick))


def _peer_files(endpoints: dict[str, list[str]]) -> dict[str, str]:
    text = "[general]\nautofill = yes\npersistentmembers = no\n"
    for name, members in endpoints.items():
        text += (
            f"\n[{name}]\nstrategy = leastrecent\nmusicclass = trunkline\nringinuse = no\ntimeout = 20\nretry = 1\n"
            "wrapuptime = 0\nautopause = no\n" + "".join(f"member => PJSIP/{member}\n" for member in members)
        )
    return {"queues.conf": text}


def _peer_dialplan(folder: Path, endpoints: list[str]) -> str:
    # I: no update of the connected line, which would cost the peer a re-INVITE a call, and sipp does not answer it.
    lines = "\n[trunkline-in](+)\n"
    for number, queue in zip(NUMBERS[PEER], ("many", "few"), strict=True):
        lines += (
            f"exten = {number},1,Answer()\n same = n,MixMonitor({folder}/peer-${{UNIQUEID}}.wav)\n"
            f" same = n,Queue({queue},I,,,120)\n same = n,Hangup()\n"
        )
    stem, _, first = endpoints[0].rpartition("-")
    last = int(first) + len(endpoints) - 1
    return (
        lines + f"exten = {NUMBERS[DIAL][0]},1,Dial(PJSIP/{stem}-${{RAND({first},{last})}},20,I)\n same = n,Hangup()\n"
    )


async def _run(report: Report, quick: bool) -> None:
    async with Installation(extra_modules=("app_queue", "app_dial", "func_rand")) as house:
        work = house.folder / "sipp"
        work.mkdir()
        many, few = NUMBERS[OURS]
        house.add_queues({many: ("many", AGENTS), few: ("few", FEW_AGENTS)})
        groups = {"many": house.agents[:AGENTS], "few": house.agents[AGENTS:]}
        house.extra_files = _peer_files({name: [a.endpoint for a in group] for name, group in groups.items()})
        house.extra_dialplan = _peer_dialplan(work, [agent.endpoint for agent in groups["many"]])
        await house.start()
        mirror = echo(work)
        server = ("127.0.0.1", house.settings.sip_port)
        answering = sip.Phones(server, media_port=mirror.media_port)
        hanging_up = sip.Phones(server, media_port=mirror.media_port, talk_s=FREED_TALK_S)
        tasks: list[asyncio.Task[None]] = []
        try:
            await mirror.start()
            await mirror.stays()
            say(f"registering {len(house.agents)} phones")
            for name, phone in (("many", answering), ("few", hanging_up)):
                await phone.open()
                for agent in groups[name]:
                    await phone.register(agent.endpoint, agent.secret)
                accounts = [(agent.endpoint, agent.secret) for agent in groups[name]]
                tasks.append(asyncio.create_task(phone.keep_registered(accounts)))
            results: dict[str, dict[str, Outcome]] = {DIAL: {}, PEER: {}, OURS: {}}
            rates: dict[str, float] = {}
            freed: dict[str, list[float]] = {}
            audio = write_audio(work / "speech.alaw", 20)
            seconds, burst, talk_ms = (12, 40, 8000) if quick else (60, 100, 20_000)
            for who in (DIAL, PEER, OURS):
                if who == OURS:
                    say("agents sign in and go ready; one supervisor's page listens")
                    await house.make_ready()
                    tasks.append(asyncio.create_task(_supervisor_page(house)))
                number, short = NUMBERS[who]
                say(f"{who}: 20 calls a second for {seconds} s, no audio")
                load = callers(
                    work, f"a-{who[0]}", house.settings.sip_port, number, calls=20 * seconds, rate=20, talk_ms=5000
                )
                results[who]["a"] = await _measure(house, load, answering, seconds + 60)
                if who in (DIAL, OURS):
                    rates[who] = await _highest_rate(house, work, who, answering, quick=quick)
                if who == DIAL:
                    continue
                say(f"{who}: {burst} calls at once, {talk_ms // 1000} s of audio both ways")
                load = callers(
                    work,
                    f"b-{who[0]}",
                    house.settings.sip_port,
                    number,
                    calls=burst,
                    rate=50,
                    talk_ms=talk_ms,
                    audio=audio,
                )
                results[who]["b"] = await _measure(house, load, answering, talk_ms / 1000 + 60)
                queued = FEW_AGENTS * (3 if quick else 8)
                say(f"{who}: {queued} callers wait for {FEW_AGENTS} agents")
                load = callers(work, f"f-{who[0]}", house.settings.sip_port, short, calls=queued, rate=20, talk_ms=None)
                freed[who] = await _freed(load, hanging_up)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await mirror.stop()
            answering.close()
            hanging_up.close()
    _report(report, results, freed, rates)


async def _highest_rate(house: Installation, work: Path, who: str, answering: sip.Phones, *, quick: bool) -> float:
    """The highest rate at which no call failed, calls a second: a quarter more each time until one does."""
    rate, good = FIRST_RATE, 0.0
    while rate <= (FIRST_RATE * STEP**2 if quick else MOST_RATE):
        say(f"{who}: {rate:.0f} calls a second for {RATE_S} s")
        name = f"r-{who[0]}-{rate:.0f}"
        load = callers(
            work, name, house.settings.sip_port, NUMBERS[who][0],
            calls=round(rate * RATE_S), rate=rate, talk_ms=RATE_TALK_MS,
        )  # fmt: skip
        if (await _measure(house, load, answering, RATE_S + 60)).failed:
            break
        good, rate = rate, rate * STEP
    return good


async def _measure(house: Installation, load: Sipp, answering: sip.Phones, within: float) -> Outcome:
    answering.offers.clear()
    await asyncio.sleep(2)
    switch, ours = house.switch_cpu(), house.serve_cpu()
    await load.start()
    try:
        await load.wait(within)
    finally:
        await load.stop()
    await asyncio.sleep(2)
    good, bad = load.results()
    outcome = Outcome(good + bad, bad, house.switch_cpu() - switch, house.serve_cpu() - ours)
    began = {m.from_user[-8:]: m.at for m in reversed(read_messages(load.log)) if m.sent and m.first[0] == "I"}
    offered: dict[str, float] = {}
    for offer in answering.offers:
        offered.setdefault(offer.from_user[-8:], offer.at)
    outcome.waits_ms = [1000 * (offered[key] - at) for key, at in began.items() if key in offered]
    outcome.failed += len(began) - len(outcome.waits_ms)
    if outcome.failed:
        say(f"  facts: {house.what_happened()}")
    say(
        f"  {outcome.calls} calls, {outcome.failed} failed; {outcome.cpu_ms:.1f} ms of CPU a call (Asterisk "
        f"{outcome.switch_s:.1f} s, ours {outcome.ours_s:.1f} s); INVITE to INVITE p50 "
        f"{percentile(outcome.waits_ms, 0.5):.1f} ms, p99 {percentile(outcome.waits_ms, 0.99):.1f} ms"
    )
    return outcome


async def _freed(load: Sipp, hanging_up: sip.Phones) -> list[float]:
    """Milliseconds from an agent's BYE to the next INVITE at the same phone."""
    hanging_up.forget()
    await load.start()
    try:
        await load.wait(180)
    finally:
        await load.stop()
    gaps = [1000 * gap for gap in hanging_up.gaps_s]
    say(f"  {len(gaps)} times freed: p50 {percentile(gaps, 0.5):.1f} ms, p99 {percentile(gaps, 0.99):.1f} ms")
    return gaps


async def _supervisor_page(house: Installation) -> None:
    """The live push of one page, read as a browser reads it."""
    client = await house.session("supervisor")
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    await client.aclose()
    url = f"ws://localhost:{house.settings.http_port}/api/live"
    headers = {"Cookie": cookie}
    async with connect(url, additional_headers=headers, origin=Origin(house.settings.url), max_size=None) as socket:
        async for message in socket:
            if '"ping"' in str(message)[:40]:
                await socket.send('{"type":"pong"}')


def _report(
    report: Report, results: dict[str, dict[str, Outcome]], freed: dict[str, list[float]], rates: dict[str, float]
) -> None:
    for load, aim in (("a", 1.25), ("b", 1.08)):
        ours, peer = results[OURS][load], results[PEER][load]
        report.add(f"{load}_cpu_total", ours.cpu_ms, "ms/call", peer=peer.cpu_ms, most_ratio=aim)
        report.add(
            f"{load}_cpu_asterisk",
            1000 * ours.switch_s / max(1, ours.calls),
            "ms/call",
            peer=1000 * peer.switch_s / max(1, peer.calls),
        )
        report.add(f"{load}_cpu_control", 1000 * ours.ours_s / max(1, ours.calls), "ms/call")
        report.add(f"{load}_failures", ours.failed, "calls", peer=peer.failed, most=0)
        for share in (0.5, 0.99):
            report.add(
                f"{load}_invite_to_invite_p{int(share * 100)}",
                percentile(ours.waits_ms, share),
                "ms",
                peer=percentile(peer.waits_ms, share),
            )
    report.add("freed_agent_p50", percentile(freed[OURS], 0.5), "ms", peer=percentile(freed[PEER], 0.5))
    report.add("freed_agent_p99", percentile(freed[OURS], 0.99), "ms", peer=percentile(freed[PEER], 0.99), most=30)
    waits, plain = results[OURS]["a"].waits_ms, results[DIAL]["a"].waits_ms
    for share in (0.5, 0.99):
        overhead = percentile(waits, share) - percentile(plain, share)
        report.add(f"more_than_dial_p{int(share * 100)}", overhead, "ms", most=30 if share > 0.5 else None)
    report.add("highest_rate", rates[OURS], "calls/s", peer=rates[DIAL], least_ratio=0.8)
