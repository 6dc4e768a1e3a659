import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from medmllm_kb.exports.bibtex import to_bibtex
from medmllm_kb.loading.bibliography import Publication, parse_bibliography


def read(text: str) -> list[Publication]:
    publications, problems = parse_bibliography(text, "works.bib")
    assert problems == []
    return publications


def misc(title: str = "A title", author: str = "Lau, J.", fields: str = "") -> str:
    return f"@misc{{lau2018word, title = {{{title}}}, author = {{{author}}}, year = {{2018}}, {fields}}}\n"


def written(name: str, text: str) -> str:
    """The value of a field after reading and writing ``text``."""
    lines = to_bibtex(read(text)).splitlines()
    [line] = [line for line in lines if line.split(" = ")[0].strip() == name]
    return line.split(" = ", 1)[1].removesuffix(",")


def test_the_layout_is_the_same_for_every_entry() -> None:
    text = r"""
      @ARTICLE{ lau2018vqarad, year=2018 ,doi = "10.1038/sdata_2018&251", url={https://a.org/x?a=1&b=2_y~z%20},
        title = {A dataset
                 of questions},month=nov, journal={Data & more_of it, 50%}, pages={1-10}, author={Jason J. Lau
        and {OpenLab & Team} and others} }
    """
    assert to_bibtex(read(text + misc())) == (
        "@article{lau2018vqarad,\n"
        "  author  = {Lau, Jason J. and {OpenLab \\& Team} and others},\n"
        "  title   = {A dataset of questions},\n"
        "  journal = {Data \\& more\\_of it, 50\\%},\n"
        "  year    = {2018},\n"
        "  month   = nov,\n"
        "  pages   = {1--10},\n"
        "  doi     = {10.1038/sdata_2018&251},\n"
        "  url     = {https://a.org/x?a=1&b=2_y~z%20},\n"
        "}\n"
        "\n"
        "@misc{lau2018word,\n"
        "  author = {Lau, J.},\n"
        "  title  = {A title},\n"
        "  year   = {2018},\n"
        "}\n"
    )
    assert to_bibtex([]) == ""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("LLaVA-Med: training a model", "{{LLaVA-Med}: training a model}"),
        (
            "The (VQA-RAD) data, GPT-4, 3D U-Net, and T cells",
            "{The ({VQA-RAD}) data, {GPT-4}, {3D} {U-Net}, and {T} cells}",
        ),
        ("A Large-Scale Study", "{A Large-Scale Study}"),
        ("{BLIP-2} in {The Netherlands}", "{{BLIP-2} in {The Netherlands}}"),
        (r"Q\&A by M{\"U}LLER", r"{Q\&A by M{\"U}LLER}"),
        (r"$R^2$, 37$^{\circ}$C, $N = 5$, $p$", r"{{$R^2$}, {37$^{\circ}$C}, {$N = 5$}, $p$}"),
        ("VQA_RAD", r"{{VQA\_RAD}}"),
    ],
)
def test_capitals_survive_styles_that_lower_titles(title: str, expected: str) -> None:
    assert written("title", misc(title)) == expected


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Laurens van der Maaten", "van der Maaten, Laurens"),
        ("King, Jr., Martin Luther", "King, Jr., Martin Luther"),
        (
            r"Mu\~noz, J. and M{\"u}ller, K. and Müller, K.",
            r"Mu{\~n}oz, J. and M{\"u}ller, K. and Müller, K.",
        ),
        (r"Mu\~{n}oz, J.", r"Mu{\~{n}}oz, J."),
        ("{Simon and Schuster} and Plato", "{Simon and Schuster} and Plato"),
    ],
)
def test_names_are_written_family_first_and_safe_for_bibtex(author: str, expected: str) -> None:
    assert written("author", misc(author=author)) == f"{{{expected}}}"


WORDS = st.sampled_from(
    [
        *(
            "A",
            "VQA-RAD",
            "Bone",
            "café",
            "Łódź",
            "中文",
            "x_y",
            "50%",
            "C#",
            "R&D",
            "~",
            "a~b",
            "^",
            "''",
            "``",
        ),
        *(
            "--",
            "{BLIP-2}",
            "{The {CT}}",
            "{\\'E}tude",
            '\\"u',
            "\\'{\\i}",
            "\\v{c}",
            "{\\o}",
            "{\\ss}",
            "\\~n",
        ),
        *("$R^2$", "$\\alpha$-helix", "\\&", "\\%", "\\emph{in vivo}", "\\url{https://a.org/b_c}"),
        *("https://a.org/b_c--d", "van", "der", "Ben", "J.", "O'Neill", "Demner-Fushman", "{OpenLab Team}"),
    ]
)
LETTERS = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po"], exclude_characters='\\"%;,'), max_size=6)
VALUES = st.builds(str.join, st.sampled_from([" ", ""]), st.lists(WORDS | LETTERS, min_size=1, max_size=6))
NAMES = VALUES | st.builds("{}, {}".format, VALUES, VALUES) | st.builds("{}, Jr., {}".format, VALUES, VALUES)
AUTHORS = st.lists(NAMES, min_size=1, max_size=3).map(" and ".join)


@given(title=VALUES, author=AUTHORS)
def test_what_is_written_says_what_was_read(title: str, author: str) -> None:
    text = misc(title, author, f"howpublished = {{{title}}}, pages = {{{title}}}")
    publications, problems = parse_bibliography(text, "works.bib")
    assume(not problems)
    once = to_bibtex(publications)
    again, problems = parse_bibliography(once, "export.bib")
    assert problems == []
    assert again == publications
    assert to_bibtex(again) == once
