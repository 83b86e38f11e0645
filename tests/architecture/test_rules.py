"""Rules of the house that matter enough to be checked. Each says what went wrong where nobody checked."""

from __future__ import annotations

import ast
import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from trunkline.core.facts import FACT_TYPES
from trunkline.store import migrate

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "trunkline"

NOT_IN_CORE = {
    "asyncio", "concurrent", "logging", "os", "pathlib", "queue", "random", "secrets", "selectors", "shutil", "signal",
    "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
"""Parts of the standard library that read a clock, chance or the outside world."""

PERSONAL = re.compile(
    r"(^|_)(number|name|display_name|notes|address|email|company|text|password|secret|digits|keys"
    r"|caller|customer|dialled|account|csrf|token|cookie|from_number|from_name)$"
)
"""Names of values that tell who somebody is or what somebody said or typed."""
NOT_PERSONAL = {"file_name", "module_name", "kind_name", "event_name", "app_name", "type_name", "field_name"}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}

BOOTSTRAP = [
    SOURCES / "__init__.py",
    *sorted((SOURCES / "setup").glob("*.py")),
    *(SOURCES / "switch" / f"{name}.py" for name in ("install", "installed", "apt", "errors")),
]
"""What runs before anything is installed."""


def python_files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name"
            yield node.module or ""


def test_migrations_are_one_chain() -> None:
    """Two heads, as after two changes that were made beside each other, and no database can be brought up to date."""
    script = ScriptDirectory.from_config(migrate._config())
    heads, bases = script.get_heads(), script.get_bases()
    assert len(heads) == 1, f"one of {sorted(heads)} must come after the other: its down_revision"
    assert len(bases) == 1, f"begin with nothing before them: {sorted(bases)}"
    known = [revision.revision for revision in script.walk_revisions()]
    written = [path.stem for path in (SOURCES / "store" / "migrations" / "versions").glob("r*.py")]
    assert len(known) == len(written), "each file is in the chain"
    for name in written:
        assert name[1:].split("_")[0] in known, f"{name} has another revision than its name says"


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_core_is_pure() -> None:
    """A decision that reads a clock or a file cannot be replayed, simulated or tested by a table."""
    for path in python_files(SOURCES / "core"):
        for module in imported(path):
            top = module.split(".")[0]
            inside = module.startswith("trunkline.core")
            assert inside or (top in sys.stdlib_module_names and top not in NOT_IN_CORE), f"{path} imports {module}"


def test_set_up_needs_nothing_but_python() -> None:
    """It runs before anything is installed."""
    for path in BOOTSTRAP:
        for module in imported(path):
            ours = SOURCES.parent.joinpath(*module.split(".")).with_suffix(".py")
            assert (
                module.split(".")[0] in sys.stdlib_module_names or ours in BOOTSTRAP or module == "trunkline.setup"
            ), f"{path} imports {module}"


def test_no_personal_data_in_log_lines() -> None:
    """Logs are copied to places that no retention rule reaches: no caller's words, number or name gets there."""
    found = []
    for path in python_files(SOURCES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and is_log_call(node):
                found += [f"{path.relative_to(ROOT)}:{node.lineno}: {name}" for name in personal_names(node)]
    assert not found, "\n".join(found)


def is_log_call(node: ast.Call) -> bool:
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in LOG_METHODS:
        return False
    owner = function.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return "log" in name.lower()


def personal_names(node: ast.Call) -> Iterator[str]:
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    yield from (key.arg for key in node.keywords if key.arg and is_personal(key.arg))
    for argument in given:
        for part in ast.walk(argument):
            name = part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute) else ""
            if is_personal(name):
                yield name
            if isinstance(part, ast.Dict):
                keys = [key.value for key in part.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
                yield from filter(is_personal, keys)


def is_personal(name: str) -> bool:
    return bool(PERSONAL.search(name)) and name not in NOT_PERSONAL and not name.startswith("__")


def test_the_log_check_finds_what_it_is_for() -> None:
    bad = [
        "logger.info('call from %s', call.from_number)",
        "log.warning(f'{customer.name} rang')",
        "self._logger.info('x', extra={'notes': n})",
    ]
    for line in bad:
        call = ast.parse(line).body[0]
        assert isinstance(call, ast.Expr)
        assert isinstance(call.value, ast.Call)
        assert is_log_call(call.value)
        assert list(personal_names(call.value)), line


def test_no_path_of_a_machine_is_written_down() -> None:
    """What works only where it was written does not work."""
    shape = re.compile(r"(^|[^A-Za-z0-9_.$}])/(work|farm|root|home/[a-z]+)/")
    found = [
        f"{path.relative_to(ROOT)}:{place}"
        for path in tracked()
        if path.suffix in {".py", ".ts", ".tsx", ".toml", ".md", ".sh", ".json", ".xml", ".csv", ""}
        for place, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if shape.search(line) and "shape = " not in line
    ]
    assert not found, found


def test_lock_files_name_no_place_to_download_from() -> None:
    """Every machine uses the registries that it is set up for."""
    shape = re.compile(
        r'"resolved": *"https?://|^\s*(-i|--index-url|--extra-index-url|--find-links)\b|@ (https?|file):'
    )
    for path in tracked():
        if path.name.endswith((".lock", "package-lock.json")):
            for line in path.read_text("utf-8").splitlines():
                assert not shape.search(line), f"{path.name}: {line}"


@pytest.mark.parametrize("script", ["run", "test", ".ci/run", "tools/lock", "bench/run"])
def test_what_is_started_by_hand_can_be_started(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize("tool", ["gen_settings.py", "gen_events.py", "gen_figures.py"])
def test_generated_documents_are_up_to_date(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / tool, "--check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, f"run tools/{tool}: {done.stdout}{done.stderr}"


def test_every_test_module_carries_one_category() -> None:
    """So that a part of the tests can be run alone, and none is forgotten by the two stages of ./test."""
    for path in python_files(ROOT / "tests"):
        if path.name.startswith("test_"):
            marks = re.findall(r"^pytestmark = .*", path.read_text("utf-8"), re.MULTILINE)
            assert len(marks) == 1, f"{path.relative_to(ROOT)} has {len(marks)} categories"


def test_no_fact_has_a_field_that_hides_what_it_is() -> None:
    """Facts are told as ``{"seq", "kind", **fields}``: a field of such a name hid transfers from time lines."""
    hidden = [
        f"{name}.{field.name}"
        for name, kind in FACT_TYPES.items()
        for field in dataclasses.fields(kind)
        if field.name in ("kind", "seq")
    ]
    assert not hidden
