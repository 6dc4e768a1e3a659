"""The toy knowledge base, with files laid over it."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from medmllm_kb.loading.finding import Finding

TOY = Path(__file__).parents[1] / "toy"


class Place(NamedTuple):
    file: str
    line: int
    column: int


def toy_with(folder: Path, overlay: Mapping[str, str]) -> Path:
    """A copy of the toy knowledge base with the files of an example, whose lines of carets are left out.

    A character from U+DC80 to U+DCFF stands for a byte that is not UTF-8.
    """
    data = folder / "data"
    shutil.copytree(TOY, data, dirs_exist_ok=True)
    for file, text in overlay.items():
        lines = [line for line in text.split("\n") if not is_mark(line)]
        (data / file).parent.mkdir(exist_ok=True)
        (data / file).write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    return data


def is_mark(line: str) -> bool:
    return line.strip() != "" and set(line) <= {" ", "^"}


def marked(overlay: Mapping[str, str]) -> set[Place]:
    """The places above the lines of carets."""
    places = set()
    for file, text in overlay.items():
        number = 0
        for line in text.split("\n"):
            if is_mark(line):
                places.add(Place(file, number, line.index("^") + 1))
            else:
                number += 1
    return places


def places(findings: Iterable[Finding]) -> set[Place]:
    return {Place(finding.file, finding.line, finding.column) for finding in findings}


def brief(findings: Iterable[Finding]) -> list[str]:
    """Findings as ``file:line:column code``."""
    return [f"{one.file}:{one.line}:{one.column} {one.code}" for one in findings]
