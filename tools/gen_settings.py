"""Write docs/settings.md from trunkline.settings. ``--check`` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from trunkline.settings import PREFIX, Settings
from trunkline.settings_sources import flag, is_secret

TARGET = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
HEAD = f"""\
<!-- Made by tools/gen_settings.py from src/trunkline/settings.py: change that file, not this one. -->

# Settings

A setting is taken from the first of these that names it: the flag of `./run`, the environment variable, the file
`trunkline.toml` beside `run` (another one with `--config FILE` or `{PREFIX}CONFIG`), the default.
In the file, names are those of the first column: `sip_port = 5070`.
A yes-or-no setting is written `--demo` or `--no-demo` as a flag, `true` or `false` elsewhere.
Settings with a secret in them have no flag, because command lines are seen by everybody on the machine.

| setting | flag | variable | default | meaning |
| --- | --- | --- | --- | --- |
"""


def default(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "shown" in extra:
        return str(extra["shown"])
    value = field.default
    if value in (None, "", PydanticUndefined):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def text() -> str:
    rows = ""
    for name, field in Settings.model_fields.items():
        given = "" if is_secret(field) else f"`{flag(name)}`"
        rows += f"| `{name}` | {given} | `{PREFIX}{name.upper()}` | {default(field)} | {field.description} |\n"
    return HEAD + rows


def main() -> int:
    if "--check" in sys.argv:
        return 0 if TARGET.exists() and TARGET.read_text("utf-8") == text() else 1
    TARGET.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
