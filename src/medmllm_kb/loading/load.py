"""Files -> knowledge base, with every finding of every file in one run."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from medmllm_kb.loading import safe_yaml
from medmllm_kb.loading.bibliography import Publication, duplicate_problems, parse_bibliography
from medmllm_kb.loading.finding import Fault, Finding, Level, field_name
from medmllm_kb.loading.knowledge_base import Collection, KnowledgeBase
from medmllm_kb.loading.parallel import each_in_parts
from medmllm_kb.loading.source import LARGEST_RECORD, read_source
from medmllm_kb.loading.suggest import did_you_mean
from medmllm_kb.loading.validation import validate
from medmllm_kb.records import FOLDERS, KINDS, Record
from medmllm_kb.records.references import FieldPath

BIBLIOGRAPHY = "bibliography"
"""Folder of the .bib files below the data folder."""
BESIDE_THE_FOLDERS = {"LICENSE", "README.md"}
"""Files that may lie in the data folder itself."""
LARGEST_BIBLIOGRAPHY = 4 * 1024 * 1024
"""Bytes."""


class InvalidDataError(Exception):
    """The data folder has findings of level error; ``findings`` holds them all."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        first = findings[0]
        super().__init__(
            f"{len(findings)} findings, the first in {first.file}:{first.line}:{first.column}: {first.message}"
        )


@dataclass(frozen=True)
class SourceFile:
    """One file of the data folder. Line maps are made only when something is to be located."""

    file: str
    text: str | None

    @cached_property
    def _positions(self) -> dict[FieldPath, tuple[safe_yaml.Position, safe_yaml.Position]]:
        return safe_yaml.positions(self.text) if self.text is not None else {}

    def locate(self, path: FieldPath, at_key: bool = False) -> safe_yaml.Position:
        """Where a place of the record stands; the nearest place around it when it does not stand there."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._positions:
                key, value = self._positions[path[:length]]
                return key if at_key else value
        return safe_yaml.Position(1, 1)

    def finding(self, fault: Fault, level: Level = "error") -> Finding:
        """The fault with its line and column."""
        position = self.locate(fault.path, at_key=fault.code == "schema-extra-forbidden")
        return Finding(
            self.file,
            position.line,
            position.column,
            fault.code,
            level,
            fault.message,
            fault.hint,
            field_name(fault.path),
        )

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty beyond the end."""
        lines = (self.text or "").split("\n")
        return lines[number - 1].rstrip("\r").removeprefix("\ufeff") if 0 < number <= len(lines) else ""


@dataclass(frozen=True)
class Loaded:
    """What could be read, and what could not."""

    kb: KnowledgeBase
    findings: list[Finding]
    sources: dict[str, SourceFile] = field(repr=False)
    """Every file that was read, by its path below the data folder."""


def load(data: Path, on_file: Callable[[], None] = lambda: None) -> Loaded:
    """Reads every record and the bibliography below ``data``. Bad data give findings, never an exception.

    Args:
        data: The data folder.
        on_file: Called after each file, for a progress bar.
    """
    findings: list[Finding] = []
    paths = list(_files(data, findings))
    sources: dict[str, SourceFile] = {}
    records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    files: dict[tuple[str, str], str] = {}
    broken: set[tuple[str, str]] = set()
    publications: list[Publication] = []
    with paused_garbage_collection():
        for path, read in each_in_parts(partial(_read, data=data), paths):
            source = SourceFile(f"{path.parent.name}/{path.name}", read.text)
            sources[source.file] = source
            findings += _findings(source.file, read.problems)
            publications += read.publications
            if path.parent.name in FOLDERS:
                kind = FOLDERS[path.parent.name]
                files[kind.KIND, path.stem] = source.file
                record, faults = (None, []) if read.content is None else _record(path, kind, read.content)
                findings += [source.finding(fault) for fault in faults]
                if record is None:
                    broken.add((kind.KIND, path.stem))
                else:
                    records[kind.KIND][record.id] = record
            on_file()
    publications.sort(key=lambda one: one.file)  # files come in any order; entries of one keep theirs
    findings += _duplicates(publications)
    kb = KnowledgeBase(
        records={kind: Collection(kind, found) for kind, found in records.items()},
        publications=Collection("publication", {one.key: one for one in reversed(publications)}),
        files=dict(sorted(files.items())),
        broken=frozenset(broken),
    )
    return Loaded(kb, sorted(findings), dict(sorted(sources.items())))


