"""Progress on a terminal: what is being done, once it has taken more than a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

console = Console(stderr=True)
PATIENCE_S = 1.0
"""A step shorter than this shows no bar."""


class Steps:
    """Told of steps as they go on; shows a bar for one that lasts."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._doing = ""
        self._since = 0.0

    def __call__(self, doing: str, done: int = 0, of: int = 0) -> None:
        """`doing` names the step; `done` of `of` says how far it is (0 of 0: nobody knows)."""
        now = time.monotonic()
        if doing != self._doing:
            self._finish()
            self._doing, self._since = doing, now
            self._task = self._bar.add_task(doing, total=None, visible=False)
        assert self._task is not None
        self._bar.update(self._task, completed=done, total=of or None, visible=now - self._since > PATIENCE_S or not of)

    def _finish(self) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)


@contextmanager
def steps() -> Iterator[Steps]:
    """A progress display for the time of the block; on anything but a terminal it stays silent."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Steps(bar)
