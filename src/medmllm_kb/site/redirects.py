"""Pages at former addresses that lead to the present ones."""

from collections.abc import Iterator, Mapping
from html import escape
from posixpath import relpath
from urllib.parse import quote

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>Moved</title>
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={link}">
</head>
<body>
<p>This page has moved to <a href="{link}">{address}</a>.</p>
</body>
</html>
"""


def redirect_files(redirects: Mapping[str, str], site_url: str) -> Iterator[tuple[str, bytes]]:
    """Files for former addresses, as paths below the root and their content.

    Args:
        redirects: Former address -> address, both below the root; the address may end in a fragment.
        site_url: Address of the root, with a slash at the end.
    """
    for former, address in sorted(redirects.items()):
        path, hash, fragment = address.partition("#")
        below = f"{quote(path)}{hash}{quote(fragment)}"
        page = _PAGE.format(
            canonical=escape(site_url + quote(path)),
            link=escape(_way(former, path) + hash + quote(fragment)),
            address=escape(below or "/"),
        )
        yield f"{former}index.html", page.encode()


def _way(former: str, path: str) -> str:
    way = quote(relpath(path or ".", former))
    return way if not path or not path.endswith("/") else f"{way}/"
