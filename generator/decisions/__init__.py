"""The decision diff: what a change to data or code does to the site's figures, answers and pages."""

from generator.decisions.compare import compare
from generator.decisions.render import FORMATS, SUFFIXES, render
from generator.decisions.states import StateError, snapshots

__all__ = ["FORMATS", "SUFFIXES", "StateError", "compare", "render", "snapshots"]
