"""What pages are made of: golden Markdown, figures, statements, forms, escaping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from calculators import names
from calculators.core.catalogue import Catalogue
from calculators.core.door import calculator
from calculators.core.inputs import coerce
from calculators.core.quantity import Choice, Quantity, Switch, Text, Unit, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES
from generator.exports.changes import Change, ChangeSet
from generator.pages import Made, Page, Site, changes, handwritten, records, sources
from generator.pages.addresses import statement_id, to_root
from generator.pages.ageing import ageings
from generator.pages.figures import bare, exact, is_stale, range_today, stated_range, typical
from generator.pages.form import Slider, field, form
from generator.pages.methods import blocks
from generator.pages.placing import place, placed
from generator.pages.site import front_matter, inline, literal
from generator.pages.sources import locator
from generator.pages.standing import Strip, ordinal
from generator.pages.views import LISTS, VIEWS
from generator.walk import figures
from tests import golden
from tests.support.records import SOUND, load_texts

# Golden: data in, Markdown out


def test_the_small_data_gives_the_pages_that_are_expected() -> None:
    made, expected = golden.made(), golden.expected()

    assert made.keys() == expected.keys(), "`python -m tests.golden` writes what is expected anew"
    for path, text in made.items():
        assert text == expected[path], f"{path} differs; `python -m tests.golden` writes what is expected anew"


def test_a_changed_record_changes_its_pages(tmp_path: Any) -> None:
    before = _records(SOUND, tmp_path / "a")
    after = _records(
        SOUND | {"gpus/example-gpu.yml": SOUND["gpus/example-gpu.yml"].replace("936", "937")}, tmp_path / "b"
    )

    assert [path for path in before if before[path] != after[path]] == ["data/gpus/example-gpu.md"]


def _records(texts: dict[str, str], folder: Any) -> dict[str, str]:
    site = Site(load_texts(folder, texts).catalogue, ())
    return {page.path: page.text for page in records.pages(site)}


# Figures


def figure(low: float, middle: float, high: float, **more: Any) -> Figure:
    known = {"source": ("s",), "as_of": "2026-01"} | more
    return Figure(low=low, typical=middle, high=high, stated=(low, middle, high), **known)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (936.2, Unit.GB_S, "936.2"),
        (128256, Unit.COUNT, "128,256"),
        (0.5, Unit.USD_PER_HOUR, "0.50"),
        (1.0065, Unit.USD_PER_HOUR, "1.0065"),
        (1499, Unit.USD, "1,499"),
        (0.333, Unit.FRACTION, "33.3"),
        (0, Unit.USD, "0"),
        (1e-9, Unit.NONE, "0.000000001"),
    ],
)
def test_a_stated_number_keeps_its_digits(value: float, unit: Unit, text: str) -> None:
    assert bare(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (936.2, Unit.GB_S, "936.2\N{NO-BREAK SPACE}GB/s"),
        (0.5, Unit.USD_PER_HOUR, "$0.50/h"),
        (11.5, Unit.USD_PER_MILLION_TOKENS, "$11.50 per M tokens"),
        (0.12, Unit.FRACTION, "12%"),
        (-0.012, Unit.FRACTION, "\N{MINUS SIGN}1.2%"),
        (0, Unit.USD, "$0"),
    ],
)
def test_a_number_stands_with_its_unit(value: float, unit: Unit, text: str) -> None:
    assert exact(value, unit) == text


def test_a_computed_midpoint_has_no_more_decimals_than_its_ends() -> None:
    assert typical(figure(329.6, (329.6 + 380.95) / 2, 380.95)) == 355.27  # 355.275 to the two decimals of 380.95
    assert typical(figure(0.374, 0.4191, 0.4272)) == 0.4191
    assert stated_range(figure(2, 2, 2), Unit.GB) == ""


def test_a_range_that_ageing_moved_is_told(tmp_path: Any) -> None:
    gpu = load_texts(tmp_path, SOUND).catalogue["gpus"]["example-gpu"]

    # Used prices drift by 0.35 a year; from the middle of 2026-05 to 2026-11-25 are 0.525 years: 600 / 1.184, 900 x 1.184.
    assert range_today(gpu.used_usd, Unit.USD) == "$507 to $1,070"
    assert range_today(gpu.memory_gb, Unit.GB) == ""


def test_a_figure_past_its_date_is_stale() -> None:
    year = Quantity("Price", stale_days=365)

    assert is_stale(figure(1, 1, 1, as_of="2025-11-20"), year, "2026-11-25")
    assert not is_stale(figure(1, 1, 1, as_of="2025-11-30"), year, "2026-11-25")
    assert not is_stale(figure(1, 1, 1, as_of="1999"), Quantity("Memory"), "2026-11-25")


# Statements: every figure has a row on its source's page


def test_every_figure_has_its_row_on_the_page_of_every_source_it_names(catalogue: Catalogue) -> None:
    site = Site(catalogue, ())
    text = {page.path: page.text for page in sources.pages(site)}
    rows = 0
    for family in FAMILIES:
        for record in catalogue[family].values():
            for where, _, value in figures(record):
                place = _place(record, where)
                for source in value.source:
                    rows += 1
                    assert f'id="{statement_id(family, record.id, place)}"' in text[f"data/sources/{source}.md"]
    assert rows > 5000


def _place(record: Any, where: tuple[str | int, ...]) -> str:
    parts: list[str] = []
    at = record
    for part in where:
        if isinstance(part, int):
            at = at[part]
            parts.append(str(getattr(at, "id", "") or part + 1))
        else:
            at = getattr(at, part)
            parts.append(part)
    return ".".join(parts)


def test_no_two_statements_share_an_anchor(catalogue: Catalogue) -> None:
    for stated in Site(catalogue, ()).statements.by_source.values():
        anchors = [statement_id(s.family, s.record, s.place) for s in stated]
        assert len(set(anchors)) == len(anchors)


def test_a_record_is_told_who_names_it(tmp_path: Any) -> None:
    site = Site(load_texts(tmp_path, SOUND).catalogue, ())

    assert site.statements.naming("gpus", "example-gpu") == [("services", "example-cloud")]
    assert site.statements.naming("services", "example-cloud") == []


def test_the_locator_of_a_source_leads_where_it_can() -> None:
    shown = {name: locator(source) for name, source in _golden_catalogue()["sources"].items()}

    commit = "0123456789abcdef0123456789abcdef01234567"
    assert shown["sheet"] == ("https://example.org/sheets", "https://example.org/sheets")
    assert shown["market"][1] == f"https://github.com/example/prices/blob/{commit}/data/used.csv"
    assert shown["kit"] == ("price-kit 1.2.3 price_kit/data.json (package, version, path)", "")


def _golden_catalogue() -> Catalogue:
    return golden.load(golden.FOLDER / "data", as_of=golden.TODAY).catalogue


# Where a record stands


def test_ranks_and_places() -> None:
    strip = Strip("Memory", Unit.GB, [8, 12, 24, 24, 48])

    assert [strip.rank(value) for value in (48, 24, 12, 8)] == [
        "highest of 5",
        "2nd highest of 5, level with 1 other",
        "4th highest of 5",
        "lowest of 5",
    ]
    assert (strip.place(8), strip.place(28), strip.place(48)) == (0, 120, 240)
    assert Strip("Price", Unit.USD, [10, 100, 1000]).place(100) == 120  # a spread of 100: the scale is logarithmic
    assert Strip("Price", Unit.USD, [5, 5, 5]).place(5) == 120
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "112th",
    ]


def test_a_strip_is_no_longer_for_more_records() -> None:
    assert len(Strip("Price", Unit.USD, [float(n) for n in range(1, 100_000)]).marks) < 241 * len("M240 5v10") + 1


# Forms


@pytest.mark.parametrize("name", names())
def test_a_form_at_its_defaults_is_read_back_as_the_defaults(name: str, catalogue: Catalogue) -> None:
    inputs = calculator(name).Inputs
    held = {f.name: f.default for fold in form(inputs, catalogue) for f in fold.fields}

    assert coerce(inputs, held, catalogue) == inputs()


@pytest.mark.parametrize("name", names())
def test_the_default_of_every_choice_is_among_its_options(name: str, catalogue: Catalogue) -> None:
    for fold in form(calculator(name).Inputs, catalogue):
        for f in fold.fields:
            if f.kind == "choice":
                values = [option.value for _, options in f.options for option in options]
                assert f.default in values
                assert len(set(values)) == len(values)


@dataclass(frozen=True)
class Sample:
    hours: Annotated[float, Quantity("Hours", "How <many>.", unit=Unit.HOUR, maximum=10, step=0.5)] = 0.0
    count: Annotated[int | None, Quantity("Count", unit=Unit.COUNT, maximum=9, integer=True, group="More")] = None
    own: Annotated[bool, Switch("Own", group="More")] = True
    kind: Annotated[str, Choice("Kind", options={"a": "first", "b": "second"})] = "b"
    name: Annotated[str, Text("Name")] = 'x "y" <z>'


def test_fields_say_what_they_are() -> None:
    catalogue = _golden_catalogue()
    folds = form(Sample, catalogue)

    assert [(fold.title, [f.name for f in fold.fields]) for fold in folds] == [
        ("", ["hours", "kind", "name"]),
        ("More", ["count", "own"]),
    ]
    hours, kind, _ = folds[0].fields
    assert (hours.default, hours.unit) == ("0", "h")
    assert hours.slider == Slider("0", "10", "0.5", False, "0", "10", "0", "0")
    assert [(option.value, option.label) for option in kind.options[0][1]] == [("a", "first"), ("b", "second")]
    count, own = folds[1].fields
    assert (count.default, count.integer, count.slider) == ("", True, None)
    assert (own.kind, own.default) == ("switch", "true")


@pytest.mark.parametrize(
    ("default", "place"),
    [(None, "0"), (0.25, "1"), (24.75, "99"), (25.0, "100"), (60.0, "114"), (250.0, "190"), (4000.0, "286")],
)
def test_a_slider_of_a_wide_range_goes_by_numbers_of_two_digits(default: float | None, place: str) -> None:
    """By hand: 60 are 240 steps, 14 tens beyond place 100; 4,000 are 16,000 steps, six thousands beyond place 280."""

    @dataclass(frozen=True)
    class Wide:
        hours: Annotated[float | None, Quantity("Hours", minimum=0.1, maximum=4000, step=0.25)] = default

    (info,) = fields_of(Wide)
    said = "0.1" if default is None else f"{default:g}"

    assert field(info, _golden_catalogue()).slider == Slider("0.1", "4000", "0.25", True, "0", "286", place, said)


def test_the_form_prints_zero_and_escapes_words() -> None:
    site = Site(_golden_catalogue(), ())
    template = site.environment.from_string('{% from "_form.html" import form %}{{ form(folds) }}')
    html = template.render(folds=form(Sample, site.catalogue))

    assert 'name="hours" value="0"' in html
    assert 'min="0" max="10" step="0.5" value="0"' in html
    assert 'value="x &#34;y&#34; &lt;z&gt;"' in html
    assert "How &lt;many&gt;." in html
    assert '<option value="b" selected>second</option>' in html
    assert '<input type="checkbox" id="in-own" name="own" checked' in html
    assert html.count("<details") == 1


def test_a_long_list_of_records_is_divided_into_groups(catalogue: Catalogue) -> None:
    @dataclass(frozen=True)
    class Where:
        region: Annotated[str, Choice("Region", family="regions")] = "germany"

    (info,) = fields_of(Where)
    groups = {title: len(options) for title, options in field(info, catalogue).options}

    assert groups.keys() == {"Country", "US state", "Average of several"}
    assert sum(groups.values()) == len(catalogue["regions"])


# Words


def test_words_of_a_record_are_never_markup() -> None:
    assert literal("a *b* _c_ [d](e) `f` <g> & #h") == r"a \*b\* \_c\_ \[d\](e) \`f\` &lt;g&gt; &amp; \#h"
    assert front_matter('"><script>\nx') == '"&quot;&gt;&lt;script&gt; x"'
    assert inline("see `run` <b>") == "see <code>run</code> &lt;b&gt;"


def test_docstrings_are_read_by_their_sections() -> None:
    read = blocks("""What it is.

    More.

    Args:
        hours: Of work, a week
            or a month.
        usd_per_kwh: Its price.

    Returns:
        Dollars, in all.
    """)

    assert [(b.title, b.paragraphs, b.items) for b in read] == [
        ("", ["What it is.", "More."], []),
        ("Args", [], [("hours", "Of work, a week or a month."), ("usd_per_kwh", "Its price.")]),
        ("Returns", [], [("", "Dollars, in all.")]),
    ]


def test_the_way_to_the_root() -> None:
    assert [to_root(path) for path in ("index.md", "compare.md", "data/index.md", "data/gpus/x.md")] == [
        "./",
        "../",
        "../",
        "../../../",
    ]


def test_views_name_fields_that_exist() -> None:
    for family, view in VIEWS.items():
        known = {info.name for info in fields_of(FAMILIES[family])}
        assert {*view.columns, *(name.partition(".")[0] for name in view.standing)} <= known, family
    for nested in LISTS:
        (of,) = (info.type for info in fields_of(FAMILIES[nested.family]) if info.name == nested.field)
        assert set(nested.columns) <= {info.name for info in fields_of(of)}, nested.name


def test_the_ageing_table_holds_every_rate() -> None:
    rates = {(a.family, a.percent) for a in ageings()}

    assert {("gpus", 35.0), ("gpus", 20.0), ("services", 30.0), ("regions", 8.0)} <= rates


# Handwritten pages


def test_every_expression_of_the_context_is_listed_and_works(tmp_path: Any) -> None:
    site = Site(_golden_catalogue(), ())
    known = {name.partition("(")[0] for name in handwritten.CONTEXT}
    given = handwritten.functions(site, "./").keys() | {"as_of", "root"}

    assert known == given
    assert (
        handwritten.render(site, "{{ count('gpus') }} at {{ as_of }}, {{ root }}", "a/b.md")
        == "5 at 2026-11-25, ../../"
    )


def test_an_expression_that_names_nothing_is_an_error() -> None:
    with pytest.raises(Exception, match="nothing_of_the_kind"):
        handwritten.render(Site(_golden_catalogue(), ()), "{{ nothing_of_the_kind }}", "a.md")


# Where a page's file stands


def test_every_page_is_the_index_of_a_folder_and_markdown_links_follow() -> None:
    assert [place(path) for path in ("index.md", "compare.md", "data/index.md", "data/gpus/x.md")] == [
        "index.md",
        "compare/index.md",
        "data/index.md",
        "data/gpus/x/index.md",
    ]
    text = "[a](both.md) [b](../compare.md#x) [c](https://example.org/y.md) [d](#here) [e](../index.md)"
    assert placed(Page("choose/first.md", text)) == Page(
        "choose/first/index.md",
        "[a](../both/index.md) [b](../../compare/index.md#x) [c](https://example.org/y.md) [d](#here) [e](../../index.md)",
    )
    assert placed(Page("methods/index.md", "[a](accuracy.md)")).text == "[a](accuracy/index.md)"


# What has changed


def test_what_has_changed_is_told_figure_by_figure() -> None:
    change = Change("gpus", "alpha-12gb", "launch_usd.value", 1499, 1599)
    made = Made(history=(ChangeSet("0123456789abcdef", "2026-11-02T08:00:00Z", "Correct <a> price", (change,), 1),))
    (page,) = changes.pages(Site(_golden_catalogue(), (), made))
    assert '<h2 id="0123456789">2026-11-02: Correct &lt;a&gt; price</h2>' in page.text
    assert "<li>gpus/alpha-12gb launch_usd.value: 1499 → 1599</li>" in page.text
    assert list(changes.pages(Site(_golden_catalogue(), ()))) == []
