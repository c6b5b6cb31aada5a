"""What a static host is handed beside the pages: names that never change their content, compressed twins, its headers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.hosting.headers import write_headers
from generator.hosting.names import name_by_content
from generator.hosting.twins import write_twins

__all__ = ["finish"]


def finish(site: Path, *, twins: bool, progress: Callable[[str, int, int], None]) -> None:
    """Make a built site ready to be handed to a host.

    Args:
        site: The built site.
        twins: Whether to write a `.br` and a `.gz` beside each file that is worth it.
        progress: Told what is being done, how far it is, of how many.
    """
    name_by_content(site)
    write_headers(site)
    if twins:
        write_twins(site, progress)
