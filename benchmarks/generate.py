"""A synthetic knowledge base of any size, as realistic as the real one that it is grown from.

Every synthetic record descends from a real one: the same fields, text lengths, numbers of references and
of evidence, and the same publications, but other ids, other neighbours, and prose whose words are shuffled,
so that no cache meets the same text twice. Vocabularies, tasks and stages stay, as they would in reality.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from medmllm_kb.contribute.formatting import to_yaml
from medmllm_kb.exports.bibtex import to_bibtex
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.load import load
from medmllm_kb.loading.safe_yaml import parse
from medmllm_kb.records import KINDS, Record
from medmllm_kb.records.prose import CITATION, LINK
from medmllm_kb.records.references import PUBLICATION, FieldPath, Reference

KEPT = ("vocabulary", "task", "stage")
LINEAGE = ("derived_from", "initialised_from", "base_models", "parent")
SPLIT = re.compile(rf"({LINK.pattern}|{CITATION.pattern}|`[^`]*`|\$[^$]*\$)")


def generate(real: Path, output: Path, records: int, seed: int = 1) -> None:
    """Writes a data folder of so many records, kept kinds included, to ``output``."""
    kb = load(real).kb
    rng = random.Random(seed)
    kept = [record for record in kb if record.KIND in KEPT]
    seeds = [record for record in kb if record.KIND not in KEPT]
    rng.shuffle(seeds)
    chosen = [(seeds[number % len(seeds)], number // len(seeds)) for number in range(max(records - len(kept), 0))]
    world = _World(kb, [*((record, 0) for record in kept), *chosen], rng)
    for record, generation in [*((record, 0) for record in kept), *chosen]:
        text = (real / kb.files[record.KIND, record.id]).read_text("utf-8")
        if record.KIND != "vocabulary":
            text = to_yaml(record.KIND, world.descendant(record, generation, text))
        _write(output, record, text, _named(record.id, generation))
    bibliography = output / "bibliography" / "all.bib"
    bibliography.parent.mkdir(parents=True, exist_ok=True)
    bibliography.write_text(to_bibtex(kb.publications.values()), "utf-8")


def _named(id: str, generation: int) -> str:
    return f"{id}-g{generation}" if generation else id


def _write(output: Path, record: Record, text: str, id: str) -> None:
    path = output / KINDS[record.KIND].FOLDER / f"{id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


class _World:
    """Which descendants there are, so that every reference of every record leads to one."""

    def __init__(self, kb: KnowledgeBase, chosen: list[tuple[Record, int]], rng: random.Random) -> None:
        self._kb = kb
        self._rng = rng
        self._generations: dict[tuple[str, str], list[int]] = {}
        for record, generation in chosen:
            self._generations.setdefault((record.KIND, record.id), []).append(generation)
        # Records that descend from no other: any record may refer to them, and no cycle comes of it.
        self._roots: dict[str, list[str]] = {}
        for kind, id in self._generations:
            if not any(one.path[0] in LINEAGE for one in kb.references[kind, id]):
                self._roots.setdefault(kind, []).append(id)

    def descendant(self, record: Record, generation: int, text: str) -> dict[str, object]:
        """The record with neighbours of its own generation or an earlier one, and shuffled prose."""
        data = parse(text)[0]
        assert data is not None
        self._record = record
        references = {one.path: one for one in self._kb.references[record.KIND, record.id]}
        changed = self._visit(data, (), references, generation)
        assert isinstance(changed, dict)
        changed["id"] = _named(record.id, generation)
        for field in ("aliases", "former_ids", "distinct_from", "superseded_by") if generation else ():
            changed.pop(field, None)
        if generation:
            changed["name"] = f"{record.name} {generation}"
        missing = (one for one in references.values() if one.path[0] == "pipeline" and not self._has(one))
        return _without(changed, "pipeline") if any(missing) else changed

    def _has(self, reference: Reference) -> bool:
        fixed = reference.kind == PUBLICATION or reference.kind not in KINDS
        return fixed or (reference.kind, reference.id) in self._generations

    def _other(self, kind: str, id: str, generation: int) -> str:
        if kind not in KINDS or kind == "vocabulary":
            return id
        earlier = [one for one in self._generations.get((kind, id), ()) if one <= generation]
        return _named(id, self._rng.choice(earlier)) if earlier else self._rng.choice(self._roots.get(kind) or [id])

    def _visit(self, value: object, path: FieldPath, references: dict[FieldPath, Reference], generation: int) -> object:
        if isinstance(value, dict):
            return {key: self._visit(inner, (*path, key), references, generation) for key, inner in value.items()}
        if isinstance(value, tuple):
            visited = [
                self._visit(inner, (*path, position), references, generation) for position, inner in enumerate(value)
            ]
            words = [one for one in visited if isinstance(one, str)]
            if len(words) < len(visited):
                return visited
            own = _named(self._record.id, generation)
            return [one for one in dict.fromkeys(words) if one != own]
        if isinstance(value, str) and path in references and value == references[path].id:
            return self._other(references[path].kind, value, generation)
        if isinstance(value, str) and " " in value and path[-1] not in ("name", "source", "latex"):
            return "".join(self._shuffled(value, generation))
        return value

    def _shuffled(self, text: str, generation: int) -> Iterator[str]:
        position = 0
        for match in SPLIT.finditer(text):
            yield _mix(text[position : match.start()], self._rng)
            link = LINK.fullmatch(match[0])
            if link:
                label = f"|{link['label']}" if link["label"] else ""
                yield f"[[{link['kind']}:{self._other(link['kind'], link['id'], generation)}{label}]]"
            else:
                yield match[0]
            position = match.end()
        yield _mix(text[position:], self._rng)


def _without(data: dict[str, object], field: str) -> dict[str, object]:
    """The record without a field and without the evidence for it."""
    data.pop(field, None)
    evidence: list[dict[str, object]] = data.get("evidence", [])  # type: ignore[assignment]
    for item in evidence:
        item["supports"] = [path for path in item["supports"] if not str(path).startswith(field)]  # type: ignore[attr-defined]
    data["evidence"] = [item for item in evidence if item["supports"]]
    return data


def _mix(text: str, rng: random.Random) -> str:
    words = re.split(r"(\s+)", text)
    plain = [position for position in range(0, len(words), 2) if re.fullmatch(r"[\w-]+", words[position])]
    mixed = plain[:]
    rng.shuffle(mixed)
    taken = [words[position] for position in mixed]
    for position, word in zip(plain, taken, strict=True):
        words[position] = word
    return "".join(words)
