"""A synthetic knowledge base of any size, as realistic as the real one that it is grown from.

Every synthetic record descends from a real one: the same fields, text lengths, numbers of references and of
evidence, and the same publications, but other ids, other neighbours, and prose whose words are shuffled, so that
no cache meets the same text twice. Vocabularies, tasks and stages stay, as they would in reality.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from medmllm_kb.contribute.formatting import to_yaml
from medmllm_kb.exports.bibtex import to_bibtex
from medmllm_kb.loading.load import load
from medmllm_kb.loading.safe_yaml import parse
from medmllm_kb.records import KINDS, Record
from medmllm_kb.records.prose import CITATION, LINK
from medmllm_kb.records.references import PUBLICATION, Reference

KEPT = ("vocabulary", "task", "stage")
SPLIT = re.compile(rf"({LINK.pattern}|{CITATION.pattern}|`[^`]*`|\$[^$]*\$)")


def generate(real: Path, output: Path, records: int, seed: int = 1) -> None:
    """Writes a data folder of so many records, kept kinds included, to ``output``."""
    kb = load(real).kb
    rng = random.Random(seed)
    kept = [record for record in kb if record.KIND in KEPT]
    seeds = [record for record in kb if record.KIND not in KEPT]
    chosen: list[tuple[Record, str]] = []
    for number in range(max(records - len(kept), 0)):
        generation, position = divmod(number, len(seeds))
        record = seeds[position]
        chosen.append((record, record.id if generation == 0 else f"{record.id}-g{generation}"))
    ids: dict[tuple[str, str], list[str]] = {}
    for record, id in chosen:
        ids.setdefault((record.KIND, record.id), []).append(id)
    present = {**ids, **{(record.KIND, record.id): [record.id] for record in kept}}
    for record in kept:
        _write(output, record, (real / kb.files[record.KIND, record.id]).read_text("utf-8"))
    for record, id in chosen:
        text = (real / kb.files[record.KIND, record.id]).read_text("utf-8")
        data = parse(text)[0]
        assert data is not None
        changed = _rewrite(data, kb.references[record.KIND, record.id], present, rng)
        changed["id"] = id
        if id != record.id:
            changed["name"] = f"{record.name} {id.rsplit('-g', 1)[1]}"
            for field in ("aliases", "former_ids", "distinct_from", "superseded_by"):
                changed.pop(field, None)
        _write(output, record, to_yaml(record.KIND, changed), id)
    bibliography = output / "bibliography" / "all.bib"
    bibliography.parent.mkdir(parents=True, exist_ok=True)
    bibliography.write_text(to_bibtex(kb.publications.values()), "utf-8")


def _write(output: Path, record: Record, text: str, id: str = "") -> None:
    path = output / KINDS[record.KIND].FOLDER / f"{id or record.id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _rewrite(
    data: dict[str, object],
    references: tuple[Reference, ...],
    present: dict[tuple[str, str], list[str]],
    rng: random.Random,
) -> dict[str, object]:
    """The record with neighbours of its own generation or another, and shuffled prose."""
    by_path = {reference.path: reference for reference in references}

    def other(kind: str, id: str) -> str:
        return rng.choice(present.get((kind, id)) or _any_of(present, kind, rng) or [id])

    def visit(value: object, path: tuple[str | int, ...]) -> object:
        if isinstance(value, dict):
            return {key: visit(inner, (*path, key)) for key, inner in value.items()}
        if isinstance(value, tuple):
            return [visit(inner, (*path, position)) for position, inner in enumerate(value)]
        if isinstance(value, str) and path in by_path and value == by_path[path].id:
            reference = by_path[path]
            fixed = reference.kind == PUBLICATION or reference.kind not in KINDS
            return value if fixed else other(reference.kind, value)
        if isinstance(value, str) and " " in value and path[-1] not in ("name", "source", "latex"):
            return "".join(_shuffled(value, other, rng))
        return value

    result = visit(data, ())
    assert isinstance(result, dict)
    return result


def _any_of(present: dict[tuple[str, str], list[str]], kind: str, rng: random.Random) -> list[str]:
    choices = [key for key in present if key[0] == kind]
    return present[rng.choice(choices)] if choices else []


def _shuffled(text: str, other, rng: random.Random) -> Iterator[str]:  # type: ignore[no-untyped-def]
    position = 0
    for match in SPLIT.finditer(text):
        yield _mix(text[position : match.start()], rng)
        link = LINK.fullmatch(match[0])
        if link and link["kind"] in KINDS:
            label = f"|{link['label']}" if link["label"] else ""
            yield f"[[{link['kind']}:{other(link['kind'], link['id'])}{label}]]"
        else:
            yield match[0]
        position = match.end()
    yield _mix(text[position:], rng)


def _mix(text: str, rng: random.Random) -> str:
    words = re.split(r"(\s+)", text)
    plain = [position for position in range(0, len(words), 2) if re.fullmatch(r"[\w-]+", words[position])]
    mixed = plain[:]
    rng.shuffle(mixed)
    taken = [words[position] for position in mixed]
    for position, word in zip(plain, taken, strict=True):
        words[position] = word
    return "".join(words)
