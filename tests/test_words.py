"""The interface in other languages: every English string has its translation with the same places, and none is unused."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from calculators import Catalogue, open_link, run
from tests.support.phrases import english

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "docs" / "js" / "words").glob("*.json"))
READ = """
import { Translation } from './language.mjs';
import { readFileSync } from 'node:fs';
const { texts, english } = JSON.parse(readFileSync(0, 'utf-8'));
const translation = new Translation(texts);
console.log(JSON.stringify(english.map((text) => translation.of(text))));
"""


def texts_of(file: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(file.read_text("utf-8"))["texts"]
    return found


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{\d\}", text))


def said(language: str, tmp_path: Path, *english_texts: str) -> list[str]:
    """What the page's own script makes of English texts."""
    shutil.copy(ROOT / "docs" / "js" / "language.js", tmp_path / "language.mjs")
    (tmp_path / "read.mjs").write_text(READ, "utf-8")
    texts = texts_of(ROOT / "docs" / "js" / "words" / f"{language}.json")
    done = subprocess.run(
        ["node", tmp_path / "read.mjs"],
        input=json.dumps({"texts": texts, "english": english_texts}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


def test_there_are_two_languages_beside_english() -> None:
    assert [file.stem for file in FILES] == ["de", "es"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_string_has_its_translation_and_none_is_unused(file: Path, catalogue: Catalogue) -> None:
    texts, wanted = texts_of(file), english(catalogue)
    missing, unused = [text for text in wanted if text not in texts], [text for text in texts if text not in wanted]
    assert missing == [], f"add them to {file.relative_to(ROOT)}"
    assert unused == [], f"remove them from {file.relative_to(ROOT)}"
    for text, translated in texts.items():
        assert translated.strip() == translated != "", text
        assert places(text) == places(translated), text


def errors(catalogue: Catalogue, *asked: tuple[str, dict[str, Any]]) -> list[str]:
    """As docs/js/words.js puts them."""
    found = [run(name, inputs, catalogue)["error"] for name, inputs in asked]
    return [f"{e['message'][:1].upper()}{e['message'][1:]}. Allowed: {e['allowed']}." for e in found]


def test_errors_are_said_in_german_and_spanish(catalogue: Catalogue, tmp_path: Path) -> None:
    hours = ("many", 200, "1,500")
    told = errors(
        catalogue, *(("rent_or_buy", {"hours_per_week": value}) for value in hours), ("fit", {"gpu_count": 1.5})
    )
    assert said("de", tmp_path, *told) == [
        "“many” ist keine Zahl. Erlaubt: 0 bis 168 h/week.",
        "“200” liegt außerhalb der Grenzen. Erlaubt: 0 bis 168 h/week.",
        "“1,500” lässt sich als 1.5 oder als 1500 lesen; schreiben Sie eines davon. Erlaubt: 0 bis 168 h/week.",
        "“1.5” ist keine ganze Zahl. Erlaubt: eine ganze Zahl, 1 bis 64.",
    ]
    assert said("es", tmp_path, told[0]) == ["“many” no es un número. Permitido: de 0 a 168 h/week."]


def test_notices_are_said_in_german(catalogue: Catalogue, tmp_path: Path) -> None:
    notices = open_link("rent_or_buy?hours_per_week=999&was_there=1", catalogue)["notices"]
    assert said("de", tmp_path, *notices) == [
        "Arbeitsstunden in der Woche: “999” liegt außerhalb der Grenzen. Erlaubt: 0 bis 168 h/week. Es gilt die Vorgabe.",
        "Diese Seite hat keine Eingabe „was_there“ (mehr): sie wurde weggelassen.",
    ]


def test_what_is_no_string_of_the_interface_stays(tmp_path: Path) -> None:
    prose = [
        "Buy: from about 5.2 hours of work a week the rig is cheaper",
        "from $12 to $15",
        "",
        " ",
        "GeForce RTX 4090",
    ]
    assert said("de", tmp_path, *prose, " 0 to 168 ", "Copied: CSV.") == [*prose, " 0 bis 168 ", "Kopiert: CSV."]
