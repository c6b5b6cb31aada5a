"""The browser's runtime: what a page downloads to answer live, with content-hashed names and a manifest that lists them."""

from generator.runtime.build import build_runtime
from generator.runtime.failure import RuntimeBuildError
from generator.runtime.scripts import build_page_script

__all__ = ["RuntimeBuildError", "build_page_script", "build_runtime"]