def open_knowledge_base(data: Path) -> KnowledgeBase:
    """The knowledge base below ``data``.

    Raises:
        InvalidDataError: A file could not be read as what it should be.
    """
    loaded = load(data)
    if loaded.findings:
        raise InvalidDataError(loaded.findings)
    return loaded.kb


def count_files(data: Path) -> int:
    """How many files ``load`` will read."""
    return sum(1 for _ in _files(data, []))


def _files(data: Path, findings: list[Finding]) -> Iterator[Path]:
    known = {**dict.fromkeys(FOLDERS, ".yaml"), BIBLIOGRAPHY: ".bib"}
    if not data.is_dir():
        findings.append(
            Finding(
                ".",
                1,
                1,
                "file-missing",
                "error",
                f"there is no folder {data}",
                "name the folder with --data",
            )
        )
        return
    for folder in sorted(data.iterdir()):
        if folder.name in BESIDE_THE_FOLDERS:
            continue
        if folder.name not in known or not folder.is_dir() or folder.is_symlink():
            findings.append(_unexpected(data, folder, did_you_mean(folder.name, known)))
            continue
        for path in sorted(folder.iterdir()):
            if path.suffix == known[folder.name]:
                yield path
            else:
                findings.append(_unexpected(data, path, f"files here end in {known[folder.name]}"))


def _unexpected(data: Path, path: Path, hint: str) -> Finding:
    file = path.relative_to(data).as_posix()
    return Finding(file, 1, 1, "file-unexpected", "error", f"`{path.name}` does not belong here", hint)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file says, as plain data, which costs little to hand from one process to another."""

    text: str | None
    problems: list[safe_yaml.Problem]
    content: dict[str, object] | None = None
    """Of a record, when nothing is wrong with its YAML."""
    publications: list[Publication] = field(default_factory=list)


def _read(path: Path, data: Path) -> _Read:
    is_bibliography = path.parent.name == BIBLIOGRAPHY
    text, problems = read_source(path, data, LARGEST_BIBLIOGRAPHY if is_bibliography else LARGEST_RECORD)
    if text is None:
        return _Read(None, problems)
    if is_bibliography:
        publications, problems = parse_bibliography(text, f"{BIBLIOGRAPHY}/{path.name}")
        return _Read(text, problems, publications=publications)
    content, problems = safe_yaml.parse(text)
    return _Read(text, problems, None if problems else content)


def _record(path: Path, kind: type[Record], content: dict[str, object]) -> tuple[Record | None, list[Fault]]:
    record, faults = validate(kind, content)
    if record is not None and record.id != path.stem:
        message = f"the id `{record.id}` is not the file's name"
        faults = [Fault("id-filename", ("id",), message, f"rename the file to {record.id}.yaml, or mend the id")]
    return None if faults else record, faults


def _duplicates(publications: list[Publication]) -> list[Finding]:
    return [
        finding
        for publication, problem in duplicate_problems(publications)
        for finding in _findings(publication.file, [problem])
    ]


def _findings(file: str, problems: Iterable[safe_yaml.Problem]) -> list[Finding]:
    return [
        Finding(
            file,
            problem.position.line,
            problem.position.column,
            problem.code,
            "error",
            problem.message,
            problem.hint,
        )
        for problem in problems
    ]


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    """Thousands of live records make every full collection slow; loading makes no cycles worth collecting."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
