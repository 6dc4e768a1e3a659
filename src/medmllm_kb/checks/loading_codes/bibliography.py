"""Entries of the bibliography that are not written as they should be."""

from medmllm_kb.checks.rule import Documentation

_GOOD = {
    "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
    "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
}
_WITH_ARXIV_ID = {
    "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  eprint = {2406.99999},
  archiveprefix = {arXiv},
}
""",
    "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
}

CODES = (
    Documentation(
        code="bib-syntax",
        level="error",
        what="A line of an entry is not a field.",
        why="The entry cannot be read, so nothing can cite it.",
        mend="Write each field as `name = {value},`.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author {Novak, Jana},
^
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-unclosed",
        level="error",
        what="A field or an entry is never closed.",
        why="All that follows is swallowed by it.",
        mend="Add the `}` or the quotation mark that is missing, here or in a line below.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana,
  ^
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-comma-missing",
        level="error",
        what="There is no comma after the key or after a field.",
        why="BibTeX takes the next field for a part of this one, or drops the entry.",
        mend="Add the comma.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana}
  ^
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-braces",
        level="error",
        what="The braces within a value do not balance.",
        why="BibTeX counts them and loses the end of the field.",
        mend="Add or remove the brace. BibTeX counts `\\{` too.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = "A work} that a record cites",
  ^
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-value",
        level="error",
        what="A field goes on after its value.",
        why="What stands there is lost.",
        mend="Put the whole value in one pair of braces.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work} that a record cites,
  ^
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-macro",
        level="error",
        what="A value has no braces, or is joined of several with `#`.",
        why="Abbreviations are defined elsewhere, and an entry has to be complete by itself when it is copied.",
        mend="Write the value out in braces.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = work,
  ^
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-empty-field",
        level="error",
        what="A field has an empty value.",
        why="It says nothing, and some styles print a stray comma for it.",
        mend="Leave the field out.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  note   = {},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-not-an-entry",
        level="error",
        what="There is a `@string`, `@preamble` or `@comment`.",
        why="Every entry has to be complete by itself, and nothing but entries is read.",
        mend="Write abbreviations out in full; begin a comment with `%`.",
        bad={
            "bibliography/example.bib": """\
@string{jtd = {Journal of Toy Data}}
^

