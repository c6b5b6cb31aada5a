"""The build: from data/, docs/ and calculators/ to site/. What is there stays as it is until all that is new is finished."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

os.environ["NO_MKDOCS_2_WARNING"] = "1"  # the theme's notice of its end of life; generated Markdown is our answer to it

from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from calculators import names
from calculators.core.catalogue import Catalogue
from generator import languages, policy
from generator.charts import draw
from generator.exports import write_exports
from generator.exports.changes import history
from generator.hosting import name_by_content, write_headers, write_twins
from generator.ledger import read_ledger
from generator.load import Loaded, Progress, load
from generator.offline import NO_SERVICE_WORKER, SERVICE_WORKER, WEB_MANIFEST, web_manifest, write_offline
from generator.pages import Made, Page, Runtime, Site, all_pages
from generator.pages.placing import placed
from generator.paths import BUILD, BUILD_DOCS, CATALOGUE_JSON, DOCS, HERE, LOOK, ROOT, SITE
from generator.problem import Problem
from generator.repository import repository
from generator.runtime import build_page_script, build_runtime
from generator.subject import the_subject
from generator.today import as_of

MKDOCS_YML = ROOT / "mkdocs.yml"
THEME = HERE / "theme"
RUNTIME = "assets/runtime"
_BUILDER = " ".join(
    f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "pymdown-extensions", "pygments")
)
"""What makes HTML of Markdown."""
ASIDE = BUILD / "site"
STAMP = BUILD / "site.sha256"
_STATIC = ("css", "js", "assets")
_WRITERS = ("exports", "hosting", "offline")
"""Parts of the generator that write into the finished site."""
_PAGE_SCRIPTS = ("wrong.js", "embed.js")
"""Scripts that pages load as they are."""
_BUNDLED = ("calculator.js", "sharing.js", "language.js", "table.js")
"""Those that are bundled with what they import."""


class DataError(Exception):
    """The data has problems; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in data/")
        self.problems = problems


class BuildError(Exception):
    """The site's builder complained; what it said is the message. The site is as it was."""


@dataclass(frozen=True)
class Built:
    """What a build did: how many pages there are, and whether the site had to be made anew."""

    pages: int
    changed: bool


def build_site(progress: Progress = lambda *_: None, *, twins: bool = True) -> Built:
    """Write site/, with compressed twins of the runtime's files if asked.

    DataError, BuildError and RuntimeBuildError leave it as it was.
    """
    with _alone(progress):
        return _build(progress, twins=twins)


def _build(progress: Progress, *, twins: bool) -> Built:
    loaded = load(as_of=as_of(), progress=progress)
    if loaded.problems:
        raise DataError(loaded.problems)
    catalogue_json = loaded.catalogue.to_json()
    _write(CATALOGUE_JSON, catalogue_json.encode())
    manifest = build_runtime(BUILD_DOCS / RUNTIME, catalogue_json, compress=twins, progress=progress)
    made = made_with(loaded, manifest)
    pages = list(_told(all_pages(Site(loaded.catalogue, names(), made), DOCS), progress))
    files = {page.path: page.text.encode() for page in map(placed, pages)} | _static()
    _write_docs(files)
    wanted = _digest(
        files, manifest.name, catalogue_json, str(twins), os.environ.get("SITE_URL", ""), json.dumps(made.ledger)
    )
    if (SITE / "index.html").is_file() and STAMP.exists() and STAMP.read_text("utf-8") == wanted:
        return Built(len(pages), False)
    _make_site(loaded, len(pages), progress, twins=twins)
    STAMP.write_text(wanted, "utf-8")
    return Built(len(pages), True)


def made_with(loaded: Loaded, manifest: Path) -> Made:
    """What pages are made with beside the catalogue; `manifest` is that of the runtime, in build/docs."""
    return Made(
        runtime=_runtime(manifest),
        draw=draw,
        measurements=_measurements(loaded.everything),
        ledger=read_ledger(),
        repository=repository(),
        history=tuple(history(ROOT)),
    )


def _runtime(manifest: Path) -> Runtime:
    folder = manifest.parent.relative_to(BUILD_DOCS)
    worker = json.loads(manifest.read_text("utf-8"))["files"]["worker"]
    return Runtime((folder / worker).as_posix(), (folder / manifest.name).as_posix())


