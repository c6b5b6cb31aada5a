"""Write what is expected anew."""

from __future__ import annotations

import shutil

from tests.golden import EXPECTED, made

shutil.rmtree(EXPECTED, ignore_errors=True)
for name, text in made().items():
    path = EXPECTED / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(path.relative_to(EXPECTED))
