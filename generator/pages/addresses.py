"""Where a page stands: addresses from the site's root, as links in a page need them once its way to the root is put before."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from generator.subject import the_subject

CALCULATORS = "calculators/"
EMBED = "embed/"
DATA = "data/"
API = f"{DATA}api/"
CHANGES = f"{DATA}changes/"
METHODS = "methods/"
CONTRIBUTE = "contribute/"
ACCURACY = f"{METHODS}accuracy/"
PYTHON = f"{METHODS}python/"


def family(name: str) -> str:
    """The page with the table of a family."""
    return f"{DATA}{name}/"


def record(family_name: str, record_id: str, place: str = "") -> str:
    """The page of a record, or the row of one of its figures."""
    return f"{DATA}{family_name}/{record_id}/{f'#{place}' if place else ''}"


def section(family_name: str, record_id: str) -> str:
    """Where a reader is led who asks for a record: its section of a page of the subject, else its page."""
    page = the_subject().sections.get(family_name)
    return f"{page}#{record_id}" if page else record(family_name, record_id)


def statement_id(family_name: str, record_id: str, place: str) -> str:
    """The anchor of a statement on its source's page."""
    return ".".join(part for part in (family_name, record_id, place) if part)


def statement(source: str, family_name: str, record_id: str, place: str) -> str:
    """The row of a source's page that states a figure."""
    return f"{record('sources', source)}#{quote(statement_id(family_name, record_id, place))}"


def has_section(family_name: str) -> bool:
    """True for a family whose records have a section of a page of their own."""
    return family_name in the_subject().sections


def calculator(name: str, inputs: dict[str, str] | None = None) -> str:
    """A calculator's page, filled in with inputs that differ from its defaults."""
    return f"{CALCULATORS}{name}/{f'?{urlencode(inputs)}' if inputs else ''}"


def embed(name: str) -> str:
    """A calculator alone, for an `<iframe>`."""
    return f"{EMBED}{name}/"


def method(module: str) -> str:
    """The page that explains a module of calculators/: `rent_or_buy`, `engines.cost`."""
    return f"{METHODS}{module.replace('.', '-')}/"


def fields(family_name: str) -> str:
    """The page that explains the keys of a family's files."""
    return f"{CONTRIBUTE}{family_name}/"


def to_root(markdown_path: str) -> str:
    """The way from a page (its Markdown file's path within docs) to the site's root."""
    parts = markdown_path.split("/")
    return "../" * (len(parts) - 1 if parts[-1] == "index.md" else len(parts)) or "./"
