from html.parser import HTMLParser
from urllib.parse import unquote, urljoin

import pytest

from medmllm_kb.site.redirects import redirect_files

SITE = "https://example.org/kb/"


class Targets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("a", "link"):
            self.found[tag] = values["href"]
        if values.get("http-equiv") == "refresh":
            self.found["refresh"] = values["content"].removeprefix("0; url=")
        if values.get("name") == "robots":
            self.found["robots"] = values["content"]


@pytest.mark.parametrize(
    ("former", "address"),
    [
        ("datasets/old/", "datasets/new/"),
        ("old/", "datasets/new/"),
        ("datasets/old/", "references/#lau2018vqarad"),
        ("a/b/c/", ""),
        ("models/old/", "models/naïve & <b>/"),
    ],
)
def test_a_former_address_leads_to_the_present_one(former: str, address: str) -> None:
    ((path, content),) = redirect_files({former: address}, SITE)
    assert path == f"{former}index.html"
    targets = Targets()
    targets.feed(content.decode())
    found = targets.found
    assert found["robots"] == "noindex"
    assert found["a"] == found["refresh"]
    assert unquote(urljoin(SITE + former, found["a"])).rstrip("/") == f"{SITE}{address}".rstrip("/")
    assert unquote(found["link"]) == SITE + address.partition("#")[0]
    assert "<b>" not in content.decode()
