import pytest
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.loading.latex import escape, faults, to_text

FRAGMENTS = [
    *(
        "a",
        "B",
        "7",
        " ",
        "é",
        "ß",
        "中",
        "-",
        "--",
        "---",
        "~",
        "`",
        "''",
        "?`",
        ".",
        '"',
        "&",
        "%",
        "#",
        "_",
        "^",
    ),
    *(
        "{",
        "}",
        "$",
        "\\",
        "\\&",
        "\\%",
        "\\$",
        '\\"',
        "\\'",
        "\\~",
        "\\^",
        "\\v",
        "\\c",
        "\\i",
        "\\o",
        "\\ss",
    ),
    *(
        "\\alpha",
        "\\emph",
        "\\foo",
        "^2",
        "_{ij}",
        "^{\\circ}",
        "{}",
        "{u}",
        "\\ ",
        "\\\\",
        "https://x.org/a_b~c--d",
    ),
    *("\\url{https://x.org/a_b%20c}", "http", "://"),
]
latex_text = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\"u}", "ü"),
        (r"\"{u}", "ü"),
        (r"\"u", "ü"),
        (r"\'e", "é"),
        (r"\'{\i}", "í"),
        (r"na\"{\i}ve", "naïve"),
        (r"{\o} {\O}", "ø Ø"),
        (r"\~n", "ñ"),
        (r"Stra{\ss}e", "Straße"),
        (r"\v{c}\v c", "čč"),
        (r"\c{c}", "ç"),
        (r"{\aa}ngstr\"om", "ångström"),
        (r"{\L}\'od\'z", "Łódź"),
        (r"\H{o}", "ő"),
        (r"\k{a}", "ą"),
        (r"\'{\^e}", "ế"),
        (r"I\~{}B", "I~B"),
        (r"{LLaVA-Med}: a {CT} model", "LLaVA-Med: a CT model"),
        (r"A \& B, 50\%, \#1, a\_b, \$5", "A & B, 50%, #1, a_b, $5"),
        ("A & B, 50%, #1, a_b", "A & B, 50%, #1, a_b"),
        ("pages 1--10 --- or so", "pages 1–10 — or so"),
        ("``quoted'' and `single'", "“quoted” and 'single'"),
        (r"$R^2$ and $\alpha$-helix, 37$^{\circ}$C", "R² and α-helix, 37°C"),
        (r"$10^{-3}$ and $\pi_{0}$", "10⁻³ and π₀"),
        (r"H$_2$O at 5 $\times$ 5", "H₂O at 5 × 5"),
        (r"\emph{in vivo} {\em and} \textbf{more}", "in vivo and more"),
        ("Figure~2\n  here", "Figure 2 here"),
        (r"\url{https://a.org/b_c~d--e%20f}", "https://a.org/b_c~d--e%20f"),
        ("see https://a.org/b_c~d--e", "see https://a.org/b_c~d--e"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "café"),
    ],
)
def test_latex_reads_as_plain_text(latex: str, text: str) -> None:
    assert (to_text(latex), faults(latex)) == (text, ())


@pytest.mark.parametrize(
    ("latex", "fault"),
    [
        (r"\foo{x}", r"\foo"),
        ("costs $5", "`$`"),
        (r"x\'", "accent"),
        ("x\\", "backslash"),
        (r"\(x\)", r"\("),
        (r"an \alpha", "formulas"),
    ],
)
def test_what_cannot_be_read_is_named(latex: str, fault: str) -> None:
    assert fault in faults(latex)[0]


@pytest.mark.parametrize(
    ("latex", "escaped"),
    [
        ("A & B_c #1 50%", r"A \& B\_c \#1 50\%"),
        (r"A \& B\_c", r"A \& B\_c"),
        ("$x_1 & y^2$ x^2", r"$x_1 \& y^2$ x\^{}2"),
        (r"\url{https://a.org/b_c%20d}", r"\url{https://a.org/b_c%20d}"),
        ("https://a.org/b_c--d~e", r"https://a.org/b\_c-{}-d\~{}e"),
        ("ü — é", "ü — é"),
    ],
)
def test_escape_makes_text_safe_for_tex(latex: str, escaped: str) -> None:
    assert escape(latex) == escaped


@given(latex_text)
def test_escaped_text_reads_the_same_and_stays_as_it_is(latex: str) -> None:
    escaped = escape(latex)
    if not faults(latex):
        assert to_text(escaped) == to_text(latex)
        assert escape(escaped) == escaped


@given(latex_text)
def test_reading_never_raises_and_gives_one_line(latex: str) -> None:
    assert "\n" not in to_text(latex)
