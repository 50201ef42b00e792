"""The finished website: built once for all tests, its pages read as HTML, and served to a browser."""

import contextlib
import http.server
import os
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def built(tmp_path_factory, seconds=300):
    """Return the folder of the website, built once in a run of pytest, also where several processes run it."""
    from lstm_course.authoring.website import build as site

    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out, done = base / "website", base / "website.done"
    try:
        os.close(os.open(base / "website.lock", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        deadline = time.monotonic() + seconds
        while not done.exists():
            assert time.monotonic() < deadline, f"the website was not built within {seconds} s"
            time.sleep(0.2)
        assert done.read_text() == "", done.read_text()
        return out
    problem = "the build of the website raised an error in another test"
    try:
        site.build(ROOT, out, base / "website-source")
        problem = ""
    finally:
        done.write_text(problem)
    return out


@dataclass
class Page(HTMLParser):
    """What the tests ask of a page: its anchors, its links, what it loads, and its headings."""

    path: Path
    anchors: set = field(default_factory=set)
    links: list = field(default_factory=list)
    loads: list = field(default_factory=list)
    images: list = field(default_factory=list)
    headings: list = field(default_factory=list)
    formulas: int = 0
    pieces: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, pairs):
        values = dict(pairs)
        self.anchors |= {values[name] for name in ("id", "name") if values.get(name)}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed") and values.get("src"):
            self.loads.append(values["src"])
        if tag == "link" and values.get("rel") not in ("next", "prev", "index", "search", "canonical"):
            self.loads.append(values.get("href", ""))
        if tag == "img":
            self.images.append(values)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))
        if "math" in (values.get("class") or "").split():
            self.formulas += 1
        if "data-lstm-course" in values:
            self.pieces.append(values["data-lstm-course"])


def pages(folder):
    """Return every page of a website by its path."""
    return {str(path.relative_to(folder)): Page(path) for path in sorted(folder.rglob("*.html"))}


def target(folder, page, link):
    """Return the file and the anchor that a link of a page leads to; None for other hosts."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    here = folder / page
    file = (here.parent / unquote(parts.path)).resolve() if parts.path else here
    return file, unquote(parts.fragment)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def served(folder):
    """Serve a folder on this machine; yields the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
