"""The command `cloud-or-rig-site`: the generator, once what it needs is there."""

from __future__ import annotations

import sys

from generator.paths import ROOT, is_project

EXTRA = "cloud-or-rig[site]"


def entry() -> int:
    """Run the generator; 1, with what to do, where there is no project or its packages are not installed."""
    if not is_project(ROOT):
        print(
            "there is no project here: run this in a folder with mkdocs.yml, data/ and docs/, or in one below it",
            file=sys.stderr,
        )
        return 1
    try:
        from generator.__main__ import main
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("generator", "calculators"):
            raise
        print(f"the generator needs {error.name}: install {EXTRA} (pip install '{EXTRA}')", file=sys.stderr)
        return 1
    main(prog_name="cloud-or-rig-site")
    return 0
