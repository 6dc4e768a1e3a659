import pytest
from hypothesis import given
from hypothesis import strategies as st

from medmllm_kb.loading.bibliography import (
    Name,
    Publication,
    duplicate_problems,
    key_problem,
    parse_bibliography,
)

LAU = """\
@article{lau2018vqarad,
  author  = {Lau, Jason J. and Gayen, Soumya and Ben Abacha, Asma and Demner-Fushman, Dina},
  title   = {A dataset of clinically generated visual questions},
  journal = {Scientific Data},
  year    = {2018},
  volume  = 5,
  pages   = {180251},
  doi     = {10.1038/sdata.2018.251},
}
"""


def misc(fields: str = "", key: str = "lau2018word", author: str = "Lau, Jason J.") -> str:
    """An entry with ``fields`` on its fifth line and after."""
    lines = [f"@misc{{{key},", "  title = {A title},", f"  author = {{{author}}},", "  year = {2018},"]
    return "\n".join([*lines, f"  {fields}", "}", ""])


def read(text: str) -> Publication:
    publications, problems = parse_bibliography(text, "works.bib")
    assert problems == []
    return publications[0]


def found(text: str) -> list[tuple[str, int, int]]:
    problems = parse_bibliography(text, "works.bib")[1]
    return [(one.code, one.position.line, one.position.column) for one in problems]


def test_an_entry_becomes_a_publication() -> None:
    publication = read("% comment\n\n" + LAU)
    assert publication.key == "lau2018vqarad"
    assert publication.authors[2] == Name("Ben Abacha", "Asma")
    assert (publication.venue, publication.volume, publication.pages) == ("Scientific Data", "5", "180251")
    assert (publication.year, publication.doi) == (2018, "10.1038/sdata.2018.251")
    assert (publication.file, publication.position.line) == ("works.bib", 3)
    assert publication.raw == LAU.strip()


