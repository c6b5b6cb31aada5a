"""What a host is handed: names that hold a digest, twins that hold the same, headers that lead to what is there."""

from __future__ import annotations

import gzip
import re
from hashlib import sha256
from pathlib import Path

import brotli
import pytest

from generator.hosting import configurations, name_by_content, write_headers, write_twins
from generator.hosting.headers import ASK_AGAIN, EVERYWHERE, FOR_GOOD
from generator.hosting.names import HASHED
from generator.hosting.script import CHANGES, ThemeError
from generator.hosting.twins import SMALLEST, TEXT

SITE = Path(__file__).resolve().parents[1] / "site"
CLOUDFLARE_RULES, CLOUDFLARE_LINE = 100, 2000
"""Cloudflare Pages reads so many rules, and lines so long (its documentation of `_headers`, limits)."""

ROOT_ELEMENT = "document.documentElement"
THEME = {
    'join(of(location.protocol!=="file:"),opened("search")).first(fetchIndex);': (
        'join(of(!1),opened("search")).first(fetchIndex);'
    ),
    'let a=0,pages=sitemap(config.base);on("navigation.instant")&&follow(pages);': (
        "let a=0,pages=new Set([{has:t=>t.startsWith(config.base)&&/\\/(index\\.html)?$/.test(t)}]);"
        'on("navigation.instant")&&follow(pages);'
    ),
    'of(document).subscribe(resolve);let click=on(document.body,"click");'
    "click.subscribe(([url,{offset:o}])=>{history.replaceState(o)});": (
        'let click=on(document.body,"click");'
        "click.subscribe(([url,{offset:o}])=>{resolve(document),history.replaceState(o)});"
    ),
    f'{ROOT_ELEMENT}.classList.add("js-focus-visible"),{ROOT_ELEMENT}.setAttribute("data-js-focus-visible","");': "0;",
    f'{ROOT_ELEMENT}.classList.remove("no-js");{ROOT_ELEMENT}.classList.add("js");': "",
    'let meta=h("meta",{name:"color-scheme"});document.head.appendChild(meta);': (
        'let meta=h("meta",{name:"color-scheme"});'
    ),
    'if(document.body.setAttribute("data-md-color-switching",""),p.color.media==="")swap();': (
        'if(p.color.media==="")swap();'
    ),
    "for(let[k,v]of Object.entries(p.color))document.body.setAttribute(k,v);": (
        'if(p.color.scheme!==document.body.getAttribute("data-md-color-scheme"))'
        'document.body.setAttribute("data-md-color-switching","");'
        "for(let[k,v]of Object.entries(p.color))document.body.setAttribute(k,v);"
    ),
}
"""What of the theme's script is changed, in the names that its sources have, and as it is then."""

PAGE = """<!doctype html><html lang="en" class="no-js"><link href="../css/look.css"><script src="../js/act.js" type="module"></script>
<script src="../assets/javascripts/bundle.a5f9d56c.min.js"></script><p>css/look.css "css/other.css" %s</p>"""


