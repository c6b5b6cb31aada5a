"""What the documents name is there, and what is there they name: commands, options, calculators, families, variables."""

from __future__ import annotations

import ast
import re
import shlex
from functools import cache

import click
import pytest

from calculators import names
from calculators.core.catalogue import Catalogue
from calculators.core.door import calculator
from calculators.core.quantity import fields_of
from generator.__main__ import main
from generator.environment import VARIABLES
from generator.families import RECORDS
from generator.pages import Site, calculators, fields, handwritten
from generator.pages.commands import calculator_options, targets
from generator.paths import DOCS, ROOT

BY_HAND = ("README.md", "CONTRIBUTING.md", *sorted(path.relative_to(ROOT).as_posix() for path in DOCS.rglob("*.md")))
MADE = (ROOT / ".gitignore").read_text("utf-8").splitlines()
MAKE = {command.name.removeprefix("make ") for command in targets()}


def options(name: str) -> set[str]:
    """The options of a command of the generator."""
    command = main.commands[name]
    return {o for p in command.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)} | {"--help"}


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@cache
def rendered() -> str:
    """The handwritten pages with their expressions filled in, the pages of calculators and of families' keys, and the guides."""
    site = Site(Catalogue({"format": 1, "as_of": "2026-11-27", "families": {}}), ())
    pages = [
        handwritten.render(site, text(f"docs/{where}"), where)
        for where in ("contribute/index.md", "contribute/commands.md")
    ]
    return "\n".join([*pages, *(page.text for page in fields.pages(site)), text("README.md"), text("CONTRIBUTING.md")])


# What is named is there


@pytest.mark.parametrize("name", BY_HAND)
def test_commands_that_are_named_are_there(name: str) -> None:
    said = text(name)
    for target in re.findall(r"(?:`|^    |\$ )make ([a-z][a-z-]*)", said, re.MULTILINE):
        assert target in MAKE, f"make {target}"
    for command, rest in re.findall(r"(?:python -m generator|cloud-or-rig-site) ([a-z-]+)([^\n`#<]*)", said):
        assert command in main.commands, command
        given = {word.partition("=")[0] for word in shlex.split(rest) if word.startswith("--")}
        assert given <= options(command), (command, given)
    for called, rest in re.findall(r"(?:python -m calculators|cloud-or-rig) ([a-z_]+)([^\n`#<]*)", said):
        assert called in names(), called
        inputs = {info.name for info in fields_of(calculator(called).Inputs)}
        assert {
            pair.partition("=")[0] for pair in shlex.split(rest) if "=" in pair and not pair.startswith("-")
        } <= inputs, rest


@pytest.mark.parametrize("name", BY_HAND)
def test_folders_and_families_that_are_named_are_there(name: str) -> None:
    for family in re.findall(r"`data/([a-z_-]+)/", text(name)):
        assert family in RECORDS, family
    for folder in re.findall(r"`(\.?[a-z][\w.-]*/[\w./-]*)`", text(name)):
        assert (ROOT / folder).exists() or f"/{folder.partition('/')[0]}/" in MADE, folder


@pytest.mark.parametrize("name", BY_HAND)
def test_variables_that_are_named_are_there(name: str) -> None:
    for variable in re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`", text(name)):
        assert variable in VARIABLES or re.search(rf"^{variable}\b", "\n".join(sources()), re.MULTILINE), variable


# What is there is named


@pytest.mark.parametrize("name", main.commands)
def test_a_command_of_the_generator_is_named_with_its_options(name: str) -> None:
    assert f"python -m generator {name}" in rendered()
    for option in options(name) - {"--help"}:
        assert option in rendered(), option
    assert all(p.help for p in main.commands[name].params if isinstance(p, click.Option))


def test_targets_and_options_of_the_calculators_are_named() -> None:
    for target in MAKE:
        assert f"make {target}" in rendered()
    (command,) = calculator_options()
    for option, about in command.options:
        assert option in rendered() and about


@pytest.mark.parametrize("family", RECORDS)
def test_a_family_is_named(family: str) -> None:
    assert f"data/{family}/" in rendered()


@pytest.mark.parametrize("name", names())
def test_a_calculator_has_a_page_with_every_input(name: str, catalogue: Catalogue) -> None:
    (page,) = [
        page.text for page in calculators.pages(Site(catalogue, (name,))) if page.path == f"calculators/{name}.md"
    ]
    for info in fields_of(calculator(name).Inputs):
        assert f'name="{info.name}"' in page, info.name


@cache
def sources() -> tuple[str, ...]:
    folders = ("calculators", "generator", "subject", "tools", "benchmarks", "tests")
    return tuple(path.read_text("utf-8") for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


_NAME = r"""["']([A-Z][A-Z0-9_]+)["']"""
READS = re.compile(rf"(?:os\.environ|environment)(?:\.get\({_NAME}|\[{_NAME}\](?!\s*=[^=]))|{_NAME} in os\.environ")


def read_by_code() -> set[str]:
    """Variables that Python, the Makefile and the scripts read; those that they set for programs are none of them."""
    own = {"PATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "CURDIR", "MAKEFILE_LIST", "MAKE", "PY", "SHELL", "BASH_SOURCE"}
    found = {name for source in sources() for names in READS.findall(source) for name in names if name}
    found |= set(re.findall(r"\$\(([A-Z][A-Z0-9_]+)\)", text("Makefile")))
    for script in (*sorted((ROOT / "tools").glob("*.sh")), ROOT / ".ci" / "run"):
        found |= set(re.findall(r"\$\{?([A-Z][A-Z0-9_]+)", script.read_text("utf-8")))
    return found - own


def test_every_variable_that_is_read_is_described_and_the_reverse() -> None:
    assert read_by_code() - VARIABLES.keys() == set()
    assert VARIABLES.keys() - read_by_code() == set()


def test_every_environment_read_in_code_is_seen_by_this_test() -> None:
    """A variable's name is written where it is read: nothing reads one by a name that is put together."""
    for source in sources():
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("get", "getenv")
            ):
                of = ast.unparse(node.func.value)
                if of in ("os.environ", "os") and node.args:
                    assert isinstance(node.args[0], ast.Constant), ast.unparse(node)
