"""Migrations give what the tables say, and refuse what they cannot handle."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, insert, select
from tests.contract.postgres_cluster import create_database, drop_database

from trunkline.ids import new_id
from trunkline.store import migrate, tables
from trunkline.store.engine import make_engine
from trunkline.store.migrate import SchemaError, current_revision, upgrade

pytestmark = pytest.mark.contract


def differences(url: str) -> list[object]:
    engine = make_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, tables.metadata)
    engine.dispose()
    return found


def test_migrated_sqlite_is_what_the_tables_say(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sub/folder/store.db"
    assert upgrade(url) is None
    assert differences(url) == []


def test_migrated_postgresql_is_what_the_tables_say(postgres_url: str) -> None:
    name = f"t{new_id()}"
    url = create_database(postgres_url, name)
    upgrade(url)
    assert differences(url) == []
    upgrade(url)
    drop_database(postgres_url, name)


def test_a_newer_schema_is_refused_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    upgrade(url)
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError) as refused:
        upgrade(url)
    assert refused.value.code == "store.schema_newer"
    assert "9999" in str(refused.value)


def test_an_older_schema_is_copied_before_it_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    upgrade(url)
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute("CREATE TABLE witness (x)")

    class NextVersion:
        """The same script folder with one revision more."""

        @staticmethod
        def from_config(config: object) -> NextVersion:
            return NextVersion()

        def get_current_head(self) -> str:
            return "one more"

        def walk_revisions(self) -> list[object]:
            return list(migrate_scripts.walk_revisions())

    migrate_scripts = ScriptDirectory.from_config(migrate._config())
    monkeypatch.setattr(migrate, "ScriptDirectory", NextVersion)
    backup = upgrade(url)
    assert backup is not None
    with sqlite3.connect(backup) as copy:
        assert copy.execute("SELECT name FROM sqlite_master WHERE name = 'witness'").fetchone()
    assert current_revision(url) == migrate_scripts.get_current_head()


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(SchemaError) as refused:
        upgrade(f"sqlite:///{tmp_path}/store.db")
    assert refused.value.code == "store.not_ours"


def test_tables_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute("CREATE TABLE tenants (x)")
    with pytest.raises(SchemaError) as refused:
        upgrade(f"sqlite:///{tmp_path}/store.db")
    assert refused.value.code == "store.not_ours"


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_calls_of_before_say_who_left_a_message(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    name, url = f"t{new_id()}", f"sqlite:///{tmp_path}/store.db"
    if where == "postgresql":
        url = create_database(request.getfixturevalue("postgres_url"), name)
    engine = make_engine(url)
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0038")
    counted, not_yet, nothing = "c" * 26, "d" * 26, "e" * 26
    old = MetaData()
    old.reflect(engine, only=["tenants", "projections", "calls", "facts"])
    texts = ["from_number", "from_name", "dialled", "line", "notes", "path"]
    numbers = ["arrived_at", "wait_ms", "talk_ms", "hold_ms", "wrap_ms", "length_ms", "talk_hold_ms"]
    call = {
        "tenant_id": "t",
        "media": "voice",
        "direction": "in",
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(numbers, 0),
    }
    with engine.begin() as connection:
        house = {"id": "t", "slug": "t", "name": "t", "timezone": "UTC", "active": True, "created_at": 0}
        connection.execute(insert(old.tables["tenants"]), house)
        connection.execute(insert(old.tables["projections"]), {"tenant_id": "t", "name": "call_list", "seq": 2})
        connection.execute(insert(old.tables["calls"]), [{"id": one, **call} for one in (counted, not_yet, nothing)])
        for seq, one, length in ((1, counted, 4000), (2, counted, 500), (3, not_yet, 9000)):
            body = json.dumps({"length_ms": length}).encode()
            fact = {"tenant_id": "t", "seq": seq, "at": 0, "kind": "VoiceMailLeft", "call_id": one, "body": body}
            connection.execute(insert(old.tables["facts"]), fact)
    upgrade(url)
    with engine.connect() as connection:
        found = dict(connection.execute(select(tables.calls.c.id, tables.calls.c.message_ms)).all())
    engine.dispose()
    assert found == {counted: 4500, not_yet: 0, nothing: 0}, "what the list has not read yet, it counts itself"
    if where == "postgresql":
        drop_database(request.getfixturevalue("postgres_url"), name)