def test_every_entry_of_a_file_is_read_in_its_order() -> None:
    publications, problems = parse_bibliography(misc() + LAU.replace("\n", "\r\n") + misc(key="lau2018other"), "a.bib")
    assert [one.key for one in publications] == ["lau2018word", "lau2018vqarad", "lau2018other"]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (misc() + misc(), "bib-duplicate-key", 7, 1),
        (misc() + misc(key="LAU2018word"), "bib-duplicate-key", 7, 1),
        (misc("year = {2019},"), "bib-duplicate-field", 5, 3),
        (misc("note = {never closed,"), "bib-unclosed", 5, 3),
        (misc("note = {never closed,\n  url = {https://a.org},"), "bib-unclosed", 5, 3),
        (misc('note = "never closed,'), "bib-unclosed", 1, 1),
        ("@misc{lau2018word", "bib-unclosed", 1, 1),
        (misc("note = {one brace too many}},\n  volume = {1}"), "bib-text-outside", 5, 31),
        (misc("note"), "bib-syntax", 6, 1),
        (misc("note, volume = {1}"), "bib-syntax", 5, 1),
        ("\n@misc{title = {A title}}", "bib-key-missing", 2, 1),
        ("\n@misc{, title = {A title}}", "bib-key-missing", 2, 1),
        ("\n@misc{lau2018word\n  title = {A title}}", "bib-comma-missing", 2, 1),
        (misc("note = {first}\n  volume = {1}"), "bib-comma-missing", 5, 3),
        (misc('note = "first"\n  volume = {1}'), "bib-comma-missing", 5, 3),
        (misc("volume = 1\n  note = {last}"), "bib-comma-missing", 5, 3),
        (misc("note = {first} {second}"), "bib-value", 5, 3),
        (misc("note = acl"), "bib-macro", 5, 3),
        (misc("note = acl # { 2020}"), "bib-macro", 5, 3),
        (misc("note = {in } # acl"), "bib-macro", 5, 3),
        (misc("note = ,"), "bib-empty-field", 5, 3),
        (misc("note = { },"), "bib-empty-field", 5, 3),
        (misc("note = {a \\{ b}"), "bib-braces", 5, 3),
        (misc('note = "a } b"'), "bib-braces", 5, 3),
        ("@string{acl = {ACL}}", "bib-not-an-entry", 1, 1),
        ("@preamble{{x}}", "bib-not-an-entry", 1, 1),
        ("@comment{x}", "bib-not-an-entry", 1, 1),
        ("\n\nHello world\n" + LAU, "bib-text-outside", 3, 1),
        (misc("NOTE = {x}"), "bib-field-case", 5, 3),
        (misc("jurnal = {x}"), "bib-field-unknown", 5, 3),
        (misc("journal = {x}"), "bib-field-misplaced", 5, 3),
        ("@artikel{lau2018word, title={x}, author={Lau, J}, year={2018}}", "bib-type", 1, 1),
        (misc(key="Lau2018word"), "bib-key", 1, 1),
        (misc(key="lau18word"), "bib-key", 1, 1),
        ("@misc{lau2018word, author = {Lau, J}, year = 2018}", "bib-field-missing", 1, 1),
        (LAU.replace("journal = {Scientific Data},\n", ""), "bib-field-missing", 1, 1),
        (LAU.replace("{2018}", "{18}"), "bib-year", 5, 3),
        (LAU.replace("10.1038", "https://doi.org/10.1038"), "bib-doi", 8, 3),
        (LAU.replace("10.1038/", "10.1038/a\\_"), "bib-doi", 8, 3),
        (misc("archiveprefix = {arXiv}, eprint = {2306.00890v2}"), "bib-eprint", 5, 28),
        (misc("archiveprefix = {arXiv}, eprint = {2313.00890}"), "bib-eprint", 5, 28),
        (misc("archiveprefix = {arXiv}, eprint = {2306.0890}"), "bib-eprint", 5, 28),
        (misc("archiveprefix = {HAL}, eprint = {2306.00890}"), "bib-archiveprefix", 5, 3),
        (misc("eprint = {2306.00890}"), "bib-field-missing", 5, 3),
        (misc("url = {ftp://a.org/x}"), "bib-url", 5, 3),
        (misc("url = {javascript:alert(1)}"), "bib-url", 5, 3),
        (misc("url = {https://a.org/a\\_b}"), "bib-url", 5, 3),
        (misc("pmid = {PMC123}"), "bib-pmid", 5, 3),
        (misc("month = {Brumaire}"), "bib-month", 5, 3),
        (misc("note = {\\input{x}}"), "bib-latex", 5, 3),
        (misc("note = {x\\\ny}"), "bib-latex", 5, 12),
        (misc(author="Lau, J and "), "bib-author", 3, 3),
        (misc(author="Lau, J and and Gayen, S"), "bib-author", 3, 3),
        (misc(author="Lau, J, Gayen, S"), "bib-author", 3, 3),
        (misc(author="Lau, J; Gayen, S"), "bib-author", 3, 3),
        (misc(author="Lau, J et al."), "bib-author", 3, 3),
        (misc(author="others and Lau, J"), "bib-author", 3, 3),
        (misc(author="{Lau, J and Gayen, S}"), "bib-author", 3, 3),
        (misc(author="Lau,"), "bib-author", 3, 3),
        (misc("note = {a\u202eb}"), "unsafe-character", 5, 12),
        (misc("note = {cafe\u0301}"), "not-nfc", 5, 14),
    ],
)
def test_each_fault_is_named_with_its_place(text: str, code: str, line: int, column: int) -> None:
    assert found(text) == [(code, line, column)]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (misc("jurnal = {x}"), "`journal`"),
        (misc("journaltitle = {x}"), "`journal`"),
        (misc("isbn = {x}"), "remove"),
        (LAU.replace("@article", "@artcle"), "`article`"),
        (LAU.replace("10.1038/", "https://doi.org/10.1038/"), "`10.1038/sdata.2018.251`"),
        (misc("archiveprefix = {arXiv}, eprint = {arXiv:2306.00890v2}"), "`2306.00890`"),
        (misc("note = {first}\n  volume = {1}"), "`volume`"),
    ],
)
def test_hints_say_what_to_write(text: str, hint: str) -> None:
    assert hint in parse_bibliography(text, "works.bib")[1][0].hint


def test_all_faults_come_in_one_run_in_the_order_of_lines() -> None:
    text = "@string{a = {b}}\n" + misc("url = {x}", key="Bad") + "@misc{a\n" + misc("note = {\\foo} pmid = {x}")
    text = text.replace("  author", "  Title = {B},\n  author", 1)
    assert found(text) == [
        ("bib-not-an-entry", 1, 1),
        ("bib-key", 2, 1),
        ("bib-field-case", 4, 3),
        ("bib-duplicate-field", 4, 3),
        ("bib-url", 7, 3),
        ("bib-unclosed", 9, 1),
        ("bib-comma-missing", 14, 3),
        ("bib-latex", 14, 3),
        ("bib-pmid", 14, 3),
    ]


