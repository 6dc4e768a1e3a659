"""The index of the jump box: names, acronyms and other names of everything that has a page."""

import json
from collections.abc import Iterable

from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.site.chapters import Chapter
from medmllm_kb.site.navigation import SECTIONS
from medmllm_kb.site.view import address


def names_index(kb: KnowledgeBase, chapters: Iterable[Chapter] = ()) -> bytes:
    """Columns of what the jump box looks up: kinds, addresses, names, other names."""
    entries = [
        (record.KIND, address(record.KIND, record.id), record.name, record.aliases)
        for record in kb
        if record.KIND != "vocabulary"
    ]
    entries += [
        (vocabulary.singular, address(vocabulary.id, term.id), term.name, term.aliases)
        for vocabulary in kb.vocabularies.values()
        for term in vocabulary.terms
    ]
    entries += [("chapter", chapter.path, chapter.title, (chapter.label,)) for chapter in chapters]
    entries += [("page", path, label, ()) for section in SECTIONS for path, label in section.indexes]
    kinds = sorted({entry[0] for entry in entries})
    columns = {
        "kinds": kinds,
        "kind": [kinds.index(entry[0]) for entry in entries],
        "address": [entry[1] for entry in entries],
        "name": [entry[2] for entry in entries],
        "aliases": ["\t".join(entry[3]) for entry in entries],
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()
