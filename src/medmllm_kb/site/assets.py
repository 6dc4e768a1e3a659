"""Style sheets and scripts of our own, under names that change when they do."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
EVERYWHERE_STYLE = "kb.css"
EVERYWHERE_SCRIPT = "kb.js"

_IMPORT = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*["']\./[\w./-]+\.js)(["'])""")


@dataclass(frozen=True)
class Assets:
    """The files by their names below ``assets/``, and the version that all of them share."""

    files: dict[str, bytes]
    version: str

    def address(self, name: str) -> str:
        """Address below the root by which pages ask for a file."""
        return f"assets/{name}?v={self.version}"


def read_assets(folder: Path = ASSETS) -> Assets:
    """Everything below ``folder``. Imports between scripts are given the version too."""
    raw = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    digest = hashlib.sha256()
    for name, content in raw.items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    version = digest.hexdigest()[:10]
    return Assets({name: _versioned(name, content, version) for name, content in raw.items()}, version)


def _versioned(name: str, content: bytes, version: str) -> bytes:
    if not name.endswith(".js"):
        return content
    return _IMPORT.sub(rf"\1?v={version}\2", content.decode()).encode()
