"""`python -m benchmarks accuracy`: the ledger written, and told in a table."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from benchmarks.accuracy import ledger
from benchmarks.accuracy.evidence import BadDataError, catalogue
from benchmarks.accuracy.refit import refit


def main(arguments: list[str]) -> int:
    """Write benchmarks/accuracy.json. Named families alone are shown in detail, or written with `--write`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks accuracy", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the committed ledger, write nothing")
    parser.add_argument("--refit", action="store_true", help="fit every constant anew and write it into its module")
    parser.add_argument("--write", action="store_true", help="write the named families, leave the others as they were")
    parser.add_argument("families", nargs="*", help="show these alone, write nothing")
    chosen = parser.parse_args(arguments)
    try:
        everything = catalogue()
    except BadDataError as error:
        print(error, file=sys.stderr)
        return 1
    if chosen.refit:
        for line in refit(everything, chosen.families):
            print(line)
        return 0
    if chosen.families and not chosen.write:
        for family in ledger.families():
            if family.id in chosen.families:
                print(_line(family.id, ledger.family_entry(family, everything), detail=True))
        return 0
    before = ledger.read()
    new = ledger.build(everything, chosen.families, before, lambda title: print(f"  {title}", file=sys.stderr))
    if chosen.check and (before is None or {**new, "best": before["best"]} != before):
        print("benchmarks/accuracy.json differs from the code; run `make accuracy`", file=sys.stderr)
        return 1
    whole = ledger.with_best(new, before)
    if not chosen.check:
        ledger.PATH.write_text(ledger.text(whole), "utf-8")
    for name, entry in new["families"].items():
        print(_line(name, entry))
    troubles = ledger.setbacks(new, (before or whole)["best"])
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


def _line(name: str, entry: dict[str, Any], *, detail: bool = False) -> str:
    def figures(title: str, e: dict[str, Any]) -> str:
        ranges = f"  cover {e['coverage']:5.1f}%  width {e['width']:.2f}" if "coverage" in e else ""
        return (
            f"{title:44} n {e['n']:5}  MdAPE {e['mdape']:6.2f}%  p90 {e['p90']:7.2f}%  bias {e['bias']:+6.2f}%{ranges}"
        )

    goal = f"  (must {entry['must'][0]:g}/{entry['must'][1]:g}, aim {entry['aim'][0]:g}/{entry['aim'][1]:g})"
    lines = [figures(name, entry) + goal]
    if detail:
        for group in ("by_source", "by_software", "by_gpu", "rules"):
            lines += [
                figures(f"   {group[3:] if group != 'rules' else 'rule'} {k}", v) for k, v in entry[group].items()
            ]
        if "did_not_fit" in entry:
            lines.append(f"   of {entry['did_not_fit']} runs that did not fit, {entry['said_to_fit']} are said to fit")
    return "\n".join(lines)
