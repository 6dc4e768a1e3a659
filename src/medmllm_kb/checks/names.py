"""Names without what people write differently: case, accents, spaces, hyphens and other punctuation."""

import re
import unicodedata

_DOT_IN_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")
_KEPT = re.compile(r"[^\w+.]|_")


def plain_name(name: str) -> str:
    """``LLaVA-Med v1.5`` -> ``llavamedv1.5``. A plus sign counts, and the point in a number."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return "".join(plain_words(letters)) or name


def plain_words(name: str) -> list[str]:
    """The words of a name in lower case, without punctuation."""
    text = _DOT_IN_NUMBER.sub("\0", name.casefold()).replace(".", " ").replace("\0", ".")
    return _KEPT.sub(" ", text).split()


def an(noun: str) -> str:
    """``dataset`` -> ``a dataset``, ``architecture`` -> ``an architecture``."""
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"
