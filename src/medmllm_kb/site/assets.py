"""Style sheets and scripts of our own, under names that change when they do."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
EVERYWHERE_STYLE = "kb.css"
EVERYWHERE_SCRIPT = "kb.js"


@dataclass(frozen=True)
class Assets:
    """The files by their names below ``assets/``, and the version that all of them share."""

    files: dict[str, bytes]
    version: str

    def address(self, name: str) -> str:
        """Address below the root by which pages ask for a file."""
        return f"assets/{name}?v={self.version}"


def read_assets(folder: Path = ASSETS) -> Assets:
    """Everything below ``folder``. Where scripts import each other, the version is added too."""
    raw = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    digest = hashlib.sha256()
    for name, content in raw.items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    version = digest.hexdigest()[:10]
    scripts = "|".join(re.escape(name) for name in raw if name.endswith(".js"))
    imports = re.compile(rf"""((?:assets|\.)/(?:{scripts}))(?=["'`])""")
    versioned = {
        name: imports.sub(rf"\1?v={version}", content.decode()).encode() if name.endswith(".js") else content
        for name, content in raw.items()
    }
    return Assets(versioned, version)
