"""In place of Pyodide's many ways to run source: `pyodide.runPython` asks for this one."""

from _pyodide._base import eval_code  # type: ignore[import-not-found]

__all__ = ["eval_code"]
