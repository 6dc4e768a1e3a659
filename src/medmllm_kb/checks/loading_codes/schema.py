"""Fields and values that a record of a kind does not have."""

from medmllm_kb.checks.rule import Documentation

_GOOD = {
    "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
""",
}
_WITH_OPERATION = {
    "components/example.yaml": """\
id: example
name: Example
summary: Projects vectors.
role: connector
type: mlp
operations:
  - {type: linear, input_width: 768, output_width: 2048}
evidence:
  - {source: 'https://example.org/example', supports: [operations], checked: 2025-03-01}
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
        code="schema-missing",
        level="error",
        what="A field that every record of this kind must have is missing.",
        why="Without it the record has no address, no name, or no place in the lists.",
        mend="Add the field. CONTRIBUTING.md shows an example of every field.",
        bad={
            "datasets/example.yaml": """\
id: example
^
name: Example
summary: Questions on chest radiographs.
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="schema-extra-forbidden",
        level="error",
        what="A field has a name that records of this kind do not have.",
        why="It would be lost: mostly the name is misspelt, or the field belongs to another kind.",
        mend="Take the name that is suggested. An editor that knows the schema in the first line offers all of them.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
modality: [radiography]
^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
modalities: [radiography]
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-model-type",
        level="error",
        what="A text, number or list stands where fields with values should.",
        why="The program cannot know which field the value belongs to.",
        mend="Write the name of each field before its value: `{count: 315, unit: images}`.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
size: [315 images]
       ^
evidence:
  - {source: 'https://example.org/example', supports: [size], checked: 2025-03-01}
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
size: [{count: 315, unit: images}]
evidence:
  - {source: 'https://example.org/example', supports: [size], checked: 2025-03-01}
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-model-attributes-type",
        level="error",
        what="A text, number or list stands where an operation with its dimensions should.",
        why="The shape of vectors follows from the dimensions, so each has to be named.",
        mend="Write the operation with its fields: `{type: linear, input_width: 768, output_width: 2048}`.",
        bad={
            "components/example.yaml": """\
id: example
name: Example
summary: Projects vectors.
role: connector
type: mlp
operations:
  - linear
    ^
evidence:
  - {source: 'https://example.org/example', supports: [operations], checked: 2025-03-01}
added: 2025-03-01
""",
        },
        good=_WITH_OPERATION,
    ),
    Documentation(
        code="schema-union-tag-not-found",
        level="error",
        what="An operation does not say of which type it is.",
        why="The fields of an operation depend on its type.",
        mend="Add `type`, as in `{type: linear, ...}`.",
        bad={
            "components/example.yaml": """\
id: example
name: Example
summary: Projects vectors.
role: connector
type: mlp
operations:
  - {input_width: 768, output_width: 2048}
    ^
evidence:
  - {source: 'https://example.org/example', supports: [operations], checked: 2025-03-01}
added: 2025-03-01
""",
        },
        good=_WITH_OPERATION,
    ),
    Documentation(
        code="schema-union-tag-invalid",
        level="error",
        what="An operation is of a type that is not known here.",
        why="Shapes and parameters can be computed only for the operations whose rules are known.",
        mend="Choose one of the types that are named; if none fits, open an issue.",
        bad={
            "components/example.yaml": """\
id: example
name: Example
summary: Projects vectors.
role: connector
type: mlp
operations:
  - {type: liner, input_width: 768, output_width: 2048}
    ^
evidence:
  - {source: 'https://example.org/example', supports: [operations], checked: 2025-03-01}
added: 2025-03-01
""",
        },
        good=_WITH_OPERATION,
    ),
    Documentation(
        code="schema-tuple-type",
        level="error",
        what="A single value stands where a list should.",
        why="The field may have several values, and is read as a list also when there is one.",
        mend="Put the value in square brackets, or on a line of its own after `- `.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
languages: en
           ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
languages: [en]
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-too-long",
        level="error",
        what="A list has more items than it can have: a volume has three sides.",
        why="One item is too many, and nobody can say which.",
        mend="Give as many items as the field asks for.",
        bad={
            "components/example.yaml": """\
id: example
name: Example
summary: Cuts a volume into patches.
role: encoder
type: vision-transformer
operations:
  - {type: patch-embedding-3d, volume_size: [32, 256, 256, 1], patch_size: [4, 16, 16], width: 768}
                                            ^
evidence:
  - {source: 'https://example.org/example', supports: [operations], checked: 2025-03-01}
added: 2025-03-01
""",
        },
        good={
            "components/example.yaml": """\
id: example
name: Example
summary: Cuts a volume into patches.
role: encoder
type: vision-transformer
operations:
  - {type: patch-embedding-3d, volume_size: [32, 256, 256], patch_size: [4, 16, 16], width: 768}
evidence:
  - {source: 'https://example.org/example', supports: [operations], checked: 2025-03-01}
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-string-type",
        level="error",
        what="A number, list or truth value stands where a text should.",
        why="A version 1.10 would become the number 1.1.",
        mend="Put the text in quotes.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: [2021]
          ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: ['2021']
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-string-too-short",
        level="error",
        what="A text is empty.",
        why="An empty text says nothing.",
        mend="Write the text, or leave the field out.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
aliases: ['']
          ^
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="schema-string-too-long",
        level="error",
        what="A text is longer than its field allows: ids have at most 80 characters, single lines 600, prose 8,000.",
        why="Pages, addresses and lists are made for texts of that length.",
        mend="Shorten it; what is worth saying at length goes into `notes` or into prose fields.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
former_ids: [example-example-example-example-example-example-example-example-example-example-x]
             ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
former_ids: [example-of-old]
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-string-pattern-mismatch",
        level="error",
        what="An id, a citation key, an address or the name of a field is not written as such.",
        why="Ids become addresses, and addresses become links, so both have a fixed form.",
        mend="Take the form that the message shows: ids in lower case with hyphens, addresses in full with https://.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
links: {homepage: www.example.org}
                  ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
links: {homepage: 'https://www.example.org'}
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-int-type",
        level="error",
        what="A text or a broken number stands where a whole number should.",
        why="Counts are summed and compared, which texts cannot be.",
        mend="Write the digits alone: 227000, with `approximate: true` where the source rounds.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: in 2021
      ^
added: 2025-03-01
""",
        },
        good=_WITH_YEAR,
    ),
    Documentation(
        code="schema-greater-than-equal",
        level="error",
        what="A number is smaller than it can be.",
        why="There are no negative counts, no widths of zero, and no datasets of the year 21.",
        mend="Mend the number.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 21
      ^
added: 2025-03-01
""",
        },
        good=_WITH_YEAR,
    ),
    Documentation(
        code="schema-less-than-equal",
        level="error",
        what="A number is larger than it can be.",
        why="No record is of a year after 2100.",
        mend="Mend the number.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
year: 20210
      ^
added: 2025-03-01
""",
        },
        good=_WITH_YEAR,
    ),
    Documentation(
        code="schema-float-type",
        level="error",
        what="A text stands where a number should.",
        why="Scores are sorted and compared, which texts cannot be.",
        mend="Write the number alone; the per cent sign is said by `unit: percent`, a spread goes under `spread`.",
        bad={
            "results/example.yaml": """\
id: example
name: Example, Table 1
summary: One model on one benchmark.
table: Table 1
measured_by: independent
scores:
  - {model: aurelia, benchmark: lumen-vqa, metric: accuracy, value: 81.5 %, unit: percent}
                                                                    ^
evidence:
  - {source: 'https://example.org/example', supports: [scores], checked: 2025-03-01}
added: 2025-03-01
""",
        },
        good={
            "results/example.yaml": """\
id: example
name: Example, Table 1
summary: One model on one benchmark.
table: Table 1
measured_by: independent
scores:
  - {model: aurelia, benchmark: lumen-vqa, metric: accuracy, value: 81.5, unit: percent}
evidence:
  - {source: 'https://example.org/example', supports: [scores], checked: 2025-03-01}
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-bool-type",
        level="error",
        what="Something other than true or false stands where one of them should.",
        why="A question of yes or no has no third answer here; what nobody knows is left out.",
        mend="Write `true` or `false`, or leave the field out.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
size: [{count: 315, unit: images, approximate: about}]
                                               ^
evidence:
  - {source: 'https://example.org/example', supports: [size], checked: 2025-03-01}
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
size: [{count: 315, unit: images, approximate: true}]
evidence:
  - {source: 'https://example.org/example', supports: [size], checked: 2025-03-01}
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-literal-error",
        level="error",
        what="A word is not one of the few that the field allows.",
        why="Lists and filters are made of these words.",
        mend="Take one of the words that are named.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
status: curent
        ^
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
status: current
added: 2025-03-01
""",
        },
    ),
    Documentation(
        code="schema-date-type",
        level="error",
        what="Something other than a date stands where a date should.",
        why="Days are compared and sorted.",
        mend="Write year, month and day: 2025-03-01.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025
       ^
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="schema-value-error",
        level="error",
        what="A date is not a day of the calendar or not written as year, month, day; or a line of text has "
        "a line break.",
        why="The value has the right type and cannot be what it should be.",
        mend="Do as the message says.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-02-30
       ^
""",
        },
        good=_GOOD,
    ),
)
