"""`python -m generator`: build, serve and check the site."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from generator.load import Loaded, load
from generator.paths import DATA
from generator.progress import steps
from generator.refresh import FEEDS, Outcome
from generator.refresh import refresh as run_refresh
from generator.refresh import write as write_refreshed
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


@main.command()
@click.argument("feeds", nargs=-1, required=True, type=click.Choice(list(FEEDS)))
@click.option(
    "--from", "origins", multiple=True, help="A file or URL to read instead of the feed's own address; may be repeated."
)
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA, help="The folder of records."
)
def refresh(feeds: tuple[str, ...], origins: tuple[str, ...], dry_run: bool, data: Path) -> None:
    """Bring prices up to date from public price lists, in place. Exit 1 when a list could not be read."""
    if origins and len(feeds) > 1:
        raise click.UsageError("--from goes with one feed")
    today = datetime.now(UTC).date().isoformat()  # the day on which the lists are read
    failed = False
    for name in feeds:
        loaded = _load(data)  # anew for each feed: the one before may have written
        if loaded.problems:
            raise click.ClickException(
                f"data has {len(loaded.problems)} problems; `python -m generator check` tells them"
            )
        outcome = run_refresh(FEEDS[name], origins or FEEDS[name].urls, loaded.catalogue, data, today)
        if not dry_run:
            write_refreshed(outcome)
        _tell(outcome, dry_run=dry_run)
        failed = failed or bool(outcome.failed)
    sys.exit(1 if failed else 0)


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    would = "would change" if dry_run else "changed"
    click.echo(
        f"{outcome.feed}: {len(outcome.changed)} figures {would}, {outcome.confirmed} confirmed, {len(outcome.held)} held back"
    )
    for title, lines in (("", outcome.changed), ("held back: ", outcome.held), ("failed: ", outcome.failed)):
        for line in lines:
            click.echo(f"  {title}{line}")
    if outcome.unknown:
        click.echo(f"  {len(outcome.unknown)} names that no record has: {', '.join(sorted(set(outcome.unknown)))}")


if __name__ == "__main__":
    main(prog_name="python -m generator")
