"""Names of people and bodies as BibTeX writes them: ``Ben Abacha, Asma and {OpenLab Team} and others``.

A list is split into names, and a name into its parts, while it is still LaTeX, because braces say what
belongs together; only then are the parts read as text.
"""

import re
from dataclasses import dataclass

from medmllm_kb.loading.latex import faults, to_text


@dataclass(frozen=True, slots=True)
class Name:
    """An author: a person with ``family`` and ``given`` names, or a body named by ``literal`` alone."""

    family: str
    """Family name with its particle: ``van der Maaten``."""
    given: str
    """Given names or initials; may be empty."""
    literal: str = ""
    """Name of a body, which has no parts."""
    suffix: str = ""
    """``Jr.``, ``III``."""


_AND = re.compile(r"\sand(?=\s)", re.IGNORECASE)
_COMMA = re.compile(r",")
_SPACE = re.compile(r"\s")
_TIE = re.compile(r"(?<!\\)~")


def read_authors(latex: str) -> tuple[tuple[Name, ...], bool]:
    """The authors that ``latex`` names, and whether it ends with ``and others``."""
    names, and_others = split_authors(latex)
    return tuple(_read_name(name) for name in names if name), and_others


def author_faults(latex: str) -> list[str]:
    """What is wrong with a list of authors, each fault in a sentence."""
    found = []
    for name in split_authors(latex)[0]:
        if fault := _name_fault(name):
            found.append(fault)
        else:
            where = to_text(name)[:60]
            found += [f"in `{where}`: {fault}" for part in parts_of(name) for fault in faults(part)]
    return found


def split_authors(latex: str) -> tuple[list[str], bool]:
    """The names in ``latex``, still LaTeX but with spaces for ties, and whether they end with ``and others``.

    A name is empty where an ``and`` has nothing beside it.
    """
    one_line = " ".join(_TIE.sub(" ", latex).split())
    names = _split(f" {one_line} ", _AND)
    and_others = len(names) > 1 and names[-1] == "others"
    return (names[:-1] if and_others else names), and_others


def parts_of(latex: str) -> tuple[str, str, str]:
    """Family name, given names and suffix of one name, still LaTeX, by the rules of BibTeX."""
    sections = _split(latex, _COMMA)
    if len(sections) == 1:
        return _parts_in_speaking_order(sections[0])
    return sections[0], sections[-1], sections[1] if len(sections) == 3 else ""


def _read_name(latex: str) -> Name:
    if is_body(latex):
        return Name("", "", to_text(latex))
    family, given, suffix = parts_of(latex)
    return Name(to_text(family), to_text(given), suffix=to_text(suffix))


def _name_fault(latex: str) -> str:
    text = to_text(latex)
    sections = _split(latex, _COMMA)
    if not text:
        return "an author is missing beside an `and`"
    if text.lower() in ("others", "et al", "et al."):
        return "`and others` may stand at the end of the authors only"
    if text.lower().endswith((" et al", " et al.")):
        return f"`{text[:60]}` ends with `et al.`"
    if ";" in outside_braces(latex) or len(sections) > 3:
        return f"`{text[:60]}` holds several people"
    if is_body(latex):
        several = text.count(",") > 1 and " and " in text
        return f"`{text[:60]}` stands in double braces but holds several people" if several else ""
    if not all(to_text(section) for section in sections):
        return f"`{text[:60]}` has nothing on one side of a comma"
    return ""


def is_body(latex: str) -> bool:
    r"""Whether a name stands wholly in one pair of braces that do not just hold a letter, as ``{\'E}``."""
    return latex[:1] == "{" and latex[:2] != "{\\" and re.fullmatch(GROUP, outside_braces(latex)) is not None


def _parts_in_speaking_order(latex: str) -> tuple[str, str, str]:
    """``First von Last``: the family name begins at the first word in lower case, else with the last word."""
    words = _split(latex, _SPACE)
    begin = next((i for i, word in enumerate(words[:-1]) if _is_particle(word)), len(words) - 1)
    return " ".join(words[begin:]), " ".join(words[:begin]), ""


def _is_particle(word: str) -> bool:
    in_protecting_braces = word[:1] == "{" and word[:2] != "{\\"
    return not in_protecting_braces and to_text(word)[:1].islower()


_OPEN = "\x01"
_INSIDE = "\x02"
GROUP = f"{_OPEN}{_INSIDE}+"
"""Pattern of one pair of braces with all that it holds, in what ``outside_braces`` returns."""


def outside_braces(latex: str) -> str:
    """``latex`` with each character in braces, and the braces, replaced by a control character."""
    depth, masked = 0, []
    for piece in re.findall(r"\\[{}]|[{}]|[^\\{}]+|\\", latex):
        if piece == "{":
            masked.append(_INSIDE if depth else _OPEN)
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
            masked.append(_INSIDE)
        else:
            masked.append(_INSIDE * len(piece) if depth else piece)
    return "".join(masked)


def _split(latex: str, separator: re.Pattern[str]) -> list[str]:
    """``latex`` split where ``separator`` stands outside braces; the pieces are stripped."""
    masked = outside_braces(latex) if "{" in latex else latex
    pieces, begin = [], 0
    for match in separator.finditer(masked):
        pieces.append(latex[begin : match.start()].strip())
        begin = match.end()
    return [*pieces, latex[begin:].strip()]
