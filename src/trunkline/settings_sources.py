"""Where settings come from: flags, variables and the file; and words for what is wrong with them."""

from __future__ import annotations

import argparse
import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from trunkline.settings import CONFIG_FILE, PREFIX, Settings, SettingsError, home


def flag(name: str) -> str:
    """``sip_port`` -> ``--sip-port``."""
    return "--" + name.replace("_", "-")


def is_secret(field: FieldInfo) -> bool:
    """Secrets have no flag: command lines are seen by everybody on the machine."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("secret"))


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Give a command one flag for each setting that is not secret."""
    group = parser.add_argument_group("settings")
    group.add_argument("--config", metavar="FILE", help=f"settings file, instead of {CONFIG_FILE} beside run")
    for name, field in Settings.model_fields.items():
        if is_secret(field):
            continue
        text = (field.description or "").replace("`", "").replace("%", "%%")
        if field.annotation is bool:
            group.add_argument(flag(name), dest=name, action=argparse.BooleanOptionalAction, default=None, help=text)
        else:
            metavar = {"rtp_ports": "A-B", "data": "DIR"}.get(name, name.rpartition("_")[2].upper())
            group.add_argument(flag(name), dest=name, default=None, metavar=metavar, help=text)


def load_settings(
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    config: Path | None = None,
) -> Settings:
    """Read the settings. ``flags`` are those given on the command line, None = not given. Raises SettingsError."""
    environ = os.environ if environ is None else environ
    given_config = config or (Path(environ[PREFIX + "CONFIG"]) if environ.get(PREFIX + "CONFIG") else None)
    path = given_config or home() / CONFIG_FILE
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for name, value in _read_file(path, wanted=given_config is not None).items():
        values[name], sources[name] = value, f"{name} in {path}"
    for name in Settings.model_fields:
        variable = PREFIX + name.upper()
        if variable in environ:
            values[name], sources[name] = environ[variable], variable
    for name, value in (flags or {}).items():
        if value is not None and name in Settings.model_fields:
            values[name], sources[name] = value, flag(name)
    try:
        made = Settings(**values)  # type: ignore[arg-type]  # raw texts: pydantic converts and checks them
    except ValidationError as error:
        raise _bad_value(error, sources) from None
    _refuse_contradictions(made)
    return made


def from_arguments(arguments: argparse.Namespace) -> Settings:
    """The settings for a parsed command line of a parser that went through add_flags."""
    given = vars(arguments)
    config = given.get("config")
    return load_settings(given, config=Path(config) if config else None)


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """TRUNKLINE_* variables that are no setting: most likely mistyped."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {PREFIX + "CONFIG", PREFIX + "PYTHON"}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def _read_file(path: Path, *, wanted: bool) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if wanted:
            raise SettingsError(
                "settings.file_missing", f"The settings file {path} does not exist.", "correct --config"
            ) from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "settings.file_unreadable", f"The settings file {path} cannot be read: {error}.", "correct the file"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            "settings.file_malformed", f"{path} is not TOML: {error}.", "correct the line it names"
        ) from None
    for name in values:
        if name not in Settings.model_fields:
            close = difflib.get_close_matches(name, Settings.model_fields, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise SettingsError(
                "settings.unknown",
                f"{path} names a setting that does not exist: {name}.",
                f"{hint}docs/settings.md lists them all",
            )
    return values


def _bad_value(error: ValidationError, sources: Mapping[str, str]) -> SettingsError:
    problem = error.errors(include_url=False, include_input=False)[0]
    name = str(problem["loc"][0]) if problem["loc"] else ""
    said = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"].startswith(("int_", "greater_than", "less_than")) and name.endswith("port"):
        said = "a port is a number from 1 to 65535"
    elif problem["type"].startswith("bool"):
        said = "say true or false"
    elif problem["type"] == "string_pattern_mismatch":
        said = "use small letters and digits only, and not too many"
    where = sources.get(name, name)
    return SettingsError("settings.bad_value", f"The value of {where} cannot be used.", said)


def _refuse_contradictions(made: Settings) -> None:
    if (made.tls_cert is None) != (made.tls_key is None):
        given, missing = ("tls_cert", "tls_key") if made.tls_cert else ("tls_key", "tls_cert")
        raise SettingsError(
            "settings.tls_incomplete",
            f"{flag(given)} was given without {flag(missing)}.",
            "give both, or neither",
        )
    ports = {"http_port": made.http_port, "switch_http_port": made.switch_http_port,
             "switch_ami_port": made.switch_ami_port, "sip_port": made.sip_port}  # fmt: skip
    seen: dict[int, str] = {}
    for name, port in ports.items():
        if port in seen:
            raise SettingsError(
                "settings.port_twice",
                f"{flag(seen[port])} and {flag(name)} are both {port}.",
                f"choose another port for {flag(name)}",
            )
        seen[port] = name
    if made.rtp_ports.first <= made.sip_port <= made.rtp_ports.last:
        raise SettingsError(
            "settings.port_twice",
            f"The SIP port {made.sip_port} lies inside the audio ports {made.rtp_ports}.",
            "choose another --sip-port or other --rtp-ports",
        )
