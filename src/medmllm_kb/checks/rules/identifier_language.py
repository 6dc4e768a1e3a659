"""Languages go by their BCP-47 tags."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from medmllm_kb.checks.rule import Given, Offence, Rule

LANGUAGES = "languages"
"""Id of the vocabulary."""
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(-(?P<script>[A-Z][a-z]{3}))?(-(?P<region>[A-Z]{2}|[0-9]{3}))?(-[a-z0-9]{5,8})*"
)


def _check(given: Given) -> Iterator[Offence]:
    vocabulary = given.kb.vocabularies.get(LANGUAGES)
    if vocabulary is None:
        return
    for position, term in enumerate(vocabulary.terms):
        fault = tag_fault(term.id)
        if fault:
            yield Offence(vocabulary, ("terms", position, "id"), *fault)
        for place, external in enumerate(term.external_ids):
            path = ("terms", position, "external_ids", place, "id")
            fault = tag_fault(external.id) if external.scheme == "bcp-47" and external.id != term.id else None
            if fault:
                yield Offence(vocabulary, path, *fault)


def tag_fault(tag: str) -> tuple[str, str] | None:
    """What is wrong with a language tag, and what to do; None when nothing is.

    Two-letter languages, scripts and regions have to be known to CLDR, which names all of them. Of the
    thousands of three-letter languages it names some, so of the others only the form is looked at.
    """
    match = _TAG.fullmatch(tag)
    if match is None:
        message = f"`{tag}` is not written as a BCP-47 language tag"
        return message, "write the language, and script or region where they matter: en, zh-Hans, pt-BR"
    names, shorter = _cldr()
    language, script, region = match["language"], match["script"], match["region"]
    if language in shorter:
        return f"the language `{language}` has a shorter tag", f"did you mean `{shorter[language]}`?"
    if len(language) == 2 and language not in names["languages"]:
        return (
            f"`{language}` is not a language",
            "look it up at https://www.loc.gov/standards/iso639-2/php/code_list.php",
        )
    if script and script not in names["scripts"]:
        return f"`{script}` is not a script", "write it like Hans, Latn or Cyrl, or leave it out"
    if region and region not in names["territories"]:
        return (
            f"`{region}` is not a region",
            "write the two capital letters of ISO 3166, as in pt-BR, or leave it out",
        )
    return None


@cache
def _cldr() -> tuple[dict[str, Any], dict[str, str]]:
    from babel import Locale
    from babel.core import get_global

    english = Locale("en")
    names = {name: dict(getattr(english, name)) for name in ("languages", "scripts", "territories")}
    aliases = get_global("language_aliases")
    return names, {long: aliases[long] for long in aliases if len(long) == 3 and len(aliases[long]) == 2}


RULE = Rule(
    code="identifier-language",
    level="error",
    what="A language of the vocabulary does not go by its BCP-47 tag.",
    why="With standard tags, browsers pronounce and hyphenate rightly, and languages of other catalogues "
    "can be compared with ours.",
    mend="Write the shortest tag of the language, `en` and not `eng`, with a script or a region only where "
    "they matter: `zh-Hans`, `pt-BR`.",
    bad={
        "vocabularies/languages.yaml": """\
id: languages
name: Languages
summary: Languages of the toy knowledge base.
singular: language
terms:
  - {id: en, name: English, definition: English.}
  - {id: pt-BR, name: Brazilian Portuguese, definition: Portuguese as written in Brazil.}
  - {id: jp, name: Japanese, definition: Japanese.}
         ^^
  - {id: deu, name: German, definition: German.}
         ^^^
added: 2025-03-01
"""
    },
    good={
        "vocabularies/languages.yaml": """\
id: languages
name: Languages
summary: Languages of the toy knowledge base.
singular: language
terms:
  - {id: en, name: English, definition: English.}
  - {id: pt-BR, name: Brazilian Portuguese, definition: Portuguese as written in Brazil.}
  - {id: ja, name: Japanese, definition: Japanese.}
  - {id: de, name: German, definition: German.}
added: 2025-03-01
"""
    },
    check=_check,
)