def small(folder: Path, style: str = "p { color: red }") -> Path:
    """A site of one page, not yet finished."""
    files = {
        "room/index.html": PAGE % ("words " * 400),
        "css/look.css": style,
        "js/act.js": "export {};",
        "assets/javascripts/bundle.a5f9d56c.min.js": "".join(THEME) + "0;" * 1000,
        "assets/runtime/worker.0123456789abcdef.js": "1;" * 1000,
        "assets/runtime/worker.0123456789abcdef.js.br": "written by the runtime",
        "assets/logo.svg": "<svg/>",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def finished(site: Path, *, twins: bool = True) -> Path:
    name_by_content(site)
    write_headers(site, "default-src 'self'")
    if twins:
        write_twins(site, lambda *_: None)
    return site


def rules(site: Path) -> dict[str, list[str]]:
    """The rules of `_headers`: path → its headers."""
    out: dict[str, list[str]] = {}
    path = ""
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line.startswith("  "):
            out[path].append(line.strip())
            continue
        assert line not in out, "one rule a path"
        path = line
        out[path] = []
    return out


def test_styles_and_scripts_are_named_by_their_content_and_pages_lead_to_them(tmp_path: Path) -> None:
    site = finished(small(tmp_path))
    digest = sha256(b"p { color: red }").hexdigest()[:16]

    assert [path.name for path in (site / "css").iterdir()] == [f"look.{digest}.css"]
    text = (site / "room" / "index.html").read_text("utf-8")
    assert f'href="../css/look.{digest}.css"' in text
    assert re.search(r'src="\.\./js/act\.[0-9a-f]{16}\.js" type="module"', text)
    assert 'css/look.css "css/other.css"' in text, "words stay as they are"


def test_sheets_one_after_another_are_one_file(tmp_path: Path) -> None:
    site = small(tmp_path)
    (site / "css/more.css").write_text("a { color: blue }")
    (site / "css/alone.css").write_text("b { color: green }")
    links = '<link rel="stylesheet" href="{0}css/look.css">\n  <link rel="stylesheet" href="{0}css/more.css">'
    alone = '<link rel="stylesheet" href="../css/alone.css">'
    (site / "room/index.html").write_text(f"{links.format('../')}<p></p>{alone}")
    (site / "404.html").write_text(links.format("/"))
    finished(site)

    text = "p { color: red }\na { color: blue }"
    name = f"css/styles.{sha256(text.encode()).hexdigest()[:16]}.css"
    assert (site / name).read_text("utf-8") == text
    assert (site / "404.html").read_text("utf-8") == f'<link rel="stylesheet" href="/{name}">'
    other = f"css/alone.{sha256(b'b { color: green }').hexdigest()[:16]}.css"
    assert (site / "room/index.html").read_text("utf-8") == (
        f'<link rel="stylesheet" href="../{name}"><p></p><link rel="stylesheet" href="../{other}">'
    )
    assert {path.name for path in (site / "css").glob("*.css")} == {name[4:], other[4:]}


def script_of(site: Path) -> Path:
    (found,) = (site / "assets/javascripts").glob("bundle.*.js")
    return found


def test_the_theme_leaves_out_what_costs_every_page_under_a_name_of_its_own(tmp_path: Path) -> None:
    site = finished(small(tmp_path))
    text = script_of(site).read_text("utf-8")
    assert text == "".join(THEME.values()) + "0;" * 1000
    assert len(THEME) == len(CHANGES)
    assert script_of(site).name == f"bundle.min.{sha256(text.encode()).hexdigest()[:16]}.js"
    page = (site / "room/index.html").read_text("utf-8")
    assert f'src="../assets/javascripts/{script_of(site).name}"' in page
    assert '<html lang="en" class="js">' in page


@pytest.mark.parametrize("changed", THEME)
@pytest.mark.parametrize("times", [0, 2])
def test_another_theme_is_told_of(changed: str, times: int, tmp_path: Path) -> None:
    script = small(tmp_path) / "assets/javascripts/bundle.a5f9d56c.min.js"
    text = "".join(part * times if part == changed else part for part in THEME)
    script.write_text(text, "utf-8")
    with pytest.raises(ThemeError, match=r"bundle\.a5f9d56c\.min\.js does not hold what .+ once"):
        name_by_content(tmp_path)
    assert script.read_text("utf-8") == text


def test_another_style_gets_another_name(tmp_path: Path) -> None:
    one = finished(small(tmp_path / "one"))
    other = finished(small(tmp_path / "other", "p { color: blue }"))
    assert {p.name for p in (one / "css").iterdir()}.isdisjoint(p.name for p in (other / "css").iterdir())
    assert {p.name for p in (one / "js").iterdir()} == {p.name for p in (other / "js").iterdir()}


def test_twins_stand_beside_what_is_worth_it(tmp_path: Path) -> None:
    site = finished(small(tmp_path))
    made = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.suffix in (".br", ".gz")}
    assert made == {
        *(f"room/index.html.{kind}" for kind in ("br", "gz")),
        *(f"assets/javascripts/{script_of(site).name}.{kind}" for kind in ("br", "gz")),
        "assets/runtime/worker.0123456789abcdef.js.br",
    }
    page = site / "room" / "index.html"
    assert brotli.decompress(page.with_name("index.html.br").read_bytes()) == page.read_bytes()
    assert gzip.decompress(page.with_name("index.html.gz").read_bytes()) == page.read_bytes()
    assert (site / "assets/runtime/worker.0123456789abcdef.js.br").read_text() == "written by the runtime"


