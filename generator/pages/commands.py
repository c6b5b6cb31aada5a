"""The commands, their options and the environment variables, each from the code that takes it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from calculators.__main__ import command_line
from generator.paths import ROOT


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it is typed, what it does, and its options, each with what it does."""

    name: str
    about: str
    options: tuple[tuple[str, str], ...] = ()


def targets() -> list[Command]:
    """The targets of the Makefile that say what they do."""
    found = re.findall(r"^([a-z-]+):.*?## (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return [Command(f"make {name}", about) for name, about in found]


def generator_commands() -> list[Command]:
    """What `python -m generator` does."""
    main: click.Group = importlib.import_module("generator.__main__").main
    return [
        Command(f"python -m generator {name}", " ".join((command.help or "").split()), tuple(_options(command)))
        for name, command in main.commands.items()
    ]


def _options(command: click.Command) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield ", ".join([*parameter.opts, *parameter.secondary_opts]), parameter.help or ""
        else:
            yield parameter.make_metavar(click.Context(command)), ""


def calculator_options() -> list[Command]:
    """What `python -m calculators` takes."""
    taken = [
        (", ".join(action.option_strings) or str(action.metavar or action.dest), action.help or "")
        for action in command_line()._actions
    ]
    return [Command("python -m calculators", command_line().description or "", tuple(taken))]


def all_commands() -> list[tuple[str, list[Command]]]:
    """(heading, commands) of everything that can be typed."""
    return [
        ("make", targets()),
        ("The generator", generator_commands()),
        ("The calculators in a terminal", calculator_options()),
    ]
