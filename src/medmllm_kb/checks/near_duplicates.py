"""Which records look so alike that they may be the same thing, described twice."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from medmllm_kb.checks.names import plain_name, plain_words
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record
from medmllm_kb.records.references import references

COMPARED = (
    "architecture",
    "challenge",
    "application",
    "component",
    "dataset",
    "method",
    "metric",
    "model",
    "survey",
    "task",
)
"""Kinds whose records are compared."""
_LINKS = ("data", "card", "weights", "repository")
_OWN_LINKS = ("data", "card")
"""Links that two works do not share, unlike a repository."""
_LINEAGE = frozenset({"derived_from", "base_models", "initialised_from", "parent", "superseded_by"})
_SHORTEST = 6
"""Letters of a name below which one letter makes another word."""
_SHORT_WORD = 2
"""Letters of a word that tells names apart by itself: ViT-B and ViT-L, C-Abstractor and D-Abstractor."""
_CONFUSABLE = 0.6
"""Share of letters that two names have in common in the same order."""
_MOST_IN_BUCKET = 50
"""Records that share something, beyond which all are no longer compared with all."""
_DIGITS = re.compile(r"[0-9.]+")


class Likeness(NamedTuple):
    """Two records of a kind, in the order of their ids, and what they have in common."""

    first: Record
    second: Record
    reason: str


def near_duplicates(kb: KnowledgeBase) -> Iterator[Likeness]:
    """Every pair of records that look alike, whether or not they are said to be distinct."""
    for kind in COMPARED:
        seen: set[tuple[str, str]] = set()
        for first, second in _candidates(list(kb.records[kind].values())):
            pair = (first.id, second.id)
            if pair not in seen and (reason := likeness(first, second)):
                yield Likeness(first, second, reason)
            seen.add(pair)


def likeness(one: Record, other: Record) -> str:
    """What makes two records of a kind look like the same thing; empty when nothing does."""
    if _is_related(one, other) or _is_related(other, one):
        return ""
    words, other_words = plain_words(one.name), plain_words(other.name)
    if _one_letter_apart(words, other_words):
        return "the names differ by a letter"
    if sorted(words) == sorted(other_words) and words != other_words:
        return "the names have the same words"
    for name in _OWN_LINKS:
        if _link(one, name) and _link(one, name) == _link(other, name):
            return f"both have the same address under `links.{name}`"
    if not _names_alike(words, other_words):
        return ""
    if one.publication and one.publication == other.publication:
        return "the names are alike and the publication is the same"
    if any(_link(one, name) and _link(one, name) == _link(other, name) for name in _LINKS):
        return "the names are alike and so is an address"
    return ""


def are_confusable(one: Record, other: Record) -> bool:
    """Whether a person might take one record for the other: a wider notion than that of ``likeness``."""
    names = [plain_name(name) for name in (one.name, *one.aliases)]
    other_names = [plain_name(name) for name in (other.name, *other.aliases)]
    return (
        any(
            SequenceMatcher(None, name, other_name).ratio() >= _CONFUSABLE
            or name in other_name
            or other_name in name
            for name in names
            for other_name in other_names
        )
        or (one.publication is not None and one.publication == other.publication)
        or any(_link(one, name) and _link(one, name) == _link(other, name) for name in _LINKS)
    )


def _candidates(records: list[Record]) -> Iterator[tuple[Record, Record]]:
    """Pairs that have anything in common that ``likeness`` looks at, found without comparing all with all."""
    buckets: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        for key in dict.fromkeys(_keys(record)):
            buckets.setdefault(key, []).append(record)
    for bucket in buckets.values():
        if len(bucket) > _MOST_IN_BUCKET:  # compare neighbours alone: what hundreds share tells nothing
            yield from pairwise(bucket)
        else:
            yield from ((one, other) for place, one in enumerate(bucket) for other in bucket[place + 1 :])


def _keys(record: Record) -> Iterator[tuple[str, str]]:
    name = plain_name(record.name)
    if len(name) >= _SHORTEST:
        yield "name", name
        for place, letter in enumerate(name):
            if not _DIGITS.match(letter):
                yield "name", name[:place] + name[place + 1 :]
    yield "words", " ".join(sorted(plain_words(record.name)))
    if record.publication:
        yield "publication", record.publication
    for link in _LINKS:
        if address := _link(record, link):
            yield link, address


def _link(record: Record, name: str) -> str:
    address: str = getattr(record.links, name) or ""
    return address.lower().removesuffix("/").removesuffix(".git")


def _one_letter_apart(words: list[str], other_words: list[str]) -> bool:
    """Whether one letter, not a digit, was added, left out or changed in a long enough name."""
    one, other = "".join(words), "".join(other_words)
    if min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1 or one == other:
        return False
    short_words = [{word for word in some if len(word) <= _SHORT_WORD} for some in (words, other_words)]
    if short_words[0] != short_words[1] or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    letters = zip(one, other, strict=False)
    start = next((place for place, (a, b) in enumerate(letters) if a != b), min(len(one), len(other)))
    return any(
        one[start + cut :] == other[start + other_cut :] for cut, other_cut in ((1, 1), (1, 0), (0, 1))
    )


def _names_alike(words: list[str], other_words: list[str]) -> bool:
    """Whether more than half of the words are shared, and neither numbers nor sizes tell them apart."""
    one, other = set(words), set(other_words)
    if any(len(word) <= _SHORT_WORD or _DIGITS.search(word) for word in one ^ other):
        return False
    return 2 * len(one & other) > max(len(one), len(other))


def _is_related(record: Record, other: Record) -> bool:
    """Whether the record comes from the other, stands below it or is replaced by it."""
    return any(
        reference.kind == other.KIND and reference.id == other.id and reference.path[0] in _LINEAGE
        for reference in references(record)
    )
