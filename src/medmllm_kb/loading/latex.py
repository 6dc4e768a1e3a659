r"""The little LaTeX that stands in bibliographies, read as plain text.

Accents, special letters, fonts, quotation marks, dashes and simple formulas become Unicode; braces that
protect capitals vanish; addresses are never touched. Everything takes linear time and nothing recurses,
since the text comes from strangers.
"""

import re
import unicodedata
from functools import lru_cache

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_ACCENTS_ALONE = {"`": "`", "'": "´", "^": "^", "~": "~", "=": "¯", ".": "˙", '"': "¨"}

_SYMBOLS = {
    "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "ss": "ß", "i": "ı", "j": "ȷ", "th": "þ", "TH": "Þ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "copyright": "©", "pounds": "£", "ldots": "…", "dots": "…",
    "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’",
    "textquotedblleft": "“", "textquotedblright": "”", "textquotesingle": "'", "textasciitilde": "~",
    "textasciicircum": "^", "textbackslash": "\\", "textbar": "|", "textless": "<", "textgreater": ">",
    "textunderscore": "_", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "textmu": "µ",
    "textbullet": "•", "texttimes": "×", "textpm": "±", "LaTeX": "LaTeX", "TeX": "TeX",
}  # fmt: skip
_SYMBOLS_OF_FORMULAS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "times": "×", "cdot": "·", "pm": "±", "sim": "~",
    "approx": "≈", "neq": "≠", "ne": "≠", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "ll": "≪",
    "gg": "≫", "infty": "∞", "to": "→", "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔",
    "circ": "∘", "star": "⋆", "ast": "∗", "ell": "ℓ", "partial": "∂", "nabla": "∇", "sum": "∑", "in": "∈",
}  # fmt: skip
_SILENT = frozenset([
    "emph", "textit", "textbf", "textsc", "textrm", "texttt", "textsf", "textsl", "textup", "textnormal",
    "text", "mbox", "underline", "em", "it", "bf", "sc", "rm", "tt", "sf", "sl", "relax", "protect",
])  # fmt: skip
_SILENT_IN_FORMULAS = frozenset([
    "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathcal", "mathbb", "mathfrak", "boldsymbol",
])  # fmt: skip
_SPACES = frozenset(["quad", "qquad", "enspace", "thinspace", "space", "newline"])

_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "'", "~": " "}

