"""Where the site's repository is, so that pages can lead to its issue forms: REPO_URL, told to the build as SITE_URL is."""

from __future__ import annotations

import os
import re


class RepositoryError(ValueError):
    """REPO_URL is no address of a repository."""


def repository() -> str:
    """The address in REPO_URL, such as https://example.org/owner/name, without a slash at its end; empty where none is set."""
    told = os.environ.get("REPO_URL", "").strip().rstrip("/")
    if told and not re.fullmatch(r"https?://[\w.:-]+/[\w./-]+", told):
        raise RepositoryError(f"REPO_URL is “{told[:100]}”: give an address such as https://example.org/owner/name")
    return told
