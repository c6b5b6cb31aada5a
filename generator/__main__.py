"""`python -m generator`: build, serve and check the site."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.load import Loaded, load
from generator.paths import DATA
from generator.progress import steps
from generator.schema import stale_schemas, write_schemas
from generator.today import NoDateError, as_of


@click.group(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The command line."""


def _load(data: Path) -> Loaded:
    try:
        today = as_of()
    except NoDateError as error:
        raise click.ClickException(str(error)) from error
    with steps() as step:
        return load(data, as_of=today, progress=step)


@main.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA, help="The folder of records."
)
def check(data: Path) -> None:
    """Validate every record in data/ and say whether schemas/ is fresh. Exit 1 on any problem."""
    loaded = _load(data)
    for problem in loaded.problems:
        click.echo(str(problem))
    stale = stale_schemas()
    for family in stale:
        click.echo(f"schemas/{family}.json:1:1: differs from its record class; run `make schemas`")
    count = len(loaded.problems) + len(stale)
    if count:
        click.echo(f"{count} problem{'s' if count > 1 else ''} in {len(loaded.files)} records", err=True)
        sys.exit(1)
    click.echo(f"{len(loaded.files)} records, no problems", err=True)


@main.command()
def schemas() -> None:
    """Write schemas/, the JSON Schema of each family, from the record classes."""
    written = write_schemas()
    click.echo(f"wrote {', '.join(written)}" if written else "schemas/ is fresh")


if __name__ == "__main__":
    main(prog_name="python -m generator")
