"""What is wrong in a data file, where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One line for a person: `path:line:column: what is wrong; what would be right`."""

    path: str
    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}:{self.column}: {self.message}; {self.remedy}"
        return " ".join(text.split())
