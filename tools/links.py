"""Ask for every address that a built site links to: `python3 -m tools.links FOLDER`.

Addresses of one host are asked one after another with a pause between, hosts beside each other. Exit 1 when an address is gone (404,
410, or a host that is no more); what does not answer today or lets no program in (403, 429, 5xx, no time) is told and passes.
"""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from socket import gaierror
from urllib.parse import urldefrag, urlsplit

GONE = (404, 410)
PAUSE_SECONDS = 1.0
TIMEOUT_SECONDS = 30
HOSTS_AT_ONCE = 8
AGENT = "Mozilla/5.0 (compatible; cloud-or-rig link check)"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("https://", "http://")):
            self.found.add(urldefrag(address)[0])


def addresses(site: Path) -> dict[str, str]:
    """Every address outside the site that a page links to, with the first page that does."""
    out: dict[str, str] = {}
    for page in sorted(site.rglob("*.html")):
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        for address in sorted(links.found):
            out.setdefault(address, page.relative_to(site).as_posix())
    return out


def ask(address: str) -> str:
    """Nothing when the address answers; else what is wrong: `gone: …` or `unsure: …`."""
    request = urllib.request.Request(address, headers={"User-Agent": AGENT, "Range": "bytes=0-1023"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        return f"{'gone' if error.code in GONE else 'unsure'}: {error.code} {error.reason}"
    except urllib.error.URLError as error:
        return f"{'gone' if isinstance(error.reason, gaierror) else 'unsure'}: {error.reason}"
    except (OSError, ValueError) as error:
        return f"unsure: {error}"


def ask_all(
    wanted: Iterable[str], asker: Callable[[str], str] = ask, pause: float = PAUSE_SECONDS
) -> Iterator[tuple[str, str]]:
    """(address, what is wrong) of those that do not answer."""
    by_host: dict[str, list[str]] = {}
    for address in wanted:
        by_host.setdefault(urlsplit(address).netloc, []).append(address)

    def of_host(listed: list[str]) -> list[tuple[str, str]]:
        said = []
        for number, address in enumerate(listed):
            if number:
                time.sleep(pause)
            wrong = asker(address)
            if wrong:
                said.append((address, wrong))
        return said

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for said in pool.map(of_host, by_host.values()):
            yield from said


def main(arguments: list[str]) -> int:
    """Ask, tell, and return 1 when an address is gone."""
    if len(arguments) != 1 or not Path(arguments[0], "index.html").is_file():
        print("links: name the folder of a built site, such as `python3 -m tools.links site`", file=sys.stderr)
        return 2
    where = addresses(Path(arguments[0]))
    wrong = sorted(ask_all(where), key=lambda told: (told[1], told[0]))
    for address, words in wrong:
        print(f"{words}  {address}  (linked from {where[address]})")
    gone = sum(words.startswith("gone") for _, words in wrong)
    print(f"{len(where)} addresses: {gone} gone, {len(wrong) - gone} unsure")
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
