"""Real things the contract suites run on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.contract import postgres_cluster


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a throw-away PostgreSQL."""
    if postgres_cluster.binary_folder() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_cluster.cluster() as url:
        yield url
