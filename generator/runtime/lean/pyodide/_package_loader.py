"""In place of Pyodide's installer of packages: what its loader asks for when it starts. Nothing is ever installed."""

from site import getsitepackages

# A memory snapshot expects to find it.
from pyodide_js import loadedPackages  # type: ignore[import-not-found]  # noqa: F401


class _Place:
    """A path; JavaScript, which would take a plain text for its own, asks for its text."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __str__(self) -> str:
        return self.path


SITE_PACKAGES = _Place(getsitepackages()[0])
DSO_DIR = _Place("/usr/lib")


def init_loaded_packages() -> None:
    """No package is there."""
