"""The command `cloud-or-rig-site`: the generator, once what it needs is there."""

from __future__ import annotations

import sys

EXTRA = "cloud-or-rig[site]"


def entry() -> int:
    """Run the generator; 1, with what to do, where its packages are not installed."""
    try:
        from generator.__main__ import main
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("generator", "calculators"):
            raise
        print(f"the generator needs {error.name}: install {EXTRA} (pip install '{EXTRA}')", file=sys.stderr)
        return 1
    main(prog_name="cloud-or-rig-site")
    return 0
