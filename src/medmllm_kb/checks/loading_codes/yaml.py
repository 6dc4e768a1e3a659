"""What a record may not have, though it is YAML, and what is not YAML."""

from medmllm_kb.checks.rule import Documentation

_GOOD = {
    "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
""",
}
_WITH_YEAR = {
    "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 2021
added: 2025-03-01
""",
}

CODES = (
    Documentation(
        code="yaml-syntax",
        level="error",
        what="The file is not YAML: a bracket or a quotation mark is not closed, the indentation differs, "
        "or a colon stands where none can.",
        why="A record that cannot be read cannot be checked or published.",
        mend="Look at the place that is named and at the line before it. A text with `: `, `#`, quotation "
        "marks or brackets stands in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions: on chest radiographs.
                  ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: 'Questions: on chest radiographs.'
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="yaml-ambiguous-scalar",
        level="error",
        what="A word or number without quotes means different things to different tools: `no`, `on`, "
        "`1_000`, `12:30`, `010`.",
        why="YAML turns `no` into false and `12:30` into 750 in some programs, and leaves them alone in others.",
        mend="Write `true` or `false`, write the number plainly, or put the text in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: [No]
          ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: ['No']
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="yaml-empty-value",
        level="error",
        what="A field or an item of a list has no value.",
        why="An empty field says nothing: not that there is none, and not that nobody looked.",
        mend="Write the value, or leave the field out. If you looked and found nothing, say so under `absent`.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
license:
        ^
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="yaml-number-range",
        level="error",
        what="A number is too large to be kept exactly.",
        why="Beyond eighteen digits, browsers and databases change the last ones.",
        mend="If it is an identifier, put it in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
size:
  - {count: 12345678901234567890, unit: images}
            ^
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="yaml-directive",
        level="error",
        what="A line begins with `%`, which makes it an instruction to the YAML parser.",
        why="Records are data; instructions to the parser would make them mean something else.",
        mend="Remove the line, or begin it with `#` to make it a comment.",
        bad={
            "datasets/example.yaml": """\
%YAML 1.1
^
---
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="yaml-tag",
        level="error",
        what="A value carries a YAML tag (`!name`).",
        why="Tags ask the program that reads the file to make an object of its own; some parsers run code for them.",
        mend="Remove the tag. A text that begins with `!` stands in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: [!!python/object:os.system x]
          ^
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="yaml-anchor",
        level="error",
        what="A value carries a YAML anchor (`&name`).",
        why="Anchors are there to be repeated by aliases, which records do not have.",
        mend="Remove it. A text that begins with `&` stands in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: [&short Ex]
          ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: ['&short Ex']
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="yaml-alias",
        level="error",
        what="A value is a YAML alias (`*name`).",
        why="A few lines of aliases can grow into gigabytes, and a reader cannot see what stands there.",
        mend="Write the value out. A text that begins with `*` stands in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: [*short]
          ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: ['*short']
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="yaml-merge-key",
        level="error",
        what="A YAML merge key (`<<`) brings in the fields of another place.",
        why="A reader cannot see what the record says, and later fields override earlier ones in silence.",
        mend="Write the fields out.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
links: {<<: {homepage: 'https://example.org/example'}}
        ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
links: {homepage: 'https://example.org/example'}
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="yaml-duplicate-key",
        level="error",
        what="A field stands in the record twice.",
        why="Most programs keep the last one and drop the other without a word.",
        mend="Keep one of them.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 2021
year: 2022
^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 2022
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="yaml-key",
        level="error",
        what="The name of a field is not a text but a number, a list or a word such as `on`.",
        why="Fields have names that are known; this can be none of them.",
        mend="Mend the name. If it is meant as text, put it in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
2021: released
^
added: 2025-03-01
""",
        },
        good=_WITH_YEAR,
    ),
    Documentation(
        code="yaml-key-blank",
        level="error",
        what="The name of a field has a character that cannot be seen: a line break, or a blank other than "
        "the ordinary space.",
        why="It looks like a field that is known and is another. Mostly the line was copied from a web page.",
        mend="Delete the blanks before the name and type them anew.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
\u00a0year: 2021
^
added: 2025-03-01
""",
        },
        good=_WITH_YEAR,
    ),
    Documentation(
        code="yaml-too-deep",
        level="error",
        what="Fields and lists are nested more than sixteen deep.",
        why="No record needs it, and a parser can be made to crash by it.",
        mend="Write it more simply; mostly a bracket is not closed.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]
                        ^
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="yaml-too-large",
        level="error",
        what="A file has more than 50,000 names and values.",
        why="No record is as long as that. The limit keeps one file from holding up everybody's builds.",
        mend="Split the record, or leave out what is not part of it.",
        scene="a list of 60,000 names",
        bad={},
        good=_GOOD,
    ),
    Documentation(
        code="yaml-too-many-problems",
        level="error",
        what="A file has a hundred problems; reading stopped there.",
        why="It is probably not a record at all, or was damaged.",
        mend="Mend the problems that are listed first.",
        scene="a file with a hundred control characters",
        bad={},
        good=_GOOD,
    ),
    Documentation(
        code="yaml-several-documents",
        level="error",
        what="A second record begins in the same file (`---`), or the record ends before the file does.",
        why="One file is one record; the rest would be lost.",
        mend="Give the second record a file of its own. If it is still the first, look for brackets and indentation.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
---
^
id: another
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="yaml-empty-file",
        level="error",
        what="A file is empty, or has nothing but comments.",
        why="A record was begun and forgotten.",
        mend="Write the record, or remove the file.",
        bad={
            "datasets/example.yaml": """\
# to be written
^
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="yaml-root",
        level="error",
        what="A file is a list or a text, not fields with values.",
        why="A record is a set of fields, each on a line of its own.",
        mend="Begin each line with the name of a field, a colon and a space.",
        bad={
            "datasets/example.yaml": """\
- id: example
^
- name: Example
""",
        },
        good=_GOOD,
    ),
)