@contextmanager
def _alone(progress: Progress) -> Iterator[None]:
    """One build at a time in a checkout: a second waits for the first."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        progress("Waiting for another build", 0, 0)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _measurements(everything: Catalogue) -> dict[str, int]:
    """How many measurements of the accuracy ledger each source states."""
    counts: Counter[str] = Counter()
    for family in the_subject().ledger:
        for record in everything[family].values():
            for source in record.source:
                counts[source] += len(record.rows)
    return dict(counts)


def _told(pages: Iterator[Page], progress: Progress) -> Iterator[Page]:
    for done, page in enumerate(pages):
        progress("Writing pages", done, 0)
        yield page


def _static() -> dict[str, bytes]:
    """Styles, scripts and pictures by their path in the site: those that every site has, and those of the project's docs/."""
    out = {}
    for docs in (LOOK, DOCS):
        for folder in _STATIC:
            for path in sorted((docs / folder).rglob("*")):
                if path.is_file() and (folder != "js" or path.name in _PAGE_SCRIPTS):
                    out[path.relative_to(docs).as_posix()] = path.read_bytes()
    subject = the_subject()
    return out | {
        **{f"js/{name}": _bundled(name) for name in _BUNDLED},
        **languages.scripts(),
        SERVICE_WORKER: NO_SERVICE_WORKER.encode(),
        WEB_MANIFEST: web_manifest(subject.name, f"{subject.about}.").encode(),
    }


def _bundled(name: str) -> bytes:
    (BUILD / "js").mkdir(parents=True, exist_ok=True)
    return build_page_script(BUILD / "js", name=name).read_bytes()


def _write_docs(files: dict[str, bytes]) -> None:
    """Bring build/docs to hold just `files` and the runtime; a file that is the same is not touched."""
    for path, content in files.items():
        _write(BUILD_DOCS / path, content)
    for found in sorted(BUILD_DOCS.rglob("*"), reverse=True):
        where = found.relative_to(BUILD_DOCS).as_posix()
        if found.is_dir():
            if not any(found.iterdir()):
                found.rmdir()
        elif where not in files and not where.startswith(f"{RUNTIME}/"):
            found.unlink()


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _digest(files: dict[str, bytes], *more: str) -> str:
    """Of all that the site is made from: pages, static files, runtime, theme, builder, and the commit that the feed tells of."""
    digest = hashlib.sha256()
    theme = {path.as_posix(): path.read_bytes() for path in sorted(THEME.rglob("*")) if path.is_file()}
    parts = [
        *(part for path in sorted(files) for part in (path.encode(), files[path])),
        *(part for path, content in theme.items() for part in (path.encode(), content)),
        MKDOCS_YML.read_bytes(),
        _BUILDER.encode(),
        *(part.encode() for part in more),
        _commit(),
        *(path.read_bytes() for part in _WRITERS for path in sorted((HERE / part).glob("*.py"))),
        Path(policy.__file__).read_bytes(),
        *(path.read_bytes() for path in sorted((LOOK / "js").glob("*.js"))),
    ]
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _commit() -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, check=False).stdout


def _make_site(loaded: Loaded, pages: int, progress: Progress, *, twins: bool) -> None:
    """Make the site aside and put it in its place; with `twins` it is as published: compressed beside, and kept by browsers."""
    shutil.rmtree(ASIDE, ignore_errors=True)
    with _date(loaded.catalogue.as_of), _listening(pages, progress) as complaints:
        try:
            config = load_config(str(MKDOCS_YML), site_dir=str(ASIDE), strict=True)
            config.theme.dirs[:] = [str(THEME), *(folder for folder in config.theme.dirs if folder != str(THEME))]
            run_mkdocs(config)
        except (MkDocsException, SystemExit) as error:
            raise BuildError("\n".join(complaints) or str(error)) from error
    progress("Exporting the data", 0, 0)
    write_exports(loaded.catalogue, ASIDE)
    name_by_content(ASIDE)
    write_headers(ASIDE, policy.apply(ASIDE))
    if twins:
        progress("Bundling the pages for readers without a network", 0, 0)
        write_offline(ASIDE, RUNTIME)
        write_twins(ASIDE, progress)
    _swap()


def _swap() -> None:
    """Put the finished site in the place of the old one."""
    old = BUILD / "site.old"
    shutil.rmtree(old, ignore_errors=True)
    if SITE.exists():
        SITE.rename(old)
    ASIDE.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _date(as_of: str) -> Iterator[None]:
    """MkDocs stamps its sitemap with SOURCE_DATE_EPOCH: the data's own date, unless one is set."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    if not before:
        os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.fromisoformat(as_of).replace(tzinfo=UTC).timestamp()))
    try:
        yield
    finally:
        if not before:
            del os.environ["SOURCE_DATE_EPOCH"]


class _Listener(logging.Handler):
    """Hears what MkDocs says: its warnings are kept, the pages it goes through are told as progress."""

    def __init__(self, pages: int, progress: Progress) -> None:
        super().__init__(logging.DEBUG)
        self.complaints: list[str] = []
        self._pages = pages
        self._progress = progress
        self._done: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """One line of MkDocs' log."""
        message = record.getMessage()
        for start, doing in (("Reading: ", "Reading pages"), ("Building page ", "Building the site")):
            if message.startswith(start):
                self._done[doing] += 1
                self._progress(doing, self._done[doing], self._pages)
        if record.levelno >= logging.WARNING:
            self.complaints.append(message)


@contextmanager
def _listening(pages: int, progress: Progress) -> Iterator[list[str]]:
    logger = logging.getLogger("mkdocs")
    listener = _Listener(pages, progress)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield listener.complaints
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = propagate