def test_an_entry_with_faults_can_still_be_cited() -> None:
    publications, _ = parse_bibliography(misc("pmid = {x}\n  note = {y}").replace("2018},", "18},"), "a.bib")
    assert [(one.key, one.year, one.note) for one in publications] == [("lau2018word", 0, "y")]


def test_of_two_entries_with_one_key_the_first_counts() -> None:
    publications, _ = parse_bibliography(misc("note = {first}") + misc("note = {second}"), "a.bib")
    assert [one.note for one in publications] == ["first"]


def test_the_parser_says_nothing_beside_the_problems(caplog: pytest.LogCaptureFixture) -> None:
    parse_bibliography("@misc{", "a.bib")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Lau, Jason J.", [Name("Lau", "Jason J.")]),
        ("Jason J. Lau", [Name("Lau", "Jason J.")]),
        ("Laurens van der Maaten", [Name("van der Maaten", "Laurens")]),
        ("van der Maaten, Laurens", [Name("van der Maaten", "Laurens")]),
        ("King, Jr., Martin Luther", [Name("King", "Martin Luther", suffix="Jr.")]),
        ("{OpenLab Team}", [Name("", "", "OpenLab Team")]),
        ("{Simon and Schuster} AND Lau, J.", [Name("", "", "Simon and Schuster"), Name("Lau", "J.")]),
        ('{\\\'E}mile Zola and J{\\"u}rgen M{\\"u}ller', [Name("Zola", "Émile"), Name("Müller", "Jürgen")]),
        ("Mu\\~noz, Pe\\~na and {\\o}rsted, H.", [Name("Muñoz", "Peña"), Name("ørsted", "H.")]),
        ("{Müller-Lüdenscheidt}, {Jean Paul}", [Name("Müller-Lüdenscheidt", "Jean Paul")]),
        ("Plato", [Name("Plato", "")]),
        ("Anderson, Andy", [Name("Anderson", "Andy")]),
        ("J.~K. Rowling", [Name("Rowling", "J. K.")]),
        ("Kim\n    and Lee, A.", [Name("Kim", ""), Name("Lee", "A.")]),
    ],
)
def test_names_are_split_before_they_are_read(author: str, names: list[Name]) -> None:
    publication = read(misc(author=author))
    assert (list(publication.authors), publication.and_others) == (names, False)


def test_more_authors_than_are_named() -> None:
    publication = read(misc(author="Lau, Jason J. and others"))
    assert publication.authors == (Name("Lau", "Jason J."),)
    assert publication.and_others


def test_addresses_are_never_decoded() -> None:
    address = "https://a.org/x?a=1&b=2_y~z--%20#top"
    assert read(misc(f"url = {{{address}}}, howpublished = {{\\url{{{address}}}}}")).url == address
    assert read(misc(f"howpublished = {{\\url{{{address}}}}}")).venue == address


def test_quoted_values_may_hold_braces_and_quotation_marks() -> None:
    assert read(misc('note = "a {"}b{"} {C}"')).note == 'a "b" C'


@pytest.mark.parametrize(("month", "number"), [("jan", 1), ("{December}", 12), ("{6}", 6), ("7", 7)])
def test_months(month: str, number: int) -> None:
    assert read(misc(f"month = {month}")).month == number


@pytest.mark.parametrize("pages", ["{1-10}", "{1--10}", "{1 -- 10}", "{1–10}"])
def test_ranges_of_pages(pages: str) -> None:
    assert read(misc(f"pages = {pages}")).pages == "1–10"


