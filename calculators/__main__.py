"""The calculators in a terminal.

Exit codes: 0 answered; 1 an input was wrong (of a batch: of at least one line); 2 wrong usage, or no catalogue to read.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from calculators import _terminal
from calculators._files import CatalogueError, read_catalogue
from calculators.core.catalogue import Catalogue
from calculators.core.door import DETAILS, answer, calculator, names, outputs_json
from calculators.core.inputs import InputError, coerce, readings
from calculators.core.quantity import Choice, fields_of
from calculators.core.report import as_json

ANSWERED, WRONG_INPUT, WRONG_USAGE = 0, 1, 2
PIPED_WIDTH = 100

EPILOGUE = """\
examples:
  cloud-or-rig rent_or_buy hours_per_week=20 rig=rtx-3090-desktop
  cloud-or-rig rent_or_buy --help
  cloud-or-rig rent_or_buy --options rig
  echo '{"id": 1, "budget_usd": 0}' | cloud-or-rig recommend --batch

exit codes: 0 answered; 1 an input was wrong (of a batch: of at least one line); 2 wrong usage, or no catalogue to read
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code."""
    parser = command_line()
    given = parser.parse_intermixed_args(arguments)
    style = _style()
    if not given.calculator and not given.list and not given.version:
        parser.print_help()
        return ANSWERED if given.help else WRONG_USAGE
    try:
        if given.list:
            titles = ((name, (calculator(name).__doc__ or "").split("\n")[0].rstrip(".")) for name in names())
            sys.stdout.write(_terminal.listing(titles, style))
            return ANSWERED
        if given.version:
            print(f"cloud-or-rig {read_catalogue().as_of.replace('-', '.')}")
            return ANSWERED
        module = calculator(given.calculator)
        catalogue = read_catalogue()
        if given.help:
            sys.stdout.write(
                _terminal.calculator_help(given.calculator, module.__doc__ or "", module.Inputs, catalogue, style)
            )
            return ANSWERED
        if given.options:
            return _options(given.options, module.Inputs, catalogue, style)
        if given.batch:
            return _batch(module, sys.stdin.buffer, catalogue)
        inputs = _pairs(given.inputs)
        checked = coerce(module.Inputs, inputs, catalogue)
        for name, read in readings(module.Inputs, inputs).items():
            print(f"{name}: “{inputs[name]}” is read as {read}", file=sys.stderr)
        outputs, report = answer(module, checked, catalogue, given.detail)
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return WRONG_USAGE
    except InputError as error:
        return _refused(error, given.json)
    if given.json:
        print(
            json.dumps(
                {"outputs": outputs_json(outputs), "report": as_json(report)},
                ensure_ascii=False,
                indent=1,
                allow_nan=False,
            )
        )
    else:
        sys.stdout.write(_terminal.render(report, catalogue, style))
    return ANSWERED


def command_line() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(
        prog="cloud-or-rig",
        description="Where to run generative AI: calculators over a catalogue of sourced figures.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    parser.add_argument("calculator", nargs="?", help="its name: see --list")
    parser.add_argument("inputs", nargs="*", metavar="input=value", help="inputs that differ from their defaults")
    parser.add_argument("--list", action="store_true", help="the calculators")
    parser.add_argument("--json", action="store_true", help="outputs and report as JSON")
    parser.add_argument(
        "--detail",
        choices=DETAILS,
        default="full",
        help="quick leaves out what takes longer, what would change the answer, and what stands beneath it",
    )
    parser.add_argument(
        "--batch", action="store_true", help="read JSON lines of inputs from stdin, write JSON lines of outputs"
    )
    parser.add_argument("--options", metavar="INPUT", help="every option of an input")
    parser.add_argument(
        "--version", action="store_true", help="the version, which is the date of the catalogue's figures"
    )
    parser.add_argument("-h", "--help", action="store_true", help="this help; after a calculator's name its inputs")
    return parser


def _pairs(words: Iterable[str]) -> dict[str, str]:
    """`name=value` words as a mapping. InputError for one without a sign, or given twice."""
    pairs: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise InputError(word[:60], f"“{word[:60]}” is not input=value", "such as hours_per_week=20")
        if name in pairs:
            raise InputError(name[:60], f"“{name[:60]}” is given twice", "each input once")
        pairs[name] = value
    return pairs


def _refused(error: InputError, as_object: bool) -> int:
    if as_object:
        print(json.dumps({"error": error.as_dict()}, ensure_ascii=False))
    else:
        where = f"{error.field}: " if error.field else ""
        print(f"{where}{error.message}\nallowed: {error.allowed}", file=sys.stderr)
    return WRONG_INPUT


def _options(name: str, inputs: type, catalogue: Catalogue, style: _terminal.Style) -> int:
    choices = {info.name: info for info in fields_of(inputs) if isinstance(info.meta, Choice)}
    if name not in choices:
        raise InputError(name[:60], f"“{name[:60]}” is no input with options", ", ".join(choices))
    sys.stdout.write(_terminal.options(choices[name], catalogue, style))
    return ANSWERED


def _batch(module: ModuleType, lines: Iterable[bytes], catalogue: Catalogue) -> int:
    """Answer each line in order; a bad one gets an error line and the rest goes on."""
    failed = False
    for line in lines:
        if line.strip():
            answered = _answered(module, line, catalogue)
            failed = failed or "error" in answered
            print(json.dumps(answered, ensure_ascii=False, allow_nan=False), flush=True)
    return WRONG_INPUT if failed else ANSWERED


def _answered(module: ModuleType, line: bytes, catalogue: Catalogue) -> dict[str, Any]:
    label = None
    try:
        given = _parsed(line)
        label = given.pop("id", None)
        outputs = module.calculate(coerce(module.Inputs, given, catalogue), catalogue)
    except InputError as error:
        return {"id": label, "error": error.as_dict()}
    read = readings(module.Inputs, given)
    return {"id": label, "outputs": outputs_json(outputs), **({"read": read} if read else {})}


def _parsed(line: bytes) -> dict[str, Any]:
    allowed = 'one JSON object a line: {"id": …, "an_input": …}'
    try:
        given = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError("", f"this line is not JSON: {error}", allowed) from error
    if not isinstance(given, dict):
        raise InputError("", f"this line is not a JSON object but a {type(given).__name__}", allowed)
    return given


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON value")


def _style() -> _terminal.Style:
    """Bold and the terminal's own width where stdout is one; plain otherwise, and where NO_COLOR or a dumb terminal asks for it."""
    if not sys.stdout.isatty():
        return _terminal.Style(PIPED_WIDTH)
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return _terminal.Style(shutil.get_terminal_size().columns, colour=not plain)


def entry() -> int:
    """The command `cloud-or-rig`; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(entry())
