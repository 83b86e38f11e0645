"""Whatever is sent to the interface, no answer is a fault of ours."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from tests.features.conftest import FakeClock, FakeControl, FakeSettings, World, speak

from trunkline.api.app import create_app
from trunkline.features.board.service import make_hub
from trunkline.features.figures.keeper import FigureKeeper
from trunkline.features.figures.today import TodayFigures
from trunkline.features.kit.auth import COOKIE
from trunkline.features.kit.deps import AppDeps
from trunkline.live.bus import InProcessBus
from trunkline.media.prompts import PromptLibrary
from trunkline.store import tables
from trunkline.store.engine import make_async_engine

pytestmark = [pytest.mark.features, pytest.mark.timeout(600)]


REAL = {
    "user_id": tables.users,
    "queue_id": tables.queues,
    "trunk_id": tables.trunks,
    "number_id": tables.numbers,
    "hours_id": tables.hours,
    "flow_id": tables.flows,
    "prompt_id": tables.prompts,
    "reason_id": tables.reasons,
    "disposition_id": tables.dispositions,
    "customer_id": tables.customers,
    "skill_id": tables.skills,
}
"""Parameters of paths, and where there is something for them."""


class Served:
    """The application on a thread and loop of its own: schemathesis asks from outside."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._started.wait(30)

    async def _run(self) -> None:
        engine = make_async_engine(f"sqlite:///{self._database}")
        control, clock, bus, configuration = FakeControl(), FakeClock(), InProcessBus(), FakeSettings()
        keeper = FigureKeeper(engine, bus)
        deps = AppDeps(
            engine=engine,
            control=control,
            hub=make_hub(engine, control, bus, clock),
            settings=configuration,
            clock=clock,
            prompts=PromptLibrary(self._folder / "prompts", speak),
            recordings_dir=self._folder / "recordings",
            figures=TodayFigures(keeper, engine, clock),
        )
        keeping = asyncio.create_task(keeper.run())
        world = World(create_app(deps), deps, control, clock, bus, engine, configuration)
        client = await world.signed_in()
        self.cookie, self.csrf = client.cookies[COOKIE], client.headers["X-CSRF-Token"]
        self.schema: dict[str, Any] = world.app.openapi()
        self.ids = {name: (await world.rows(table))[0].id for name, table in REAL.items()}
        while keeper.of(await world.tenant_id()) is None:  # noqa: ASYNC110 - as a page does
            await asyncio.sleep(0.01)
        config = uvicorn.Config(world.app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        serving = asyncio.create_task(self._server.serve())
        while not self._server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        self._started.set()
        await serving
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await engine.dispose()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("fuzz")
    shutil.copy(sqlite_template, folder / "store.db")
    served = Served(folder / "store.db", folder)
    yield served
    served.stop()


LEAVES_THE_SESSION = {"sign_out"}
"""Operations after which the other examples would all be 401."""


def test_no_answer_is_a_fault_of_ours(served: Served) -> None:
    schema = schemathesis.openapi.from_dict(served.schema)
    failures: list[str] = []
    statuses: Counter[int] = Counter()
    turns = itertools.count()
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if operation.definition.raw["operationId"] in LEAVES_THE_SESSION:
            continue
        tried += 1

        def ask(case: Any) -> None:
            if case.method != "DELETE" and next(turns) % 2:
                # What is made up is hardly ever there; every second time it is about something that is.
                known = {name: served.ids[name] for name in case.path_parameters if name in served.ids}
                case.path_parameters.update(known)
            response = case.call(
                base_url=served.url,
                headers={"X-CSRF-Token": served.csrf, "Cookie": f"{COOKIE}={served.cookie}"},
                timeout=20,
            )
            statuses[response.status_code] += 1
            if response.status_code >= 500:
                failures.append(f"{response.status_code} for {case.as_curl_command()}")

        bounded = settings(
            max_examples=10,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        bounded(given(case=operation.as_strategy())(ask))()
    assert tried > 60
    assert failures == []
    assert statuses[200] > 50, statuses
    assert statuses[422] > 50, statuses
