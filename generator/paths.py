"""Where things stand in the repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
DOCS = ROOT / "docs"
SCHEMAS = ROOT / "schemas"
BUILD = ROOT / "build"
BUILD_DOCS = BUILD / "docs"
CACHE = BUILD / "cache"
CATALOGUE_JSON = BUILD / "catalogue.json"
SITE = ROOT / "site"
