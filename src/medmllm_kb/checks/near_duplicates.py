"""Which records look so alike that they may be the same thing, described twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import NamedTuple

from medmllm_kb.checks.names import plain_name, plain_words
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.records import Record

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


@dataclass(frozen=True, slots=True)
class _Profile:
    """What is compared of a record, made ready once."""

    record: Record
    words: tuple[str, ...]
    addresses: dict[str, str]


def near_duplicates(kb: KnowledgeBase) -> Iterator[Likeness]:
    """Every pair of records that look alike, whether or not they are said to be distinct."""
    for kind in COMPARED:
        seen: set[tuple[str, str]] = set()
        for first, second in _candidates([_profile(record) for record in kb.records[kind].values()]):
            one, other = first.record, second.record
            if (one.id, other.id) in seen:
                continue
            seen.add((one.id, other.id))
            reason = _likeness(first, second)
            if reason and not _is_related(kb, one, other) and not _is_related(kb, other, one):
                yield Likeness(one, other, reason)


def _likeness(one: _Profile, other: _Profile) -> str:
    """What makes two records of a kind look like one thing; empty when nothing does."""
    if _one_letter_apart(one.words, other.words):
        return "the names differ by a letter"
    if one.words != other.words and sorted(one.words) == sorted(other.words):
        return "the names have the same words"
    shared = [name for name, address in one.addresses.items() if address == other.addresses.get(name)]
    for name in _OWN_LINKS:
        if name in shared:
            return f"both have the same address under `links.{name}`"
    publication = one.record.publication
    if publication and publication == other.record.publication and _names_alike(one.words, other.words):
        return "the names are alike and the publication is the same"
    if shared and _names_alike(one.words, other.words):
        return "the names are alike and so is an address"
    return ""


def are_confusable(one: Record, other: Record) -> bool:
    """Whether a person might take one for the other: a wider notion than that of ``near_duplicates``."""
    names = [plain_name(name) for name in (one.name, *one.aliases)]
    other_names = [plain_name(name) for name in (other.name, *other.aliases)]
    return (
        any(
            SequenceMatcher(None, name, other_name).ratio() >= _CONFUSABLE or name in other_name or other_name in name
            for name in names
            for other_name in other_names
        )
        or (one.publication is not None and one.publication == other.publication)
        or bool(_addresses(one).items() & _addresses(other).items())
    )


def _candidates(profiles: list[_Profile]) -> Iterator[tuple[_Profile, _Profile]]:
    """Pairs that have anything in common that counts, found without comparing all with all."""
    buckets: dict[tuple[str, str], list[_Profile]] = {}
    for profile in profiles:
        for key in dict.fromkeys(_keys(profile)):
            buckets.setdefault(key, []).append(profile)
    for bucket in buckets.values():
        if len(bucket) > _MOST_IN_BUCKET:  # compare neighbours alone: what so many share tells nothing
            yield from pairwise(bucket)
        elif len(bucket) > 1:
            yield from combinations(bucket, 2)


def _keys(profile: _Profile) -> Iterator[tuple[str, str]]:
    name = "".join(profile.words)
    if len(name) >= _SHORTEST:
        yield "name", name
        for place, letter in enumerate(name):
            if not _DIGITS.match(letter):
                yield "name", name[:place] + name[place + 1 :]
    yield "words", " ".join(sorted(profile.words))
    if profile.record.publication:
        yield "publication", profile.record.publication
    yield from profile.addresses.items()


def _profile(record: Record) -> _Profile:
    return _Profile(record, tuple(plain_words(record.name)), _addresses(record))


def _addresses(record: Record) -> dict[str, str]:
    found = ((name, getattr(record.links, name)) for name in _LINKS)
    return {name: link.lower().removesuffix("/").removesuffix(".git") for name, link in found if link}


def _one_letter_apart(words: Sequence[str], other_words: Sequence[str]) -> bool:
    """Whether one letter, not a digit, was added, left out or changed in a long enough name."""
    one, other = "".join(words), "".join(other_words)
    if min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1 or one == other:
        return False
    short_words = [{word for word in some if len(word) <= _SHORT_WORD} for some in (words, other_words)]
    if short_words[0] != short_words[1] or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    letters = zip(one, other, strict=False)
    start = next((place for place, (a, b) in enumerate(letters) if a != b), min(len(one), len(other)))
    return any(one[start + cut :] == other[start + other_cut :] for cut, other_cut in ((1, 1), (1, 0), (0, 1)))


def _names_alike(words: Sequence[str], other_words: Sequence[str]) -> bool:
    """Whether more than half of the words are shared, and neither numbers nor sizes tell them apart."""
    one, other = set(words), set(other_words)
    if any(len(word) <= _SHORT_WORD or _DIGITS.search(word) for word in one ^ other):
        return False
    return 2 * len(one & other) > max(len(one), len(other))


def _is_related(kb: KnowledgeBase, record: Record, other: Record) -> bool:
    """Whether the record comes from the other, stands below it or is replaced by it."""
    return any(
        reference.kind == other.KIND and reference.id == other.id and reference.path[0] in _LINEAGE
        for reference in kb.references[record.KIND, record.id]
    )
