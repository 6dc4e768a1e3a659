"""RIS, CSL-JSON and plain text of the same publications."""

import json

import pytest

from medmllm_kb.exports.citation import short_label, to_text
from medmllm_kb.exports.csl import to_csl
from medmllm_kb.exports.ris import to_ris
from medmllm_kb.loading.bibliography import Publication, parse_bibliography

ARTICLE = r"""
@article{lau2018vqarad,
  author = {Lau, Jason J. and Shin-ei Gayen and Ben Abacha, Asma and King, Jr., Jean-Pierre},
  title = {A dataset of {VQA} \& more},
  journal = {Scientific Data},
  year = {2018}, month = nov, volume = {5}, number = {1}, pages = {1--10},
  doi = {10.1038/sdata.2018.251},
}
"""
PREPRINT = """
@misc{li2023llavamed,
  author = {Li, Chunyuan and {OpenLab Team} and others},
  title = {Is this a preprint?},
  year = {2023}, eprint = {2306.00890}, archiveprefix = {arXiv},
}
"""
CHAPTER = """
@inproceedings{muller2020word,
  author = {Müller, Jörg and Plato},
  title = {A title},
  booktitle = {Proceedings of Something}, publisher = {Springer}, year = {2020}, pages = {7},
  url = {https://a.org/x?a=1&b=2_y},
}
"""
THESIS = """
@phdthesis{lau2019thesis, author = {Lau, J.}, title = {My thesis}, school = {A University}, year = {2019}}
"""
MANY = ARTICLE.replace("Jean-Pierre}", "Jean-Pierre and A, B and C, D and E, F}")


def read(text: str) -> Publication:
    [publication], problems = parse_bibliography(text, "works.bib")
    assert problems == []
    return publication


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ARTICLE,
            "Lau JJ, Gayen SE, Ben Abacha A, King JP Jr. A dataset of VQA & more. "
            "Scientific Data. 2018;5(1):1–10. doi:10.1038/sdata.2018.251",
        ),
        (PREPRINT, "Li C, OpenLab Team, et al. Is this a preprint? 2023. arXiv:2306.00890"),
        (
            CHAPTER,
            "Müller J, Plato. A title. In: Proceedings of Something. Springer; 2020. p. 7. https://a.org/x?a=1&b=2_y",
        ),
        (THESIS, "Lau J. My thesis. A University; 2019."),
        (
            MANY,
            "Lau JJ, Gayen SE, Ben Abacha A, King JP Jr, A B, C D, et al. A dataset of VQA & more. "
            "Scientific Data. 2018;5(1):1–10. doi:10.1038/sdata.2018.251",
        ),
        (
            ARTICLE.replace("volume = {5}, number = {1}, pages = {1--10},", ""),
            "Lau JJ, Gayen SE, Ben Abacha A, King JP Jr. A dataset of VQA & more. "
            "Scientific Data. 2018. doi:10.1038/sdata.2018.251",
        ),
    ],
)
def test_plain_text_follows_the_house_style(text: str, expected: str) -> None:
    assert to_text(read(text)) == expected


@pytest.mark.parametrize(
    ("author", "label"),
    [
        ("Lau, J.", "Lau 2018"),
        ("Lau, J. and van der Berg, K.", "Lau and van der Berg 2018"),
        ("Lau, J. and Gayen, S. and Plato", "Lau et al. 2018"),
        ("Lau, J. and others", "Lau et al. 2018"),
        ("{OpenLab Team}", "OpenLab Team 2018"),
    ],
)
def test_short_labels(author: str, label: str) -> None:
    publication = read(f"@misc{{lau2018word, title = {{A}}, author = {{{author}}}, year = 2018}}")
    assert short_label(publication) == label


def test_ris() -> None:
    article, preprint = read(ARTICLE), read(PREPRINT)
    assert to_ris([article, preprint]).split("\n\n") == [
        "TY  - JOUR\n"
        "ID  - lau2018vqarad\n"
        "AU  - Lau, Jason J.\n"
        "AU  - Gayen, Shin-ei\n"
        "AU  - Ben Abacha, Asma\n"
        "AU  - King, Jean-Pierre, Jr.\n"
        "TI  - A dataset of VQA & more\n"
        "T2  - Scientific Data\n"
        "PY  - 2018\n"
        "DA  - 2018/11//\n"
        "VL  - 5\n"
        "IS  - 1\n"
        "SP  - 1\n"
        "EP  - 10\n"
        "DO  - 10.1038/sdata.2018.251\n"
        "UR  - https://doi.org/10.1038/sdata.2018.251\n"
        "ER  - ",
        "TY  - GEN\n"
        "ID  - li2023llavamed\n"
        "AU  - Li, Chunyuan\n"
        "AU  - OpenLab Team\n"
        "TI  - Is this a preprint?\n"
        "PY  - 2023\n"
        "AN  - arXiv:2306.00890\n"
        "UR  - https://arxiv.org/abs/2306.00890\n"
        "N1  - There are more authors than are named here.\n"
        "ER  - \n",
    ]
    assert to_ris([]) == ""


def test_csl_of_an_article() -> None:
    assert to_csl(read(ARTICLE)) == {
        "id": "lau2018vqarad",
        "type": "article-journal",
        "title": "A dataset of VQA & more",
        "author": [
            {"family": "Lau", "given": "Jason J."},
            {"family": "Gayen", "given": "Shin-ei"},
            {"family": "Ben Abacha", "given": "Asma"},
            {"family": "King", "given": "Jean-Pierre", "suffix": "Jr."},
        ],
        "issued": {"date-parts": [[2018, 11]]},
        "container-title": "Scientific Data",
        "volume": "5",
        "issue": "1",
        "page": "1-10",
        "DOI": "10.1038/sdata.2018.251",
        "URL": "https://doi.org/10.1038/sdata.2018.251",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PREPRINT, {"type": "article", "number": "arXiv:2306.00890", "publisher": "arXiv"}),
        (
            PREPRINT,
            {
                "author": [
                    {"family": "Li", "given": "Chunyuan"},
                    {"literal": "OpenLab Team"},
                    {"literal": "others"},
                ]
            },
        ),
        (
            CHAPTER,
            {
                "type": "paper-conference",
                "container-title": "Proceedings of Something",
                "publisher": "Springer",
            },
        ),
        (CHAPTER, {"URL": "https://a.org/x?a=1&b=2_y"}),
        (THESIS, {"type": "thesis", "genre": "PhD thesis", "publisher": "A University"}),
    ],
)
def test_csl_of_other_types(text: str, expected: dict[str, object]) -> None:
    item = to_csl(read(text))
    assert {name: item[name] for name in expected} == expected
    assert json.loads(json.dumps(item)) == item
