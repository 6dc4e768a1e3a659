"""sitemap.xml, its compressed twin, and robots.txt."""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

_EPOCH = "SOURCE_DATE_EPOCH"


def sitemap_files(addresses: Iterable[str], site_url: str, environ: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files, the same on every run.

    Args:
        addresses: Every page, as its address below the root.
        site_url: Address of the root, with a slash at the end.
        environ: Where ``SOURCE_DATE_EPOCH`` may say of which day the content is; else no date is named.
    """
    date = _date(environ)
    lastmod = f"<lastmod>{date}</lastmod>" if date else ""
    entries = "".join(
        f"<url><loc>{escape(site_url + quote(address))}</loc>{lastmod}</url>\n" for address in sorted(set(addresses))
    )
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    ).encode()
    yield "sitemap.xml", sitemap
    yield "sitemap.xml.gz", gzip.compress(sitemap, mtime=0)


def robots(site_url: str) -> bytes:
    """robots.txt: everything may be read, and this is where the pages are listed."""
    return f"User-agent: *\nAllow: /\nSitemap: {site_url}sitemap.xml\n".encode()


def _date(environ: Mapping[str, str]) -> str | None:
    epoch = environ.get(_EPOCH, "")
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch.isdecimal() else None
