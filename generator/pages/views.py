"""How each family is shown, as the subject says."""

from __future__ import annotations

from collections.abc import Mapping

from generator.subject import ListView, View, the_subject

VIEWS: Mapping[str, View] = the_subject().views
LISTS: tuple[ListView, ...] = the_subject().lists

__all__ = ["LISTS", "VIEWS", "ListView", "View"]
