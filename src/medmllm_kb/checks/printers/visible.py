"""Text of strangers, made so that no terminal and no log takes any of it for a command."""

import unicodedata


def visible(text: str) -> str:
    r"""The text on one line, with control and other invisible characters as escapes, such as ``\x1b``.

    Each tab becomes one space, so that columns stay what they are.
    """
    if not text.isprintable():
        text = "".join(map(_escape, text.replace("\t", " ")))
    # GitHub's runner looks for `##[command]` anywhere in a line of its log.
    return text.replace("##[", r"##\x5b")


def _escape(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode("ascii")
