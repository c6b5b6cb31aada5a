"""Make a checkout ready: `python3 -m tools.setup python node browser` (the Makefile calls it).

Each part does nothing when what it is made from has not changed since it was last made.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Callable

from tools import browser, engines, node, python, zensical
from tools.places import PRIVATE
from tools.steps import SetupError, say

OLDEST = (3, 9)
PARTS: dict[str, Callable[[], None]] = {
    "python": python.set_up,
    "node": node.set_up,
    "zensical": zensical.set_up,
    "browser": browser.set_up,
    "engines": engines.set_up,
}


def main(parts: list[str]) -> int:
    """Set up the parts named, in the order named; 1 with a message when one cannot be had."""
    if sys.version_info < OLDEST:
        print("set-up: this needs a python3 of 3.9 or newer; `make PYTHON3=/where/it/is ...` names another")
        return 1
    unknown = [part for part in parts if part not in PARTS]
    if unknown or not parts:
        print(f"set-up: name one or more of {', '.join(PARTS)}; not {', '.join(unknown) or 'nothing'}")
        return 1
    PRIVATE.mkdir(exist_ok=True)
    with (PRIVATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up of this checkout is under way; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            for part in parts:
                PARTS[part]()
        except SetupError as error:
            print(f"set-up: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nset-up: stopped; run the same command again to go on")
        sys.exit(130)
