"""The simulation at length: broken promises over many seeds with faults, its speed beside SimPy, and Erlang's formula.

Speed: SimPy's model of the queue does nothing but wait and serve; ours runs the real core, runtime, commits and board
for every call. Both in one process by turns, no faults, no checks, CPU seconds; garbage is searched for as in the
product, for both.

Mean wait: M/M/50, mean service 60 s, load 0.96 (0.8 calls a second). Erlang C gives P(wait) = 0.6945 and a mean wait of
0.6945 * 60 s / (50 - 48) = 20.83 s. Method: independent replications with the start-up deleted, and Student's t over
their means (A. M. Law, Simulation Modeling and Analysis, 5th edition, 2015, section 9.5.2).

A million calls take hours, so they can be run in pieces. From the environment:

TRUNKLINE_SOAK_CALLS       calls of all seeds together (1,000,000)
TRUNKLINE_SOAK_SEED        the first seed (1)
TRUNKLINE_SOAK_LOG         a file with one line of JSON for each seed that is through; these are not run again, and
                           the figures are those of all in it
TRUNKLINE_SOAK_MINUTES     begin no seed after so long; the next run with the same log goes on
TRUNKLINE_SOAK_PROCESSES   2
TRUNKLINE_SOAK_PARTS       speed,erlang,seeds
"""

from __future__ import annotations

import gc
import json
import logging
import math
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path

import simpy

from bench.figures import Report, say
from trunkline.runtime import garbage
from trunkline.sim.__main__ import replay_command
from trunkline.sim.center import Center
from trunkline.sim.scenario import draw, erlang

PROCESSES = int(os.environ.get("TRUNKLINE_SOAK_PROCESSES", "2"))
AGENTS, LOAD, SERVICE_S = 50, 0.96, 60.0
CALLS_A_SEED = 400
CALM_EVERY = 5
"""Each fifth seed runs without faults, where everything must hold at every moment."""
SAY_EVERY_S = 30.0
T_975 = {3: 3.182, 5: 2.571, 7: 2.365, 9: 2.262, 11: 2.201, 15: 2.131, 19: 2.093}
"""97.5 % quantile of Student's t by degrees of freedom."""


def run(report: Report, *, quick: bool) -> None:
    logging.disable(logging.ERROR)  # that the database fails and the switch is silent is meant
    parts = os.environ.get("TRUNKLINE_SOAK_PARTS", "speed,erlang,seeds").split(",")
    if "speed" in parts:
        _speed(report, calls=10_000 if quick else 50_000, rounds=3)
    with ProcessPoolExecutor(PROCESSES) as pool:
        if "erlang" in parts:
            _erlang(
                report,
                pool,
                replications=6 if quick else 20,
                deleted=3_000 if quick else 10_000,
                kept=12_000 if quick else 50_000,
            )
        if "seeds" in parts:
            _soak(report, pool, calls=int(os.environ.get("TRUNKLINE_SOAK_CALLS", "6000" if quick else "1000000")))


# -- speed -----------------------------------------------------------------------------------------------------------


def _speed(report: Report, *, calls: int, rounds: int) -> None:
    say(f"speed: {rounds} times {calls} calls each, ours and SimPy by turns")
    ours, peers = [], []
    usual = gc.get_threshold()
    gc.set_threshold(garbage.YOUNG, garbage.MIDDLE, garbage.NEVER)
    for seed in range(rounds):
        peers.append(_simpy_cpu_s(calls, seed) / calls * 1e6)
        ours.append(Center(erlang(calls), seed, checked=False).run().cpu_s / calls * 1e6)
    gc.set_threshold(*usual)
    peer, mine = statistics.median(peers), statistics.median(ours)
    say(f"calls a CPU second: ours {1e6 / mine:.0f}, SimPy {1e6 / peer:.0f}")
    report.add("cpu_per_call", mine, "us", peer=peer, most_ratio=5)


def _simpy_cpu_s(calls: int, seed: int) -> float:
    """CPU seconds of the bare queue in SimPy."""
    rng = random.Random(seed)
    env = simpy.Environment()
    agents = simpy.Resource(env, AGENTS)

    def caller() -> Generator[simpy.Event, None, None]:
        with agents.request() as served:
            yield served
            yield env.timeout(rng.expovariate(1 / SERVICE_S))

    def arrivals() -> Generator[simpy.Event, None, None]:
        for _ in range(calls):
            env.process(caller())
            yield env.timeout(rng.expovariate(LOAD * AGENTS / SERVICE_S))

    env.process(arrivals())
    began = time.process_time()
    env.run()
    return time.process_time() - began


# -- Erlang's formula --------------------------------------------------------------------------------------------------


def erlang_c_wait_s(agents: int, load: float, service_s: float) -> float:
    """Mean wait in an M/M/c queue (A. K. Erlang, 1917): P(wait) * service / (c - a), a = c * load.

    P(wait) from Erlang B by the recursion B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)).
    """
    offered = agents * load
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = offered * blocked / (n + offered * blocked)
    waits = blocked / (1 - load * (1 - blocked))
    return waits * service_s / (agents - offered)


