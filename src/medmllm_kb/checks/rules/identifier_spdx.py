"""Standard licences go by their SPDX ids."""

import re
from collections.abc import Iterator

from medmllm_kb.checks.rule import Given, Offence, Rule
from medmllm_kb.records import Term, Vocabulary
from medmllm_kb.records.references import FieldPath

LICENCES = "licences"
"""Id of the vocabulary."""


def _check(given: Given) -> Iterator[Offence]:
    vocabulary = given.kb.vocabularies.get(LICENCES)
    if vocabulary is not None:
        for position, term in enumerate(vocabulary.terms):
            yield from _check_term(vocabulary, position, term)


def _check_term(vocabulary: Vocabulary, position: int, term: Term) -> Iterator[Offence]:
    stated = [
        (place, one.id)
        for place, one in enumerate(term.external_ids)
        if one.scheme == "spdx" and not one.id.startswith("LicenseRef-")  # SPDX's own way for what is not listed
    ]
    for place, id in stated:
        path: FieldPath = ("terms", position, "external_ids", place, "id")
        official = spdx_id(id)
        if official is None:
            yield Offence(
                vocabulary,
                path,
                f"`{id}` is not on the SPDX list",
                "look it up at https://spdx.org/licenses/",
            )
        elif official != id:
            yield Offence(vocabulary, path, f"SPDX spells `{id}` in another way", f"did you mean `{official}`?")
        elif id != term.id:
            hint = f"call the term `{id}` and keep `{term.id}` under `former_ids`"
            yield Offence(vocabulary, path, f"the term `{term.id}` has an SPDX id and should go by it", hint)
    if stated:
        return
    official = spdx_id(term.id)
    path = ("terms", position, "id")
    if official is not None:
        hint = f"spell it `{official}` and add `external_ids: [{{scheme: spdx, id: {official}}}]`"
        yield Offence(vocabulary, path, f"`{term.id}` is on the SPDX list, but is not marked as an SPDX id", hint)
    elif re.search("[A-Z]", term.id):
        message = f"`{term.id}` looks like an SPDX id, but is not on the SPDX list"
        yield Offence(vocabulary, path, message, "ids of our own are written in lower case: cc-by-nc-unversioned")


def spdx_id(text: str) -> str | None:
    """The SPDX id that ``text`` is in any case of its letters; None when it is none, or is an expression."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    if not re.fullmatch(r"[A-Za-z0-9.+-]+", text) or text.lower().startswith("licenseref-"):
        return None
    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return None


RULE = Rule(
    code="identifier-spdx",
    level="error",
    what="A licence of the vocabulary that is, or looks like, an SPDX id is not written as the SPDX list has it.",
    why="Standard licences have one spelling that other tools understand, and a home-made licence must not "
    "be taken for a standard one.",
    mend="Spell the id as on https://spdx.org/licenses/ and repeat it in `external_ids` with the scheme "
    "`spdx`. Terms that are not on the list get an id of our own in lower case.",
    bad={
        "vocabularies/licences.yaml": """\
id: licences
name: Licences
summary: Licences of the toy knowledge base.
singular: licence
terms:
  - id: MIT
    name: MIT licence
    definition: Any use, with the notice kept.
    external_ids: [{scheme: spdx, id: MIT}]
  - id: Apache-2.0
    name: Apache licence 2.0
    definition: Any use, with notices kept.
    external_ids: [{scheme: spdx, id: Apache-2.0}]
  - id: BSD-3
        ^^^^^
    name: BSD licence with three clauses
    definition: Any use, with the notice kept.
  - id: CC-BY-NC-4.0
    name: Creative Commons Attribution Non-Commercial 4.0
    definition: Use that is not commercial, with credit.
    external_ids: [{scheme: spdx, id: CC-BY-NC-4}]
                                      ^^^^^^^^^^
added: 2025-03-01
"""
    },
    good={
        "vocabularies/licences.yaml": """\
id: licences
name: Licences
summary: Licences of the toy knowledge base.
singular: licence
terms:
  - id: MIT
    name: MIT licence
    definition: Any use, with the notice kept.
    external_ids: [{scheme: spdx, id: MIT}]
  - id: Apache-2.0
    name: Apache licence 2.0
    definition: Any use, with notices kept.
    external_ids: [{scheme: spdx, id: Apache-2.0}]
  - id: CC-BY-NC-4.0
    name: Creative Commons Attribution Non-Commercial 4.0
    definition: Use that is not commercial, with credit.
    external_ids: [{scheme: spdx, id: CC-BY-NC-4.0}]
  - id: BSD-3-Clause
    name: BSD licence with three clauses
    definition: Any use, with the notice kept.
    external_ids: [{scheme: spdx, id: BSD-3-Clause}]
  - id: custom-terms
    name: Terms of its own
    definition: Terms that were written for one dataset.
added: 2025-03-01
"""
    },
    check=_check,
)