def test_without_twins_none_is_written(tmp_path: Path) -> None:
    site = finished(small(tmp_path), twins=False)
    assert not list(site.rglob("*.gz"))
    assert (site / "_headers").is_file()


def test_what_holds_a_digest_is_kept_for_good_and_nothing_else(tmp_path: Path) -> None:
    found = rules(finished(small(tmp_path)))
    kept = {path for path, headers in found.items() if f"Cache-Control: {FOR_GOOD}" in headers}
    assert {re.sub(r"[0-9a-f]{16}", "…", path) for path in kept} == {
        "/assets/runtime/*",
        "/assets/javascripts/bundle.min.….js",
        "/css/look.….css",
        "/js/act.….js",
    }
    assert found.keys() - kept == {"/*"}
    assert {"X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'self'"} <= set(found["/*"])


# The built site


@pytest.fixture(scope="module")
def site() -> Path:
    if not (SITE / "_headers").is_file():
        pytest.fail("site/ is not built: `make build` writes it")
    return SITE


def test_hosts_read_the_headers_whole(site: Path) -> None:
    found = rules(site)
    assert len(found) <= CLOUDFLARE_RULES
    assert max(map(len, (site / "_headers").read_text("utf-8").splitlines())) <= CLOUDFLARE_LINE
    for path in found:
        assert path.endswith("/*") or (site / path.lstrip("/")).is_file(), path


def test_every_style_and_script_of_ours_is_kept_for_good(site: Path) -> None:
    kept = {path for path, headers in rules(site).items() if f"Cache-Control: {FOR_GOOD}" in headers}
    for folder in ("css", "js"):
        names = [f"/{folder}/{p.name}" for p in (site / folder).iterdir() if p.suffix not in (".br", ".gz")]
        assert names and set(names) <= kept


def test_every_text_of_the_site_has_twins_that_hold_the_same(site: Path) -> None:
    for file in site.rglob("*"):
        if file.suffix in TEXT and file.stat().st_size >= SMALLEST:
            assert file.with_name(f"{file.name}.br").is_file() and file.with_name(f"{file.name}.gz").is_file(), file
        elif file.suffix == ".gz" and file.name != "sitemap.xml.gz" and file.stat().st_size < 20_000:
            assert gzip.decompress(file.read_bytes()) == file.with_suffix("").read_bytes(), file
            assert brotli.decompress(file.with_suffix(".br").read_bytes()) == file.with_suffix("").read_bytes(), file


# What the page Publishing says to hosts


def test_the_configurations_say_what_the_headers_say() -> None:
    for text in (configurations.nginx(), configurations.caddy()):
        assert FOR_GOOD in text and ASK_AGAIN in text
        assert all(f'{name} "{value}"' in text for name, value in EVERYWHERE.items())
        assert text.count("{") - text.count("{8,64}") == text.count("}") - text.count("{8,64}")


def test_the_page_says_the_policy_wherever_the_configurations_set_headers(site: Path) -> None:
    (policy,) = (line.split(": ", 1)[1] for line in rules(site)["/*"] if line.startswith("Content-Security-Policy"))
    text = re.sub(r"<[^>]*>", "", (site / "contribute/publishing/index.html").read_text("utf-8"))
    assert text.count(f'add_header Content-Security-Policy "{policy}" always;') == 2
    assert text.count(f'header Content-Security-Policy "{policy}"\n') == 1


@pytest.mark.parametrize(
    ("path", "is_hashed"),
    [
        ("/css/tokens.c219fe85155b1dfc.css", True),
        ("/assets/runtime/pyodide.asm.54309a5a2cfd757b.wasm", True),
        ("/assets/javascripts/bundle.a5f9d56c.min.js", True),
        ("/index.html", False),
        ("/search/search_index.json", False),
        ("/api/v1/gpus/a100.json", False),
    ],
)
def test_hosts_and_headers_tell_hashed_names_alike(path: str, is_hashed: bool) -> None:
    assert bool(re.search(configurations.HASHED, path)) == bool(HASHED.search(path)) == is_hashed