def _erlang(report: Report, pool: ProcessPoolExecutor, *, replications: int, deleted: int, kept: int) -> None:
    say(f"M/M/{AGENTS} at load {LOAD}: {replications} replications of {kept} calls after {deleted} deleted")
    means = list(pool.map(_mean_wait_s, range(1, replications + 1), [deleted] * replications, [kept] * replications))
    mean = statistics.fmean(means)
    half = T_975[replications - 1] * statistics.stdev(means) / math.sqrt(replications)
    formula = erlang_c_wait_s(AGENTS, LOAD, SERVICE_S)
    say(f"mean wait {mean:.2f} s +- {half:.2f} s (95 %), Erlang C {formula:.2f} s")
    report.add("mean_wait_off_erlang_c", abs(mean - formula), "s", most=half)
    report.add("mean_wait", mean, "s", peer=formula)


def _mean_wait_s(seed: int, deleted: int, kept: int) -> float:
    logging.disable(logging.ERROR)
    waits = Center(erlang(deleted + kept), seed, checked=False).run().waits_ms[deleted:]
    return statistics.fmean(waits) / 1000


# -- many seeds ------------------------------------------------------------------------------------------------------


def _soak(report: Report, pool: ProcessPoolExecutor, *, calls: int) -> None:
    first = int(os.environ.get("TRUNKLINE_SOAK_SEED", "1"))
    seeds = -(-calls // CALLS_A_SEED)
    log = Path(os.environ.get("TRUNKLINE_SOAK_LOG", os.devnull))
    through = _read(log)
    waiting = iter([seed for seed in range(first, first + seeds) if seed not in through])
    say(
        f"{seeds} seeds from {first} of {CALLS_A_SEED} calls each, on {PROCESSES} processes; {len(through)} are through"
    )
    totals: Counter[str] = Counter()
    for counted in through.values():
        totals += counted
    began = said = time.monotonic()
    end = began + 60 * float(os.environ.get("TRUNKLINE_SOAK_MINUTES", "inf"))
    before = totals["calls"]
    running = {pool.submit(_one, seed) for _, seed in zip(range(2 * PROCESSES), waiting, strict=False)}
    with log.open("a") as lines:
        while running:
            done, running = wait(running, timeout=SAY_EVERY_S, return_when=FIRST_COMPLETED)
            for result in done:
                seed, counted = result.result()
                totals += counted
                lines.write(json.dumps({"seed": seed, **counted}) + "\n")
                lines.flush()
                if time.monotonic() < end and (following := next(waiting, None)) is not None:
                    running.add(pool.submit(_one, following))
            if time.monotonic() - said >= SAY_EVERY_S:
                said = time.monotonic()
                rate = (totals["calls"] - before) / (said - began)
                say(f"{totals['calls']} calls, {totals['broken']} broken promises, {rate:.0f} calls a second")
    say("outcomes: " + ", ".join(f"{key[8:]} {totals[key]}" for key in sorted(totals) if key.startswith("outcome ")))
    say("faults: " + ", ".join(f"{key[6:]} {totals[key]}" for key in sorted(totals) if key.startswith("fault ")))
    report.add("broken_promises", totals["broken"], "seeds", most=0)
    report.add("calls", totals["calls"], "calls")
    report.add("facts", totals["facts"], "facts")
    report.add("virtual_days", totals["virtual_s"] / 86_400, "days")
    report.add("wall_per_call", (time.monotonic() - began) / max(1, totals["calls"] - before) * 1e3, "ms")


def _read(log: Path) -> dict[int, Counter[str]]:
    """Seeds that are through, with what they came to. A seed that broke a promise is run again."""
    lines = log.read_text().splitlines() if log.is_file() else []
    found = [json.loads(line) for line in lines]
    return {one.pop("seed"): Counter(one) for one in found if not one.get("broken")}


def _one(seed: int) -> tuple[int, Counter[str]]:
    """One seed: what it came to, in numbers."""
    logging.disable(logging.ERROR)
    faults = seed % CALM_EVERY != 0
    try:
        outcome = Center(draw(seed, CALLS_A_SEED, faults=faults), seed).run()
    except Exception as error:  # whatever broke, the seed is what has to be told, and the others go on
        print(f"BROKEN: {type(error).__name__}: {str(error)[:600]}")
        print(f"        see it again: {replay_command(seed, CALLS_A_SEED, faults=faults)}", flush=True)
        return seed, Counter(broken=1)
    totals = Counter(calls=outcome.calls, facts=outcome.facts, virtual_s=int(outcome.virtual_s))
    totals.update({f"outcome {name}": number for name, number in outcome.outcomes.items()})
    totals.update({f"fault {name}": number for name, number in outcome.faults.items()})
    return seed, totals
