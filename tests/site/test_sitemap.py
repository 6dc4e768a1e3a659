import gzip
from xml.etree import ElementTree

from medmllm_kb.site.sitemap import robots, sitemap_files

SITE = "https://example.org/kb/"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_every_page_is_listed_once_in_any_order() -> None:
    files = dict(sitemap_files(["b/", "", "a b&c/", "b/"], SITE, {}))
    root = ElementTree.fromstring(files["sitemap.xml"])
    assert [one.text for one in root.iterfind("s:url/s:loc", NAMES)] == [SITE, SITE + "a%20b%26c/", SITE + "b/"]
    assert gzip.decompress(files["sitemap.xml.gz"]) == files["sitemap.xml"]
    assert files == dict(sitemap_files(["", "b/", "a b&c/"], SITE, {}))


def test_dates_come_from_the_source_and_never_from_the_clock() -> None:
    assert b"lastmod" not in dict(sitemap_files([""], SITE, {}))["sitemap.xml"]
    dated = dict(sitemap_files([""], SITE, {"SOURCE_DATE_EPOCH": "1700000000"}))["sitemap.xml"]
    assert b"<lastmod>2023-11-14</lastmod>" in dated


def test_robots_know_where_the_pages_are_listed() -> None:
    assert f"Sitemap: {SITE}sitemap.xml\n" in robots(SITE).decode()
