"""The command ``trunkline``: what ``./run`` starts once everything is set up."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import os
import sys
from collections.abc import Sequence

from trunkline import __version__
from trunkline.settings import PREFIX, Settings, SettingsError
from trunkline.settings_sources import add_flags, from_arguments, unknown_variables
from trunkline.setup.steps import explain

# What a command needs is imported when it runs: the supervisor stays small, `version` stays quick.

EXIT_FAILED = 1
EXIT_BAD_SETTINGS = 2
EXIT_HOPELESS = 78


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parsed = _parser().parse_args(given)
    if parsed.command == "version":
        print(f"Trunkline {__version__}")
        return 0
    try:
        settings = from_arguments(parsed)
    except SettingsError as error:
        print(explain(error), file=sys.stderr)
        return EXIT_BAD_SETTINGS
    if parsed.command in ("up", "doctor"):
        _warn_of_unknown_variables()
    try:
        return _run(parsed.command, settings, given[given.index(parsed.command) + 1 :])
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # errors with a code are told in words, all others are faults and raised
        if not hasattr(error, "code"):
            raise
        print(explain(error), file=sys.stderr)
        again = getattr(error, "retry", False)
        return EXIT_FAILED if again or parsed.command != "serve" else EXIT_HOPELESS


def _run(command: str, settings: Settings, flags: Sequence[str]) -> int:
    if command == "up":
        from trunkline.supervisor.up import run_up

        return run_up(settings, flags)
    if command == "serve":
        return _serve(settings)
    if command == "setup":
        from trunkline.supervisor.checks import make_folders
        from trunkline.supervisor.first_steps import run_setup

        make_folders(settings)
        run_setup(settings)
        return 0
    if command == "migrate":
        from trunkline.store.migrate import upgrade

        backup = upgrade(settings.database_url)
        print(f"The database is up to date.{f' The older one was kept as {backup}.' if backup else ''}")
        return 0
    from trunkline.supervisor.doctor import run_doctor

    return run_doctor(settings)


def _serve(settings: Settings) -> int:
    import uvloop

    from trunkline.main import serve

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="trunkline", description="Trunkline: a complete contact center.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    told = {
        "up": "start everything and stay in front (what ./run does)",
        "serve": "call control and web pages only; Asterisk must run",
        "setup": "database, first accounts, prompts: what is missing",
        "migrate": "bring the database to this version's schema",
        "doctor": "check this machine and installation",
    }
    for name, text in told.items():
        add_flags(commands.add_parser(name, help=text, description=text))
    commands.add_parser("version", help="print the version")
    return parser


def _warn_of_unknown_variables() -> None:
    for name in unknown_variables(os.environ):
        known = [PREFIX + setting.upper() for setting in Settings.model_fields]
        close = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        print(f"  ! The variable {name} is no setting and is ignored.{hint}", file=sys.stderr)