@pytest.mark.parametrize("arxiv", ["2306.00890", "1412.6980", "cs/0112017", "math.GT/0309136", "q-bio/0703001"])
def test_ids_of_arxiv(arxiv: str) -> None:
    assert read(misc(f"eprint = {{{arxiv}}}, archiveprefix = {{arXiv}}")).arxiv == arxiv


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ("doi = {10.1002/a(1)<1::b>2}, url = {https://a.org}", "https://doi.org/10.1002/a(1)%3C1::b%3E2"),
        ("eprint = {2306.00890}, archiveprefix = {arXiv}", "https://arxiv.org/abs/2306.00890"),
        ("url = {https://a.org/b}, pmid = {1}", "https://a.org/b"),
        ("pmid = {30457565}", "https://pubmed.ncbi.nlm.nih.gov/30457565/"),
        ("", ""),
    ],
)
def test_where_a_work_is_found(fields: str, address: str) -> None:
    assert read(misc(fields)).address == address


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("", "", "bib-duplicate-key"),
        ("doi = {10.1/A}", "doi = {10.1/a}", "bib-duplicate-doi"),
        (
            "eprint = {2306.00890}, archiveprefix = {arXiv}",
            "doi = {10.48550/arXiv.2306.00890}",
            "bib-duplicate-arxiv",
        ),
        ("pmid = {30457565}", "pmid = {30457565}", "bib-duplicate-pubmed"),
    ],
)
def test_no_work_stands_in_two_files(first: str, second: str, code: str) -> None:
    key = "lau2018word" if code == "bib-duplicate-key" else "lau2018other"
    one, _ = parse_bibliography(misc(first.replace("10.1/", "10.1000/")), "a.bib")
    two, _ = parse_bibliography(misc(second.replace("10.1/", "10.1000/"), key=key), "b.bib")
    [(publication, problem)] = duplicate_problems([*one, *two])
    assert (publication.file, problem.code) == ("b.bib", code)
    assert "a.bib:1" in problem.message
    assert duplicate_problems(one) == []


@pytest.mark.parametrize(
    ("key", "author", "fields"),
    [
        ("lau2018vqarad", "Lau, Jason J. and Gayen, Soumya", ""),
        ("benabacha2018word", "Ben Abacha, Asma", ""),
        ("vandermaaten2018word", "Laurens van der Maaten", ""),
        ("muller2018word", 'M{\\"u}ller, J.', ""),
        ("strasse2018word", "Straße, J.", ""),
        ("orsted2018word", "Ørsted, J.", ""),
        ("openlab2018word", "{OpenLab Team}", ""),
        ("lau2017word", "Lau, J.", "eprint = {1712.00890}, archiveprefix = {arXiv}"),
        ("lau201814c", "Lau, J.", ""),
    ],
)
def test_keys_that_follow_the_scheme(key: str, author: str, fields: str) -> None:
    assert key_problem(read(misc(fields, key=key, author=author))) is None


@pytest.mark.parametrize(
    ("key", "expected"),
    [("gayen2018word", "`lau2018`"), ("lau2019word", "`lau2018`"), ("laus2018word", "`lau2018`")],
)
def test_keys_that_depart_from_the_scheme(key: str, expected: str) -> None:
    assert expected in str(key_problem(read(misc(key=key))))


PIECES = [
    *(
        "@",
        "@misc",
        "@article{",
        "@string",
        "@comment",
        "{",
        "}",
        "(",
        ")",
        '"',
        ",",
        "=",
        "#",
        "\\",
        "\n",
        "\r",
        " ",
    ),
    *(
        "title",
        "author",
        "year",
        "eprint",
        "doi",
        "url",
        "month",
        "and",
        "others",
        "2018",
        "lau2018word",
        "%",
        "$",
        "~",
    ),
    *("\\url{", "\\'", "https://", "10.1000/", "--", "\u202e", "\ufeff"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text())
def test_no_text_raises_and_every_problem_has_its_place(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for problem in parse_bibliography(text, "a.bib")[1]:
        assert 1 <= problem.position.line <= lines
        assert problem.position.column >= 1
        assert problem.message


@given(st.lists(st.text(st.sampled_from('abc{}",=#\\@ \n%'), max_size=30), max_size=5))
def test_lines_stay_exact_after_anything(notes: list[str]) -> None:
    text = "".join(misc(f"note = {{{note}}},", key=f"lau2018w{i}a") for i, note in enumerate(notes))
    lines = text.split("\n")
    for publication in parse_bibliography(text, "a.bib")[0]:
        if publication.key.startswith("lau2018w"):
            assert lines[publication.position.line - 1] == f"@misc{{{publication.key},"


@pytest.mark.parametrize("text", ["{" * 50_000, "@misc{a,b=" + "{" * 50_000 + "}" * 50_000, "@a{" * 20_000])
def test_deep_nesting_is_no_danger(text: str) -> None:
    assert parse_bibliography(text, "a.bib")[1]