_ADDRESS = r"https?://[^\s{}\\$`']+"
_TOKEN = re.compile(
    rf"""\\url\s*\{{(?P<url>[^{{}}]*)\}}
    | (?P<address>{_ADDRESS})
    | \\(?P<command>[A-Za-z]+)[ \t\n]*
    | \\(?P<escaped>.)
    | (?P<dollar>\$)
    | \^(?:\\circ(?![A-Za-z])|\{{\\circ\}})(?P<degree>)
    | (?P<script>[\^_])(?:
        \{{(?P<scripts>(?:[A-Za-z0-9+=(),.\ ]|-(?!-))*)\}} | (?P<scripted>(?!https?:)[A-Za-z0-9*+]))
    | (?P<ligature>---?|``|''|`|~)
    | (?P<brace>[{{}}])
    | (?P<stray>\\)
    | (?P<text>[ \t\n]+|[^\s\\${{}}^_`'~-]+?(?=https?://)|[^\s\\${{}}^_`'~-]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_NEEDS_READING = re.compile(r"[\\{}$~`]|--|''")


def to_text(latex: str) -> str:
    """``latex`` as plain Unicode text (NFC) on one line, without LaTeX."""
    return _read(latex)[0]


def faults(latex: str) -> tuple[str, ...]:
    """What ``to_text`` could not read in ``latex``, as short sentences."""
    return _read(latex)[1]


@lru_cache(maxsize=16384)
def _read(latex: str) -> tuple[str, tuple[str, ...]]:
    if not _NEEDS_READING.search(latex):
        return _tidy(latex), ()
    reader = _Reader()
    for token in _TOKEN.finditer(latex):
        reader.take(token)
    reader.end()
    return _tidy("".join(reader.pieces)), tuple(dict.fromkeys(reader.faults))


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


class _Reader:
    """Turns tokens into text, remembering accents that wait for their letter and open formulas."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.faults: list[str] = []
        self.waiting: list[str] = []
        self.in_formula = False
        self.opened = False
        """Whether the last token opened a group: in ``\\~{}`` the accent stands alone."""

    def take(self, token: re.Match[str]) -> None:
        kind, value = token.lastgroup, token[token.lastgroup or 0]
        opened, self.opened = self.opened, value == "{"
        if kind == "brace":
            if opened and value == "}":
                self._accent_alone()
        elif kind == "dollar":
            self.in_formula = not self.in_formula
        elif kind == "command":
            self._command(value)
        elif kind == "escaped":
            self._escaped(value)
        elif kind in ("scripts", "scripted"):
            self._script(token["script"], value, token[0])
        elif kind == "stray":
            self.faults.append("a backslash stands at the end")
        elif kind == "degree":
            self._emit("°" if self.in_formula else "^∘")
        elif kind == "ligature":
            self._emit(value if self.in_formula and value != "~" else _LIGATURES[value])
        else:
            self._emit(value)
            if self.in_formula and kind in ("url", "address"):
                self.faults.append("an address stands in a formula")

    def end(self) -> None:
        if self.waiting:
            self.faults.append(f"the accent `\\{self.waiting[-1]}` has no letter")
        if self.in_formula:
            self.faults.append("a `$` opens a formula that never ends; write `\\$` for a dollar sign")

    def _command(self, name: str) -> None:
        if name in _ACCENTS:
            self.waiting.append(name)
        elif name in _SYMBOLS:
            self._emit(_SYMBOLS[name])
        elif name in _SPACES:
            self._emit(" ")
        elif name in _SYMBOLS_OF_FORMULAS or name in _SILENT_IN_FORMULAS:
            self._emit(_SYMBOLS_OF_FORMULAS.get(name, ""))
            if not self.in_formula:
                self.faults.append(f"`\\{name}` may stand in formulas only: `$\\{name}$`")
        elif name not in _SILENT:
            self.faults.append(f"`\\{name}` is not known here")

    def _escaped(self, char: str) -> None:
        if char in "&%#_{}$":
            self._emit(char)
        elif char in _ACCENTS:
            self.waiting.append(char)
        elif char in " \t\n\\,;:":
            self._emit(" ")
        elif char not in "/-!@":
            self.faults.append(f"`\\{char}` is not known here")

    def _script(self, sign: str, value: str, source: str) -> None:
        raised = value.translate(_SUPERSCRIPTS if sign == "^" else _SUBSCRIPTS)
        all_known = not set(raised) & set(value)
        self._emit(raised if self.in_formula and all_known else source.replace("{", "").replace("}", ""))

    def _emit(self, text: str) -> None:
        if not self.waiting or not text.strip():
            self.pieces.append(text)
            return
        base = {"ı": "i", "ȷ": "j"}.get(text[0], text[0])
        marks = "".join(_ACCENTS[name] for name in reversed(self.waiting))
        self.pieces.append(base + marks + text[1:])
        self.waiting.clear()

    def _accent_alone(self) -> None:
        if self.waiting:
            name = self.waiting.pop()
            if name in _ACCENTS_ALONE:
                self._emit(_ACCENTS_ALONE[name])
            else:
                self.faults.append(f"the accent `\\{name}` has no letter")


_TO_ESCAPE = re.compile(
    rf"""\\url\s*\{{[^{{}}]*\}} | (?P<address>{_ADDRESS}) | \\. | (?P<formula>\$(?:\\.|[^\\$])*\$)
    | (?P<special>[&%\#_^])""",
    re.VERBOSE | re.DOTALL,
)
_IN_ADDRESS = {"~": "\\~{}", "^": "\\^{}", "-": "-{}"}


def escape(latex: str) -> str:
    """``latex`` with the characters escaped that would stop TeX; what is escaped already stays as it is."""
    return _TO_ESCAPE.sub(_escape_token, latex)


def _escape_token(token: re.Match[str]) -> str:
    if token["address"]:
        return re.sub(r"[&%#_~^]|-(?=-)", lambda char: _IN_ADDRESS.get(char[0], "\\" + char[0]), token[0])
    if token["formula"]:
        return re.sub(r"(?<!\\)[&%#]", r"\\\g<0>", token[0])
    if token["special"]:
        return "\\^{}" if token[0] == "^" else "\\" + token[0]
    return token[0]
