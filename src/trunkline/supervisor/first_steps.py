"""``trunkline setup``: database, first accounts, prompts. Repeating it does only what is missing."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from pathlib import Path

from sqlalchemy import Engine, insert, select

from trunkline.ids import new_id
from trunkline.media.files import write_atomically
from trunkline.media.prompts import DEFAULT_TENANT, ENGLISH_TEXTS, PromptLibrary, StoredPrompt
from trunkline.media.speech import Espeak
from trunkline.media.wav import read_info
from trunkline.settings import Settings
from trunkline.setup.steps import Steps
from trunkline.store import tables
from trunkline.store.demo_flow import PROMPT_TEXTS
from trunkline.store.engine import WRITE, make_engine
from trunkline.store.migrate import upgrade
from trunkline.store.seed import create_first
from trunkline.supervisor.stamp import note_set_up
from trunkline.supervisor.state import ACCOUNTS_FILE
from trunkline.switch.install import ensure_asterisk

TEXTS = {"zh": PROMPT_TEXTS, "en": ENGLISH_TEXTS}
AT_ONCE = 2
"""Prompts spoken side by side."""
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - none that look alike


def run_setup(settings: Settings) -> None:
    """Do all steps. Raises errors that ``explain`` can tell the operator."""
    steps = Steps()
    with steps.step("Database") as step:
        backup = upgrade(settings.database_url)
        step.quiet = backup is None and not _is_new(settings.database_url)
        step.note = f"older one kept as {backup.name}" if backup else ""
    engine = make_engine(settings.database_url)
    try:
        with steps.step("First accounts") as step:
            step.quiet = not _first_accounts(engine, settings)
        with steps.step("Prompts") as step:
            made = asyncio.run(_prompts(settings))
            rows = _prompt_rows(engine, settings)
            step.quiet = made == 0 and rows == 0
            step.note = f"{made} spoken" if made else ""
    finally:
        engine.dispose()
    note_set_up(settings)


def _is_new(url: str) -> bool:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(select(tables.tenants.c.id).limit(1)) is None
    finally:
        engine.dispose()


def _first_accounts(engine: Engine, settings: Settings) -> bool:
    chosen = settings.admin_password.get_secret_value() if settings.admin_password else None
    password = chosen or "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4))
    made = create_first(engine, password, demo=settings.demo, slug=settings.default_tenant)
    if made is None:
        return False
    shown = "(TRUNKLINE_ADMIN_PASSWORD)" if chosen else password
    accounts = [("admin", shown, "administrator")]
    if settings.demo:
        accounts += [("supervisor", shown, "supervisor"), ("agent1", shown, "agent"), ("agent2", shown, "agent")]
    write_atomically(settings.run_dir / ACCOUNTS_FILE, json.dumps(accounts).encode(), mode=0o600)
    return True


async def _prompts(settings: Settings) -> int:
    """Speak the default prompts that are missing; returns how many."""
    espeak = ensure_asterisk(settings.asterisk_dir, mirror=settings.mirror).espeak
    library = PromptLibrary(settings.prompts_dir, Espeak(espeak))
    missing = [
        (language, name, text)
        for language, texts in TEXTS.items()
        for name, text in texts.items()
        if not library.exists(DEFAULT_TENANT, name, language)
    ]
    limit = asyncio.Semaphore(AT_ONCE)

    async def speak(language: str, name: str, text: str) -> StoredPrompt:
        async with limit:
            return await library.synthesise(DEFAULT_TENANT, name, language, text)

    async with asyncio.TaskGroup() as group:
        for language, name, text in missing:
            group.create_task(speak(language, name, text))
    return len(missing)


def _prompt_rows(engine: Engine, settings: Settings) -> int:
    """Give every tenant a row for each default prompt it has none for; returns how many were made."""
    now = time.time_ns() // 1_000_000
    rows = []
    with engine.connect() as connection:
        tenants = list(connection.scalars(select(tables.tenants.c.id)))
        columns = tables.prompts.c
        known = {tuple(row) for row in connection.execute(select(columns.tenant_id, columns.language, columns.name))}
    for tenant_id in tenants:
        for language, texts in TEXTS.items():
            for name, text in texts.items():
                if (tenant_id, language, name) in known:
                    continue
                file = f"{DEFAULT_TENANT}/{language}/{name}"
                rows.append(
                    {
                        "id": new_id(),
                        "tenant_id": tenant_id,
                        "name": name,
                        "language": language,
                        "text": text,
                        "origin": "synthesised",
                        "length_ms": _length_ms(settings.prompts_dir / f"{file}.wav16"),
                        "file": file,
                        "changed_at": now,
                    }
                )
    if rows:
        with engine.connect().execution_options(**WRITE) as connection, connection.begin():
            connection.execute(insert(tables.prompts), rows)
    return len(rows)


def _length_ms(path: Path) -> int:
    with path.open("rb") as file:
        return read_info(file).length_ms