@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-text-outside",
        level="error",
        what="There is text between the entries.",
        why="Mostly a brace too many has closed the entry above, and the rest of it is lost.",
        mend="Look for the brace; begin a comment with `%`.",
        bad={
            "bibliography/example.bib": """\
Works that were read:
^

@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
% Works that were read:

@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-type",
        level="error",
        what="An entry is of a type that is not used here.",
        why="Each type has its own fields and its own form in a list of references.",
        mend="Take one of the types that are named; preprints, cards and data releases are `@misc`.",
        bad={
            "bibliography/example.bib": """\
@preprint{novak2024cited,
^
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-key",
        level="error",
        what="A key is not a citation key: family name, year and a word, in lower case.",
        why="Keys are typed by people, and are for ever.",
        mend="Write it like `lau2018vqarad`.",
        bad={
            "bibliography/example.bib": """\
@misc{Novak_2024,
^
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-key-missing",
        level="error",
        what="An entry has no key.",
        why="Nothing can cite it.",
        mend="Begin it with the type and the key: `@article{lau2018vqarad,`.",
        bad={
            "bibliography/example.bib": """\
@misc{
^
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-duplicate-key",
        level="error",
        what="Two entries have the same key.",
        why="A citation could mean either.",
        mend="If it is the same work, keep one entry with the fields of both; else give the newer one "
        "another word at the end of its key.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
}

@misc{novak2024cited,
^
  author = {Novak, Jana},
  title  = {Another work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-duplicate-doi",
        level="error",
        what="Two entries have the same DOI.",
        why="It is one work, and under two keys its citations are counted apart.",
        mend="Keep the entry with the older key, with all ids of the work, and cite that.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  doi    = {10.5555/toy.2024.99},
}

@misc{novak2024again,
^
  author = {Novak, Jana},
  title  = {Another work that a record cites},
  year   = {2024},
  doi    = {10.5555/toy.2024.99},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited; @novak2024again].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  doi    = {10.5555/toy.2024.99},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-duplicate-arxiv",
        level="error",
        what="Two entries have the same arXiv id.",
        why="It is one work, and under two keys its citations are counted apart.",
        mend="Keep the entry with the older key, with all ids of the work, and cite that.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  eprint = {2406.99999},
  archiveprefix = {arXiv},
}

@misc{novak2024again,
^
  author = {Novak, Jana},
  title  = {Another work that a record cites},
  year   = {2024},
  eprint = {2406.99999},
  archiveprefix = {arXiv},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited; @novak2024again].
added: 2025-03-01
""",
        },
        good=_WITH_ARXIV_ID,
    ),
    Documentation(
        code="bib-duplicate-pubmed",
        level="error",
        what="Two entries have the same PubMed id.",
        why="It is one work, and under two keys its citations are counted apart.",
        mend="Keep the entry with the older key, with all ids of the work, and cite that.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  pmid   = {99999999},
}

@misc{novak2024again,
^
  author = {Novak, Jana},
  title  = {Another work that a record cites},
  year   = {2024},
  pmid   = {99999999},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited; @novak2024again].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  pmid   = {99999999},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-duplicate-field",
        level="error",
        what="A field stands in an entry twice.",
        why="BibTeX keeps the first and drops the other.",
        mend="Keep one of the two.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  year   = {2025},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-field-case",
        level="error",
        what="The name of a field is not in lower case.",
        why="One spelling keeps the bibliography easy to search and to compare.",
        mend="Write it in lower case.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  Author = {Novak, Jana},
  ^
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-field-missing",
        level="error",
        what="An entry lacks a field that its type must have.",
        why="The reference could not be printed: it has no author, title, year or venue.",
        mend="Add the field.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
^
  author = {Novak, Jana},
  title  = {A work that a record cites},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-field-unknown",
        level="error",
        what="A field has a name that is not used here.",
        why="Styles would pass it over, and mostly it is misspelt.",
        mend="Take the name that is suggested, or remove the field.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  journaltitle = {Journal of Toy Data},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-field-misplaced",
        level="error",
        what="A field belongs to another type of entry.",
        why="An `@article` has a journal, an `@inproceedings` a book title; the wrong one is not printed.",
        mend="Rename the field, or change the type.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  journal = {Journal of Toy Data},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@article{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  journal = {Journal of Toy Data},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-latex",
        level="error",
        what="A value has LaTeX that is not understood here.",
        why="Pages show text, not commands.",
        mend="Write the character itself: the file is UTF-8.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that \\foo{records} cite},
  ^
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-author",
        level="error",
        what="A list of authors is not written as names joined by `and`.",
        why="Names are split to be sorted and abbreviated.",
        mend="Write `Lau, Jason J. and {OpenLab Team} and others`: family name first, bodies in braces.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana, and},
  ^
  title  = {A work that a record cites},
  year   = {2024},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-year",
        level="error",
        what="The year is not four digits.",
        why="References are sorted by it.",
        mend="Write the four digits alone.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {in 2024},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="bib-month",
        level="error",
        what="The month is not one.",
        why="News and timelines are sorted by it.",
        mend="Write `jan`, `feb`, `mar` and so on.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  month = {sometime},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  month = {jun},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-doi",
        level="error",
        what="A DOI is not written as one.",
        why="Links and the look for duplicates are made of it.",
        mend="Write it without `https://doi.org/`.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  doi = {https://doi.org/10.5555/toy.2024.99},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  doi = {10.5555/toy.2024.99},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-primaryclass",
        level="error",
        what="A class of arXiv is not written as one.",
        why="It is printed beside the arXiv id.",
        mend="Write it like `cs.CV`.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  primaryclass = {computer vision},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  primaryclass = {cs.CV},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-pmid",
        level="error",
        what="A PubMed id is not a number.",
        why="A link is made of it.",
        mend="Write its digits alone.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  pmid = {PMID 99999999},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  pmid = {99999999},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-url",
        level="error",
        what="An address is not written as one.",
        why="A link is made of it.",
        mend="Write it in full, beginning with `https://`.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  url = {www.example.org/paper},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  url = {https://www.example.org/paper},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="bib-eprint",
        level="error",
        what="An arXiv id is not written as one.",
        why="Links and the look for duplicates are made of it.",
        mend="Write it without version and without `arXiv:`.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  eprint = {arXiv:2406.99999v2},
  ^
  archiveprefix = {arXiv},
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_WITH_ARXIV_ID,
    ),
    Documentation(
        code="bib-archiveprefix",
        level="error",
        what="An archive other than arXiv is named.",
        why="Of other archives the ids are not known here.",
        mend="Write `arXiv`; for another archive give the `doi` or the `url`.",
        bad={
            "bibliography/example.bib": """\
@misc{novak2024cited,
  author = {Novak, Jana},
  title  = {A work that a record cites},
  year   = {2024},
  eprint = {2406.99999},
  archiveprefix = {viXra},
  ^
}
""",
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs [@novak2024cited].
added: 2025-03-01
""",
        },
        good=_WITH_ARXIV_ID,
    ),
)
