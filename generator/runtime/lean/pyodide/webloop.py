"""In place of Pyodide's event loop: the calculators await nothing, so there is none, and asyncio is not loaded."""

# A memory snapshot expects to find it.
from pyodide_js._api import scheduleCallback  # type: ignore[import-not-found]  # noqa: F401


def _initialize_event_loop() -> None:
    """Called when the package `pyodide` is imported."""
