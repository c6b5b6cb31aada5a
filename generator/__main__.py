"""`python -m generator`: build, serve and check the site."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from generator.families import RECORDS
from generator.load import Loaded, load
from generator.paths import BUILD, DATA, ROOT, SITE
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
@click.option("--twins/--no-twins", default=True, help="Write a .br and a .gz beside each file of the runtime.")
def build(twins: bool) -> None:
    """Write the site into site/. Exit 1 on any problem, the site as it was before."""
    from generator.build import BuildError, DataError, build_site
    from generator.repository import RepositoryError
    from generator.runtime import RuntimeBuildError

    since = time.monotonic()
    try:
        with steps() as step:
            built = build_site(step, twins=twins)
    except DataError as error:
        for problem in error.problems:
            click.echo(str(problem))
        click.echo(f"{_plural(len(error.problems), 'problem')} in data/; site/ was left as it was", err=True)
        sys.exit(1)
    except (BuildError, RepositoryError, RuntimeBuildError, NoDateError) as error:
        raise click.ClickException(f"{error}\nsite/ was left as it was") from error
    done = (
        f"{built.pages:,} pages in {SITE.name}/" if built.changed else f"{SITE.name}/ is fresh, {built.pages:,} pages"
    )
    click.echo(f"{done}, {time.monotonic() - since:.1f} s", err=True)


@main.command()
def serve() -> None:
    """Build the site and serve it on 127.0.0.1:8000 (or the next free port), built again on every change."""
    from generator.serve import FIRST_PORT, NoPortError, new_server

    try:
        server = new_server(_build_aside)
    except NoPortError as error:
        raise click.ClickException(str(error)) from error
    taken = "" if server.server_address[1] == FIRST_PORT else f" (port {FIRST_PORT} is taken)"
    click.echo(f"{server.url}{taken}")
    click.echo("Stop it with Ctrl+C. A change in data/, calculators/ or docs/ builds it again.")
    try:
        server.run()
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
    finally:
        server.shutdown()


@main.command()
def offline() -> None:
    """Pack the built site into one zip that opens without internet, and live with python3 alone."""
    from generator.offline import write_zip
    from generator.subject import the_subject

    if not (SITE / "index.html").is_file():
        raise click.ClickException("site/ is not built: `make build` writes it")
    file = write_zip(SITE, BUILD / f"{the_subject().slug}.zip")
    click.echo(f"{file.relative_to(ROOT)}, {file.stat().st_size / 1e6:.1f} MB", err=True)


def _build_aside() -> None:
    """Build in a process of its own, which reads the calculators as they are now and may fail without harm."""
    subprocess.run([sys.executable, "-m", "generator", "build", "--no-twins"], cwd=ROOT, check=False)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


@main.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA, help="The folder of records."
)
@click.option(
    "--fix",
    is_flag=True,
    help="First mend in place what a machine can: order of keys, spacing, units written into numbers.",
)
def check(data: Path, fix: bool) -> None:
    """Validate every record in data/ and say whether schemas/ is fresh. Exit 1 on any problem."""
    if fix:
        from generator.contributing.mend import mend_all

        with steps() as step:
            for shown, done in mend_all(data, step):
                click.echo(f"{shown}: mended {', '.join(done)}")
    loaded = _load(data)
    for problem in loaded.problems:
        click.echo(str(problem))
    stale = stale_schemas()
    for family in stale:
        click.echo(f"schemas/{family}.json:1:1: differs from its record class; run `make schemas`")
    count = len(loaded.problems) + len(stale)
    if count:
        click.echo(f"{_plural(count, 'problem')} in {len(loaded.files)} records", err=True)
        sys.exit(1)
    click.echo(f"{len(loaded.files)} records, no problems", err=True)


@main.command()
@click.argument("family")
@click.argument("name")
@click.option(
    "--id", "record_id", default="", help="The file's name without .yml, where the name alone does not give it."
)
@click.option(
    "--set",
    "pairs",
    multiple=True,
    metavar="KEY=VALUE",
    help="Such as memory_gb=32 or offers.1.gpu=t4; may be repeated.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing: what --set does not give is missing.")
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA, help="The folder of records."
)
def new(family: str, name: str, record_id: str, pairs: tuple[str, ...], no_input: bool, data: Path) -> None:
    """Write a new record of FAMILY called NAME, asking for what it needs. Exit 1 when the check still finds a problem in it."""
    from generator.contributing.new import NewRecordError, family_of, new_record
    from generator.contributing.prompts import ask

    given = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise click.UsageError(f"--set {pair[:60]}: write KEY=VALUE")
        given[key] = value
    loaded = _load(data)
    try:
        found = family_of(family)
        path = new_record(data, found, name, given, loaded.catalogue, None if no_input else ask, record_id)
    except NewRecordError as error:
        raise click.ClickException(str(error)) from error
    shown = f"{data.name}/{found}/{path.name}"
    click.echo(f"wrote {shown}")
    left = [problem for problem in _load(data).problems if problem.path == shown]
    for problem in left:
        click.echo(str(problem))
    sys.exit(1 if left else 0)


@main.command()
def version() -> None:
    """Print the version of the data: its date."""
    try:
        click.echo(as_of())
    except NoDateError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--since", default="", help="A tag or commit to compare with; without it, the first release.")
def changelog(since: str) -> None:
    """Print what changed in the data since a release, as Markdown."""
    from generator.exports.changelog import changelog as text
    from generator.exports.changes import changes_since, is_commit

    if since and not is_commit(ROOT, since):
        raise click.ClickException(f"there is no tag or commit “{since}”")
    loaded = _load(DATA)
    names = {(family, i): r.name for family in RECORDS for i, r in loaded.everything[family].items()}
    changes = changes_since(ROOT, since) if since else ()
    click.echo(text(changes, names, loaded.catalogue.as_of, since), nl=False)


@main.command()
def package() -> None:
    """Write dist/: the Python package with the catalogue inside, and the built site's api/ as one file."""
    from generator.release import NotBuiltError, write_release
    from generator.runtime import RuntimeBuildError

    try:
        for file in write_release():
            click.echo(file.relative_to(ROOT))
    except (NotBuiltError, RuntimeBuildError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
def schemas() -> None:
    """Write schemas/, the JSON Schema of each family, from the record classes."""
    written = write_schemas()
    click.echo(f"wrote {', '.join(written)}" if written else "schemas/ is fresh")


@main.command()
@click.argument("base")
@click.argument("head", default="")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "html"]), default="text", help="What is printed."
)
@click.option("--pages/--no-pages", default=True, help="Say which pages differ, which takes the longest.")
@click.option(
    "--write",
    "files",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write .txt, .md or .html instead; may be repeated.",
)
def diff(base: str, head: str, form: str, pages: bool, files: tuple[Path, ...]) -> None:
    """Say what changed from commit BASE to HEAD (the working tree unless given): figures, verdicts, numbers, pages."""
    from generator.decisions import SUFFIXES, StateError, compare, render, snapshots

    for file in files:
        if file.suffix not in SUFFIXES:
            raise click.UsageError(f"--write {file}: give a name that ends in {', '.join(SUFFIXES)}")
    try:
        found = compare(*snapshots(base, head, pages=pages))
    except StateError as error:
        raise click.ClickException(str(error)) from error
    for file in files:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(render(found, SUFFIXES[file.suffix]), "utf-8")
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written ({error.strerror})") from error
    if not files:
        click.echo(render(found, form), nl=False)


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
