"""The simulation at length: broken promises over many seeds with faults, its speed beside SimPy, and Erlang's formula.

Speed: SimPy's model of the queue does nothing but wait and serve; ours runs the real core, runtime, commits and board
for every call. Both in one process by turns, no faults, no checks, CPU seconds.

Mean wait: M/M/50, mean service 60 s, load 0.96 (0.8 calls a second). Erlang C gives P(wait) = 0.6945 and a mean wait of
0.6945 * 60 s / (50 - 48) = 20.83 s. Method: independent replications with the start-up deleted, and Student's t over
their means (A. M. Law, Simulation Modeling and Analysis, 5th edition, 2015, section 9.5.2).
"""

from __future__ import annotations

import logging
import math
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

import simpy

from bench.figures import Report, say
from trunkline.sim.__main__ import replay_command
from trunkline.sim.center import Center
from trunkline.sim.scenario import draw, erlang

PROCESSES = 2
AGENTS, LOAD, SERVICE_S = 50, 0.96, 60.0
CALLS_A_SEED = 400
CALM_EVERY = 5
"""Each fifth seed runs without faults, where everything must hold at every moment."""
SAY_EVERY_S = 30.0
T_975 = {3: 3.182, 5: 2.571, 7: 2.365, 9: 2.262, 11: 2.201, 15: 2.131, 19: 2.093}
"""97.5 % quantile of Student's t by degrees of freedom."""


def run(report: Report, *, quick: bool) -> None:
    logging.disable(logging.ERROR)  # that the database fails and the switch is silent is meant
    _speed(report, calls=10_000 if quick else 50_000, rounds=3)
    with ProcessPoolExecutor(PROCESSES) as pool:
        _erlang(
            report,
            pool,
            replications=6 if quick else 20,
            deleted=3_000 if quick else 10_000,
            kept=12_000 if quick else 50_000,
        )
        _soak(report, pool, calls=int(os.environ.get("TRUNKLINE_SOAK_CALLS", "6000" if quick else "1000000")))


# -- speed -----------------------------------------------------------------------------------------------------------


def _speed(report: Report, *, calls: int, rounds: int) -> None:
    say(f"speed: {rounds} times {calls} calls each, ours and SimPy by turns")
    ours, peers = [], []
    for seed in range(rounds):
        peers.append(_simpy_cpu_s(calls, seed) / calls * 1e6)
        ours.append(Center(erlang(calls), seed, checked=False).run().cpu_s / calls * 1e6)
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
    say(f"{seeds} seeds from {first} of {CALLS_A_SEED} calls each, on {PROCESSES} processes")
    waiting = iter(range(first, first + seeds))
    running = {pool.submit(_one, seed) for _, seed in zip(range(2 * PROCESSES), waiting, strict=False)}
    totals: Counter[str] = Counter()
    began = said = time.monotonic()
    while running:
        done, running = wait(running, timeout=SAY_EVERY_S, return_when=FIRST_COMPLETED)
        for result in done:
            totals += result.result()
            if (seed := next(waiting, None)) is not None:
                running.add(pool.submit(_one, seed))
        if time.monotonic() - said >= SAY_EVERY_S:
            said = time.monotonic()
            rate = totals["calls"] / (said - began)
            say(f"{totals['calls']} calls, {totals['broken']} broken promises, {rate:.0f} calls a second")
    say("outcomes: " + ", ".join(f"{key[8:]} {totals[key]}" for key in sorted(totals) if key.startswith("outcome ")))
    say("faults: " + ", ".join(f"{key[6:]} {totals[key]}" for key in sorted(totals) if key.startswith("fault ")))
    report.add("broken_promises", totals["broken"], "seeds", most=0)
    report.add("calls", totals["calls"], "calls")
    report.add("facts", totals["facts"], "facts")
    report.add("virtual_days", totals["virtual_s"] / 86_400, "days")
    report.add("wall_per_call", (time.monotonic() - began) / max(1, totals["calls"]) * 1e3, "ms")


def _one(seed: int) -> Counter[str]:
    """One seed: what it came to, in numbers."""
    logging.disable(logging.ERROR)
    faults = seed % CALM_EVERY != 0
    try:
        outcome = Center(draw(seed, CALLS_A_SEED, faults=faults), seed).run()
    except Exception as error:  # whatever broke, the seed is what has to be told, and the others go on
        print(f"BROKEN: {type(error).__name__}: {str(error)[:600]}")
        print(f"        see it again: {replay_command(seed, CALLS_A_SEED, faults=faults)}", flush=True)
        return Counter(broken=1)
    totals = Counter(calls=outcome.calls, facts=outcome.facts, virtual_s=int(outcome.virtual_s))
    totals.update({f"outcome {name}": number for name, number in outcome.outcomes.items()})
    totals.update({f"fault {name}": number for name, number in outcome.faults.items()})
    return totals
