"""Variants of a model however a table spells them, and their sizes."""

import re
from functools import cache

from medmllm_kb.records import MedicalModel

_SIZE = re.compile(r"(?<![A-Za-z0-9.])(\d+(?:\.\d+)?)\s*([BbMm])(?![A-Za-z0-9])")
_ASIDE = re.compile(r"\s*\(.*\)$")
_NOISE = re.compile(r"[^a-z0-9+]")
_SHORTEST = 4
"""Letters that a part of a model's name must have to be taken for it: ``Qwen2.5V``, and not ``M``."""


def variant_words(model: MedicalModel | None, variant: str | None) -> str:
    """What a table says of the variant beside the model's name: ``7B`` for ``Lingshu-7B``."""
    printed = variant or ""
    name = _ASIDE.sub("", model.name) if model is not None else ""
    if _NOISE.sub("", printed.lower()) == _NOISE.sub("", name.lower()):
        return ""
    if printed.lower().startswith(name.lower()) and not printed[len(name) :][:1].isalnum():
        return printed[len(name) :].lstrip(" -_,")
    size = _SIZE.search(printed)
    return f"{size[1]}{size[2].upper()}" if size and variant_key(model, printed) == size[0].lower() else printed


def variant_key(model: MedicalModel | None, variant: str | None) -> str:
    """What tells variants of one model apart, however a table spells them: ``Qwen2.5VL-7B`` is ``7b``.

    Only the size, the model's own name and the names of its listed variants are understood. Whatever else is printed
    stays, so that two variants are never taken for one.
    """
    return _variant_key(model, variant or "")


def parameters_of(model: MedicalModel | None, variant: str | None) -> int | None:
    """Parameters of a variant: as the model's record lists it, else as the table's own words say; or None."""
    key = variant_key(model, variant)
    for one in model.variants if model is not None else ():
        if one.parameters and key and key == variant_key(model, one.name):
            return one.parameters
    size = _SIZE.search(variant or "")
    return int(float(size[1]) * (10**9 if size[2] in "Bb" else 10**6)) if size else None


@cache
def _variant_key(model: MedicalModel | None, variant: str) -> str:
    size, rest = _size_and_rest(model, variant)
    for one in model.variants if model is not None else ():
        own_size, own_rest = _size_and_rest(model, one.name)
        own_size = own_size or _size_in_words(one.parameters)
        if rest and rest == own_rest and size in ("", own_size) and own_size and _is_only(model, own_size):
            return own_size
    return f"{size} {rest}".strip()


def _size_and_rest(model: MedicalModel | None, variant: str) -> tuple[str, str]:
    """Size as ``7b``, and what else is printed beside the model's own name."""
    size = _SIZE.search(variant)
    rest = _without_size(variant)
    for name in _names(model):
        if rest.startswith(name):
            rest = rest.removeprefix(name)
        elif len(rest) >= _SHORTEST and name.startswith(rest):
            rest = ""
    return (f"{float(size[1]):g}{size[2].lower()}" if size else ""), rest


@cache
def _names(model: MedicalModel | None) -> tuple[str, ...]:
    """Names of the model, the longest first, without those that are names of a variant."""
    if model is None:
        return ()
    own = _without_size(_ASIDE.sub("", model.name))
    listed = {_without_size(one.name).removeprefix(own) for one in model.variants} - {""}
    aliases = {alias for alias in map(_without_size, model.aliases) if alias.removeprefix(own) not in listed}
    names = {own, _without_size(model.name)} | aliases
    return tuple(sorted(names - {""}, key=lambda name: (-len(name), name)))


def _without_size(text: str) -> str:
    return _NOISE.sub("", _SIZE.sub(" ", text).lower())


def _is_only(model: MedicalModel | None, size: str) -> bool:
    """Whether a size names one listed variant alone."""
    sizes = [_SIZE.search(one.name) and _size_and_rest(model, one.name)[0] for one in model.variants] if model else []
    listed = [_size_in_words(one.parameters) for one in model.variants] if model else []
    return max(listed.count(size), sizes.count(size)) == 1


def _size_in_words(parameters: int | None) -> str:
    if not parameters:
        return ""
    return f"{parameters / 1e9:g}b" if parameters >= 10**9 else f"{parameters / 1e6:g}m"
